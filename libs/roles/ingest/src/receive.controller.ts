import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { type AcceptedBatch, type AcceptedImage, streamName } from '@conceptwatch/contracts';
import {
  IMAGE_DECODER,
  type ImageDecoder,
  type IncomingImage,
  type Refusal,
  STATE_STORE,
  type StateStore,
} from '@conceptwatch/ports';
import { Access, Idempotent, ProblemError, Unaudited, Unmetered } from '@conceptwatch/platform/runtime';
import { readBody, readMultipart, type SentImage } from './body';
import { Inbox } from './inbox';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';

const MAX_IMAGES_PER_REQUEST = 256;
const HTTP_STATUS: Partial<Record<Refusal['reason'], number>> = { 'too-many-bytes': 413, 'too-many-pixels': 413, 'unsupported-format': 415, 'not-an-image': 415 };

/** POST /api/v1/streams/{stream}/images: JPEG, PNG or WebP bytes, or multipart/form-data with several files. */
@Controller('api/v1/streams')
@Unaudited()
@Unmetered()
export class ReceiveController {
  constructor(
    @Inject(Inbox) private readonly inbox: Inbox,
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(IMAGE_DECODER) private readonly decoder: ImageDecoder,
    @Inject(INGEST_CONFIG) private readonly config: IngestConfig,
  ) {}

  @Post(':stream/images')
  @Idempotent()
  @HttpCode(202)
  @Access('operator')
  async receive(@Param('stream') stream: string, @Req() request: Request): Promise<AcceptedImage | AcceptedBatch> {
    await this.mustExist(stream);
    const capturedAt = capturedAtOf(request);
    if (request.is('multipart/form-data')) {
      const sent = await readMultipart(request, this.config.maxImageBytes, MAX_IMAGES_PER_REQUEST);
      return this.receiveBatch(stream, sent, originOf(request), capturedAt);
    }
    const bytes = await readBody(request, this.config.maxImageBytes);
    const name = request.header('x-image-name') ?? '';
    const refusal = this.refusalOf(bytes);
    if (refusal) {
      await this.inbox.refuse(stream, sourceOf(request), [{ name, bytes, refusal }]);
      throw new ProblemError(HTTP_STATUS[refusal.reason] ?? 422, refusal.reason, refusal.detail);
    }
    const [accepted] = await this.inbox.accept(stream, [toIncoming({ name, contentType: request.header('content-type') ?? '', bytes }, originOf(request), capturedAt)]);
    return accepted;
  }

  private async receiveBatch(stream: string, sent: SentImage[], origin: ReturnType<typeof originOf>, capturedAt: number | undefined): Promise<AcceptedBatch> {
    if (sent.length === 0) throw new ProblemError(400, 'empty', 'The request has no file. Send each image as a file part of the form.');
    const judged = sent.map((image) => ({ image, refusal: this.refusalOf(image.bytes) }));
    const good = judged.flatMap(({ image, refusal }) => (refusal ? [] : [toIncoming(image, origin, capturedAt)]));
    const refused = judged.flatMap(({ image, refusal }) => (refusal ? [{ name: image.name, bytes: image.bytes, refusal }] : []));
    const accepted = good.length ? await this.inbox.accept(stream, good) : [];
    await this.inbox.refuse(stream, origin.source, refused);
    return { accepted, refused: refused.map(({ name, refusal }) => ({ name, reason: refusal.reason, detail: refusal.detail })) };
  }

  private refusalOf(bytes: Uint8Array): Refusal | undefined {
    if (bytes.length > this.config.maxImageBytes)
      return { status: 'refused', reason: 'too-many-bytes', detail: `The image has ${bytes.length} bytes; at most ${this.config.maxImageBytes} are taken.` };
    const looked = this.decoder.inspect(bytes);
    return looked.status === 'refused' ? looked : undefined;
  }

  private async mustExist(stream: string): Promise<void> {
    if (!streamName.safeParse(stream).success)
      throw new ProblemError(400, 'bad-stream-name', 'A stream name has 1 to 64 characters of a-z, 0-9 and -.');
    if (!(await this.state.get('stream', stream)))
      throw new ProblemError(404, 'unknown-stream', `There is no stream "${stream}". Create it with POST /api/v1/streams, naming a baseline.`);
  }
}

const sourceOf = (request: Request): string => (request.header('x-source') ?? 'http').slice(0, 128);

/** Who sent the image, and of which segment it is where the sender says so. */
const originOf = (request: Request): { source: string; segment: string | undefined } => ({ source: sourceOf(request), segment: request.header('x-segment')?.slice(0, 64) });

function capturedAtOf(request: Request): number | undefined {
  const header = request.header('x-captured-at');
  if (header === undefined) return undefined;
  const at = /^\d+$/.test(header) ? Number(header) : Date.parse(header);
  if (!Number.isFinite(at)) throw new ProblemError(400, 'bad-time', 'x-captured-at is milliseconds since the epoch or an ISO 8601 time.');
  return at;
}

function toIncoming(image: SentImage, { source, segment }: { source: string; segment: string | undefined }, capturedAt: number | undefined): IncomingImage {
  return { source, contentType: image.contentType, content: { bytes: image.bytes }, metadata: { name: image.name, ...(segment ? { segment } : {}) }, ...(capturedAt === undefined ? {} : { capturedAt }) };
}
