import { type DynamicModule, Module } from '@nestjs/common';
import { AlignerCheck } from './aligner-check';
import { CrashGuard } from './crash-guard';
import { DecodeStage } from './decode.stage';
import { EmbedStage } from './embed.stage';
import { Inbox } from './inbox';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';
import { IngestPipeline } from './ingest.pipeline';
import { IngestRole } from './ingest.role';
import { ReceiveController } from './receive.controller';

/** Role ingest: receive, decode, embed, align. Needs the adapters by their tokens. */
@Module({})
export class IngestModule {
  static register(config: IngestConfig): DynamicModule {
    return {
      module: IngestModule,
      controllers: [ReceiveController],
      providers: [{ provide: INGEST_CONFIG, useValue: config }, Inbox, AlignerCheck, CrashGuard, DecodeStage, EmbedStage, IngestPipeline, IngestRole],
      exports: [Inbox, INGEST_CONFIG],
    };
  }
}
