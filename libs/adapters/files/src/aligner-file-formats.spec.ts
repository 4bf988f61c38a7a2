import { FileRefused } from '@conceptwatch/ports';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { AlignerFileFormats } from './aligner-file-formats';
import { writeSafetensors } from './safetensors';

const files = new AlignerFileFormats();
const aligner = { sourceDimension: 3, targetDimension: 2, weight: Float32Array.of(1, 2, 3, 4, 5, 6), bias: Float32Array.of(0.5, -1), metadata: { encoder: 'x' } };

describe('AlignerFileFormats', () => {
  it('reads what it wrote', () => {
    expect(files.read(files.write(aligner, 'safetensors'))).toEqual(aligner);
  });

  it.each(['npz', 'pth'] as const)('reads what it wrote as %s', (format) => {
    expect(files.read(files.write(aligner, format))).toEqual({ ...aligner, metadata: {} });
  });

  it('turns a matrix that fits its bias only the other way round', () => {
    const turned = writeSafetensors(new Map([['W', { shape: [3, 2], values: Float32Array.of(1, 4, 2, 5, 3, 6) }], ['b', { shape: [1, 2], values: aligner.bias }]]), { encoder: 'x' });
    expect(files.read(turned)).toEqual(aligner);
  });

  it('exports a Gemm that ONNX Runtime runs', async () => {
    const session = await ort.InferenceSession.create(files.write(aligner, 'onnx'));
    const { image_embeds } = await session.run({ features: new ort.Tensor('float32', Float32Array.of(1, 0, 0, 1, 1, 1), [2, 3]) });
    expect([...(image_embeds.data as Float32Array)]).toEqual([1.5, 3, 6.5, 14]);
    await session.release();
  });

  it('reads half precision', () => {
    const header = JSON.stringify({ weight: { dtype: 'F16', shape: [1, 2], data_offsets: [0, 4] }, bias: { dtype: 'BF16', shape: [1], data_offsets: [4, 6] } });
    const file = Buffer.concat([Buffer.alloc(8), Buffer.from(header), Buffer.from([0x00, 0x3c, 0x00, 0xc0, 0x80, 0x3f])]);
    file.writeBigUInt64LE(BigInt(header.length));
    expect(files.read(file)).toMatchObject({ weight: Float32Array.of(1, -2), bias: Float32Array.of(1) });
  });

  it.each([
    ['other bytes', new Uint8Array(40), /not in a format/],
    ['missing tensors', writeSafetensors(new Map(), {}), /holds no tensor; "weight" and "bias"/],
    ['other shapes', writeSafetensors(new Map([['weight', { shape: [2, 1], values: Float32Array.of(1, 2) }], ['bias', { shape: [3], values: Float32Array.of(1, 2, 3) }]]), {}), /d_t × d_s/],
    ['values that are not finite', writeSafetensors(new Map([['weight', { shape: [1, 1], values: Float32Array.of(NaN) }], ['bias', { shape: [1], values: Float32Array.of(1) }]]), {}), /not finite/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => files.read(bytes)).toThrow(message);
  });

  it('returns or refuses, whatever bytes are changed or missing', () => {
    const good = files.write(aligner, 'safetensors');
    const flipped = fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) }).map(({ at, value }) => Uint8Array.from(good, (byte, i) => (i === at ? value : byte)));
    fc.assert(
      fc.property(fc.oneof(flipped, fc.nat(good.length).map((length) => good.slice(0, length)), fc.uint8Array()), (bytes) => {
        try {
          files.read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefused);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('returns or refuses, whatever the header of a safetensors file says', () => {
    const tensor = fc.record({ dtype: fc.constantFrom('F32', 'F64', 'F16', 'BF16', 'I8'), shape: fc.array(fc.nat(4), { maxLength: 3 }), data_offsets: fc.tuple(fc.nat(32), fc.nat(32)) });
    const entry = fc.oneof(fc.jsonValue(), tensor);
    const header = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('weight', 'bias', 'W', 'b', '__metadata__', '__proto__'), entry));
    const fileOf = (value: unknown): Uint8Array => {
      const text = Buffer.from(JSON.stringify(value));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      return Uint8Array.from(Buffer.concat([length, text, Buffer.alloc(32)]));
    };
    for (const value of [{ __metadata__: null }, { weight: null }, { __metadata__: 'text', weight: 3 }]) expect(() => files.read(fileOf(value))).toThrow(FileRefused);
    fc.assert(
      fc.property(header, (value) => {
        try {
          files.read(fileOf(value));
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefused);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
