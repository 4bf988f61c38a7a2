export { BaselineLibrary } from './baseline-library';
export { decodeShard } from './checkpoint-codec';
export * from './drift.config';
export * from './drift.metrics';
export * from './drift.module';
export { DriftRole } from './drift.role';
export { TrackStage } from './track.stage';
