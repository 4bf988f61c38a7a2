// Regenerates libs/contracts/src/generated from the .proto file: `node scripts/generate-records.mjs`.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const template = 'tmp/buf.gen.json';
const { mkdirSync } = await import('node:fs');
mkdirSync('tmp', { recursive: true });
writeFileSync(template, JSON.stringify({
  version: 'v2',
  plugins: [{ local: './node_modules/.bin/protoc-gen-es', out: 'libs/contracts/src/generated', opt: ['target=ts'] }],
}));
const result = spawnSync('node_modules/.bin/buf', ['generate', 'libs/contracts/proto', '--template', template], { stdio: 'inherit' });
process.exit(result.status ?? 1);
