import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import type { MessageLog } from '@conceptwatch/ports';
import { bundleProgram, RunningProgram, systemClock } from '@conceptwatch/testing';
import { foldOver, INPUT, OUTPUT, PARTITIONS, valueOf } from './chain';

const KILLS = Number(process.env.CONCEPTWATCH_KILLS ?? 10);

let program: string;
let directory: string;
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'chain.program.ts'));
  directory = mkdtempSync(join(tmpdir(), 'kill-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Kills the program after a number of acknowledgements that differs from time to time. */
async function killAgainAndAgain(): Promise<number[]> {
  const acknowledged = Array.from({ length: PARTITIONS }, () => 0);
  for (let kill = 0; kill < KILLS; kill++) {
    const running = RunningProgram.start(program, [directory, String(kill)]);
    await running.until((lines) => lines.length >= 5 + ((kill * 37) % 60));
    await running.kill();
    for (const line of running.lines) {
      const [word, partition, count] = line.split(' ');
      if (word === 'acknowledged' && count) acknowledged[Number(partition)] = Number(count);
    }
  }
  return acknowledged;
}

async function readAll(log: MessageLog, topic: string, partition: number): Promise<Uint8Array[]> {
  const values: Uint8Array[] = [];
  for (let records = await log.read(topic, partition, 0, 500); records.length > 0; records = await log.read(topic, partition, values.length, 500)) {
    values.push(...records.map(({ value }) => value));
  }
  return values;
}

describe('the embedded log and the state, killed at any moment', () => {
  it(`lose nothing that was acknowledged and do nothing twice, in ${KILLS} kills`, async () => {
    const acknowledged = await killAgainAndAgain();
    const log = EmbeddedLog.open({ directory, clock: systemClock });
    const state = await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock: systemClock });
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const input = await readAll(log, INPUT, partition);
      expect(input.length).toBeGreaterThanOrEqual(acknowledged[partition]);
      input.forEach((value, n) => expect(Buffer.compare(value, valueOf(partition, n))).toBe(0));

      const output = await readAll(log, OUTPUT, partition);
      const copied = (await log.lag('copy', INPUT))[partition].committed;
      expect(output.length).toBe(copied);
      output.forEach((value, n) => expect(Buffer.compare(value, input[n])).toBe(0));

      const checkpoint = (await state.loadCheckpoint(`fold/${partition}`))!;
      const expected = output.slice(0, checkpoint.offset + 1).reduce(foldOver, new Uint8Array(32) as Uint8Array);
      expect(Buffer.compare(checkpoint.state, expected)).toBe(0);
      expect(checkpoint.offset).toBeGreaterThan(0);
    }
    await log.close();
    await state.close();
  }, 120_000);

  it('are refused to a second process while the first lives, which is named', async () => {
    const running = RunningProgram.start(program, [directory, '1']);
    await running.until((lines) => lines.length > 0);
    expect(() => EmbeddedLog.open({ directory, clock: systemClock })).toThrow(
      expect.objectContaining({ code: 'data_folder_in_use', message: expect.stringContaining(`process ${running.pid}`) }),
    );
    await running.kill();
    await EmbeddedLog.open({ directory, clock: systemClock }).close();
  });
});
