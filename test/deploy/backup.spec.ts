import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { PictureBook } from '@conceptwatch/composition';
import type { DriftState, StreamSummary } from '@conceptwatch/contracts';
import { type PostgresCluster, startPostgres, systemClock } from '@conceptwatch/testing';
import { RunningService, temporaryFolder, until } from '../e2e/running-service';
import { describeWhere, requirement } from '../requirements';

const PATIENCE_MS = 120_000;

/** As docs/OPERATIONS.md says it. */
const shell = (command: string, environment: Record<string, string>) => {
  const { status, stderr } = spawnSync('bash', ['-euc', command], { encoding: 'utf8', env: { ...process.env, ...environment } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
};

describe('backup and restore of a data folder', () => {
  const folder = temporaryFolder();
  const data = `${folder.path}/data`;
  const pictures: Uint8Array[] = [];
  beforeAll(async () => {
    const book = new PictureBook();
    for (let i = 0; i < 60; i++) pictures.push((await book.scene({ seed: 4_200_000, shift: {} }, i)).bytes);
  });
  afterAll(() => folder.remove());

  const start = (token?: string) => RunningService.watch(['--baseline', 'models/baselines/demo.safetensors', '--source', 'http', '--window', '40'], data, token);
  const counted = async (service: RunningService) => (await service.get<StreamSummary[]>('/streams'))[0]?.images;
  const post = async (service: RunningService, from: number, to: number) => {
    for (const bytes of pictures.slice(from, to)) expect((await service.post('main', bytes)).status).toBe(202);
  };
  const stop = async (service: RunningService) => {
    service.program.signal('SIGTERM');
    expect(await service.program.exited).toMatchObject({ code: 0 });
  };
  /** Without what depends on the hour. */
  const stateOf = async (service: RunningService) => {
    const { concepts, window } = await service.get<DriftState>('/streams/main/drift');
    return { window, concepts: concepts.map(({ concept, ks, evidence }) => ({ concept, ks, evidence })).sort((a, b) => a.concept.localeCompare(b.concept)) };
  };

  it('gives back tokens, state and images as they were, and counting goes on', async () => {
    const first = await start();
    await post(first, 0, 45);
    await until(() => counted(first), (images) => images === 45, PATIENCE_MS);
    const before = await stateOf(first);
    await stop(first);
    shell('tar -C "$(dirname "$DATA")" -czf "$BACKUP" "$(basename "$DATA")"', { DATA: data, BACKUP: `${folder.path}/backup.tar.gz` });

    const second = await start(first.token);
    await post(second, 45, 60);
    await until(() => counted(second), (images) => images === 60, PATIENCE_MS);
    await stop(second);
    rmSync(data, { recursive: true });

    shell('tar -C "$(dirname "$DATA")" -xzf "$BACKUP"', { DATA: data, BACKUP: `${folder.path}/backup.tar.gz` });
    const restored = await start(first.token);
    expect(await counted(restored)).toBe(45);
    expect(await stateOf(restored)).toEqual(before);
    await post(restored, 45, 60);
    await until(() => counted(restored), (images) => images === 60, PATIENCE_MS);
    await stop(restored);
  }, 900_000);
});

describeWhere(requirement('postgres'), 'backup and restore of the database of a cluster', () => {
  const folder = temporaryFolder();
  let cluster: PostgresCluster;
  beforeAll(async () => void (cluster = await startPostgres()));
  afterAll(() => {
    cluster.stop();
    folder.remove();
  });

  it('gives back documents, checkpoints and events', async () => {
    mkdirSync(`${folder.path}/dump`);
    const restoredUrl = cluster.url.replace(/\/[^/]*$/, '/restored');
    const state = await SqlStateStore.openPostgres({ url: cluster.url, clock: systemClock });
    await state.put('stream', 'yard', { window: 300 });
    const event = { id: 'yard/0/1/snow/onset', stream: 'yard', concept: 'snow', kind: 'onset' as const, at: 5, body: { ks: 0.4 } };
    await state.saveCheckpoint('drift/0', { offset: 41, state: new Uint8Array([1, 2, 3]) }, [event]);
    shell('pg_dump --format=custom --file="$FOLDER/conceptwatch.dump" "$DATABASE" && createdb --maintenance-db="$DATABASE" restored && pg_restore --no-owner --dbname="$RESTORED" "$FOLDER/conceptwatch.dump"', {
      FOLDER: folder.path,
      DATABASE: cluster.url,
      RESTORED: restoredUrl,
    });
    await state.saveCheckpoint('drift/0', { offset: 99, state: new Uint8Array([9]) }, []);
    const restored = await SqlStateStore.openPostgres({ url: restoredUrl, clock: systemClock });
    expect((await restored.get('stream', 'yard'))?.body).toEqual({ window: 300 });
    expect(await restored.loadCheckpoint('drift/0')).toEqual({ offset: 41, state: new Uint8Array([1, 2, 3]) });
    expect(await restored.listEvents({ limit: 9 })).toEqual([event]);
    await restored.close();
    await state.close();
  }, 300_000);
});
