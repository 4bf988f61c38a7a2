import { Random } from '../random';
import { nounOf } from '../vocabulary/nouns';
import { indefinite, plural } from './grammar';
import { HEADS, NOUN_HEADS, PLACE, PLACE_NAME, QUALITY_ADJECTIVE, QUALITY_NAME, TIME_NAME, TIME_PHRASE, WEATHER_NAME, WEATHER_PHRASE } from './phrases';
import type { Scene } from './scene';

/** A text about a scene and what it asserts, as slugs of `factsOf`. */
export interface Caption {
  text: string;
  facts: string[];
}

/**
 * Describes a scene in `count` ways: whole sentences and single words. Every asserted fact is true of the scene.
 * Deterministic in the scene and `variant`.
 */
export function captionsOf(scene: Scene, count: number, variant = 0): Caption[] {
  const random = new Random(scene.seed, scene.index, 'captions', variant);
  return Array.from({ length: count }, () => (random.chance(0.25) ? shortCaption(scene, random) : longCaption(scene, random)));
}

/** The first whole sentence about a scene: what `truth.jsonl` carries. */
export const captionOf = (scene: Scene): string => longCaption(scene, new Random(scene.seed, scene.index, 'caption')).text;

function shortCaption(scene: Scene, random: Random): Caption {
  const options: Caption[] = [];
  const offer = (texts: readonly string[], fact: string, weight = 1) => {
    for (let i = 0; i < weight; i++) options.push({ text: random.pick(texts), facts: [fact] });
  };
  for (const slug of scene.objects) {
    const noun = nounOf(slug);
    if (!noun) continue;
    offer([noun.text], slug, 3);
    options.push({ text: random.pick(NOUN_HEADS).replace('{}', noun.text), facts: [slug] });
    if (noun.category) offer([noun.category], `category:${noun.category}`);
  }
  offer(PLACE_NAME[scene.background], scene.background);
  if (scene.time !== 'day') offer(TIME_NAME[scene.time], scene.time, 3);
  if (scene.weather !== 'clear') offer(WEATHER_NAME[scene.weather], scene.weather, 3);
  for (const quality of scene.quality) offer([...QUALITY_ADJECTIVE[quality], ...QUALITY_NAME[quality]], quality, 3);
  if (scene.backgroundColor) offer([`${scene.backgroundColor} background`], `background-color:${scene.backgroundColor}`);
  if (scene.color) offer([`${scene.color} object`, `something ${scene.color}`], `color:${scene.color}`);
  if (scene.count === 'zero') offer(['empty', 'nothing', 'an empty scene'], 'count:zero', 2);
  if (scene.count === 'many') offer(['many things', 'many objects'], 'count:many');
  const chosen = random.pick(options);
  return random.chance(0.35) ? { ...chosen, text: random.pick(HEADS).replace('{}', chosen.text) } : chosen;
}

function longCaption(scene: Scene, random: Random): Caption {
  const subject = subjectOf(scene, random);
  const facts = [...subject.facts];
  const parts = [subject.text];
  if (random.chance(0.65)) {
    parts.push(random.pick(PLACE[scene.background]).replace('{c}', scene.backgroundColor ?? ''));
    facts.push(scene.background, ...(scene.backgroundColor ? [`background-color:${scene.backgroundColor}`] : []));
  }
  if (scene.time !== 'day' && random.chance(0.75)) {
    parts.push(random.pick(TIME_PHRASE[scene.time]));
    facts.push(scene.time);
  }
  if (scene.weather !== 'clear' && random.chance(0.75)) {
    parts.push(random.pick(WEATHER_PHRASE[scene.weather]));
    facts.push(scene.weather);
  }
  let head = random.pick(HEADS);
  const quality = scene.quality[0];
  if (quality && random.chance(0.75)) {
    const adjective = random.pick(QUALITY_ADJECTIVE[quality]);
    head = random.pick(['a {q} photo of {}', 'a {q} picture of {}', '{q} {}', '{} {q}']).replace('{q}', adjective);
    facts.push(quality);
  }
  return { text: head.replace('{}', parts.join(' ')), facts };
}

function subjectOf(scene: Scene, random: Random): Caption {
  const [main, second] = scene.objects;
  const noun = main === undefined ? undefined : nounOf(main);
  if (!noun) return { text: random.pick(['nothing', 'an empty scene', 'no object']), facts: ['count:zero'] };
  const facts: string[] = [];
  const words: string[] = [];
  if (scene.size !== 'normal' && random.chance(0.5)) {
    words.push(random.pick({ small: ['small', 'tiny', 'little'], large: ['big', 'large', 'huge'] }[scene.size]));
    facts.push(`size:${scene.size}`);
  }
  if (scene.color && random.chance(0.8)) {
    words.push(scene.color);
    facts.push(`color:${scene.color}`);
  }
  const general = noun.category && scene.count === 'one' && random.chance(0.06);
  facts.push(general ? `category:${noun.category}` : noun.slug);
  words.push(general ? (noun.category as string) : noun.text);
  const single = scene.count === 'one' || scene.objects.length > 1;
  if (!single) {
    const counted = random.chance(0.85);
    if (counted) facts.push(`count:${scene.count}`);
    return { text: `${counted ? `${scene.count} ` : ''}${plural(words.join(' '))}`, facts };
  }
  const first = indefinite(words.join(' '), random);
  const other = second === undefined ? undefined : nounOf(second);
  if (!other || !random.chance(0.85)) return { text: first, facts };
  return { text: `${first} and ${indefinite(other.text, random)}`, facts: [...facts, other.slug] };
}
