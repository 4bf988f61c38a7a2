/** `__Host-` binds the cookie to this host over https; browsers refuse it on plain http. */
export const sessionCookieName = (isSecure: boolean): string => (isSecure ? '__Host-conceptwatch_session' : 'conceptwatch_session');

/** The Set-Cookie header of a session; an empty secret and age 0 end it. */
export function sessionCookie(secret: string, maxAgeSeconds: number, isSecure: boolean): string {
  const parts = [`${sessionCookieName(isSecure)}=${secret}`, 'Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}

/** @returns the session secret in a Cookie header, when there is one. */
export function readSessionCookie(header: string | undefined, isSecure: boolean): string | undefined {
  const name = `${sessionCookieName(isSecure)}=`;
  const found = header?.split(';').map((part) => part.trim()).find((part) => part.startsWith(name));
  return found?.slice(name.length) || undefined;
}
