import { useEffect, useState } from 'react';

/** A value that stays as it was while it is held. */
export function useFrozen<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState(value);
  useEffect(() => {
    if (!isHeld) setKept(value);
  }, [value, isHeld]);
  return kept;
}
