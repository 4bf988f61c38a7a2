export * from './aligner-file-formats';
export type { FloatTensor } from './float-tensor';
export * from './safetensors';
export * from './parquet-tables';
