import type { Scope } from '@conceptwatch/contracts';
import createClient from 'openapi-fetch';
import type { Problem, Session } from './shapes';
import type { paths } from './schema.gen';

/** An answer of the API that was no success, in its own words. */
export class ApiProblem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

export const isSignedOut = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;

let csrfToken = '';

const client = createClient<paths>({ headers: { accept: 'application/json' } });
client.use({
  onRequest: ({ request }) => {
    if (request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
  },
});

async function answerOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch(() => {
    throw new ApiProblem(0, 'unreachable', 'The server does not answer. Is conceptwatch still running?');
  });
  if (response.ok) return data as T;
  const problem = (typeof error === 'object' ? error : {}) as Partial<Problem>;
  throw new ApiProblem(response.status, problem.code ?? 'fault', problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
}

const remember = (session: Session): Session => {
  csrfToken = session.csrf_token;
  return session;
};

const ofStream = (stream: string) => ({ path: { stream } });
const ofConcept = (stream: string, concept: string) => ({ path: { stream, concept } });

/** The REST API with the types that the server answers by. Every failure is an ApiProblem. */
export const api = {
  login: async (token: string) => remember(await answerOf(client.POST('/api/v1/session', { body: { token } }))),
  session: async () => remember(await answerOf(client.GET('/api/v1/session'))),
  logout: () => answerOf(client.DELETE('/api/v1/session')),
  about: () => answerOf(client.GET('/api/v1/about')),
  streams: () => answerOf(client.GET('/api/v1/streams')),
  drift: (stream: string) => answerOf(client.GET('/api/v1/streams/{stream}/drift', { params: ofStream(stream) })),
  settings: (stream: string) => answerOf(client.GET('/api/v1/streams/{stream}/settings', { params: ofStream(stream) })),
  changeStream: (stream: string, change: { baseline?: string; bank?: string; window?: number }) => answerOf(client.PATCH('/api/v1/streams/{stream}', { params: ofStream(stream), body: change })),
  normal: (stream: string, images: number) => answerOf(client.GET('/api/v1/streams/{stream}/normal', { params: { ...ofStream(stream), query: { images } } })),
  setNormal: (stream: string, images: number) => answerOf(client.POST('/api/v1/streams/{stream}/normal', { params: ofStream(stream), body: { images } })),
  concept: (stream: string, concept: string) => answerOf(client.GET('/api/v1/streams/{stream}/concepts/{concept}', { params: ofConcept(stream, concept) })),
  acknowledge: (stream: string, concept: string) => answerOf(client.POST('/api/v1/streams/{stream}/concepts/{concept}/acknowledge', { params: ofConcept(stream, concept) })),
  mute: (stream: string, concept: string, hours: number) => answerOf(client.PUT('/api/v1/streams/{stream}/concepts/{concept}/mute', { params: ofConcept(stream, concept), body: { hours, reason: '' } })),
  unmute: (stream: string, concept: string) => answerOf(client.DELETE('/api/v1/streams/{stream}/concepts/{concept}/mute', { params: ofConcept(stream, concept) })),
  heatMap: (stream: string, points: number) => answerOf(client.GET('/api/v1/streams/{stream}/heatmap', { params: { ...ofStream(stream), query: { points } } })),
  images: (stream: string, limit: number) => answerOf(client.GET('/api/v1/streams/{stream}/images', { params: { ...ofStream(stream), query: { limit } } })),
  events: (stream: string, limit: number) => answerOf(client.GET('/api/v1/streams/{stream}/events', { params: { ...ofStream(stream), query: { limit } } })),
  refused: (stream: string, limit: number) => answerOf(client.GET('/api/v1/streams/{stream}/refused', { params: { ...ofStream(stream), query: { limit } } })),
  phrase: (stream: string, text: string, counterexamples: readonly string[] = []) => answerOf(client.POST('/api/v1/streams/{stream}/phrase', { params: ofStream(stream), body: { text, examples: [], counterexamples: [...counterexamples] } })),
  jobTypes: () => answerOf(client.GET('/api/v1/job-types')),
  jobs: (before?: string) => answerOf(client.GET('/api/v1/jobs', { params: { query: { limit: 50, ...(before ? { before } : {}) } } })),
  job: (id: string) => answerOf(client.GET('/api/v1/jobs/{id}', { params: { path: { id } } })),
  beginJob: (job: string, options: Record<string, unknown>) => answerOf(client.POST('/api/v1/jobs', { body: { job, options } })),
  cancelJob: (id: string) => answerOf(client.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } })),
  retryJob: (id: string) => answerOf(client.POST('/api/v1/jobs/{id}/retry', { params: { path: { id } } })),
  jobResult: (id: string): Promise<unknown> => answerOf(client.GET('/api/v1/jobs/{id}/result', { params: { path: { id } } })),
  banks: () => answerOf(client.GET('/api/v1/banks')),
  bank: (bank: string) => answerOf(client.GET('/api/v1/banks/{bank}', { params: { path: { bank } } })),
  bankVersion: (bank: string, digest: string) => answerOf(client.GET('/api/v1/banks/{bank}/versions/{digest}', { params: { path: { bank, digest } } })),
  baselines: () => answerOf(client.GET('/api/v1/baselines')),
  aligners: () => answerOf(client.GET('/api/v1/aligners')),
  aligner: (name: string) => answerOf(client.GET('/api/v1/aligners/{name}', { params: { path: { name } } })),
  importAligner: (name: string, file: File) => answerOf(client.POST('/api/v1/aligners', { params: { query: { name } }, headers: { 'content-type': 'application/octet-stream' }, body: file as unknown as string, bodySerializer: (body: unknown) => body as File })),
  promotion: (name: string) => answerOf(client.GET('/api/v1/aligners/{name}/promotion', { params: { path: { name } } })),
  promoteAligner: (name: string, digest: string) => answerOf(client.POST('/api/v1/aligners/{name}/promote', { params: { path: { name } }, body: { digest } })),
  rollBackAligner: () => answerOf(client.POST('/api/v1/aligners/rollback')),
  tokens: () => answerOf(client.GET('/api/v1/tokens')),
  createToken: (wanted: { name: string; role: 'viewer' | 'operator' | 'admin'; scopes?: Scope[]; expires_in_days?: number }) => answerOf(client.POST('/api/v1/tokens', { body: wanted })),
  revokeToken: (id: string) => answerOf(client.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })),
  audit: (limit: number, before?: number) => answerOf(client.GET('/api/v1/audit', { params: { query: { limit, ...(before === undefined ? {} : { before }) } } })),
};
