import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../e2e/run-cli';
import { RunningService, temporaryFolder } from '../e2e/running-service';

const PLANTED = ['planted-in-the-database-url', 'planted-as-kafka-password', 'planted-as-signing-secret', 'planted-in-a-bearer-header', 'cw_plantedPlantedPlantedPlanted', 'planted-in-the-environment'];
const SETTINGS = `
kafka:
  password: ${PLANTED[1]}
database:
  url: postgres://conceptwatch:${PLANTED[0]}@127.0.0.1:5432/conceptwatch
notify:
  url: https://127.0.0.1/hook?key=${PLANTED[2]}-in-the-url
  secret: ${PLANTED[2]}
`;

describe('conceptwatch support-bundle', () => {
  const folder = temporaryFolder();
  let service: RunningService;
  let bundle: string;

  beforeAll(async () => {
    const data = `${folder.path}/data`;
    service = await RunningService.watch(['--baseline', 'models/baselines/demo.safetensors', '--source', 'http'], data);
    writeFileSync(`${folder.path}/settings.yaml`, SETTINGS);
    writeFileSync(`${folder.path}/conceptwatch.log`, `started\nAuthorization: Bearer ${PLANTED[3]}\n{"token":"${service.token}","other":"${PLANTED[4]}"}\nKafka refused ${PLANTED[1]}\nended\n`);
    const port = new URL(service.metricsUrl).port;
    const out = `${folder.path}/bundle.tar.gz`;
    const { code, stderr } = await runCli(['support-bundle', '--config', `${folder.path}/settings.yaml`, '--data', data, '--metrics-port', port, '--log', `${folder.path}/conceptwatch.log`, '--out', out], { env: { CONCEPTWATCH_HTTP_HOST: '127.0.0.1', UNRELATED_TOKEN: PLANTED[5] } });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    bundle = gunzipSync(readFileSync(out)).toString('latin1');
  });
  afterAll(async () => {
    await service.program.kill();
    folder.remove();
  });

  it('holds what someone who helps needs', () => {
    expect(bundle).toContain('conceptwatch_build_info{');
    expect(bundle).toMatch(/"status":"ok"/);
    expect(bundle).toMatch(/\d+ {2}\S+\.db/);
    expect(bundle).toContain('brokers');
    expect(bundle).toContain('"variables_set"');
    expect(bundle).toContain('started\n');
    expect(bundle).toContain('ended\n');
  });

  it.each([...PLANTED, 'the token of the running service'])('does not hold %s', (planted) => {
    expect(bundle).not.toContain(planted.startsWith('the token') ? service.token : planted);
  });

  it('is for the owner alone, and tar can read it', () => {
    expect(statSync(`${folder.path}/bundle.tar.gz`).mode & 0o077).toBe(0);
    expect(spawnSync('tar', ['-tzf', `${folder.path}/bundle.tar.gz`], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean).sort()).toEqual(
      ['README.txt', 'data-folder.txt', 'healthz.json', 'logs/1-conceptwatch.log', 'metrics.txt', 'readyz.json', 'settings.yaml', 'system.json'].map((name) => `conceptwatch-support/${name}`),
    );
  });
});
