import type { StreamDefinition } from '@conceptwatch/contracts';
import type { ScoredBaseline } from './baseline-library';
import { type Yardstick, yardstickOf } from './yardstick';

const known = new WeakMap<ScoredBaseline, Map<string, Yardstick>>();

/** A yardstick whose tables are shared by all streams that are defined alike on one baseline: a thousand cameras cost one. */
export function sharedYardstick(definition: StreamDefinition, baseline: ScoredBaseline): Yardstick {
  let alike = known.get(baseline);
  if (!alike) known.set(baseline, (alike = new Map()));
  const key = JSON.stringify({ ...definition, name: '', createdAt: 0 });
  const yardstick = alike.get(key) ?? yardstickOf(definition, baseline);
  alike.set(key, yardstick);
  return { ...yardstick, definition };
}
