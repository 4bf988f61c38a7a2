import { describe, expect, it } from 'vitest';
import type { IncomingImage } from '@conceptwatch/ports';
import { FolderDelivery } from './folder-delivery';

describe('FolderDelivery', () => {
  it('reports a file that may not be read, and delivers its neighbours', async () => {
    const unreadable: string[] = [];
    const accepted: IncomingImage[] = [];
    const accept = async (images: IncomingImage[]) => void accepted.push(...images);
    const options = { name: 'folder', onUnreadable: (path: string) => void unreadable.push(path) };
    const delivery = new FolderDelivery(options, import.meta.dirname, accept, new AbortController().signal);
    const add = (path: string, version: number) => delivery.add({ path, size: 1, mtimeMs: 1 }, { path: 1, version });
    expect(await add('/nowhere/a.jpg', 1)).toBe(false);
    expect(await add(import.meta.filename, 2)).toBe(true);
    expect(await delivery.deliver()).toEqual([{ path: 1, version: 2 }]);
    expect(accepted.map(({ metadata }) => metadata!.name)).toEqual(['folder-delivery.spec.ts']);
    expect(unreadable).toEqual(['/nowhere/a.jpg']);
  });
});
