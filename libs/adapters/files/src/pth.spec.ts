import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FileRefused } from '@conceptwatch/ports';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlignerFileFormats } from './aligner-file-formats';
import { PickleReader } from './pickle-reader';
import { writeZip } from './zip-archive';

const folder = fileURLToPath(new URL('../../../../test/fixtures/aligners/', import.meta.url));
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(`${folder}${name}`));
const files = new AlignerFileFormats();
const expected = { sourceDimension: 3, targetDimension: 2, weight: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25), bias: Float32Array.of(0.5, -1), metadata: {} };

/** Wraps a pickle as torch.save would. */
const pth = (pickle: string) => writeZip(new Map([['a/data.pkl', Buffer.from(pickle, 'latin1')]]));

describe('files that PyTorch and NumPy wrote', () => {
  it.each(['linear.pth', 'half.pth', 'strided.pth', 'parameter.pth', 'linear.npz', 'compressed.npz'])('reads %s', (name) => {
    expect(files.read(fixture(name))).toEqual(expected);
  });

  it('reads the state_dict of a linear layer', () => {
    expect(files.read(fixture('state_dict.pth'))).toMatchObject({ sourceDimension: 3, targetDimension: 2 });
  });

  it.each([
    ['code.pth', /asks for posix\.system.*nothing was executed/],
    ['function.pth', /asks for __builtin__\.print.*nothing was executed/],
    ['legacy.pth', /before 1\.6/],
    ['object.npz', /objects never/],
  ])('refuses %s by name', (name, message) => {
    expect(() => files.read(fixture(name))).toThrow(message);
    expect(() => files.read(fixture(name))).toThrow(FileRefused);
  });
});

describe('pickles that no plain aligner needs', () => {
  it.each([
    ['a builtin', '\x80\x02cbuiltins\neval\n', /builtins\.eval/],
    ['an instance', '\x80\x02(iposix\nsystem\n', /opcode INST/],
    ['a new object', '\x80\x02)\x81.', /opcode NEWOBJ/],
    ['a name from the stack', '\x80\x02\x93.', /STACK_GLOBAL/],
    ['an unknown opcode', '\x80\x02\xff', /0xff/],
    ['another protocol', '\x80\x04}.', /protocol 4/],
    ['a call of a storage', '\x80\x02ctorch\nFloatStorage\n)R.', /calls torch\.FloatStorage/],
    ['a list as root', '\x80\x02K\x01.', /no dictionary/],
    ['no end', '\x80\x02}', /truncated/],
    ['prototype keys only', '\x80\x02}(X\x09\x00\x00\x00__proto__K\x01u.', /"weight" and "bias"/],
  ])('refuses %s', (_, pickle, message) => {
    expect(() => files.read(pth(pickle))).toThrow(message);
    expect(Object.prototype).not.toHaveProperty('1');
  });

  it('refuses tensors that reach beyond their storage', () => {
    const evil = (shape: string, strides: string) =>
      `\x80\x02}(X\x01\x00\x00\x00Wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQK\x00${shape}${strides}\x89ccollections\nOrderedDict\n)RtRu.`;
    const archive = (pickle: string) => writeZip(new Map([['a/data.pkl', Buffer.from(pickle, 'latin1')], ['a/data/0', new Uint8Array(8)]]));
    expect(() => files.read(archive(evil('K\x03\x85', 'K\x01\x85')))).toThrow(/beyond its storage/);
    expect(() => files.read(archive(evil('K\x02\x85', 'K\x63\x85')))).toThrow(/beyond its storage/);
    expect(() => files.read(archive(evil('K\xffK\xff\x86', 'K\x00K\x00\x86')))).toThrow(/beyond its storage/);
  });
});

describe('whatever the bytes are', () => {
  const originals = readdirSync(folder).map(fixture);
  const broken = fc.oneof(
    fc.tuple(fc.constantFrom(...originals), fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 4 })).map(([bytes, flips]) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of flips) copy[at % copy.length] = value;
      return copy;
    }),
    fc.tuple(fc.constantFrom(...originals), fc.nat(2000)).map(([bytes, length]) => bytes.slice(0, length)),
    fc.uint8Array({ maxLength: 300 }).map((tail) => Uint8Array.of(0x50, 0x4b, 3, 4, ...tail)),
  );

  it('returns or refuses a file', () => {
    fc.assert(
      fc.property(broken, (bytes) => {
        try {
          files.read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefused);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('returns or refuses a pickle', () => {
    const opcodes = fc.constantFrom(...[...'}(qrhjXJKMNcQRusbt).'].map((c) => c.charCodeAt(0)), 0x80, 0x85, 0x86, 0x87, 0x88, 0x89, 0, 1, 2);
    fc.assert(
      fc.property(fc.array(fc.oneof(opcodes, fc.nat(255)), { maxLength: 60 }), (bytes) => {
        try {
          new PickleReader(Uint8Array.from([0x80, 2, ...bytes])).read();
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefused);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
