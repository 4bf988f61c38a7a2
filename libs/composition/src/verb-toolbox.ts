import { serviceConfiguration } from './service-configuration';
import { createToolbox, type Toolbox, type ToolboxOptions } from './toolbox';

/**
 * The tools of a verb of the command line: what its flags say, and for the rest the same CONCEPTWATCH_MODELS_* variables as a
 * service (where inference runs, precision, threads, language model).
 *
 * @throws ConfigInvalid for a variable that is not understood
 */
export function verbToolbox(options: ToolboxOptions = {}, environment: NodeJS.ProcessEnv = process.env): Toolbox {
  const ofModels = Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('CONCEPTWATCH_MODELS_')));
  const { executionProvider, precision, threads, languageModel } = serviceConfiguration().load({ environment: ofModels }).config.models;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return createToolbox({ executionProvider, precision, threads, languageModel, ...given });
}
