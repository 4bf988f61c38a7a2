export * from './drift.config';
export * from './drift.metrics';
export * from './drift.module';
export { DriftRole } from './drift.role';
