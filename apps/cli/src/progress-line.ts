import type { Terminal } from './terminal';

/** Reports "label: 1,200 of 5,000 (24 %)" at most ten times a second, and always the last one. */
export function progressLine(terminal: Terminal, always: boolean): (label: string, done: number, total: number) => void {
  let shownAt = -Infinity;
  return (label, done, total) => {
    const now = performance.now();
    if (done !== total && now - shownAt < (always ? 1000 : 100)) return;
    shownAt = now;
    terminal.progress(`${label}: ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} (${Math.floor((100 * done) / total)} %)`, always);
  };
}
