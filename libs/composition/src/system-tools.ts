import type { SystemTools } from '@conceptwatch/jobs';
import { openAlignTools } from './align-tools';
import { loadHead } from './load-head';
import { bundledSource } from './model-choice';
import type { Toolbox } from './toolbox';

/** What the evaluation of the paper's systems works with: the bundled source encoder, its head, and the toolbox's target. */
export async function openSystemTools(toolbox: Toolbox): Promise<SystemTools & { close(): Promise<void> }> {
  const { encoder, aligner } = bundledSource();
  const [pair, { tools }, languageModel, head] = await Promise.all([openAlignTools({ source: encoder, target: toolbox.models().clip }), toolbox.evaluationTools(), toolbox.languageModel(), loadHead(encoder, aligner, 'object')]);
  return { ...pair, textEncoder: tools.textEncoder, languageModel, bank: tools.bank, nouns: tools.nouns, backgrounds: tools.backgrounds, head };
}
