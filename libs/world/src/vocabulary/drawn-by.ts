import type { Artist } from './attributes';
import { NOUNS } from './nouns';

/** Nouns that an artist has not drawn; a test compares this with the art itself. */
const UNDRAWN: Partial<Record<Artist, string>> = {
  'noto-v1':
    'raccoon zebra llama giraffe hippopotamus hedgehog polar-bear sloth kangaroo swan flamingo peacock parrot dinosaur lobster coconut broccoli pretzel ' +
    'sandwich kite teddy-bear boot cap axe magnet chair broom toothbrush',
  emojione:
    'raccoon zebra llama giraffe hippopotamus hedgehog polar-bear sloth kangaroo swan flamingo peacock parrot dinosaur lobster coconut broccoli pretzel ' +
    'sandwich kite teddy-bear boot cap axe magnet chair broom toothbrush',
  fxemoji:
    'gorilla wolf fox raccoon lion leopard unicorn zebra deer sheep camel llama giraffe rhinoceros hippopotamus rabbit hedgehog bat polar-bear panda sloth ' +
    'kangaroo turkey chick dove eagle duck swan owl flamingo peacock parrot lizard dragon dinosaur tropical-fish shark shell crab lobster shrimp squid ' +
    'butterfly ladybug scorpion palm-tree pine-tree tree clover maple-leaf apple coconut avocado eggplant potato carrot corn pepper cucumber broccoli ' +
    'peanuts croissant pretzel pancakes cheese bacon french-fries pizza hot-dog sandwich taco burrito popcorn rice ice-cream cake chocolate honey milk ' +
    'coffee wine cocktail beer spoon knife house castle ferris-wheel fire-truck police-car truck scooter satellite traffic-light stop-sign sun moon snowman ' +
    'clock hourglass pumpkin christmas-tree gift medal soccer-ball basketball volleyball football tennis-ball boxing-glove kite game-controller dice ' +
    'teddy-bear palette shirt necktie backpack shoe high-heel boot hat cap gem piano drum phone telephone laptop computer floppy-disk light-bulb flashlight ' +
    'money mailbox pen paintbrush crayon folder scissors lock axe sword bow shield gear magnet bed chair broom toothbrush shopping-cart',
};

const drawn = new Map<Artist, readonly string[]>();

/** The nouns of one artist, in the vocabulary's order. */
export function nounsDrawnBy(artist: Artist): readonly string[] {
  let slugs = drawn.get(artist);
  if (!slugs) {
    const missing = new Set((UNDRAWN[artist] ?? '').split(' '));
    slugs = NOUNS.map((noun) => noun.slug).filter((slug) => !missing.has(slug));
    drawn.set(artist, slugs);
  }
  return slugs;
}
