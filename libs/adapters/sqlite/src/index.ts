export * from './plain-bytes';
export * from './sqlite-database';
export * from './sqlite-errors';
export * from './sqlite-statement';
