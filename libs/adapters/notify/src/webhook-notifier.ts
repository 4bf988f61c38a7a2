import { setTimeout as pause } from 'node:timers/promises';
import type { DriftEvent } from '@conceptwatch/contracts';
import { type Clock, NotificationRefused, NotificationUndelivered, type Notifier } from '@conceptwatch/ports';
import { toCloudEvent } from './cloud-event';
import { signatureOf } from './signature';

export interface WebhookNotifierOptions {
  url: string;
  /** Signs each notification; unsigned without one. */
  secret?: string;
  /** How long one try may take, in milliseconds. */
  timeoutMs: number;
  /** Tries before NotificationUndelivered. Default 4. */
  tries?: number;
  clock: Clock;
  /** Waits between tries; for tests. */
  wait?: (milliseconds: number) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const TRY_AGAIN = new Set([408, 425, 429]);

/** Posts drift events as CloudEvents 1.0, signed, each again after a pause that doubles until the receiver takes it. */
export class WebhookNotifier implements Notifier {
  constructor(private readonly options: WebhookNotifierOptions) {}

  async notify(event: DriftEvent): Promise<void> {
    const { tries = 4, wait = pause } = this.options;
    for (let attempt = 1; ; attempt++) {
      const problem = await this.post(event);
      if (problem === undefined) return;
      if (!problem.isPassing) throw new NotificationRefused(`${this.receiver} refused the notification of ${event.id}: ${problem.detail}`);
      if (attempt === tries) throw new NotificationUndelivered(`${this.receiver} did not take the notification of ${event.id} in ${tries} tries: ${problem.detail}`);
      await wait(Math.min(problem.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
    }
  }

  /** One try. @returns what went wrong, and whether it may pass */
  private async post(event: DriftEvent): Promise<{ detail: string; isPassing: boolean; retryAfterMs?: number } | undefined> {
    const { url, timeoutMs } = this.options;
    const body = JSON.stringify(toCloudEvent(event));
    try {
      const response = await fetch(url, { method: 'POST', headers: this.headers(event.id, body), body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      await response.body?.cancel();
      if (response.ok) return undefined;
      const seconds = Number(response.headers.get('retry-after') ?? NaN);
      return { detail: `status ${response.status}`, isPassing: response.status >= 500 || TRY_AGAIN.has(response.status), ...(seconds >= 0 && { retryAfterMs: seconds * 1000 }) };
    } catch (error) {
      return { detail: reasonOf(error), isPassing: true };
    }
  }

  private headers(id: string, body: string): Record<string, string> {
    const { secret, clock } = this.options;
    const timestamp = Math.floor(clock.now() / 1000);
    return {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      ...(secret !== undefined && { 'webhook-signature': signatureOf(secret, id, timestamp, body) }),
    };
  }

  /** Without path and query: many receivers keep a secret there. */
  private get receiver(): string {
    return new URL(this.options.url).origin;
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error };
  return cause?.message ? `${message} (${cause.message})` : message;
}
