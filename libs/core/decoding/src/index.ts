export * from './decode-direction';
export * from './guided-score';
export * from './head-rows';
