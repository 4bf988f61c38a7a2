export * from './sqlite-history';
export * from './postgres-history';
