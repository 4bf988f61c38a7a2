export * from './inbox';
export * from './ingest.config';
export * from './ingest.metrics';
export * from './ingest.module';
