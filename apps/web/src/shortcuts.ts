import { useEffect, useRef } from 'react';

export type ShortcutAction = 'help' | 'search' | 'overview' | 'events' | 'refused' | 'phrase' | 'settings' | 'jobs' | 'next' | 'previous' | 'acknowledge' | 'theme' | 'pause';

export interface Shortcut {
  /** Typed one after the other. */
  keys: readonly string[];
  action: ShortcutAction;
  does: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['?'], action: 'help', does: 'Show these shortcuts' },
  { keys: ['/'], action: 'search', does: 'Find a concept' },
  { keys: ['g', 'o'], action: 'overview', does: 'Go to the overview' },
  { keys: ['g', 'e'], action: 'events', does: 'Go to the events' },
  { keys: ['g', 'r'], action: 'refused', does: 'Go to the refused images' },
  { keys: ['g', 'p'], action: 'phrase', does: 'Try a phrase' },
  { keys: ['g', 's'], action: 'settings', does: 'Go to the settings of the stream' },
  { keys: ['g', 'j'], action: 'jobs', does: 'Go to the jobs' },
  { keys: ['j'], action: 'next', does: 'Next concept (on a concept’s page)' },
  { keys: ['k'], action: 'previous', does: 'Previous concept (on a concept’s page)' },
  { keys: ['a'], action: 'acknowledge', does: 'Acknowledge the alarm (on a concept’s page)' },
  { keys: ['p'], action: 'pause', does: 'Pause or resume the live view' },
  { keys: ['t'], action: 'theme', does: 'Switch between system, light and dark colours' },
];

/** What a key means after those typed before it; `pending` is what waits for the next key. */
export function resolveKey(pending: readonly string[], key: string): { action?: ShortcutAction; pending: readonly string[] } {
  const typed = [...pending, key];
  const matching = SHORTCUTS.filter(({ keys }) => typed.every((one, i) => keys[i] === one));
  const complete = matching.find(({ keys }) => keys.length === typed.length);
  if (complete) return { action: complete.action, pending: [] };
  if (matching.length > 0) return { pending: typed };
  return pending.length > 0 ? resolveKey([], key) : { pending: [] };
}

const STORED = 'conceptwatch.shortcuts';
/** Single keys get in the way of speech input: they can be turned off (WCAG 2.1.4). */
export const areShortcutsOn = (): boolean => localStorage.getItem(STORED) !== 'off';
export const turnShortcuts = (isOn: boolean): void => (isOn ? localStorage.removeItem(STORED) : localStorage.setItem(STORED, 'off'));

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Runs what the keys say, unless somebody types or a dialog is open. */
export function useShortcuts(run: (action: ShortcutAction) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    let pending: readonly string[] = [];
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Shift') return;
      if (!areShortcutsOn() || isTyping(event.target) || document.querySelector('dialog[open]')) return;
      const resolved = resolveKey(pending, event.key);
      pending = resolved.pending;
      if (!resolved.action) return;
      event.preventDefault();
      latest.current(resolved.action);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
