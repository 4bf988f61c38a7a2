import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { expect, it } from 'vitest';
import type { MetricSink } from '@conceptwatch/ports';
import { countRequests } from './count-requests';

function answered(method: string, route: unknown, statusCode: number, contentType = 'application/json') {
  const counted: unknown[] = [];
  let observed = 0;
  const metrics = { increment: (_: unknown, labels: unknown) => void counted.push(labels), observe: () => void observed++ } as unknown as MetricSink;
  const response = Object.assign(new EventEmitter(), { statusCode, getHeader: () => contentType });
  countRequests(metrics)({ method, route } as unknown as Request, response as unknown as Response, () => undefined);
  response.emit('finish');
  return { counted, observed };
}

it('names the pattern of the route and the class of the status', () => {
  expect(answered('POST', { path: '/api/v1/streams/:stream/images' }, 202)).toEqual({ counted: [{ method: 'POST', route: '/api/v1/streams/:stream/images', status: '2xx' }], observed: 1 });
  expect(answered('GET', { path: '/api/v1/streams' }, 503).counted).toEqual([{ method: 'GET', route: '/api/v1/streams', status: '5xx' }]);
});

it('puts what anyone can make up under one name', () => {
  expect(answered('BREW', undefined, 404).counted).toEqual([{ method: 'other', route: 'other', status: '4xx' }]);
  expect(answered('GET', { path: /.*/ }, 200).counted).toEqual([{ method: 'GET', route: 'other', status: '2xx' }]);
});

it('does not time a live stream', () => expect(answered('GET', { path: '/api/v1/live' }, 200, 'text/event-stream')).toMatchObject({ observed: 0 }));
