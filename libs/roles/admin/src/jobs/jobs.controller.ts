import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type JobPage, type JobType, type JobView, newJobSchema } from '@conceptwatch/contracts';
import { type Clock, CLOCK, type Document, JOB_DEFINITIONS, type JobDefinition, jobFileBlob, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { Access, callerOf, ProblemError, zodPipe } from '@conceptwatch/platform/runtime';
import type { z } from 'zod';
import { JobQueue } from './job-queue';
import { type JobRecord, RESULT_FILE, toJobView } from './job-record';

const KEY = /^[\x21-\x7e]{1,128}$/;

/** Jobs over REST: the same names and options as the verbs of the command line. */
@Controller('api/v1')
export class JobsController {
  constructor(
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JOB_DEFINITIONS) private readonly definitions: readonly JobDefinition[],
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('job-types')
  @Access('viewer')
  types(): JobType[] {
    return this.definitions.map(({ name, title, description, optionsSchema }) => ({ job: name, title, description, options: optionsSchema }));
  }

  @Post('jobs')
  @HttpCode(202)
  @Access('operator')
  async add(@Body(zodPipe(newJobSchema)) wanted: z.infer<typeof newJobSchema>, @Headers('idempotency-key') key: string | undefined, @Req() request: Request): Promise<JobView> {
    if (key !== undefined && !KEY.test(key)) throw new ProblemError(400, 'bad-request', 'The idempotency-key has 1 to 128 printable characters without spaces.');
    const definition = this.definitions.find(({ name }) => name === wanted.job);
    if (!definition) throw new ProblemError(422, 'unknown-job', `There is no job "${wanted.job}". Known: ${this.definitions.map(({ name }) => name).join(', ')}.`);
    const options = parsed(definition, wanted.options);
    const { document, isNew } = await this.queue.add(definition.name, options, { createdBy: callerOf(request)?.tokenId ?? 'unknown', idempotencyKey: key });
    if (!isNew && (document.body.job !== definition.name || JSON.stringify(document.body.options) !== JSON.stringify(options))) throw new ProblemError(422, 'idempotency-key-reused', 'The idempotency-key was used for another job. Take a new one for every job.');
    return this.view(document);
  }

  @Get('jobs')
  @Access('viewer')
  async list(@Query('limit') limit?: string, @Query('before') before?: string): Promise<JobPage> {
    const most = whole(limit, 50, 1, 500);
    const documents = await this.queue.list();
    const from = before === undefined ? 0 : documents.findIndex(({ id }) => id === before) + 1;
    if (before !== undefined && from === 0) throw new ProblemError(400, 'bad-request', `There is no job "${before}" to go on from.`);
    const page = documents.slice(from, from + most);
    return { jobs: page.map((document) => this.view(document)), next: from + most < documents.length ? page[page.length - 1].id : null };
  }

  @Get('jobs/:id')
  @Access('viewer')
  async one(@Param('id') id: string): Promise<JobView> {
    return this.view((await this.queue.get(id)) ?? unknownJob(id));
  }

  @Post('jobs/:id/cancel')
  @HttpCode(200)
  @Access('operator')
  async cancel(@Param('id') id: string): Promise<JobView> {
    return this.view((await this.queue.cancel(id)) ?? unknownJob(id));
  }

  @Post('jobs/:id/retry')
  @HttpCode(200)
  @Access('operator')
  async retry(@Param('id') id: string): Promise<JobView> {
    return this.view((await this.queue.retry(id)) ?? unknownJob(id));
  }

  @Get('jobs/:id/result')
  @Access('viewer')
  result(@Param('id') id: string, @Res() response: Response): Promise<void> {
    return this.file(id, RESULT_FILE, response);
  }

  @Get('jobs/:id/files/:name')
  @Access('viewer')
  async file(@Param('id') id: string, @Param('name') name: string, @Res() response: Response): Promise<void> {
    const document = (await this.queue.get(id)) ?? unknownJob(id);
    const file = document.body.files.find((candidate) => candidate.name === name);
    const bytes = file && (await this.state.getBlob(jobFileBlob(id, name)));
    if (!file || !bytes) throw new ProblemError(404, 'no-such-file', document.body.status === 'done' ? `The job has no file "${name}". It has ${document.body.files.map((each) => each.name).join(', ')}.` : `The job is ${document.body.status}: there is no result.`);
    response.setHeader('content-type', file.content_type);
    // What a job made of other people's images is never run as a page of this server.
    if (name !== RESULT_FILE) response.setHeader('content-disposition', `attachment; filename="${document.body.job}-${name}"`);
    response.setHeader('content-security-policy', "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox");
    response.end(Buffer.from(bytes));
  }

  private view(document: Document<JobRecord>): JobView {
    return toJobView(document, this.clock.now());
  }
}

function parsed(definition: JobDefinition, options: Record<string, unknown>): Record<string, unknown> {
  try {
    return definition.parse(options);
  } catch (error) {
    if ((error as { code?: string }).code === 'refused_input') throw new ProblemError(422, 'bad-options', (error as Error).message, { cause: error });
    throw error;
  }
}

function unknownJob(id: string): never {
  throw new ProblemError(404, 'unknown-job', `There is no job "${id}". GET /api/v1/jobs lists them.`);
}

function whole(text: string | undefined, otherwise: number, low: number, high: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) throw new ProblemError(400, 'bad-request', `"${text}" is not a whole number from ${low} to ${high}.`);
  return value;
}
