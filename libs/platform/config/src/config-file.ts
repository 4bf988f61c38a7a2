import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ConfigInvalid } from './config-invalid';

/** Reads a YAML or JSON file of settings. @throws ConfigInvalid when it cannot be read, or says a key twice. */
export function readConfigFile(file: string): Record<string, unknown> {
  const refuse = (problem: string): never => {
    throw new ConfigInvalid([{ key: file, source: 'configuration file', problem }]);
  };
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    refuse(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`);
  }
  const document = parseDocument(text);
  if (document.errors.length) refuse(document.errors.map(({ message }) => message.split('\n')[0]).join('; '));
  const content: unknown = document.toJS({ maxAliasCount: 20 });
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) refuse('it must hold settings by part, as in "ingest: { batchSize: 64 }".');
  return content as Record<string, unknown>;
}
