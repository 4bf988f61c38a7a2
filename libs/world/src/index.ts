export * from './paint/render-scene';
export type { ArtBook, Rgba } from './paint/sprite';
export * from './scene/describe-scene';
export type { Scene } from './scene/scene';
export * from './vocabulary/attributes';
export * from './vocabulary/nouns';
export * from './scene/captions-of';
export * from './scene/facts-of';
export * from './vocabulary/drawn-by';
