export * from './art/emoji-art-book';
export { DEFAULT_LIMITS, type DecodeLimits } from './inspect-image';
export * from './sharp-image-decoder';
export * from './sharp-image-encoder';
