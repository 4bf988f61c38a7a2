export * from './bank-digest-text';
export * from './concept-prompts';
export * from './mean-direction';
export * from './score-batch';
