import type { Background, Quality, Time, Weather } from '../vocabulary/attributes';

/** How the picture book says things. `{c}` is the colour of a plain background. */
export const PLACE: Record<Background, readonly string[]> = {
  beach: ['on the beach', 'at the beach', 'by the sea'],
  'snow-field': ['in a snow field', 'on a snow field', 'in the snow field'],
  forest: ['in the forest', 'in the woods', 'in a forest'],
  desert: ['in the desert', 'on sand dunes'],
  city: ['in the city', 'in a city', 'in front of buildings'],
  room: ['in a room', 'indoors', 'inside a room'],
  kitchen: ['in the kitchen', 'in a kitchen'],
  underwater: ['underwater', 'under the sea'],
  grass: ['on the grass', 'in a grass field', 'in a meadow'],
  road: ['on the road', 'on a street'],
  sky: ['in the sky', 'in the clouds'],
  mountains: ['in the mountains', 'near the mountains'],
  space: ['in space', 'in outer space'],
  plain: ['on a {c} background', 'on plain {c}'],
};

export const PLACE_NAME: Record<Background, readonly string[]> = {
  beach: ['beach', 'the sea shore'], 'snow-field': ['snow field'], forest: ['forest', 'woods'], desert: ['desert'], city: ['city', 'buildings'],
  room: ['room', 'indoors'], kitchen: ['kitchen'], underwater: ['underwater'], grass: ['grass', 'meadow'], road: ['road', 'street'],
  sky: ['sky', 'clouds'], mountains: ['mountains'], space: ['space', 'outer space'], plain: ['plain background', 'plain'],
};

export const TIME_PHRASE: Record<Exclude<Time, 'day'>, readonly string[]> = { night: ['at night', 'in the dark'], sunset: ['at sunset', 'in the evening'] };
export const TIME_NAME: Record<Exclude<Time, 'day'>, readonly string[]> = { night: ['night', 'dark'], sunset: ['sunset', 'evening'] };

export const WEATHER_PHRASE: Record<Exclude<Weather, 'clear'>, readonly string[]> = {
  fog: ['in fog', 'in the fog', 'in the mist'],
  rain: ['in the rain', 'in rain'],
  snow: ['in the snow', 'in falling snow', 'while it is snowing', 'in snowfall'],
};
export const WEATHER_NAME: Record<Exclude<Weather, 'clear'>, readonly string[]> = {
  fog: ['fog', 'foggy', 'mist'],
  rain: ['rain', 'rainy'],
  snow: ['snow', 'snowing', 'snowfall', 'falling snow'],
};

export const QUALITY_ADJECTIVE: Record<Quality, readonly string[]> = {
  blur: ['blurry', 'blurred', 'out of focus'],
  noise: ['noisy', 'grainy'],
  sepia: ['sepia'],
  'black-and-white': ['black and white', 'monochrome'],
  'low-contrast': ['low contrast', 'faded'],
  pixelated: ['pixelated', 'low resolution'],
};
export const QUALITY_NAME: Record<Quality, readonly string[]> = {
  blur: ['blur'], noise: ['noise'], sepia: ['sepia'], 'black-and-white': ['black and white'], 'low-contrast': ['low contrast'], pixelated: ['pixelated', 'pixels'],
};

export const HEADS: readonly string[] = [
  'a photo of {}', 'a picture of {}', 'an image of {}', '{}', '{}', 'there is {}', 'this is {}', 'a drawing of {}', 'a scene with {}', 'itap of {}', 'art of {}', '{} in a video game',
];
export const NOUN_HEADS: readonly string[] = ['a bad photo of the {}', 'a origami {}', 'a photo of the large {}', 'a photo of the small {}', 'art of the {}', 'a {} in a video game', 'itap of a {}'];
