import { z } from 'zod';

export const ingestConfigSchema = z.strictObject({
  maxImageBytes: z.int().min(1024).default(10_000_000).meta({ unit: 'bytes' }).describe('Larger images are refused when they arrive.'),
  batchSize: z.int().min(1).max(1024).default(32).meta({ unit: 'images' }).describe('Most images that go through the encoder at once.'),
  fetchSize: z.int().min(1).max(4096).default(256).meta({ unit: 'images' }).describe('Most images that are read from the inbox and made durable together when there is a backlog.'),
  batchesInFlight: z.int().min(1).max(16).default(2).describe('Fetches that may be in work at once: one is decoded while another is embedded.'),
  alignerCheckEvery: z.int().min(0).default(200).meta({ unit: 'images' }).describe('One of so many images goes through the target model too, to see whether the aligner still fits; every tenth until there are enough to tell. 0 turns it off.'),
  historyImages: z.int().min(1000).default(200_000).meta({ unit: 'images' }).describe('Embeddings kept per stream for exemplars and re-derived baselines; the oldest are dropped.'),
});

export type IngestConfig = z.infer<typeof ingestConfigSchema>;
export const INGEST_CONFIG = Symbol.for('conceptwatch.IngestConfig');
