import sharp from 'sharp';

/**
 * Settings of libvips that hold for the whole process: no cache of operations, one thread per image (images are decoded
 * side by side instead), and no loader but those of accepted images and of our own drawings (SVG, reached only from art).
 */
export function configureSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadSvg'] });
}
