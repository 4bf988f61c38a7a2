import { Inject, Injectable } from '@nestjs/common';
import { type ImageRecord, imageCodec, MalformedRecord, UnsupportedRecordVersion } from '@conceptwatch/contracts';
import {
  IMAGE_DECODER,
  IMAGE_EMBEDDER,
  IMAGE_STORE,
  type ImageDecoder,
  type ImageEmbedder,
  type ImageStore,
  type Refusal,
  type StoredRecord,
} from '@conceptwatch/ports';

/** An image record on its way: with pixels, or with the reason why it has none. */
export interface DecodeOutcome {
  stored: StoredRecord;
  /** Undefined when not even the record could be read. */
  record: ImageRecord | undefined;
  result: { status: 'decoded'; pixels: Uint8Array } | Refusal;
}

const refused = (reason: Refusal['reason'], detail: string): Refusal => ({ status: 'refused', reason, detail });

/** Step 1, decode: image bytes → pixels of the encoder's size. Bad input is an outcome and never stops the batch. */
@Injectable()
export class DecodeStage {
  constructor(
    @Inject(IMAGE_DECODER) private readonly decoder: ImageDecoder,
    @Inject(IMAGE_EMBEDDER) private readonly embedder: ImageEmbedder,
    @Inject(IMAGE_STORE) private readonly images: ImageStore,
  ) {}

  decode(records: StoredRecord[]): Promise<DecodeOutcome[]> {
    return Promise.all(records.map((stored) => this.decodeOne(stored)));
  }

  /** The record without its pixels, or why it cannot be read. */
  read(stored: StoredRecord): { record: ImageRecord } | { record: undefined; refusal: Refusal } {
    try {
      return { record: imageCodec.decode(stored.value) };
    } catch (error) {
      if (error instanceof UnsupportedRecordVersion) return { record: undefined, refusal: refused('unsupported-version', error.message) };
      if (error instanceof MalformedRecord) return { record: undefined, refusal: refused('unreadable', error.message) };
      throw error;
    }
  }

  private async decodeOne(stored: StoredRecord): Promise<DecodeOutcome> {
    const read = this.read(stored);
    if (!read.record) return { stored, record: undefined, result: read.refusal };
    return { stored, record: read.record, result: await this.decodeContent(read.record) };
  }

  /** @param spec what another model wants to see; the encoder's own wish when absent */
  async decodeContent({ content }: ImageRecord, spec = this.embedder.descriptor.pixels): Promise<DecodeOutcome['result']> {
    if (content.case === 'bytes') return this.decoder.decode(content.value, spec);
    const reference = content.value ?? '';
    const bytes = await this.images.read(reference);
    if (!bytes) return refused('unreadable', `${reference} is gone or may not be read. Send the image again.`);
    return this.decoder.decode(bytes, spec);
  }
}
