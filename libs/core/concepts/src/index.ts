export * from './bank-digest-text';
export * from './concept-prompts';
export * from './concept-query';
export * from './confusion-matrix';
export * from './mean-direction';
export * from './score-batch';
export * from './softmax';
