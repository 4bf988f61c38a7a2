import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { type PhraseAnswer, phraseSchema } from '@conceptwatch/contracts';
import { Access, Unaudited, zodPipe } from '@conceptwatch/platform/runtime';
import type { z } from 'zod';
import { PhraseScores } from './phrase-scores';

/** POST /api/v1/streams/{stream}/phrase: any words against the stored images of a stream. */
@Controller('api/v1/streams/:stream/phrase')
export class PhraseController {
  constructor(@Inject(PhraseScores) private readonly phrases: PhraseScores) {}

  @Post()
  @Unaudited()
  @HttpCode(200)
  @Access('viewer')
  score(@Param('stream') stream: string, @Body(zodPipe(phraseSchema)) wanted: z.infer<typeof phraseSchema>): Promise<PhraseAnswer> {
    return this.phrases.of(stream, wanted);
  }
}
