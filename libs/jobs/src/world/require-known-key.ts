import { nearestWords } from '../bank/nearest-words';
import { RefusedInput } from '../refused-input';

/** @param what is being named, for the message: "shift key", "artist". @throws RefusedInput with the nearest known names */
export function requireKnownKey(what: string, given: readonly string[], known: readonly string[]): void {
  for (const key of given) {
    if (known.includes(key)) continue;
    const nearest = nearestWords(key, known);
    const instead = nearest.length ? `Did you mean ${nearest.join(' or ')}?` : `There are ${known.slice(0, 8).join(', ')}${known.length > 8 ? ` and ${known.length - 8} more` : ''}.`;
    throw new RefusedInput('option-invalid', `There is no ${what} "${key}". ${instead}`);
  }
}
