import type { DriftEvent } from '@conceptwatch/contracts';

/** Tells the world outside about a drift event. Telling twice is allowed: the event's id says that it is the same. */
export interface Notifier {
  /** Resolves when the receiver has taken it. @throws NotificationRefused, NotificationUndelivered */
  notify(event: DriftEvent): Promise<void>;
}

/** The receiver does not want this notification: trying again changes nothing. */
export class NotificationRefused extends Error {
  readonly code = 'notification_refused';
  readonly retriable = false;
}

/** The receiver could not be reached or is overloaded: try again later. */
export class NotificationUndelivered extends Error {
  readonly code = 'notification_undelivered';
  readonly retriable = true;
}
