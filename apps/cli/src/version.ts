import { readFileSync } from 'node:fs';

/** The version in package.json, which lies three folders above this file in the sources and in the build alike. */
export function productVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
