import { Canvas, type Rgb } from '../paint/canvas';
import type { Picture } from '../paint/render-scene';

/** The paper's eleven colour names, each as the colour of that name in CSS. */
export const PATCH_COLORS = {
  black: [0, 0, 0], blue: [0, 0, 255], brown: [165, 42, 42], gray: [128, 128, 128], green: [0, 128, 0], orange: [255, 165, 0],
  pink: [255, 192, 203], purple: [128, 0, 128], red: [255, 0, 0], white: [255, 255, 255], yellow: [255, 255, 0],
} as const satisfies Record<string, Rgb>;

export type PatchColor = keyof typeof PATCH_COLORS;

/** A monochrome patch: every pixel has the colour that the name says, as in the paper's colour data set. */
export function colorPatch(color: PatchColor, size: number): Picture {
  const canvas = new Canvas(size);
  canvas.fillRect(0, 0, size, size, PATCH_COLORS[color]);
  return { size, pixels: new Uint8Array(canvas.data.buffer) };
}
