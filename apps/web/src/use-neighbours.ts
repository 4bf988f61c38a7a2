import { useState } from 'react';
import type { ConceptState, DriftState } from './api/shapes';
import type { Route } from './route';

export type Neighbours = Partial<Record<'previous' | 'next', Pick<ConceptState, 'concept' | 'text'>>>;

interface Order {
  stream?: string;
  concepts: readonly Pick<ConceptState, 'concept' | 'text'>[];
}

const UNKNOWN: Order = { concepts: [] };

/**
 * The concepts before and after the one being read, in the order they had when the reader came to the first of them:
 * live, the order changes from image to image, and a step back would lead elsewhere.
 */
export function useNeighbours(drift: DriftState | undefined, route: Route): Neighbours {
  const [kept, keep] = useState(UNKNOWN);
  const order = orderFor(route, kept, drift);
  if (order !== kept) keep(order);
  if (route.page !== 'concept') return {};
  const place = placeOf(route.concept, order);
  return place < 0 ? {} : { previous: order.concepts[place - 1], next: order.concepts[place + 1] };
}

function orderFor(route: Route, kept: Order, drift: DriftState | undefined): Order {
  if (route.page !== 'concept') return UNKNOWN;
  if (kept.stream === route.stream && placeOf(route.concept, kept) >= 0) return kept;
  const now: Order = { stream: route.stream, concepts: drift?.concepts ?? [] };
  return placeOf(route.concept, now) >= 0 ? now : UNKNOWN;
}

const placeOf = (slug: string, { concepts }: Order): number => concepts.findIndex(({ concept }) => concept === slug);
