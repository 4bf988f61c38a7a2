import { describe, expect, it } from 'vitest';
import { parsePath, pathOf, type Route, streamOf } from './route';

describe('route', () => {
  const routes: Route[] = [
    { page: 'home' },
    { page: 'stream', stream: 'demo' },
    { page: 'concept', stream: 'harbour-2', concept: 'black-and-white' },
    { page: 'events', stream: 'demo' },
    { page: 'refused', stream: 'demo' },
  ];

  it('leads back from every path it makes', () => {
    for (const route of routes) expect(parsePath(pathOf(route))).toEqual(route);
  });

  it('knows what it does not know, and survives malformed escapes', () => {
    expect(parsePath('/nowhere')).toEqual({ page: 'unknown', path: '/nowhere' });
    expect(parsePath('/streams/demo/concepts')).toEqual({ page: 'unknown', path: '/streams/demo/concepts' });
    expect(parsePath('/streams/%E0%A4%A')).toEqual({ page: 'stream', stream: '%E0%A4%A' });
  });

  it('tells the stream of a route', () => {
    expect(routes.map(streamOf)).toEqual([undefined, 'demo', 'harbour-2', 'demo', 'demo']);
  });
});
