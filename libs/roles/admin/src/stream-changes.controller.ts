import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { changeStreamSchema, type Mute, newMuteSchema, newNormalSchema, type NormalPreview, type StreamSettings } from '@conceptwatch/contracts';
import { DRIFT_VIEWS, type DriftViews } from '@conceptwatch/ports';
import { Access, callerOf, Idempotent, ProblemError, tellChange, zodPipe } from '@conceptwatch/platform/runtime';
import type { z } from 'zod';
import { Mutes } from './mutes';
import { NewNormal } from './new-normal';
import { StreamDefinitions } from './stream-definitions';

/** What people change on a stream while it runs. */
@Controller('api/v1/streams/:stream')
export class StreamChangesController {
  constructor(
    @Inject(StreamDefinitions) private readonly definitions: StreamDefinitions,
    @Inject(NewNormal) private readonly normal: NewNormal,
    @Inject(Mutes) private readonly mutes: Mutes,
    @Inject(DRIFT_VIEWS) private readonly views: DriftViews,
  ) {}

  @Get('settings')
  @Access('viewer')
  settings(@Param('stream') stream: string): Promise<StreamSettings> {
    return this.definitions.settings(stream);
  }

  @Patch()
  @Access('operator')
  async change(@Param('stream') stream: string, @Body(zodPipe(changeStreamSchema)) wanted: z.infer<typeof changeStreamSchema>, @Req() request: Request): Promise<StreamSettings> {
    const { before, after } = await this.definitions.change(stream, wanted);
    tellChange(request, { before, after });
    return after;
  }

  @Get('normal')
  @Access('viewer')
  preview(@Param('stream') stream: string, @Query('images') images = '1000'): Promise<NormalPreview> {
    const checked = newNormalSchema.shape.images.safeParse(Number(images));
    if (!checked.success) throw new ProblemError(400, 'bad-request', `images: "${images}" is not a whole number from 50 to 50000.`);
    return this.normal.preview(stream, checked.data);
  }

  @Post('normal')
  @Idempotent()
  @HttpCode(201)
  @Access('operator')
  async setNormal(@Param('stream') stream: string, @Body(zodPipe(newNormalSchema)) { images, id }: z.infer<typeof newNormalSchema>, @Req() request: Request): Promise<StreamSettings> {
    const baseline = await this.normal.make(stream, images, id);
    const { before, after } = await this.definitions.change(stream, { baseline });
    tellChange(request, { before, after });
    return after;
  }

  @Put('concepts/:concept/mute')
  @Access('operator')
  mute(@Param('stream') stream: string, @Param('concept') concept: string, @Body(zodPipe(newMuteSchema)) { hours, reason }: z.infer<typeof newMuteSchema>, @Req() request: Request): Promise<Mute> {
    const view = this.views.stream(stream);
    if (!view) throw new ProblemError(404, 'unknown-stream', `There is no stream "${stream}". GET /api/v1/streams lists them.`);
    if (!view.concepts.some(({ slug }) => slug === concept)) throw new ProblemError(404, 'unknown-concept', `The bank of stream "${stream}" has no concept "${concept}".`);
    return this.mutes.mute(stream, concept, { hours, reason, by: callerOf(request)?.tokenId ?? 'unknown' });
  }

  @Delete('concepts/:concept/mute')
  @HttpCode(204)
  @Access('operator')
  async unmute(@Param('stream') stream: string, @Param('concept') concept: string): Promise<void> {
    if (!(await this.mutes.unmute(stream, concept))) throw new ProblemError(404, 'not-muted', `"${concept}" is not muted on stream "${stream}".`);
  }
}
