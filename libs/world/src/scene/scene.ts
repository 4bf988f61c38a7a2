import type { Artist, Background, Color, Count, Quality, Size, Time, Weather } from '../vocabulary/attributes';

/** The truth about one picture: everything that the painter and the caption need. */
export interface Scene {
  seed: number;
  index: number;
  /** Noun slugs, the main object first; empty for an empty scene. */
  objects: string[];
  count: Count;
  size: Size;
  /** A tint of all objects. */
  color: Color | undefined;
  background: Background;
  /** Only of a plain background. */
  backgroundColor: Color | undefined;
  time: Time;
  weather: Weather;
  quality: Quality[];
  artist: Artist;
}
