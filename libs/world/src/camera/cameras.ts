import type { Camera } from './camera';

/** Images per second of the demo camera. */
export const DEMO_IMAGES_PER_SECOND = 12;
const MINUTE = 60 * DEMO_IMAGES_PER_SECOND;

/** One minute as trained, then it snows; later night, fog and a dirty lens come and go. Independent scenes. */
export const DEMO_CAMERA: Camera = {
  name: 'demo',
  seed: 2_000_000,
  repeats: true,
  keepPlace: true,
  phases: [
    { images: MINUTE, shift: {} },
    { images: 4 * MINUTE, shift: { snow: 0.6 } },
    { images: 4 * MINUTE, shift: {} },
    { images: 4 * MINUTE, shift: { night: 0.5 } },
    { images: 4 * MINUTE, shift: {} },
    { images: 4 * MINUTE, shift: { blur: 0.3, fog: 0.3 } },
    { images: 4 * MINUTE, shift: {} },
  ],
};

const phase = (images: number, shift: Record<string, number>, gradual = false) => ({ images, shift, gradual });

/** Cameras for tests and trials, one for each way in which a world can change. */
export const CAMERAS: Readonly<Record<string, Camera>> = {
  demo: DEMO_CAMERA,
  steady: { name: 'steady', seed: 2_000_001, phases: [phase(1, {})] },
  sudden: { name: 'sudden', seed: 2_000_002, phases: [phase(1500, {}), phase(1500, { snow: 0.3 })] },
  gradual: { name: 'gradual', seed: 2_000_003, phases: [phase(1000, {}), phase(2000, { fog: 0.5 }, true), phase(1000, { fog: 0.5 })] },
  recurring: { name: 'recurring', seed: 2_000_004, repeats: true, phases: [phase(1000, {}), phase(1000, { rain: 0.4 })] },
  seasonal: { name: 'seasonal', seed: 2_000_005, repeats: true, phases: [phase(600, {}), phase(600, { night: 0.9 }, true), phase(600, { night: 0.9 }), phase(600, {}, true)] },
  'new-object': { name: 'new-object', seed: 2_000_006, phases: [phase(1500, {}), phase(1500, { snowman: 0.15 })] },
  'lens-dirt': { name: 'lens-dirt', seed: 2_000_007, phases: [phase(1500, {}), phase(3000, { blur: 0.6 }, true)] },
  artist: { name: 'artist', seed: 2_000_008, phases: [phase(1500, {}), phase(1500, { fxemoji: 1 })] },
  video: { name: 'video', seed: 2_000_009, imagesPerScene: 24, phases: [phase(4800, {}), phase(2400, { snow: 0.5 })] },
};
