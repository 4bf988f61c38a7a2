export * from './affine-map';
export * from './alignment-quality';
export * from './cholesky';
export * from './matrix-multiplication';
export * from './normal-equations';
export * from './solve-positive-definite';
export * from './sgd-recipe';
