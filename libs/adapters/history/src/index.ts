export * from './sqlite-history';
