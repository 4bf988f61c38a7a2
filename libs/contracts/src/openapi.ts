import { z } from 'zod';
import * as access from './access-api';
import { scopeOf } from './access-scope';
import * as aligners from './aligners-api';
import * as api from './api';
import * as jobs from './jobs-api';
import * as library from './library-api';
import * as changes from './stream-changes-api';
import { problemSchema } from './problem';

interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  summary: string;
  role: 'viewer' | 'operator' | 'admin' | 'public';
  body?: { contentTypes: string[]; schema?: z.ZodType };
  /** Takes the header idempotency-key. */
  isIdempotent?: true;
  answer: { status: number; schema?: z.ZodType; contentType?: string };
  /** What it is of; a whole number where it says so. */
  query?: Record<string, string | { whole: string }>;
}

const images = { contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'multipart/form-data'] };

/** The routes of the REST API as data: the OpenAPI document and the test that every route is documented come from here. */
export const OPERATIONS: readonly Operation[] = [
  { method: 'post', path: '/api/v1/streams/{stream}/images', summary: 'Send one image (bytes) or several (multipart); answered once durable.', role: 'operator', isIdempotent: true, body: images, answer: { status: 202, schema: z.union([api.acceptedImageSchema, api.acceptedBatchSchema]) } },
  { method: 'get', path: '/api/v1/streams', summary: 'All streams and how they are.', role: 'viewer', answer: { status: 200, schema: z.array(api.streamSummarySchema) } },
  { method: 'post', path: '/api/v1/streams', summary: 'Create a stream with a baseline.', role: 'operator', isIdempotent: true, body: { contentTypes: ['application/json'], schema: api.newStreamSchema }, answer: { status: 201 } },
  { method: 'get', path: '/api/v1/streams/{stream}/drift', summary: 'The drift state of a stream, in numbers and in words.', role: 'viewer', answer: { status: 200, schema: api.driftStateSchema } },
  { method: 'get', path: '/api/v1/streams/{stream}/concepts/{concept}', summary: 'One concept: distributions, history, example images.', role: 'viewer', answer: { status: 200, schema: api.conceptDetailSchema } },
  { method: 'post', path: '/api/v1/streams/{stream}/concepts/{concept}/acknowledge', summary: 'Acknowledge an alarm.', role: 'operator', answer: { status: 200, schema: z.object({ acknowledged: z.boolean() }) } },
  { method: 'put', path: '/api/v1/streams/{stream}/concepts/{concept}/mute', summary: 'Nobody is notified of a concept for some hours; it is measured as before.', role: 'operator', body: { contentTypes: ['application/json'], schema: changes.newMuteSchema }, answer: { status: 200, schema: changes.muteSchema } },
  { method: 'delete', path: '/api/v1/streams/{stream}/concepts/{concept}/mute', summary: 'Notify of a concept again.', role: 'operator', answer: { status: 204 } },
  { method: 'get', path: '/api/v1/streams/{stream}/settings', summary: 'How a stream is defined now.', role: 'viewer', answer: { status: 200, schema: changes.streamSettingsSchema } },
  { method: 'patch', path: '/api/v1/streams/{stream}', summary: 'Give a stream another baseline, bank, window or promise, while it runs.', role: 'operator', body: { contentTypes: ['application/json'], schema: changes.changeStreamSchema }, answer: { status: 200, schema: changes.streamSettingsSchema } },
  { method: 'get', path: '/api/v1/streams/{stream}/normal', summary: 'What would no longer be told if the newest images were the baseline.', role: 'viewer', query: { images: { whole: 'How many of the newest images; 1000 when absent.' } }, answer: { status: 200, schema: changes.normalPreviewSchema } },
  { method: 'post', path: '/api/v1/streams/{stream}/normal', summary: 'Make the newest images of a stream its baseline.', role: 'operator', isIdempotent: true, body: { contentTypes: ['application/json'], schema: changes.newNormalSchema }, answer: { status: 201, schema: changes.streamSettingsSchema } },
  { method: 'post', path: '/api/v1/streams/{stream}/phrase', summary: 'How any phrase scores over the newest images and the baseline.', role: 'viewer', body: { contentTypes: ['application/json'], schema: api.phraseSchema }, answer: { status: 200, schema: api.phraseAnswerSchema } },
  { method: 'get', path: '/api/v1/streams/{stream}/heatmap', summary: 'D of every concept over time.', role: 'viewer', query: { points: { whole: 'Most points of time.' } }, answer: { status: 200, schema: api.heatMapSchema } },
  { method: 'get', path: '/api/v1/streams/{stream}/images', summary: 'The newest tracked images.', role: 'viewer', query: { limit: { whole: 'Most images.' } }, answer: { status: 200, schema: z.array(api.recentImageSchema) } },
  { method: 'get', path: '/api/v1/streams/{stream}/images/{id}/thumbnail', summary: 'A small re-encoded picture of an image.', role: 'viewer', query: { edge: { whole: 'Longest edge in pixels.' } }, answer: { status: 200, contentType: 'image/webp' } },
  { method: 'get', path: '/api/v1/streams/{stream}/events', summary: 'Drift events, newest first.', role: 'viewer', query: { limit: { whole: 'Most events.' }, before: { whole: 'Only older than this time.' } }, answer: { status: 200, schema: z.array(api.driftEventSchema) } },
  { method: 'get', path: '/api/v1/streams/{stream}/refused', summary: 'Refused images and why.', role: 'viewer', query: { limit: { whole: 'Most images.' }, before: { whole: 'Only older than this time.' } }, answer: { status: 200, schema: z.object({ counts: z.record(z.string(), z.int()), images: z.array(api.refusedImageSchema) }) } },
  { method: 'get', path: '/api/v1/banks', summary: 'Concept banks.', role: 'viewer', answer: { status: 200, schema: z.array(library.bankViewSchema) } },
  { method: 'get', path: '/api/v1/banks/{bank}', summary: 'One concept bank as text, with its versions.', role: 'viewer', answer: { status: 200, schema: library.bankDetailSchema } },
  { method: 'get', path: '/api/v1/banks/{bank}/versions/{digest}', summary: 'A version of a concept bank as text.', role: 'viewer', answer: { status: 200, schema: library.bankVersionSchema } },
  { method: 'get', path: '/api/v1/baselines', summary: 'Baselines.', role: 'viewer', answer: { status: 200, schema: z.array(library.baselineViewSchema) } },
  { method: 'get', path: '/api/v1/aligners', summary: 'Aligners: the bundled one and those that were fitted or imported.', role: 'viewer', answer: { status: 200, schema: aligners.alignerListSchema } },
  { method: 'post', path: '/api/v1/aligners', summary: 'Import an aligner: safetensors, .npz or PyTorch .pth of {W, b} as the body. A pickle is read as data and executes nothing.', role: 'operator', isIdempotent: true, query: { name: 'What to call it.' }, body: { contentTypes: ['application/octet-stream'] }, answer: { status: 201, schema: aligners.alignerSchema } },
  { method: 'post', path: '/api/v1/aligners/rollback', summary: 'Go back to the aligner that was used before: in a cluster at once, otherwise from the next start on.', role: 'admin', isIdempotent: true, answer: { status: 200, schema: aligners.alignerListSchema } },
  { method: 'get', path: '/api/v1/aligners/{name}', summary: 'One aligner with its newest evaluation.', role: 'viewer', answer: { status: 200, schema: aligners.alignerDetailSchema } },
  { method: 'get', path: '/api/v1/aligners/{name}/file', summary: 'An aligner as a file.', role: 'viewer', query: { format: 'safetensors, npz, pth or onnx.' }, answer: { status: 200, contentType: 'application/octet-stream' } },
  { method: 'get', path: '/api/v1/aligners/{name}/promotion', summary: 'What would have to be made again if this aligner were used.', role: 'viewer', answer: { status: 200, schema: aligners.promotionSchema } },
  { method: 'post', path: '/api/v1/aligners/{name}/promote', summary: 'Use this aligner: in a cluster at once, otherwise from the next start on.', role: 'admin', body: { contentTypes: ['application/json'], schema: aligners.promoteSchema }, answer: { status: 200, schema: aligners.alignerListSchema } },
  { method: 'get', path: '/api/v1/job-types', summary: 'What jobs there are, with the options of each.', role: 'viewer', answer: { status: 200, schema: z.array(jobs.jobTypeSchema) } },
  { method: 'get', path: '/api/v1/jobs', summary: 'Jobs, newest first.', role: 'viewer', query: { limit: { whole: 'Most jobs of a page.' }, before: 'Id of the last job of the page before.' }, answer: { status: 200, schema: jobs.jobPageSchema } },
  { method: 'post', path: '/api/v1/jobs', summary: 'Begin a job. With the header idempotency-key a repeated post gives the same job.', role: 'operator', isIdempotent: true, body: { contentTypes: ['application/json'], schema: jobs.newJobSchema }, answer: { status: 202, schema: jobs.jobSchema } },
  { method: 'get', path: '/api/v1/jobs/{id}', summary: 'One job with its progress.', role: 'viewer', answer: { status: 200, schema: jobs.jobSchema } },
  { method: 'post', path: '/api/v1/jobs/{id}/cancel', summary: 'Cancel a job; a running one ends within seconds.', role: 'operator', answer: { status: 200, schema: jobs.jobSchema } },
  { method: 'post', path: '/api/v1/jobs/{id}/retry', summary: 'Begin a failed or cancelled job again.', role: 'operator', answer: { status: 200, schema: jobs.jobSchema } },
  { method: 'get', path: '/api/v1/jobs/{id}/result', summary: 'The result as JSON.', role: 'viewer', answer: { status: 200, contentType: 'application/json' } },
  { method: 'get', path: '/api/v1/jobs/{id}/files/{name}', summary: 'A file of the result: JSON, CSV, HTML.', role: 'viewer', answer: { status: 200, contentType: 'application/octet-stream' } },
  { method: 'get', path: '/api/v1/live', summary: 'Server-sent events: streams, drift, event, image.', role: 'viewer', query: { stream: 'The stream to follow.' }, answer: { status: 200, contentType: 'text/event-stream' } },
  { method: 'get', path: '/api/v1/about', summary: 'Version and models.', role: 'viewer', answer: { status: 200, schema: api.aboutSchema } },
  { method: 'post', path: '/api/v1/session', summary: 'Exchange a token for a session cookie.', role: 'public', body: { contentTypes: ['application/json'], schema: api.sessionRequestSchema }, answer: { status: 200, schema: api.sessionSchema } },
  { method: 'get', path: '/api/v1/session', summary: 'The session of this cookie or token.', role: 'viewer', answer: { status: 200, schema: api.sessionSchema } },
  { method: 'delete', path: '/api/v1/session', summary: 'Log out.', role: 'viewer', answer: { status: 204 } },
  { method: 'get', path: '/api/v1/tokens', summary: 'Access tokens, without their secrets.', role: 'admin', answer: { status: 200, schema: z.array(access.tokenSchema) } },
  { method: 'post', path: '/api/v1/tokens', summary: 'Make a token. Its secret is in the answer and nowhere else: a repeated post makes another.', role: 'admin', body: { contentTypes: ['application/json'], schema: access.newTokenSchema }, answer: { status: 201, schema: access.createdTokenSchema } },
  { method: 'delete', path: '/api/v1/tokens/{id}', summary: 'Revoke a token and every session that was opened with it.', role: 'admin', answer: { status: 204 } },
  { method: 'get', path: '/api/v1/audit', summary: 'Who changed what, newest first.', role: 'admin', query: { limit: { whole: 'Most entries.' }, before: { whole: 'Only older than this time.' } }, answer: { status: 200, schema: z.array(access.auditEntrySchema) } },
  { method: 'get', path: '/api/v1/openapi.json', summary: 'This document.', role: 'public', answer: { status: 200, contentType: 'application/json' } },
];

const IDEMPOTENCY_KEY = { name: 'idempotency-key', in: 'header', required: false, description: 'A repeated request with the same key gets the first answer.', schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' } };

const parameter = (name: string, where: 'path' | 'query', about?: string | { whole: string }) => ({
  name,
  in: where,
  required: where === 'path',
  schema: { type: typeof about === 'object' ? 'integer' : 'string' },
  ...(about ? { description: typeof about === 'object' ? about.whole : about } : {}),
});

const schemaOf = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' });

/** Builds the OpenAPI 3.1 document of the REST API from the schemas that the server and the web client share. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const queries = Object.entries(operation.query ?? {});
    (paths[operation.path] ??= {})[operation.method] = {
      summary: operation.summary,
      description: accessNeeded(operation),
      parameters: [...names.map((name) => parameter(name, 'path')), ...queries.map(([name, text]) => parameter(name, 'query', text)), ...(operation.isIdempotent ? [IDEMPOTENCY_KEY] : [])],
      ...(operation.body ? { requestBody: { required: true, content: bodyContent(operation.body) } } : {}),
      responses: { [operation.answer.status]: answerContent(operation.answer), default: problemAnswer },
      security: operation.role === 'public' ? [] : [{ bearer: [] }, { session: [] }],
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'conceptwatch', version, description: 'Says in words how the images that reach a model are changing.' },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'conceptwatch_session' } },
      schemas: { Problem: schemaOf(problemSchema) },
    },
  };
}

function accessNeeded({ role, method, path }: Operation): string {
  if (role === 'public') return 'Needs no token.';
  const scope = scopeOf(method, path);
  return `Needs the role ${role}${scope === undefined || scope === 'any' ? '' : `; of a token with scopes, the scope ${scope}`}.`;
}

const problemAnswer = { description: 'A problem (RFC 9457).', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };

function bodyContent(body: NonNullable<Operation['body']>): Record<string, unknown> {
  const binary = { type: 'string', format: 'binary' };
  return Object.fromEntries(body.contentTypes.map((type) => [type, { schema: body.schema ? schemaOf(body.schema) : binary }]));
}

function answerContent(answer: Operation['answer']): Record<string, unknown> {
  if (!answer.schema && !answer.contentType) return { description: 'Done.' };
  const type = answer.contentType ?? 'application/json';
  return { description: 'The answer.', content: { [type]: answer.schema ? { schema: schemaOf(answer.schema) } : {} } };
}
