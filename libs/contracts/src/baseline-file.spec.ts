import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BaselineFileRefused, decodeBaselineFile, encodeBaselineFile } from './baseline-file';
import { toFloat16 } from './float16';

const definition = { id: 'train', description: 'größe "ö"', images: 2, refused: 1, dimension: 3, encoderDigest: 'e', alignerDigest: 'a', createdAt: 1, origin: './train' };
const vectors = toFloat16(Float32Array.of(1, 0.5, -0.25, 0, 1, 0.125));

describe('baseline file', () => {
  it('comes back as it was written, aligned for readers that map it', () => {
    const file = encodeBaselineFile(definition, vectors);
    expect(decodeBaselineFile(file)).toEqual({ definition, vectors });
    const files = Array.from({ length: definition.images }, (_, i) => `ä ${i}.jpg`);
    expect(decodeBaselineFile(encodeBaselineFile(definition, vectors, files))).toEqual({ definition, vectors, files });
    expect(() => decodeBaselineFile(encodeBaselineFile(definition, vectors, ['one too few'].slice(1)))).toThrow(/list of files/);
    expect((file.length - vectors.length) % 8).toBe(0);
  });

  it('refuses what is cut or was never one', () => {
    const file = encodeBaselineFile(definition, vectors);
    expect(() => decodeBaselineFile(file.subarray(0, file.length - 1))).toThrow(/truncated or damaged/);
    expect(() => decodeBaselineFile(new Uint8Array())).toThrow(/no baseline file/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeBaselineFile(bytes)).toThrow(BaselineFileRefused);
      }),
    );
  });
});
