export * from './aligner-fit';
export * from './alignment-quality';
export * from './cholesky';
