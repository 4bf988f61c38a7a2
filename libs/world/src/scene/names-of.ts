import { NOUNS } from '../vocabulary/nouns';
import { PLACE, PLACE_NAME } from './phrases';

const texts = new Map(NOUNS.map(({ slug, text }) => [slug, text]));

/** Every way in which the picture book names an object or a background, for judging captions. */
export function namesOf(slug: string): string[] {
  const places = slug in PLACE ? [...PLACE[slug as keyof typeof PLACE], ...PLACE_NAME[slug as keyof typeof PLACE_NAME]].filter((phrase) => !phrase.includes('{c}')) : [];
  const text = texts.get(slug);
  return text === undefined ? places : [text, `${text}s`, ...places];
}
