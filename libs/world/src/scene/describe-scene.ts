import { Random } from '../random';
import {
  type Artist,
  ARTISTS,
  type Background,
  BACKGROUNDS,
  COLORS,
  type Count,
  INDOOR_LIKE,
  QUALITIES,
  type Quality,
  type Size,
  type Time,
  TIMES,
  TRAINING_ARTISTS,
  type Weather,
  WEATHERS,
} from '../vocabulary/attributes';
import { nounsDrawnBy } from '../vocabulary/drawn-by';
import { NOUNS } from '../vocabulary/nouns';
import type { Scene } from './scene';

export interface SceneSettings {
  /** Probability by shift key (an attribute's slug) with which a scene is forced to show it. */
  shift?: Readonly<Record<string, number>>;
  /**
   * Weather and time come only where there is sky, and every place stays as it was: a real camera's way. Otherwise a
   * forced indoor scene moves outdoors, so that exactly the given share shows what is forced.
   */
  keepPlace?: boolean;
  /** Probability that a scene has one object, fair light and no defect: easy pictures to learn nouns from. */
  clean?: number;
  /** Draw every object by this artist. */
  artist?: Artist;
}

/** Every key that `shift` takes. */
export const SHIFT_KEYS: readonly string[] = [
  ...BACKGROUNDS,
  ...TIMES.filter((time) => time !== 'day'),
  ...WEATHERS.filter((weather) => weather !== 'clear'),
  ...QUALITIES,
  ...NOUNS.map((noun) => noun.slug),
  ...ARTISTS,
];

/**
 * Decides what picture `index` of world `seed` shows. Deterministic: the same arguments give the same scene on every machine.
 *
 * @example describeScene(1, 0).background // one of BACKGROUNDS
 */
export function describeScene(seed: number, index: number, settings: SceneSettings = {}): Scene {
  const random = new Random(seed, index, 'scene');
  const artist = settings.artist ?? random.pick(TRAINING_ARTISTS);
  const nouns = nounsDrawnBy(artist);
  const scene = settings.clean !== undefined && random.chance(settings.clean) ? cleanScene(nouns, random) : anyScene(nouns, random);
  const whole: Scene = { seed, index, ...scene, artist };
  const forced = new Random(seed, index, 'shift');
  for (const [key, probability] of Object.entries(settings.shift ?? {})) {
    if (!forced.chance(probability)) continue;
    const needsSky = includes(WEATHERS, key) || includes(TIMES, key);
    if (!(settings.keepPlace && needsSky && INDOOR_LIKE.includes(whole.background))) force(whole, key, forced);
  }
  return whole;
}

type Content = Omit<Scene, 'seed' | 'index' | 'artist'>;

function cleanScene(nouns: readonly string[], random: Random): Content {
  const background = random.pick(BACKGROUNDS);
  return {
    objects: [random.pick(nouns)],
    count: 'one',
    size: random.chance(0.3) ? 'large' : 'normal',
    color: undefined,
    background,
    backgroundColor: background === 'plain' ? random.pick(COLORS) : undefined,
    time: 'day',
    weather: 'clear',
    quality: [],
  };
}

function anyScene(nouns: readonly string[], random: Random): Content {
  const background = random.pick(BACKGROUNDS);
  const outdoors = !INDOOR_LIKE.includes(background);
  const time: Time = outdoors && random.chance(0.28) ? random.pick(['sunset', 'night'] as const) : 'day';
  const weather: Weather = outdoors && random.chance(0.4) ? random.pick(['fog', 'rain', 'snow'] as const) : 'clear';
  const quality: Quality[] = random.chance(0.4) ? [random.pick(QUALITIES)] : [];
  const count = pickCount(random);
  const main = random.pick(nouns);
  const second = count === 'one' && random.chance(0.15) ? random.pick(nouns) : undefined;
  return {
    objects: count === 'zero' ? [] : second && second !== main ? [main, second] : [main],
    count,
    size: count === 'one' && !second ? pickSize(random) : 'normal',
    color: count !== 'zero' && random.chance(0.08) ? random.pick(COLORS.slice(0, 7)) : undefined,
    background,
    backgroundColor: background === 'plain' ? random.pick(COLORS) : undefined,
    time,
    weather,
    quality,
  };
}

function pickCount(random: Random): Count {
  const p = random.next();
  if (p < 0.04) return 'zero';
  if (p < 0.82) return 'one';
  if (p < 0.9) return 'two';
  return p < 0.95 ? 'three' : 'many';
}

function pickSize(random: Random): Size {
  const p = random.next();
  if (p < 0.6) return 'normal';
  return p < 0.75 ? 'small' : 'large';
}

/** Makes the scene show what `key` names. Weather and time move an indoor scene outdoors. */
function force(scene: Scene, key: string, random: Random): void {
  if (includes(WEATHERS, key)) {
    scene.weather = key;
    goOutdoors(scene, random);
  } else if (includes(TIMES, key)) {
    scene.time = key;
    goOutdoors(scene, random);
  } else if (includes(QUALITIES, key)) {
    scene.quality = [key];
  } else if (includes(BACKGROUNDS, key)) {
    setBackground(scene, key, random);
  } else if (includes(ARTISTS, key)) {
    scene.artist = key;
    scene.objects = scene.objects.map((noun) => (nounsDrawnBy(key).includes(noun) ? noun : random.pick(nounsDrawnBy(key))));
  } else setObject(scene, key, random);
}

/** Artists who never drew the noun hand the scene to one who did. */
function setObject(scene: Scene, noun: string, random: Random): void {
  const artists = TRAINING_ARTISTS.filter((artist) => nounsDrawnBy(artist).includes(noun));
  if (artists.length === 0) throw new RangeError(`unknown shift key "${noun}"`);
  scene.objects = [noun];
  if (scene.count === 'zero') scene.count = 'one';
  if (!nounsDrawnBy(scene.artist).includes(noun)) scene.artist = random.pick(artists);
}

function goOutdoors(scene: Scene, random: Random): void {
  if (INDOOR_LIKE.includes(scene.background)) setBackground(scene, random.pick(BACKGROUNDS.filter((name) => !INDOOR_LIKE.includes(name))), random);
}

function setBackground(scene: Scene, background: Background, random: Random): void {
  scene.background = background;
  scene.backgroundColor = background === 'plain' ? random.pick(COLORS) : undefined;
  if (INDOOR_LIKE.includes(background)) {
    scene.weather = 'clear';
    scene.time = 'day';
  }
}

function includes<T extends string>(items: readonly T[], key: string): key is T {
  return (items as readonly string[]).includes(key);
}
