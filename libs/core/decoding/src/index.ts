export * from './decode-direction';
