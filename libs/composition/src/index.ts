export * from './picture-book';
export * from './product-root';
export * from './toolbox';
export * from './demo';
export * from './roles';
export * from './standalone-config';
export * from './start-standalone';
