export interface AccessOptions {
  /** Whether browsers reach the service over https: cookies are then bound to it. */
  isSecure: boolean;
  /** How long a login holds, in milliseconds. */
  sessionMs: number;
}

export const ACCESS_OPTIONS = Symbol.for('conceptwatch.AccessOptions');
