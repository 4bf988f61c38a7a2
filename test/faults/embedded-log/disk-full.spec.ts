import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { type Availability, describeWhere, systemClock } from '@conceptwatch/testing';

const disk = mkdtempSync(join(tmpdir(), 'disk-'));

function mountSmallDisk(): Availability {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk], { encoding: 'utf8' });
  return status === 0 ? { available: true } : { available: false, reason: `a small disk cannot be mounted (needs root): ${stderr?.trim() || 'no mount command'}` };
}

afterAll(() => {
  spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

describeWhere(mountSmallDisk(), 'the embedded log on a full disk', () => {
  it('refuses clearly, keeps finished work, moves no offset, and goes on by itself when there is room again', async () => {
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, new Uint8Array(56 * 1024 * 1024));
    const directory = join(disk, 'data');
    mkdirSync(directory);
    const log = EmbeddedLog.open({ directory, clock: systemClock });
    const topics = { input: 'input', output: 'output' };
    await log.createTopics([
      { topic: topics.input, partitions: 1 },
      { topic: topics.output, partitions: 1 },
    ]);
    let handled = 0;
    const consumption = await log.consume({ group: 'copy', topic: topics.input, maxRecords: 64 }, async ({ records }) => {
      handled++;
      consumption.pause();
      return records.map(({ value }) => ({ topic: topics.output, partition: 0, value }));
    });
    consumption.pause();
    const large = Array.from({ length: 16 }, () => ({ topic: topics.input, partition: 0, value: new Uint8Array(20_000) }));
    let acknowledged = 0;
    const fill = async () => {
      for (;;) {
        await log.publish(large);
        acknowledged += large.length;
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'log_unavailable', retriable: true, message: expect.stringContaining('disk is full'), cause: { code: 'disk_full' } });

    consumption.resume();
    await vi.waitFor(() => expect(handled).toBe(1), { timeout: 10_000, interval: 5 });
    await expect(log.publish(large)).rejects.toMatchObject({ code: 'log_unavailable' });
    expect((await log.lag('copy', topics.input))[0].committed).toBe(0);
    expect(await log.read(topics.output, 0, 0, 10)).toEqual([]);

    rmSync(ballast);
    await vi.waitFor(async () => expect((await log.lag('copy', topics.input))[0].committed).toBe(64), { timeout: 10_000, interval: 5 });
    expect(handled).toBe(1);
    await consumption.stop();
    await log.publish(large);
    await log.close();

    const again = EmbeddedLog.open({ directory, clock: systemClock });
    expect((await again.lag('copy', topics.input))[0].end).toBe(acknowledged + large.length);
    expect(await again.read(topics.output, 0, 0, 100)).toHaveLength(64);
    await again.close();
  });
});
