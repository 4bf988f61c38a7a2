import type { Alarm } from './concept-alarm';

/** How often the recovery of an alarm is looked at, in images. */
export const RECOVERY_STEP = 32;
const CAP = 1e290;

/**
 * The reverse test: evidence that the share below the cut that moved is on the baseline's side of halfway again. Its
 * factor compares the baseline's share with the halfway one; while half of the change or more is left its expectation is
 * at most 1, so that reaching R by mistake takes R images on average: e-SR once more, with the null turned round.
 *
 * @param isBelow whether the score lies below the cut @param baseline share of the baseline below it
 */
export function weighRecovery(alarm: Alarm, isBelow: boolean, baseline: number): void {
  const { halfway } = alarm;
  if (Number.isNaN(halfway)) return;
  const factor = isBelow ? baseline / halfway : (1 - baseline) / (1 - halfway);
  alarm.reverse = Math.min((alarm.reverse + 1) * factor, CAP);
}

/** D has stayed low for a whole window, below half of its peak and below the floor, and the reverse test agrees. */
export function hasRecovered(alarm: Alarm, distance: number, { window, effectFloor, recoveryBudget }: { window: number; effectFloor: number; recoveryBudget: number }): boolean {
  alarm.peak = Math.max(alarm.peak, distance);
  const low = distance < effectFloor && distance < alarm.peak / 2;
  alarm.calm = low ? alarm.calm + RECOVERY_STEP : 0;
  return alarm.calm >= window && (Number.isNaN(alarm.halfway) || alarm.reverse >= recoveryBudget);
}
