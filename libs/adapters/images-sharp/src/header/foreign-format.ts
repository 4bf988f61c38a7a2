const MAGIC: [name: string, test: (head: string) => boolean][] = [
  ['GIF', (head) => /^GIF8[79]a/.test(head)],
  ['TIFF', (head) => /^(II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(head)],
  ['BMP', (head) => /^BM[\s\S]{4}\0\0\0\0/.test(head)],
  ['AVIF', (head) => /^[\s\S]{4}ftypavi[fs]/.test(head)],
  ['HEIC', (head) => /^[\s\S]{4}ftyp(hei[cmsx]|hev[cmx]|mif1|msf1)/.test(head)],
  ['JPEG XL', (head) => /^(\xff\x0a|\0\0\0\x0cJXL )/.test(head)],
  ['JPEG 2000', (head) => /^\0\0\0\x0cjP {2}/.test(head)],
  ['icon', (head) => /^\0\0[\x01\x02]\0/.test(head)],
  ['Photoshop', (head) => head.startsWith('8BPS')],
  ['OpenEXR', (head) => head.startsWith('\x76\x2f\x31\x01')],
  ['PDF', (head) => head.startsWith('%PDF-')],
  ['SVG', (head) => /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s\S]*?)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(head)],
];

/** The name of a picture format that is recognised and not accepted; undefined when the bytes are no such thing. */
export function foreignFormat(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 1024);
  return MAGIC.find(([, test]) => test(head))?.[0];
}
