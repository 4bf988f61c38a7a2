import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, type RefusedImage, type StateStore, type StoredDriftEvent, VersionConflict } from '@conceptwatch/ports';
import { ManualClock } from '../manual-clock';

export interface StateStoreFixture {
  /** Opens the same state again. */
  open(clock: Clock): Promise<StateStore>;
  dispose(): Promise<void>;
}

/** What every StateStore does, one test for each behaviour. */
export function describeStateStore(name: string, createFixture: () => Promise<StateStoreFixture>): void {
  describe(`${name} is a StateStore`, () => {
    const clock = new ManualClock();
    let fixture: StateStoreFixture;
    let store: StateStore;
    let id: string;
    beforeAll(async () => {
      fixture = await createFixture();
      store = await fixture.open(clock);
    });
    beforeEach(() => void (id = randomUUID()));
    afterAll(async () => {
      await store?.close();
      await fixture?.dispose();
    });

    const event = (more: Partial<StoredDriftEvent> = {}): StoredDriftEvent => ({
      id: `event-${randomUUID()}`,
      stream: id,
      concept: 'snow',
      kind: 'onset',
      at: clock.now(),
      body: { share: 0.31, nested: { words: ['Straße', '雪'] } },
      ...more,
    });
    const refused = (more: Partial<RefusedImage> = {}): RefusedImage => ({
      id: randomUUID(),
      stream: id,
      source: 'lobby',
      reason: 'not-an-image',
      detail: 'Text, not an image.',
      at: clock.now(),
      reference: 'log:images.v1/0/1',
      ...more,
    });

    describe('documents', () => {
      it('come back as they were put, with version 1 and the time', async () => {
        const body = { text: 'Straße \u0000 雪', number: 1 / 3, list: [null, true, {}] };
        const put = await store.put('stream', id, body);
        expect(put).toEqual({ kind: 'stream', id, version: 1, updatedAt: clock.now(), body });
        expect(await store.get('stream', id)).toEqual(put);
      });

      it('are absent until put, and of one kind only', async () => {
        await store.put('stream', id, 1);
        expect(await store.get('bank', id)).toBeUndefined();
      });

      it('grow by one version with each write', async () => {
        await store.put('stream', id, 'a');
        clock.advance(5);
        expect(await store.put('stream', id, 'b')).toMatchObject({ version: 2, body: 'b', updatedAt: clock.now() });
        expect(await store.put('stream', id, 'c', 2)).toMatchObject({ version: 3 });
      });

      it('refuse a write that expects another version, and keep what is there', async () => {
        await expect(store.put('stream', id, 'a', 1)).rejects.toThrow(VersionConflict);
        await store.put('stream', id, 'a', 0);
        await expect(store.put('stream', id, 'b', 0)).rejects.toMatchObject({ code: 'version_conflict', retriable: true });
        await expect(store.put('stream', id, 'b', 2)).rejects.toThrow(/is at version 1/);
        expect(await store.get('stream', id)).toMatchObject({ version: 1, body: 'a' });
      });

      it('let exactly one of several concurrent writers win', async () => {
        const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((body) => store.put('stream', id, body, 0)));
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });

      it('are listed by id in byte order', async () => {
        for (const suffix of ['b', 'B', 'a', 'ä', '10', '9']) await store.put('acknowledgement', `${id}/${suffix}`, suffix);
        const listed = (await store.list('acknowledgement')).filter((document) => document.id.startsWith(id)).map(({ body }) => body);
        expect(listed).toEqual(['10', '9', 'B', 'a', 'b', 'ä']);
      });

      it('are deleted once', async () => {
        await store.put('stream', id, 1);
        expect(await store.delete('stream', id)).toBe(true);
        expect(await store.delete('stream', id)).toBe(false);
        expect(await store.get('stream', id)).toBeUndefined();
      });
    });

    describe('blobs', () => {
      it('come back byte for byte, also views and empty ones', async () => {
        const whole = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
        await store.putBlob(id, whole.subarray(7, 280));
        expect(Buffer.compare((await store.getBlob(id))!, whole.subarray(7, 280))).toBe(0);
        await store.putBlob(id, new Uint8Array(0));
        expect((await store.getBlob(id))!.length).toBe(0);
      });

      it('come back as plain arrays, whose slices are copies, and so do checkpoints', async () => {
        await store.putBlob(id, new Uint8Array(24));
        await store.saveCheckpoint(id, { offset: 0, state: new Uint8Array(16) }, []);
        expect((await store.getBlob(id))!.slice().buffer.byteLength).toBe(24);
        expect((await store.loadCheckpoint(id))!.state.slice().buffer.byteLength).toBe(16);
      });

      it('hold megabytes', async () => {
        const large = new Uint8Array(12_000_000).fill(7);
        await store.putBlob(id, large);
        expect(Buffer.compare((await store.getBlob(id))!, large)).toBe(0);
      });

      it('are absent until put and after being deleted', async () => {
        expect(await store.getBlob(id)).toBeUndefined();
        await store.putBlob(id, new Uint8Array(1));
        expect(await store.deleteBlob(id)).toBe(true);
        expect(await store.deleteBlob(id)).toBe(false);
        expect(await store.getBlob(id)).toBeUndefined();
      });
    });

    describe('checkpoints', () => {
      it('keep the newest offset and state', async () => {
        expect(await store.loadCheckpoint(id)).toBeUndefined();
        await store.saveCheckpoint(id, { offset: 1, state: new Uint8Array([1]) }, []);
        await store.saveCheckpoint(id, { offset: 2 ** 40, state: new Uint8Array([2, 0, 255]) }, []);
        const loaded = await store.loadCheckpoint(id);
        expect([loaded!.offset, ...loaded!.state]).toEqual([2 ** 40, 2, 0, 255]);
      });

      it('bring their events with them, each once', async () => {
        const events = [event({ at: 1 }), event({ at: 2 })];
        await store.saveCheckpoint(id, { offset: 1, state: new Uint8Array(1) }, events);
        await store.saveCheckpoint(id, { offset: 2, state: new Uint8Array(1) }, [events[0], { ...events[1], body: { changed: true } }]);
        expect(await store.listEvents({ stream: id, limit: 10 })).toEqual([events[1], events[0]]);
      });

      it('are all or nothing: an event that cannot be written takes the state with it', async () => {
        await store.saveCheckpoint(id, { offset: 1, state: new Uint8Array([1]) }, []);
        const impossible = event({ concept: null as unknown as string });
        await expect(store.saveCheckpoint(id, { offset: 2, state: new Uint8Array([2]) }, [event(), impossible])).rejects.toThrow();
        expect((await store.loadCheckpoint(id))!.offset).toBe(1);
        expect(await store.listEvents({ stream: id, limit: 10 })).toEqual([]);
      });

      it('stand apart when saved concurrently', async () => {
        await Promise.all(
          Array.from({ length: 20 }, (_, i) => store.saveCheckpoint(`${id}/${i}`, { offset: i, state: new Uint8Array([i]) }, [event({ id: `${id}/${i}` })])),
        );
        const offsets = await Promise.all(Array.from({ length: 20 }, async (_, i) => (await store.loadCheckpoint(`${id}/${i}`))!.offset));
        expect(offsets).toEqual(Array.from({ length: 20 }, (_, i) => i));
      });

      it('are deleted by the exact prefix', async () => {
        for (const key of [`${id}/a%`, `${id}/a_b`, `${id}/b`]) await store.saveCheckpoint(key, { offset: 0, state: new Uint8Array(0) }, []);
        expect(await store.deleteCheckpoints(`${id}/a`)).toBe(2);
        expect(await store.deleteCheckpoints(`${id}/_`)).toBe(0);
        expect(await store.loadCheckpoint(`${id}/b`)).toBeDefined();
      });
    });

    describe('events', () => {
      it('are listed newest first, by stream, before a time, up to a limit', async () => {
        const events = [10, 20, 30].map((at) => event({ at }));
        for (const one of events) await store.appendEvent(one);
        expect(await store.listEvents({ stream: id, limit: 2 })).toEqual([events[2], events[1]]);
        expect(await store.listEvents({ stream: id, before: 30, limit: 9 })).toEqual([events[1], events[0]]);
        const other = event({ stream: `${id}-2`, at: Number.MAX_SAFE_INTEGER - 1 });
        await store.appendEvent(other);
        expect(await store.listEvents({ limit: 1 })).toEqual([other]);
      });

      it('are the same event when appended again', async () => {
        const one = event();
        await store.appendEvent(one);
        await store.appendEvent({ ...one, concept: 'fog' });
        expect(await store.listEvents({ stream: id, limit: 9 })).toEqual([one]);
      });
    });

    describe('refused images', () => {
      it('are kept once by id, listed newest first and counted by reason', async () => {
        const images = [refused({ at: 1 }), refused({ at: 2, reason: 'too-many-pixels' }), refused({ at: 3 })];
        await store.addRefused(images);
        await store.addRefused([images[0], images[1]]);
        expect(await store.listRefused({ stream: id, limit: 2 })).toEqual([images[2], images[1]]);
        expect(await store.listRefused({ stream: id, before: images[1].at, limit: 2 })).toEqual([images[0]]);
        expect(await store.countRefused(id)).toEqual({ 'not-an-image': 2, 'too-many-pixels': 1 });
      });

      it('are taken many at a time, and none at all', async () => {
        await store.addRefused([]);
        await store.addRefused(Array.from({ length: 1_201 }, (_, i) => refused({ id: `${id}/${i}` })));
        expect(await store.countRefused(id)).toEqual({ 'not-an-image': 1_201 });
        expect((await store.countRefused())['not-an-image']).toBeGreaterThanOrEqual(1_201);
      });
    });

    it('keeps everything when it is closed and opened again', async () => {
      await store.put('stream', id, 'kept');
      await store.saveCheckpoint(id, { offset: 5, state: new Uint8Array([5]) }, [event()]);
      await store.close();
      store = await fixture.open(clock);
      expect((await store.get('stream', id))?.body).toBe('kept');
      expect((await store.loadCheckpoint(id))?.offset).toBe(5);
      expect(await store.listEvents({ stream: id, limit: 9 })).toHaveLength(1);
    });
  });
}
