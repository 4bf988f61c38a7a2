export { Registry } from 'prom-client';
export * from './health-registry';
export * from './observability.config';
export * from './pino-logger';
export * from './platform.metrics';
export * from './prometheus-metric-sink';
export * from './system-clock';
export * from './telemetry-server';
