import { describeScene, type SceneSettings } from '../scene/describe-scene';
import type { Scene } from '../scene/scene';
import { Random } from '../random';

/** A stretch of a camera's script. */
export interface Phase {
  /** How many images it lasts. */
  images: number;
  /** Probabilities by shift key; a key that is missing is 0. */
  shift: Readonly<Record<string, number>>;
  /** Goes from the phase before to this one little by little instead of at once. */
  gradual?: boolean;
}

/** A scripted camera: what it shows is known for every image, so that a monitor can be judged. */
export interface Camera {
  name: string;
  seed: number;
  phases: readonly Phase[];
  /** Begins again after the last phase; otherwise the last phase goes on for ever. */
  repeats?: boolean;
  /** Weather and time come only where there is sky (SceneSettings.keepPlace). */
  keepPlace?: boolean;
  /** Images that show one scene, with a little motion, as a video does; 1 means that images are independent. */
  imagesPerScene?: number;
}

export interface CameraFrame {
  scene: Scene;
  /** Offset of the objects in picture widths. */
  motion: readonly [number, number];
}

/** What a camera shows at an index. Deterministic, O(phases). */
export function cameraFrame(camera: Camera, index: number): CameraFrame {
  const hold = camera.imagesPerScene ?? 1;
  const sceneIndex = Math.floor(index / hold);
  const settings: SceneSettings = { shift: shiftAt(camera, sceneIndex * hold), keepPlace: camera.keepPlace };
  const scene = describeScene(camera.seed, sceneIndex, settings);
  const step = index % hold;
  if (step === 0) return { scene, motion: [0, 0] };
  const random = new Random(camera.seed, sceneIndex, 'motion');
  const speed = random.between(0.05, 0.25);
  const angle = random.between(0, 2 * Math.PI);
  return { scene, motion: [(Math.cos(angle) * speed * step) / hold, (Math.sin(angle) * speed * step) / hold] };
}

/** The images at which the mixture changes, within the first `images` images. */
export function changePointsOf(camera: Camera, images: number): { index: number; shift: Readonly<Record<string, number>>; gradual: boolean }[] {
  const points: { index: number; shift: Readonly<Record<string, number>>; gradual: boolean }[] = [];
  let at = 0;
  for (let i = 0; at < images; i++) {
    if (i >= camera.phases.length && !camera.repeats) break;
    const phase = camera.phases[i % camera.phases.length];
    if (i > 0) points.push({ index: at, shift: phase.shift, gradual: phase.gradual ?? false });
    at += phase.images;
  }
  return points.filter(({ index }) => index < images);
}

function shiftAt(camera: Camera, index: number): Record<string, number> {
  const total = camera.phases.reduce((sum, phase) => sum + phase.images, 0);
  let rest = camera.repeats ? index % total : Math.min(index, total - 1);
  const number = camera.phases.findIndex((phase) => {
    if (rest < phase.images) return true;
    rest -= phase.images;
    return false;
  });
  const phase = camera.phases[number];
  if (!phase.gradual) return { ...phase.shift };
  const before = camera.phases[(number + camera.phases.length - 1) % camera.phases.length].shift;
  const share = rest / phase.images;
  const keys = new Set([...Object.keys(before), ...Object.keys(phase.shift)]);
  return Object.fromEntries([...keys].map((key) => [key, (1 - share) * (before[key] ?? 0) + share * (phase.shift[key] ?? 0)]));
}
