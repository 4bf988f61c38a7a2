import { decodeDirection } from '@conceptwatch/core/decoding';
import type { ShiftDecoder, TextEncoder } from '@conceptwatch/ports';

/** Words that say nothing about what a picture shows. */
const EMPTY_WORDS = new Set(
  ('a an the of in on at by to with without and or no not is are it its this that there while from near under over inside outside behind front ' +
    'one two three four five six seven eight nine zero many some something nothing thing things object objects something kind type ' +
    'photo photos picture pictures image images drawing drawings art scene itap origami video game cropped close up good bad diagram swatch render view taken showing shown').split(' '),
);
const TEMPLATE = 'a photo of {}';

/** Decodes the way from one mean embedding to another into words of the text encoder's own vocabulary. */
export class VocabularyShiftDecoder implements ShiftDecoder {
  private vectors?: Promise<Float32Array>;

  /** @param words candidates; each is read by the text encoder as "a photo of WORD" when first needed */
  constructor(private readonly encoder: TextEncoder, private readonly words: readonly string[]) {}

  /** With every telling word that the encoder knows; where it knows all words (sub-word tokenizers), with the ones given. */
  static for(encoder: TextEncoder, otherwise: readonly string[]): VocabularyShiftDecoder {
    const known = encoder.vocabulary()?.filter((word) => word.length > 2 && !/\d/.test(word) && !EMPTY_WORDS.has(word));
    return new VocabularyShiftDecoder(encoder, known ?? [...new Set(otherwise)]);
  }

  async decode(from: Float32Array, to: Float32Array, top: number): Promise<string[]> {
    this.vectors ??= this.encoder.encode(this.words.map((word) => TEMPLATE.replace('{}', word)));
    const direction = to.map((value, i) => value - from[i]);
    return decodeDirection(direction, { words: this.words, vectors: await this.vectors }, top).map(({ word }) => word);
  }
}
