export { BaselineLibrary } from './baseline-library';
export { decodeShard, encodeShard, type StreamState } from './checkpoint-codec';
export { toEventRecord, toStoredEvent } from './drift-events';
export * from './drift.config';
export * from './drift.metrics';
export * from './drift.module';
export { DriftRole } from './drift.role';
export { StreamShard, type Yardstick, yardstickOf } from './stream-shard';
export { TrackStage } from './track.stage';
