export interface AccessOptions {
  /** Whether browsers reach the service over https: cookies are then bound to it. */
  isSecure: boolean;
  /** How long a login holds, in milliseconds. */
  sessionMs: number;
  /** A login that nobody used for this long ends sooner, in milliseconds. Default: never. */
  sessionIdleMs?: number;
  /** Most requests of one route that one address may send in a second. Default 200. Images are bounded by the inbox instead. */
  requestsPerSecond?: number;
}

export const ACCESS_OPTIONS = Symbol.for('conceptwatch.AccessOptions');
