import type { TextEncoder } from '@conceptwatch/ports';

/** Reads every text once: decoding many vectors asks for the same candidates again and again. */
export class RememberingTextEncoder implements TextEncoder {
  private readonly rows = new Map<string, Float32Array>();

  constructor(private readonly encoder: TextEncoder) {}

  get descriptor(): TextEncoder['descriptor'] {
    return this.encoder.descriptor;
  }

  async encode(texts: string[]): Promise<Float32Array> {
    const { dimension } = this.descriptor;
    const unread = [...new Set(texts)].filter((text) => !this.rows.has(text));
    if (unread.length > 0) {
      const read = await this.encoder.encode(unread);
      unread.forEach((text, i) => this.rows.set(text, read.slice(i * dimension, (i + 1) * dimension)));
    }
    const out = new Float32Array(texts.length * dimension);
    texts.forEach((text, i) => out.set(this.rows.get(text) as Float32Array, i * dimension));
    return out;
  }

  unknownWords(text: string): string[] {
    return this.encoder.unknownWords(text);
  }

  vocabulary(): string[] | undefined {
    return this.encoder.vocabulary();
  }

  close(): Promise<void> {
    return this.encoder.close();
  }
}
