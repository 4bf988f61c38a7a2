import { describe, expect, it } from 'vitest';
import { calibratedThreshold } from './calibrated-threshold';

describe('calibratedThreshold', () => {
  it('is below the budget, grows with it, and never falls with the baseline', () => {
    for (const images of [500, 1000, 5000, 10_000, 50_000]) {
      const thresholds = [100, 300, 1000, 5000, 20_000, 30_000, 31_000, 1e6].map((budget) => calibratedThreshold({ images, budget }));
      thresholds.forEach((threshold, i) => i > 0 && expect(threshold).toBeGreaterThan(thresholds[i - 1]));
    }
    expect(calibratedThreshold({ images: 10_000, budget: 1000 })).toBeLessThan(1000);
    expect(calibratedThreshold({ images: 50_000, budget: 1000 })).toBeGreaterThan(calibratedThreshold({ images: 1000, budget: 1000 }));
  });

  it('is the proved threshold where nothing was simulated', () => {
    expect(calibratedThreshold({ images: 200_000, budget: 1000 })).toBe(1000);
    expect(() => calibratedThreshold({ images: 1000, budget: 0 })).toThrow(/positive budget/);
  });
});
