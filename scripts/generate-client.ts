// Writes the types of the web app's client from the OpenAPI document of the server. `--check` only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument } from '@conceptwatch/contracts';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

const FILE = 'apps/web/src/api/schema.gen.ts';

const document = openApiDocument('1') as unknown as OpenAPI3;
const text = `// Made by \`npm run client\` from the OpenAPI document; a test compares.\n${astToString(await openapiTS(document, { alphabetize: true }))}`;
const before = await readFile(FILE, 'utf8').catch(() => '');
if (process.argv.includes('--check')) {
  process.exitCode = before === text ? 0 : 1;
  process.stdout.write(before === text ? 'The client is up to date.\n' : `${FILE} is out of date: run npm run client.\n`);
} else {
  if (before !== text) await writeFile(FILE, text);
  process.stdout.write(`${FILE}: ${text.split('\n').length} lines.\n`);
}
