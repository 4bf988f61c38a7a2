/**
 * The share of images whose best-scoring class is the true one.
 *
 * @param columns per class, one score an image
 * @param truth per image the index of its class; undefined leaves the image out
 */
export function topOneAccuracy(columns: Float32Array[], truth: (number | undefined)[]): { value: number; images: number } {
  let right = 0;
  let images = 0;
  truth.forEach((label, image) => {
    if (label === undefined) return;
    images++;
    if (bestClass(columns, image) === label) right++;
  });
  if (images === 0) throw new RangeError('topOneAccuracy requires at least one labelled image');
  return { value: right / images, images };
}

function bestClass(columns: Float32Array[], image: number): number {
  let best = 0;
  for (let k = 1; k < columns.length; k++) if (columns[k][image] > columns[best][image]) best = k;
  return best;
}

/**
 * Image-to-text recall at 1: how often an image's own caption is the most similar of `gallery` captions. The images are
 * taken in blocks of `gallery`; what does not fill a block is left out.
 *
 * @param images, captions rows of the same number and dimension
 */
export function recallAtOne(images: Float32Array, captions: Float32Array, shape: { dimension: number; gallery: number }): { value: number; images: number } {
  const { dimension, gallery } = shape;
  const blocks = Math.floor(images.length / dimension / gallery);
  if (blocks === 0) throw new RangeError(`recallAtOne requires at least ${gallery} images, got ${images.length / dimension}`);
  let right = 0;
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < gallery; i++) if (nearest(images, captions, { dimension, from: block * gallery, to: (block + 1) * gallery, image: block * gallery + i }) === block * gallery + i) right++;
  }
  return { value: right / (blocks * gallery), images: blocks * gallery };
}

function nearest(images: Float32Array, captions: Float32Array, where: { dimension: number; from: number; to: number; image: number }): number {
  let best = where.from;
  let bestScore = -Infinity;
  for (let caption = where.from; caption < where.to; caption++) {
    let score = 0;
    for (let i = 0; i < where.dimension; i++) score += images[where.image * where.dimension + i] * captions[caption * where.dimension + i];
    if (score > bestScore) [best, bestScore] = [caption, score];
  }
  return best;
}
