import { type DynamicModule, Module } from '@nestjs/common';
import {
  ALIGNER_SWITCH,
  ALIGNERS,
  type AlignerShelf,
  type AlignerSwitch,
  CLOCK,
  type Clock,
  type Encoder,
  HEALTH,
  type Health,
  HISTORY,
  type History,
  IMAGE_DECODER,
  IMAGE_EMBEDDER,
  IMAGE_STORE,
  JOB_DEFINITIONS,
  type JobDefinition,
  type ImageDecoder,
  type ImageEmbedder,
  type ImageStore,
  type Logger,
  LOGGER,
  MESSAGE_LOG,
  type MessageLog,
  METRICS,
  type MetricSink,
  SHIFT_DECODER,
  type ShiftDecoder,
  STATE_STORE,
  type StateStore,
  TARGET_ENCODER,
  TEXT_ENCODER,
  type TextEncoder,
} from '@conceptwatch/ports';

/** The ports made real: what a composition chooses and the roles receive. */
export interface Adapters {
  log: MessageLog;
  state: StateStore;
  history: History;
  images: ImageStore;
  decoder: ImageDecoder;
  embedder: ImageEmbedder;
  /** The target model's image tower; none where the encoder is the target model itself. */
  targetEncoder: Encoder;
  shiftDecoder: ShiftDecoder;
  metrics: MetricSink;
  health: Health;
  logger: Logger;
  clock: Clock;
  jobs: readonly JobDefinition[];
  aligners: AlignerShelf;
  /** None where an aligner is chosen once, at the start. */
  alignerSwitch: AlignerSwitch;
  textEncoder: TextEncoder;
}

/** Gives every role its adapters by token. What a process has no use for is left out; a role that wants it does not start. */
@Module({})
export class AdaptersModule {
  static register(adapters: Partial<Adapters>): DynamicModule {
    const providers = [
      { provide: MESSAGE_LOG, useValue: adapters.log },
      { provide: STATE_STORE, useValue: adapters.state },
      { provide: HISTORY, useValue: adapters.history },
      { provide: IMAGE_STORE, useValue: adapters.images },
      { provide: IMAGE_DECODER, useValue: adapters.decoder },
      { provide: IMAGE_EMBEDDER, useValue: adapters.embedder },
      { provide: SHIFT_DECODER, useValue: adapters.shiftDecoder },
      { provide: METRICS, useValue: adapters.metrics },
      { provide: HEALTH, useValue: adapters.health },
      { provide: LOGGER, useValue: adapters.logger },
      { provide: CLOCK, useValue: adapters.clock },
      { provide: TEXT_ENCODER, useValue: adapters.textEncoder },
      { provide: TARGET_ENCODER, useValue: adapters.targetEncoder },
      { provide: ALIGNER_SWITCH, useValue: adapters.alignerSwitch },
      { provide: ALIGNERS, useValue: adapters.aligners },
      { provide: JOB_DEFINITIONS, useValue: adapters.jobs },
    ].filter(({ useValue }) => useValue !== undefined);
    return { module: AdaptersModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
