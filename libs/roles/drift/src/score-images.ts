import type { ScoreRecord } from '@conceptwatch/contracts';

/** Position of the image in images.v1; -1 where the record says none. */
export const originOf = (record: ScoreRecord): number => Number(record.origin?.offset ?? -1);

/** Score records as a shard counts them: images, and images × concepts scores. @throws Error when a record has another number of scores than its bank */
export function toImages(group: ScoreRecord[], concepts: number) {
  const scores = new Float32Array(group.length * concepts);
  const images = group.map((record, i) => {
    const view = new DataView(record.scoresF32.buffer, record.scoresF32.byteOffset, record.scoresF32.byteLength);
    if (view.byteLength !== 4 * concepts) throw new Error(`image ${record.imageId} has ${view.byteLength / 4} scores; its bank has ${concepts} concepts`);
    for (let k = 0; k < concepts; k++) scores[i * concepts + k] = view.getFloat32(4 * k, true);
    return { imageId: record.imageId, source: record.source, position: Number(record.origin?.offset ?? 0), at: Number(record.capturedAtMs), receivedAt: Number(record.receivedAtMs), segment: record.segment };
  });
  return { images, scores };
}
