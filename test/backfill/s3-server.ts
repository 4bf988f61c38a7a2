import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '@conceptwatch/testing';
import { pythonPath } from '../requirements';

/** A real S3-compatible server on this machine: moto's. */
export interface S3Server {
  endpoint: string;
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

/** What the server and its clients take for credentials. */
export const S3_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };

export async function startS3(): Promise<S3Server> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(pythonPath('moto.server, flask'), ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 });
  for (const deadline = Date.now() + 60_000; ; ) {
    const isUp = await fetch(`${endpoint}/moto-api/`).then((answer) => answer.ok, () => false);
    if (isUp) break;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`moto's server did not start (exit code ${child.exitCode})`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const buckets = new Set<string>();
  return {
    endpoint,
    async put(bucket, key, body) {
      if (!buckets.has(bucket)) await client.send(new CreateBucketCommand({ Bucket: bucket }));
      buckets.add(bucket);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async stop() {
      client.destroy();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
