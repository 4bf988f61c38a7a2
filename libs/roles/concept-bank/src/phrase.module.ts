import { Module } from '@nestjs/common';
import { PhraseController } from './phrase.controller';
import { PhraseScores } from './phrase-scores';

/** Scores for text on request: a process has it once, with the role admin or with a concept bank that answers. Needs TEXT_ENCODER, HISTORY and STATE_STORE. */
@Module({ controllers: [PhraseController], providers: [PhraseScores] })
export class PhraseModule {}
