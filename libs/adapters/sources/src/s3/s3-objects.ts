import type * as Sdk from '@aws-sdk/client-s3';
import { ArchiveRefused } from '@conceptwatch/ports';

export interface S3Options {
  /** Of an S3-compatible server; AWS itself when absent. */
  endpoint?: string;
  region?: string;
  /** Puts the bucket into the path, as most servers beside AWS want it. Default: when an endpoint is given. */
  pathStyle?: boolean;
}

export interface S3Location {
  bucket: string;
  key: string;
}

export interface S3Object {
  key: string;
  size: number;
  modifiedAt: number;
  etag: string;
}

/** `s3://BUCKET/KEY`; the key as it is written, without escapes. @returns undefined for anything else */
export function parseS3(reference: string): S3Location | undefined {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/(.*))?$/s.exec(reference);
  return parts ? { bucket: parts[1], key: parts[2] ?? '' } : undefined;
}

const MISSING = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket']);

/** Objects of S3 or of a server that speaks its language. Credentials come from where the AWS tools look for them. */
export class S3Objects {
  private opened: Promise<{ sdk: typeof Sdk; client: Sdk.S3Client }> | undefined;

  constructor(private readonly options: S3Options = {}) {}

  /** In the order of their keys. @throws ArchiveRefused when the bucket is missing or may not be listed */
  async *list({ bucket, key: prefix }: S3Location, after?: string): AsyncGenerator<S3Object> {
    const { sdk, client } = await this.open();
    for (let token: string | undefined, isFirst = true; isFirst || token; isFirst = false) {
      const page = await client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token, ...(isFirst && after !== undefined ? { StartAfter: after } : {}) })).catch((error: unknown) => refuse(error, `s3://${bucket}/${prefix}`));
      for (const { Key, Size = 0, LastModified, ETag = '' } of page.Contents ?? []) if (Key !== undefined) yield { key: Key, size: Size, modifiedAt: LastModified?.getTime() ?? 0, etag: ETag };
      token = page.NextContinuationToken;
    }
  }

  /** @throws ArchiveRefused when the object is missing or may not be read */
  async head({ bucket, key }: S3Location): Promise<S3Object> {
    const { sdk, client } = await this.open();
    const { ContentLength = 0, LastModified, ETag = '' } = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key })).catch((error: unknown) => refuse(error, `s3://${bucket}/${key}`));
    return { key, size: ContentLength, modifiedAt: LastModified?.getTime() ?? 0, etag: ETag };
  }

  /** @param from first byte @throws ArchiveRefused */
  async stream(location: S3Location, from = 0): Promise<AsyncIterable<Uint8Array>> {
    return (await this.get(location, from > 0 ? `bytes=${from}-` : undefined)) as unknown as AsyncIterable<Uint8Array>;
  }

  /** @param to exclusive @throws ArchiveRefused */
  async slice(location: S3Location, from: number, to: number): Promise<Uint8Array> {
    return to > from ? (await this.get(location, `bytes=${from}-${to - 1}`)).transformToByteArray() : new Uint8Array();
  }

  /** @returns undefined when there is no such object; 'too-large' beyond the limit, without reading it */
  async read({ bucket, key }: S3Location, mostBytes: number): Promise<Uint8Array | undefined | 'too-large'> {
    const { sdk, client } = await this.open();
    try {
      const { Body, ContentLength = 0 } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!Body) return undefined;
      if (ContentLength <= mostBytes) return await Body.transformToByteArray();
      (Body as unknown as { destroy(): void }).destroy();
      return 'too-large';
    } catch (error) {
      if (MISSING.has((error as Error).name)) return undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.opened) (await this.opened).client.destroy();
  }

  private async get({ bucket, key }: S3Location, range: string | undefined) {
    const { sdk, client } = await this.open();
    const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key, Range: range })).catch((error: unknown) => refuse(error, `s3://${bucket}/${key}`));
    if (!Body) throw new ArchiveRefused('archive-unreadable', `s3://${bucket}/${key} has no content.`);
    return Body;
  }

  /** The SDK is large: who reads nothing from S3 does not load it. */
  private open() {
    return (this.opened ??= (async () => {
      const { endpoint, region, pathStyle = endpoint !== undefined } = this.options;
      // It tells every process that it will leave Node 20 one day; people who run a job cannot do anything about it.
      process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
      const sdk = await import('@aws-sdk/client-s3');
      const client = new sdk.S3Client({ ...(endpoint === undefined ? {} : { endpoint }), region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1', forcePathStyle: pathStyle, maxAttempts: 5 });
      return { sdk, client };
    })());
  }
}

interface ServiceError extends Error {
  $metadata?: { httpStatusCode?: number };
}

function refuse(error: unknown, what: string): never {
  const { name, message, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  const advice =
    name === 'CredentialsProviderError'
      ? 'There are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile by AWS_PROFILE.'
      : status !== undefined && status >= 400 && status < 500
        ? 'Check the name, the region and what the credentials allow.'
        : 'Check the endpoint and the network.';
  throw new ArchiveRefused('archive-unreadable', `${what} cannot be read (${status === undefined ? message : `${status}, ${name}`}). ${advice}`, { cause: error });
}
