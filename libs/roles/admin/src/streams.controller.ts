import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  type ConceptDetail,
  type DriftEvent,
  type DriftState,
  type HeatMap,
  newStreamSchema,
  type RecentImage,
  type StreamDefinition,
  type StreamSummary,
  thumbnailUrl,
} from '@conceptwatch/contracts';
import { DRIFT_VIEWS, type DriftViews, type StateStore, STATE_STORE, type StreamView } from '@conceptwatch/ports';
import { Access, Idempotent, ProblemError } from '@conceptwatch/platform/runtime';
import { toDriftEvent } from './drift-event';
import { ExemplarFinder } from './exemplar-finder';
import { Mutes } from './mutes';
import { StreamReader, toConceptState } from './stream-reader';
import { StreamDefinitions } from './stream-definitions';
import { Thumbnails } from './thumbnails';
import { trendToNow } from './trend-to-now';

/** What a stream is doing: GET /api/v1/streams and everything below it. */
@Controller('api/v1/streams')
export class StreamsController {
  constructor(
    @Inject(StreamReader) private readonly reader: StreamReader,
    @Inject(DRIFT_VIEWS) private readonly views: DriftViews,
    @Inject(ExemplarFinder) private readonly exemplars: ExemplarFinder,
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(Thumbnails) private readonly thumbnails: Thumbnails,
    @Inject(StreamDefinitions) private readonly definitions: StreamDefinitions,
    @Inject(Mutes) private readonly mutes: Mutes,
  ) {}

  @Get()
  @Access('viewer')
  list(): Promise<StreamSummary[]> {
    return this.reader.summaries();
  }

  @Post()
  @Idempotent()
  @HttpCode(201)
  @Access('operator')
  async create(@Body() body: unknown): Promise<StreamDefinition> {
    const parsed = newStreamSchema.safeParse(body);
    if (!parsed.success) throw new ProblemError(400, 'bad-request', parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
    return this.definitions.create(parsed.data);
  }

  @Get(':stream/drift')
  @Access('viewer')
  async drift(@Param('stream') stream: string): Promise<DriftState> {
    return (await this.reader.drift(stream)) ?? unknownStream(stream);
  }

  @Get(':stream/concepts/:concept')
  @Access('viewer')
  async concept(@Param('stream') stream: string, @Param('concept') slug: string): Promise<ConceptDetail> {
    const view = this.view(stream);
    const concept = view.concepts.find((candidate) => candidate.slug === slug);
    const distributions = this.views.distributions(stream, slug);
    if (!concept || !distributions) throw new ProblemError(404, 'unknown-concept', `The bank of stream "${stream}" has no concept "${slug}".`);
    const { edges, baseline, window, ecdf } = distributions;
    return {
      ...toConceptState(concept, (await this.mutes.of(stream)).get(slug)),
      stream,
      density: { edges, baseline, window },
      ecdf,
      history: this.historyOf(stream, view, slug),
      exemplars: await this.exemplars.find(stream, slug, concept),
    };
  }

  @Get(':stream/heatmap')
  @Access('viewer')
  heatMap(@Param('stream') stream: string, @Query('points') points?: string): HeatMap {
    const view = this.view(stream);
    const known = this.views.trend(stream);
    if (!known) return { at: [], concepts: [] };
    const trend = trendToNow(known, view);
    const keep = Math.min(trend.at.length, positive(points, 500));
    const from = trend.at.length - keep;
    return {
      at: trend.at.slice(from),
      concepts: view.concepts.map(({ slug, text }, i) => ({ concept: slug, text, ks: Array.from(trend.distance[i].subarray(from), rounded) })),
    };
  }

  @Get(':stream/images')
  @Access('viewer')
  images(@Param('stream') stream: string, @Query('limit') limit?: string): RecentImage[] {
    this.view(stream);
    return this.views.recentImages(stream, positive(limit, 12)).map((image) => ({
      image_id: image.imageId,
      source: image.source,
      captured_at: image.capturedAt,
      thumbnail_url: thumbnailUrl(stream, image.imageId),
      top: image.top,
    }));
  }

  @Get(':stream/images/:id/thumbnail')
  @Access('viewer')
  async thumbnail(@Param('stream') stream: string, @Param('id') id: string, @Query('edge') edge: string | undefined, @Res() response: Response): Promise<void> {
    const picture = await this.thumbnails.of(stream, id, Math.min(1024, positive(edge, 224)));
    response.setHeader('content-type', picture.contentType);
    response.setHeader('cache-control', 'private, max-age=3600, immutable');
    response.end(Buffer.from(picture.bytes));
  }

  @Get(':stream/events')
  @Access('viewer')
  async events(@Param('stream') stream: string, @Query('limit') limit?: string, @Query('before') before?: string): Promise<DriftEvent[]> {
    const events = await this.state.listEvents({ stream, limit: Math.min(1000, positive(limit, 100)), ...(before === undefined ? {} : { before: positive(before, 0) }) });
    return events.map(toDriftEvent);
  }

  @Get(':stream/refused')
  @Access('viewer')
  async refused(@Param('stream') stream: string, @Query('limit') limit?: string, @Query('before') before?: string): Promise<unknown> {
    const [images, counts] = await Promise.all([
      this.state.listRefused({ stream, limit: Math.min(1000, positive(limit, 100)), ...(before === undefined ? {} : { before: positive(before, 0) }) }),
      this.state.countRefused(stream),
    ]);
    return { counts, images };
  }

  @Post(':stream/concepts/:concept/acknowledge')
  @HttpCode(200)
  @Access('operator')
  async acknowledge(@Param('stream') stream: string, @Param('concept') concept: string): Promise<{ acknowledged: boolean }> {
    this.view(stream);
    if (!(await this.views.acknowledge(stream, concept)))
      throw new ProblemError(409, 'not-in-alarm', `"${concept}" is not in alarm on stream "${stream}": there is nothing to acknowledge.`);
    return { acknowledged: true };
  }

  private view(stream: string): StreamView {
    return this.views.stream(stream) ?? unknownStream(stream);
  }

  private historyOf(stream: string, view: StreamView, slug: string): ConceptDetail['history'] {
    const known = this.views.trend(stream);
    const index = view.concepts.findIndex((concept) => concept.slug === slug);
    if (!known || index < 0) return [];
    const trend = trendToNow(known, view);
    return trend.at.map((at, i) => ({ at, ks: orNull(trend.distance[index][i]), evidence: trend.evidence[index][i] }));
  }
}

function unknownStream(stream: string): never {
  throw new ProblemError(404, 'unknown-stream', `There is no stream "${stream}". GET /api/v1/streams lists them.`);
}

/** A map needs four digits. */
const rounded = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null);

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function positive(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new ProblemError(400, 'bad-request', `"${text}" is not a positive whole number.`);
  return value;
}
