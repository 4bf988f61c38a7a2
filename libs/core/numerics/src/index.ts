export * from './dirichlet-mean';
export * from './log-gamma';
export * from './normal-distribution';
export * from './sorted-search';
