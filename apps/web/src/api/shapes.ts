import type { refusedImageSchema, StreamSummary } from '@conceptwatch/contracts';
import type { z } from 'zod';

export type { About, ConceptDetail, ConceptState, DriftEvent, DriftState, Exemplar, HeatMap, LiveMessages, Problem, RecentImage, Session, StreamSummary } from '@conceptwatch/contracts';
export type BaselineStatus = StreamSummary['baseline'];
export type RefusedImage = z.infer<typeof refusedImageSchema>;
/** Answer of GET /streams/{stream}/refused: how many by reason, and the newest ones. */
export interface RefusedImages {
  counts: Record<string, number>;
  images: RefusedImage[];
}
