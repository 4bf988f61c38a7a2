export * from './notify.config';
export * from './notify.metrics';
export * from './notify.module';
