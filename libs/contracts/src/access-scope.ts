/** Parts of the API that a token can be held to: images (send some, and nothing else), streams, jobs, library (banks, baselines, aligners), access (tokens, audit log). */
export const SCOPES = ['images', 'streams', 'jobs', 'library', 'access'] as const;
export type Scope = (typeof SCOPES)[number];

const AREAS: Record<string, Scope | 'any'> = {
  streams: 'streams', live: 'streams',
  jobs: 'jobs', 'job-types': 'jobs',
  banks: 'library', baselines: 'library', aligners: 'library',
  tokens: 'access', audit: 'access',
  session: 'any', about: 'any', 'openapi.json': 'any',
};

/**
 * The scope that a request needs; 'any' for what every token may ask, undefined for a route that belongs to none and
 * is closed to tokens with scopes.
 *
 * @example scopeOf('POST', '/api/v1/streams/gate/images') // 'images'
 */
export function scopeOf(method: string, path: string): Scope | 'any' | undefined {
  const [, api, version, area, , inner, ...rest] = path.split('/');
  if (api !== 'api' || version !== 'v1' || !Object.hasOwn(AREAS, area)) return undefined;
  return area === 'streams' && inner === 'images' && rest.length === 0 && method.toUpperCase() === 'POST' ? 'images' : AREAS[area];
}
