import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { History, HistoryQuery, HistoryRow } from '@conceptwatch/ports';

export interface HistoryFixture {
  /** Opens the same history again. */
  open(): Promise<History>;
  dispose(): Promise<void>;
}

/** What every History does, one test for each behaviour. */
export function describeHistory(name: string, createFixture: () => Promise<HistoryFixture>): void {
  describe(`${name} is a History`, () => {
    let fixture: HistoryFixture;
    let history: History;
    let stream: string;
    beforeAll(async () => {
      fixture = await createFixture();
      history = await fixture.open();
    });
    beforeEach(() => void (stream = randomUUID()));
    afterAll(async () => {
      await history?.close();
      await fixture?.dispose();
    });

    const row = (offset: number, more: Partial<HistoryRow> = {}): HistoryRow => ({
      imageId: `image-${offset}`,
      stream,
      source: 'lobby',
      shard: 0,
      offset,
      capturedAt: 1_000 + offset,
      spaceDigest: 'encoder-aligner',
      vector: new Uint8Array([offset % 256, 255, 0, 60]),
      imageReference: `log:images.v1/0/${offset}`,
      ...more,
    });
    const rows = (count: number) => Array.from({ length: count }, (_, offset) => row(offset));
    const offsetsOf = async (query: Partial<HistoryQuery>, chunk?: number): Promise<number[]> => {
      const found: number[] = [];
      await history.scan({ stream, ...query }, (part) => void found.push(...part.map(({ offset }) => offset)), chunk);
      return found;
    };

    it('returns a row as it was appended', async () => {
      await history.append([row(3)]);
      const found = (await history.find(stream, 'image-3'))!;
      expect({ ...found, vector: [...found.vector] }).toEqual({ ...row(3), vector: [...row(3).vector] });
    });

    it('returns plain arrays, whose slices are copies', async () => {
      await history.append([row(3)]);
      expect((await history.find(stream, 'image-3'))!.vector.slice().buffer.byteLength).toBe(4);
    });

    it('finds nothing in a stream or image that is not there', async () => {
      expect(await history.find(stream, 'image-0')).toBeUndefined();
      await history.append([row(0)]);
      expect(await history.find(stream, 'image-1')).toBeUndefined();
      expect(await history.find(`${stream}-2`, 'image-0')).toBeUndefined();
    });

    it('keeps a row once, by stream, shard and offset', async () => {
      await history.append(rows(3));
      await history.append([row(1, { source: 'changed' }), row(3)]);
      await history.append([row(1, { shard: 1 })]);
      expect(await history.count(stream)).toBe(5);
      expect(await offsetsOf({ shard: 0 })).toEqual([0, 1, 2, 3]);
      await history.scan({ stream, fromOffset: 1, toOffset: 1, shard: 0 }, ([found]) => expect(found.source).toBe('lobby'));
    });

    it('scans in offset order whatever the order of appending, and newest first when asked', async () => {
      await history.append([row(2), row(0)]);
      await history.append([row(1)]);
      expect(await offsetsOf({})).toEqual([0, 1, 2]);
      expect(await offsetsOf({ newestFirst: true })).toEqual([2, 1, 0]);
    });

    it('scans in chunks that are never larger than asked for, without gap or repetition', async () => {
      await history.append([...rows(25), ...rows(25).map((one) => ({ ...one, shard: 1 }))]);
      for (const newestFirst of [false, true]) {
        const sizes: number[] = [];
        const seen: string[] = [];
        await history.scan(
          { stream, newestFirst },
          async (part) => {
            sizes.push(part.length);
            seen.push(...part.map(({ offset, shard }) => `${offset}/${shard}`));
          },
          7,
        );
        expect(Math.max(...sizes)).toBe(7);
        expect(seen).toHaveLength(50);
        expect(new Set(seen).size).toBe(50);
      }
    });

    it('selects by offset, time, shard, space and limit', async () => {
      await history.append([...rows(10), row(10, { shard: 1 }), row(11, { spaceDigest: 'other' })]);
      expect(await offsetsOf({ fromOffset: 2, toOffset: 4 })).toEqual([2, 3, 4]);
      expect(await offsetsOf({ fromTime: 1_002, toTime: 1_004 })).toEqual([2, 3, 4]);
      expect(await offsetsOf({ shard: 1 })).toEqual([10]);
      expect(await offsetsOf({ spaceDigest: 'other' })).toEqual([11]);
      expect(await offsetsOf({ newestFirst: true, limit: 4 }, 3)).toEqual([11, 10, 9, 8]);
      expect(await offsetsOf({ limit: 0 })).toEqual([]);
    });

    it('lets rows be appended while a scan goes on', async () => {
      await history.append(rows(6));
      const seen: number[] = [];
      await history.scan(
        { stream },
        async (part) => {
          seen.push(...part.map(({ offset }) => offset));
          await history.append([row(100 + part[0].offset)]);
        },
        3,
      );
      expect(seen.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
    });

    it('trims the oldest rows of one stream', async () => {
      await history.append(rows(2_500));
      await history.append([row(0, { stream: `${stream}-2` })]);
      expect(await history.trim(stream, 10)).toBe(2_490);
      expect(await history.trim(stream, 10)).toBe(0);
      expect(await history.count(stream)).toBe(10);
      expect((await offsetsOf({}))[0]).toBe(2_490);
      expect(await history.count(`${stream}-2`)).toBe(1);
    });

    it('takes an empty batch', async () => {
      await history.append([]);
      expect(await history.count(stream)).toBe(0);
    });

    it('keeps its rows when it is closed and opened again', async () => {
      await history.append(rows(3));
      await history.close();
      history = await fixture.open();
      expect(await history.count(stream)).toBe(3);
      expect(await offsetsOf({})).toEqual([0, 1, 2]);
    });
  });
}
