import { open } from 'node:fs/promises';
import type { DecodedImage, ImageDecoder, PixelSpec, PlausibleImage, Refusal } from '@conceptwatch/ports';
import sharp, { type Sharp } from 'sharp';
import { DEFAULT_LIMITS, type DecodeLimits, inspectImage, refusal, tooManyBytes } from './inspect-image';
import { configureSharp } from './sharp-process';

/** Decodes images by libvips under limits. Bad input is a value; only a fault of the machine throws. */
export class SharpImageDecoder implements ImageDecoder {
  private readonly limits: DecodeLimits;

  constructor(limits: Partial<DecodeLimits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    configureSharp();
  }

  inspect(bytes: Uint8Array): PlausibleImage | Refusal {
    return inspectImage(bytes, this.limits);
  }

  async decode(content: Uint8Array | { path: string }, spec: PixelSpec): Promise<DecodedImage | Refusal> {
    const bytes = content instanceof Uint8Array ? content : await this.readFile(content.path);
    if ('status' in bytes) return bytes;
    const header = this.inspect(bytes);
    if (header.status === 'refused') return header;
    try {
      const { data, info } = await resized(this.upright(bytes), spec)
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      const pixels = info.channels === 3 ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : toThreeChannels(data, info.channels);
      return { status: 'decoded', pixels, originalWidth: header.width, originalHeight: header.height };
    } catch (fault) {
      return decodingRefusal(fault, this.limits);
    }
  }

  async thumbnail(content: Uint8Array, maxEdge: number): Promise<{ status: 'encoded'; bytes: Uint8Array; contentType: string } | Refusal> {
    const header = this.inspect(content);
    if (header.status === 'refused') return header;
    try {
      const bytes = await this.upright(content).resize({ width: maxEdge, height: maxEdge, fit: 'inside', withoutEnlargement: true }).toColourspace('srgb').webp({ quality: 80 }).toBuffer();
      return { status: 'encoded', bytes, contentType: 'image/webp' };
    } catch (fault) {
      return decodingRefusal(fault, this.limits);
    }
  }

  private upright(bytes: Uint8Array): Sharp {
    return sharp(bytes, { limitInputPixels: this.limits.pixels, failOn: 'warning', sequentialRead: true, autoOrient: true }).timeout({ seconds: this.limits.seconds });
  }

  private async readFile(path: string): Promise<Uint8Array | Refusal> {
    try {
      const handle = await open(path);
      try {
        const found = await handle.stat();
        if (!found.isFile()) return refusal('unreadable', 'This is not an ordinary file.');
        return found.size > this.limits.bytes ? tooManyBytes(found.size, this.limits) : await handle.readFile();
      } finally {
        await handle.close();
      }
    } catch (fault) {
      return refusal('unreadable', `The file cannot be read (${(fault as NodeJS.ErrnoException).code ?? 'unknown error'}). Check that it exists and may be opened.`);
    }
  }
}

function resized(image: Sharp, { width, height, fit, kernel, shortestEdge: edge }: PixelSpec): Sharp {
  if (fit === 'fill' || edge === undefined) return image.resize({ width, height, fit, kernel });
  const centre = { left: Math.round((edge - width) / 2), top: Math.round((edge - height) / 2), width, height };
  return image.resize({ width: edge, height: edge, fit: 'cover', kernel }).extract(centre);
}

/** Grey (with or without alpha) as RGB; a fourth channel is dropped. */
function toThreeChannels(data: Buffer, channels: number): Uint8Array {
  const pixels = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3) {
    for (let c = 0; c < 3; c++) pixels[to + c] = data[from + (channels < 3 ? 0 : c)];
  }
  return pixels;
}

function decodingRefusal(fault: unknown, limits: DecodeLimits): Refusal {
  const message = fault instanceof Error ? fault.message.split('\n')[0] : String(fault);
  if (/timeout/i.test(message)) return refusal('decode-timeout', `Decoding took longer than ${limits.seconds} seconds. Send a smaller or simpler image.`);
  if (/premature end|truncated|unexpected end|not enough data|IDAT: Too much|incomplete/i.test(message)) return refusal('truncated', 'The image data ends too early; the file was cut off or damaged. Send it again.');
  return refusal('unreadable', `The image data is damaged and cannot be decoded (${message.replace(/\.$/, '')}).`);
}
