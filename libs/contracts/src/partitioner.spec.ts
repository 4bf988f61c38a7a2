import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur2, partitionOfKey } from './partitioner';

const kafkaMurmur2 = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2.js') as (key: string) => number;
const bytes = (text: string) => new TextEncoder().encode(text);

describe('murmur2', () => {
  it('answers what the Java client answers (Kafka, UtilsTest.testMurmur2)', () => {
    expect(murmur2(bytes('21'))).toBe(-973932308);
    expect(murmur2(bytes('foobar'))).toBe(-790332482);
    expect(murmur2(bytes('a-little-bit-long-string'))).toBe(-985981536);
    expect(murmur2(bytes('a-little-bit-longer-string'))).toBe(-1486304829);
    expect(murmur2(bytes('lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8'))).toBe(-58897971);
    expect(murmur2(bytes('abc'))).toBe(479470107);
  });

  it('agrees with kafkajs on any key', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (key) => murmur2(bytes(key)) === kafkaMurmur2(key)));
  });
});

describe('partitionOfKey', () => {
  it('stays within the partitions', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
        const partition = partitionOfKey(key, partitions);
        return partition >= 0 && partition < partitions;
      }),
    );
  });
});
