import type { Random } from './random';

/** A score after the change, in baseline standard deviations. */
export type Shift = (random: Random) => number;

export const SHIFTS: Record<string, Shift> = {
  '+0.1σ': (random) => random.normal() + 0.1,
  '−0.1σ': (random) => random.normal() - 0.1,
  '+0.25σ': (random) => random.normal() + 0.25,
  '+0.5σ': (random) => random.normal() + 0.5,
  '+1σ': (random) => random.normal() + 1,
  'scale × 1.5': (random) => 1.5 * random.normal(),
  '5 % outliers at +3σ': (random) => random.normal() + (random.uniform() < 0.05 ? 3 : 0),
};
