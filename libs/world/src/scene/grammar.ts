import type { Random } from '../random';

const PAIRS = new Set(['glasses', 'sunglasses', 'jeans', 'scissors', 'headphones']);
const UNCOUNTED = new Set([
  'grapes', 'peanuts', 'cherries', 'popcorn', 'spaghetti', 'sushi', 'rice', 'bacon', 'honey', 'milk', 'coffee', 'wine', 'beer', 'money', 'books', 'pancakes',
  'french fries', 'corn', 'broccoli', 'chocolate', 'dice', 'bread', 'cheese', 'fire', 'bowling', 'candy',
]);
const IRREGULAR: Record<string, string> = {
  mouse: 'mice', wolf: 'wolves', sheep: 'sheep', fish: 'fish', deer: 'deer', knife: 'knives', cactus: 'cacti', leaf: 'leaves', hippopotamus: 'hippopotamuses',
  octopus: 'octopuses', rhinoceros: 'rhinoceroses', candy: 'candies', butterfly: 'butterflies', battery: 'batteries', potato: 'potatoes', tomato: 'tomatoes', trophy: 'trophies',
};

const lastWord = (phrase: string): string => phrase.slice(phrase.lastIndexOf(' ') + 1);

/** "dog" → "a dog"; pairs and masses go without. */
export function indefinite(phrase: string, random: Random): string {
  if (PAIRS.has(lastWord(phrase))) return random.chance(0.3) ? `a pair of ${phrase}` : phrase;
  if (UNCOUNTED.has(phrase) || UNCOUNTED.has(lastWord(phrase))) return phrase;
  return `${/^[aeiou]/.test(phrase) && !phrase.startsWith('uni') ? 'an' : 'a'} ${phrase}`;
}

/** "big mouse" → "big mice". */
export function plural(phrase: string): string {
  const word = lastWord(phrase);
  if (PAIRS.has(word) || UNCOUNTED.has(word) || UNCOUNTED.has(phrase)) return phrase;
  const many = IRREGULAR[word] ?? (/(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`);
  return phrase.slice(0, phrase.length - word.length) + many;
}
