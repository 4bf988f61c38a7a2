export * from './aligner-file-formats';
export type { FloatTensor } from './float-tensor';
export * from './safetensors';
