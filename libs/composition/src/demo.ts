import path from 'node:path';
import { CameraSource } from '@conceptwatch/adapters/sources';
import { DEMO_CAMERA, DEMO_IMAGES_PER_SECOND } from '@conceptwatch/world';
import { PictureBook } from './picture-book';
import { productRoot } from './product-root';
import type { WatchedStream } from './start-service';

/** The bundled picture-book camera: one minute as trained, then it snows. */
export function demoStream(): WatchedStream {
  const book = new PictureBook();
  return {
    name: 'demo',
    baseline: path.join(productRoot(), 'models', 'baselines', 'demo.safetensors'),
    source: ({ data, clock, logger }) =>
      new CameraSource({
        name: 'demo-camera',
        frame: (index) => book.frame(DEMO_CAMERA, index),
        imagesPerSecond: DEMO_IMAGES_PER_SECOND,
        contentType: 'image/jpeg',
        log: data.log,
        state: data.state,
        clock,
        logger,
      }),
  };
}
