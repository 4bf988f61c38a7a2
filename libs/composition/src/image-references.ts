import { ReferenceImageStore, S3ImageStore, S3Objects, SafeFetcher, SchemeImageStore, UrlImageStore } from '@conceptwatch/adapters/sources';
import type { ImageStore, Logger, MessageLog } from '@conceptwatch/ports';
import { z } from 'zod';

export const fetchConfigSchema = z.strictObject({
  hosts: z.array(z.string()).default([]).describe('Hosts that https: references may name, such as images.example.org, images.example.org:8443 or *.example.org. Empty: nothing is fetched by URL.'),
  privateNetworks: z.array(z.string()).default([]).describe('Private networks that those hosts may lie in, such as 10.20.0.0/16. Empty: public addresses alone.'),
  allowHttp: z.boolean().default(false).describe('Fetch http: references too.'),
  mostBytes: z.int().min(1024).default(10 * 1024 * 1024).meta({ unit: 'bytes' }).describe('Largest image that is fetched by reference.'),
  timeoutMs: z.int().min(100).default(10_000).meta({ unit: 'milliseconds' }).describe('Longest time that one image may take, redirects included.'),
  folders: z.array(z.string()).default([]).describe('Folders whose files file: references may name. A watched folder is among them by itself.'),
  s3Buckets: z.array(z.string()).default([]).describe('Buckets that s3: references may name. Credentials come from where the AWS tools look for them.'),
  s3Endpoint: z.string().optional().describe('Address of an S3-compatible server; AWS when absent.'),
});

export type FetchConfig = z.infer<typeof fetchConfigSchema>;

export interface ImageReferenceParts {
  log: MessageLog;
  logger?: Logger;
  /** Folders beside those of the settings. */
  roots?: readonly string[];
}

/** Finds images by `log:`, `file:`, `https:` and `s3:` reference, within what the settings allow. @throws RangeError for a host or network that cannot be read */
export function imageReferences(config: FetchConfig, { log, logger, roots = [] }: ImageReferenceParts): ImageStore {
  const local = new ReferenceImageStore({ log, roots: [...config.folders, ...roots] });
  const byUrl = new UrlImageStore(new SafeFetcher(config), logger);
  const objects = new S3Objects({ endpoint: config.s3Endpoint });
  return new SchemeImageStore({ log: local, file: local, https: byUrl, http: byUrl, s3: new S3ImageStore(objects, { buckets: config.s3Buckets, mostBytes: config.mostBytes, logger }) });
}
