export * from './aligner-file-formats';
export * from './safetensors';
