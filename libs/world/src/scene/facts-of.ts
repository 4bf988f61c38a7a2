import { nounOf } from '../vocabulary/nouns';
import type { Scene } from './scene';

/** Everything that is true of a scene, as slugs; what has no slug of its own carries its kind: `count:two`, `color:red`, `category:animal`. */
export function factsOf(scene: Scene): string[] {
  const facts = new Set<string>([...scene.objects, scene.background]);
  for (const slug of scene.objects) {
    const category = nounOf(slug)?.category;
    if (category) facts.add(`category:${category}`);
  }
  if (scene.time !== 'day') facts.add(scene.time);
  if (scene.weather !== 'clear') facts.add(scene.weather);
  for (const quality of scene.quality) facts.add(quality);
  if (scene.color) facts.add(`color:${scene.color}`);
  if (scene.backgroundColor) facts.add(`background-color:${scene.backgroundColor}`);
  if (scene.size !== 'normal') facts.add(`size:${scene.size}`);
  if (scene.count !== 'one') facts.add(`count:${scene.count}`);
  return [...facts];
}
