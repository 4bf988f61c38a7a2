import type { AuditEntry, BankView, BaselineView, JobPage, JobType, JobView, PhraseAnswer, TokenView } from '@conceptwatch/contracts';
import type { About, ConceptDetail, DriftEvent, DriftState, HeatMap, Problem, RecentImage, RefusedImages, Session, StreamSummary } from './shapes';

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

async function call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['x-csrf-token'] = csrfToken;
  const response = await fetch(`/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }).catch(() => {
    throw new ApiProblem(0, 'unreachable', 'The server does not answer. Is conceptwatch still running?');
  });
  if (response.status === 204) return undefined as T;
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new ApiProblem(response.status, problem.code ?? 'fault', problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
}

const remember = (session: Session): Session => {
  csrfToken = session.csrf_token;
  return session;
};

const part = encodeURIComponent;

/** The REST API with the types that the server answers by. Every failure is an ApiProblem. */
export const api = {
  login: async (token: string) => remember(await call<Session>('POST', '/session', { token })),
  session: async () => remember(await call<Session>('GET', '/session')),
  logout: () => call<void>('DELETE', '/session'),
  about: () => call<About>('GET', '/about'),
  streams: () => call<StreamSummary[]>('GET', '/streams'),
  drift: (stream: string) => call<DriftState>('GET', `/streams/${part(stream)}/drift`),
  concept: (stream: string, concept: string) => call<ConceptDetail>('GET', `/streams/${part(stream)}/concepts/${part(concept)}`),
  heatMap: (stream: string, points: number) => call<HeatMap>('GET', `/streams/${part(stream)}/heatmap?points=${points}`),
  images: (stream: string, limit: number) => call<RecentImage[]>('GET', `/streams/${part(stream)}/images?limit=${limit}`),
  events: (stream: string, limit: number) => call<DriftEvent[]>('GET', `/streams/${part(stream)}/events?limit=${limit}`),
  refused: (stream: string, limit: number) => call<RefusedImages>('GET', `/streams/${part(stream)}/refused?limit=${limit}`),
  jobTypes: () => call<JobType[]>('GET', '/job-types'),
  jobs: (before?: string) => call<JobPage>('GET', `/jobs?limit=50${before ? `&before=${part(before)}` : ''}`),
  job: (id: string) => call<JobView>('GET', `/jobs/${part(id)}`),
  beginJob: (job: string, options: Record<string, unknown>) => call<JobView>('POST', '/jobs', { job, options }),
  cancelJob: (id: string) => call<JobView>('POST', `/jobs/${part(id)}/cancel`),
  retryJob: (id: string) => call<JobView>('POST', `/jobs/${part(id)}/retry`),
  jobResult: (id: string) => call<unknown>('GET', `/jobs/${part(id)}/result`),
  banks: () => call<BankView[]>('GET', '/banks'),
  baselines: () => call<BaselineView[]>('GET', '/baselines'),
  tokens: () => call<TokenView[]>('GET', '/tokens'),
  createToken: (wanted: { name: string; role: string; expires_in_days?: number }) => call<TokenView & { secret: string }>('POST', '/tokens', wanted),
  revokeToken: (id: string) => call<void>('DELETE', `/tokens/${part(id)}`),
  audit: (limit: number) => call<AuditEntry[]>('GET', `/audit?limit=${limit}`),
  phrase: (stream: string, text: string) => call<PhraseAnswer>('POST', `/streams/${part(stream)}/phrase`, { text }),
  acknowledge: (stream: string, concept: string) => call<{ acknowledged: boolean }>('POST', `/streams/${part(stream)}/concepts/${part(concept)}/acknowledge`),
};
