export * from './http-model-hub';
export * from './open-model-hub';
