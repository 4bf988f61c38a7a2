export * from './bank-registry';
export * from './concept-bank.config';
export * from './concept-bank.metrics';
export * from './concept-bank.module';
export * from './phrase.module';
