import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { ProblemError } from '@conceptwatch/platform/runtime';

/** One file of a request, as it was sent. */
export interface SentImage {
  name: string;
  contentType: string;
  bytes: Uint8Array;
}

const tooLarge = (limit: number): ProblemError =>
  new ProblemError(413, 'too-many-bytes', `An image may have at most ${limit} bytes. Send a smaller one or raise ingest.maxImageBytes.`);

/** Reads a whole request body. @throws ProblemError 413 as soon as it is larger than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads the files of a multipart/form-data request, at most `maxFiles` of at most `limit` bytes each. */
export function readMultipart(request: IncomingMessage, limit: number, maxFiles: number): Promise<SentImage[]> {
  return new Promise((resolve, reject) => {
    const images: Promise<SentImage>[] = [];
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: request.headers, limits: { fileSize: limit + 1, files: maxFiles, fields: 20 } });
    } catch (error) {
      reject(new ProblemError(400, 'malformed-multipart', `The multipart body cannot be read: ${(error as Error).message}.`));
      return;
    }
    parser.on('file', (_field, stream, info) => images.push(collect(stream, info.filename ?? 'image', info.mimeType)));
    parser.on('filesLimit', () => reject(new ProblemError(413, 'too-many-images', `One request may carry at most ${maxFiles} images.`)));
    parser.on('error', (error) => reject(new ProblemError(400, 'malformed-multipart', `The multipart body cannot be read: ${(error as Error).message}.`)));
    parser.on('close', () => {
      Promise.all(images).then(resolve, reject);
    });
    request.pipe(parser);
  });
}

async function collect(stream: NodeJS.ReadableStream, name: string, contentType: string): Promise<SentImage> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return { name, contentType, bytes: Buffer.concat(chunks) };
}
