import { type DynamicModule, Module } from '@nestjs/common';
import { DRIFT_VIEWS } from '@conceptwatch/ports';
import { BaselineLibrary } from './baseline-library';
import { DriftView } from './drift-view';
import { DRIFT_CONFIG, type DriftConfig } from './drift.config';
import { DriftRole } from './drift.role';
import { CheckpointShards } from './checkpoint-shards';
import { SHARDS } from './shards';
import { TrackStage } from './track.stage';

/** Role drift: tracks scores, decides alarms. Needs the adapters by their tokens; gives DRIFT_VIEWS. */
@Module({})
export class DriftModule {
  static register(config: DriftConfig): DynamicModule {
    return {
      module: DriftModule,
      global: true,
      providers: [{ provide: DRIFT_CONFIG, useValue: config }, BaselineLibrary, TrackStage, { provide: SHARDS, useExisting: TrackStage }, DriftView, { provide: DRIFT_VIEWS, useExisting: DriftView }, DriftRole],
      exports: [DRIFT_VIEWS, DriftRole, TrackStage],
    };
  }
}

/** DRIFT_VIEWS for a process without the drift role: read from the checkpoints of the workers that have it. */
@Module({})
export class DriftReaderModule {
  static register(config: DriftConfig): DynamicModule {
    return {
      module: DriftReaderModule,
      global: true,
      providers: [{ provide: DRIFT_CONFIG, useValue: config }, BaselineLibrary, CheckpointShards, { provide: SHARDS, useExisting: CheckpointShards }, DriftView, { provide: DRIFT_VIEWS, useExisting: DriftView }],
      exports: [DRIFT_VIEWS],
    };
  }
}
