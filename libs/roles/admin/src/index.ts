export * from './admin.config';
export * from './admin.module';
export * from './live-feed';
export * from './stream-definitions';
export * from './stream-reader';
