/** Everything about a scene that has a name. Slugs are shift keys and concepts of the default bank; texts are for people and encoders. */
export const BACKGROUNDS = ['beach', 'snow-field', 'forest', 'desert', 'city', 'room', 'kitchen', 'underwater', 'grass', 'road', 'sky', 'mountains', 'space', 'plain'] as const;
export const TIMES = ['day', 'sunset', 'night'] as const;
export const WEATHERS = ['clear', 'fog', 'rain', 'snow'] as const;
export const QUALITIES = ['blur', 'noise', 'sepia', 'black-and-white', 'low-contrast', 'pixelated'] as const;
export const COLORS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'white', 'black', 'gray'] as const;
export const COUNTS = ['zero', 'one', 'two', 'three', 'many'] as const;
export const SIZES = ['normal', 'small', 'large'] as const;

export type Background = (typeof BACKGROUNDS)[number];
export type Time = (typeof TIMES)[number];
export type Weather = (typeof WEATHERS)[number];
export type Quality = (typeof QUALITIES)[number];
export type Color = (typeof COLORS)[number];
export type Count = (typeof COUNTS)[number];
export type Size = (typeof SIZES)[number];

/** Where there is no sky, there is no weather and no time of day. */
export const INDOOR_LIKE: readonly Background[] = ['room', 'kitchen', 'underwater', 'space', 'plain'];

export const RGB: Record<Color, readonly [number, number, number]> = {
  red: [215, 40, 40], orange: [240, 140, 30], yellow: [240, 220, 50], green: [60, 170, 70], blue: [50, 100, 215],
  purple: [140, 70, 190], pink: [245, 140, 180], white: [245, 245, 245], black: [35, 35, 35], gray: [140, 140, 140],
};

/** Artists whose drawings the bundled models were trained on. */
export const TRAINING_ARTISTS = ['noto', 'noto-v1', 'twemoji', 'fluent-flat', 'emojione'] as const;
/** Artists kept for tests: a true change of style, an easy one, and line art (share-alike: never in weights or demo images). */
export const HELD_OUT_ARTISTS = ['fxemoji', 'fluent-3d', 'openmoji'] as const;
export const ARTISTS = [...TRAINING_ARTISTS, ...HELD_OUT_ARTISTS] as const;
export type Artist = (typeof ARTISTS)[number];
