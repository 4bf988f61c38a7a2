import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PictureBook } from '@conceptwatch/composition';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunningService, temporaryFolder } from '../e2e/running-service';
import { describeWhere, pythonProgram, requirement } from '../requirements';

/** Longer by hand: FUZZ_EXAMPLES=200. */
const EXAMPLES = process.env.FUZZ_EXAMPLES ?? '15';

describeWhere(requirement('schemathesis'), 'the REST API, fuzzed from its own OpenAPI document', () => {
  const folder = temporaryFolder();
  let service: RunningService;

  beforeAll(async () => {
    const book = new PictureBook({ edge: 64, format: 'jpeg' });
    const train = join(folder.path, 'train');
    mkdirSync(train);
    for (let i = 0; i < 120; i++) writeFileSync(join(train, `${i}.jpg`), (await book.scene({ seed: 4_500_000, shift: {} }, i)).bytes);
    writeFileSync(join(folder.path, 'bank.yaml'), 'name: small\nconcepts: [fog, snow]\n');
    // Jobs are taken and not done: what they do is tested elsewhere.
    service = await RunningService.watch(['--baseline', train, '--source', 'http', '--bank', join(folder.path, 'bank.yaml'), '--admin.jobsAtOnce', '0'], join(folder.path, 'data'));
    for (let i = 0; i < 30; i++) await service.post('main', (await book.scene({ seed: 4_600_000, shift: {} }, i)).bytes);
  }, 180_000);

  afterAll(async () => {
    await service?.program.kill('SIGTERM');
    folder.remove();
  });

  it.each([['any names', []], ['names that exist', ['--config-file', `${import.meta.dirname}/known-names.toml`]]])('never answers with a fault of its own, and as the document says, for %s', async (_, config) => {
    const { code, output } = await schemathesis([
      ...config, 'run', `${service.url}/api/v1/openapi.json`,
      '--header', `Authorization: Bearer ${service.token}`,
      '--checks', 'not_a_server_error,content_type_conformance,response_schema_conformance',
      // A stream of events has no end; the tokens of this run shall stay.
      '--exclude-path', '/api/v1/live', '--exclude-path-regex', '/api/v1/tokens/.*',
      '--phases', 'examples,coverage,fuzzing', '--max-examples', EXAMPLES, '--workers', '2', '--seed', '20261123', '--continue-on-failure', '--no-color',
    ]);
    expect({ code, output: code === 0 ? '' : output.slice(-6_000) }).toEqual({ code: 0, output: '' });
  }, 600_000);
});

function schemathesis(args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(pythonProgram('schemathesis'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}
