import { slowestGroup, type TopicState } from './partition-state';

/** Bytes that the slowest group of each partition has yet to consume; 0 for a topic that nobody consumes. */
export function backlogBytes(topic: TopicState): number {
  let bytes = 0;
  for (const partition of topic.partitions) {
    const slowest = slowestGroup(partition);
    if (slowest) bytes += partition.end.position - slowest.position;
  }
  return bytes;
}

/** Makes publishers wait while consumers are further behind than the log is willing to hold. */
export class Backlog {
  private waiting = new Set<() => void>();

  constructor(private readonly mostBytes: number) {}

  hasRoom(topics: Iterable<TopicState>): boolean {
    for (const topic of topics) if (backlogBytes(topic) >= this.mostBytes) return false;
    return true;
  }

  /** Called when consumers have moved on. */
  moved(): void {
    const woken = this.waiting;
    this.waiting = new Set();
    for (const wake of woken) wake();
  }

  /** @returns false when there was still no room when `signal` was aborted. */
  async room(topics: TopicState[], signal: AbortSignal): Promise<boolean> {
    while (!this.hasRoom(topics)) {
      if (signal.aborted) return false;
      await this.movedOrAborted(signal);
    }
    return true;
  }

  private movedOrAborted(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
