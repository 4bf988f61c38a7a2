import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawnArea } from './drawn-area';

const SHAPES = ['<circle cx="40" cy="52" r="21.5"/>', '<path d="M5 5h7v50z" opacity=".05"/><rect x="30.4" y="61.7" width="33" height="9"/>', '<rect width="96" height="96"/>', '<path d="M10 90L80 3" stroke="red" stroke-width="2.3"/>', '<g opacity=".3"><circle cx="90" cy="90" r="9"/></g>'];

describe('drawnArea', () => {
  it.each(SHAPES)('equals the trim of sharp for %s', async (shape) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96">${shape}</svg>`;
    const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const raw = sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } });
    const trimmed = (await raw.trim({ background: { r: 0, g: 0, b: 0, alpha: 0 }, threshold: 12 }).raw().toBuffer({ resolveWithObject: true })).info;
    expect(drawnArea(data, info.width, info.height)).toEqual({ left: Math.abs(trimmed.trimOffsetLeft ?? 0), top: Math.abs(trimmed.trimOffsetTop ?? 0), width: trimmed.width, height: trimmed.height });
  });

  it('is the whole picture when nothing is drawn', () => {
    expect(drawnArea(new Uint8Array(8 * 4 * 4), 8, 4)).toEqual({ left: 0, top: 0, width: 8, height: 4 });
  });
});
