export * from './aligned-embedder';
export * from './model-error';
export * from './onnx-captioner';
export * from './onnx-encoder';
export * from './onnx-language-model';
export type { SessionOptions } from './onnx-session';
export * from './onnx-matrix-product';
export * from './onnx-text-encoder';
