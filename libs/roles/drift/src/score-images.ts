import { MalformedRecord, type ScoreRecord } from '@conceptwatch/contracts';
import { type ReadRecords, toDeadLetter } from '@conceptwatch/platform/runtime';
import type { OutgoingRecord } from '@conceptwatch/ports';

export type ReadScores = ReadRecords<ScoreRecord>['read'];

/** Position of the image in images.v1; -1 where the record says none. */
export const originOf = (record: ScoreRecord): number => Number(record.origin?.offset ?? -1);

/** The records that have as many scores as their bank has concepts, and dead letters for the others: one of them must not hold up a partition for ever. */
export function wellFormed(group: ReadScores, concepts: number): { records: ScoreRecord[]; malformed: OutgoingRecord[] } {
  const records: ScoreRecord[] = [];
  const malformed: OutgoingRecord[] = [];
  for (const { stored, record } of group) {
    const scores = record.scoresF32.byteLength / 4;
    if (scores === concepts) records.push(record);
    else malformed.push(toDeadLetter(stored, 'track', new MalformedRecord(`image ${record.imageId} has ${scores} scores; its bank has ${concepts} concepts`)));
  }
  return { records, malformed };
}

/** Score records as a shard counts them: images, and images × concepts scores. Every record has so many. */
export function toImages(group: ScoreRecord[], concepts: number) {
  const scores = new Float32Array(group.length * concepts);
  const images = group.map((record, i) => {
    const view = new DataView(record.scoresF32.buffer, record.scoresF32.byteOffset, record.scoresF32.byteLength);
    for (let k = 0; k < concepts; k++) scores[i * concepts + k] = view.getFloat32(4 * k, true);
    return { imageId: record.imageId, source: record.source, position: Number(record.origin?.offset ?? 0), at: Number(record.capturedAtMs), receivedAt: Number(record.receivedAtMs), segment: record.segment };
  });
  return { images, scores };
}
