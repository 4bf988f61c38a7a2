export * from './sql-state-store';
