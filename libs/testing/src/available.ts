import { describe, it } from 'vitest';

/** Whether the machine has what a suite needs; `reason` says what is missing and how to get it. */
export type Availability = { available: true } | { available: false; reason: string };

/**
 * Runs a suite where the machine can run it. Elsewhere it is skipped with the reason in its name, or fails
 * when CONCEPTWATCH_REQUIRE_ALL=1 says that nothing may be skipped.
 */
export function describeWhere(availability: Availability, name: string, define: () => void): void {
  if (availability.available) return define();
  const { reason } = availability;
  describe(name, () => {
    if (process.env.CONCEPTWATCH_REQUIRE_ALL === '1') {
      it('has what it needs', () => {
        throw new Error(`CONCEPTWATCH_REQUIRE_ALL=1, but ${reason}`);
      });
    } else it.skip(`skipped: ${reason}`, () => undefined);
  });
}
