import type { Random } from '../random';
import { type Background, COLORS, RGB } from '../vocabulary/attributes';
import type { Canvas} from './canvas';
import { type Rgb } from './canvas';

type Painter = (canvas: Canvas, random: Random) => void;

/** A colour near another one. */
const near = (color: Rgb, random: Random, spread = 14): Rgb => [
  clamp(color[0] + random.between(-spread, spread)),
  clamp(color[1] + random.between(-spread, spread)),
  clamp(color[2] + random.between(-spread, spread)),
];
const clamp = (value: number): number => Math.max(0, Math.min(255, value));
const darker = (color: Rgb, factor: number): Rgb => [color[0] * factor, color[1] * factor, color[2] * factor];

function cloud(canvas: Canvas, random: Random, x: number, y: number, reach: number): void {
  const color = near([249, 250, 252], random, 4);
  for (let i = 0; i < 6; i++) {
    const dx = random.between(-1, 1) * reach;
    const r = reach * random.between(0.35, 0.6);
    canvas.ellipse(x + dx, y + random.between(-0.15, 0.2) * reach, r, r * 0.75, color, 0.9);
  }
  canvas.ellipse(x, y + reach * 0.25, reach * 1.3, reach * 0.35, color, 0.9);
}

function daySky(canvas: Canvas, random: Random, horizon: number): void {
  canvas.gradient(0, horizon, near([112, 180, 238], random), near([205, 229, 250], random));
}

const beach: Painter = (canvas, random) => {
  const s = canvas.size;
  const horizon = s * random.between(0.34, 0.46);
  const shore = horizon + s * random.between(0.16, 0.24);
  daySky(canvas, random, horizon);
  if (random.chance(0.6)) cloud(canvas, random, random.between(0, s), horizon * 0.4, s * 0.09);
  canvas.gradient(horizon, shore, near([24, 104, 180], random), near([92, 205, 214], random));
  const sand = near([240, 214, 156], random, 10);
  canvas.gradient(shore, s, sand, darker(sand, 0.9));
  for (let i = 0; i < 3; i++) {
    const y = shore + i * s * 0.018 - s * 0.02;
    for (let x = -s * 0.1; x < s; x += s * 0.14) canvas.ellipse(x + random.between(0, s * 0.05), y, s * 0.085, s * 0.011, [246, 252, 255], 0.85);
  }
  for (let i = 0; i < 26; i++) {
    const r = s * random.between(0.003, 0.008);
    canvas.ellipse(random.between(0, s), random.between(shore + s * 0.06, s), r * 1.6, r, darker(sand, 0.82));
  }
};

const snowField: Painter = (canvas, random) => {
  const s = canvas.size;
  const horizon = s * random.between(0.4, 0.52);
  canvas.gradient(0, horizon, near([150, 182, 220], random), near([216, 229, 245], random));
  for (let i = random.int(4, 8); i > 0; i--) pine(canvas, random.between(0, s), horizon + s * 0.02, s * random.between(0.12, 0.22), near([52, 88, 86], random), true);
  const ground = near([242, 246, 251], random, 5);
  canvas.fillRect(0, horizon, s, s, ground);
  for (let i = 0; i < 4; i++) canvas.ellipse(random.between(0, s), horizon + s * (0.06 + 0.14 * i), s * random.between(0.35, 0.6), s * 0.07, near([224, 233, 246], random, 5), 0.8);
};

function pine(canvas: Canvas, x: number, foot: number, height: number, color: Rgb, snowy: boolean): void {
  for (let tier = 0; tier < 3; tier++) {
    const top = foot - height * (1 - tier * 0.26);
    const half = height * (0.16 + tier * 0.08);
    const bottom = top + height * 0.46;
    canvas.polygon([x, top, x + half, bottom, x - half, bottom], darker(color, 1 - tier * 0.06));
    if (snowy) canvas.polygon([x, top, x + half * 0.45, top + height * 0.2, x - half * 0.45, top + height * 0.2], [240, 246, 252]);
  }
}

const forest: Painter = (canvas, random) => {
  const s = canvas.size;
  canvas.gradient(0, s * 0.72, near([86, 140, 84], random), near([44, 92, 54], random));
  const floor = near([74, 84, 42], random, 10);
  canvas.gradient(s * 0.7, s, floor, darker(floor, 0.75));
  for (let i = random.int(9, 14); i > 0; i--) {
    const x = random.between(-0.03, 1.03) * s;
    const w = s * random.between(0.025, 0.06);
    const bark = near([92, 64, 42], random, 10);
    canvas.fillRect(x - w / 2, s * 0.1, x + w / 2, s * random.between(0.7, 0.84), bark);
    for (let leaf = 0; leaf < 3; leaf++)
      canvas.ellipse(x + random.between(-0.08, 0.08) * s, s * random.between(0, 0.34), s * random.between(0.09, 0.15), s * random.between(0.07, 0.12), near([40, 108, 50], random, 24), 0.95);
  }
};

const desert: Painter = (canvas, random) => {
  const s = canvas.size;
  const horizon = s * random.between(0.38, 0.5);
  canvas.gradient(0, horizon, near([246, 196, 128], random), near([252, 230, 188], random));
  canvas.ellipse(random.between(0.15, 0.85) * s, horizon * random.between(0.3, 0.6), s * 0.06, s * 0.06, [255, 244, 206]);
  canvas.fillRect(0, horizon, s, s, near([232, 176, 102], random, 8));
  for (let i = 0; i < 4; i++) {
    const y = horizon + i * s * 0.13;
    const sand = near([228 - 9 * i, 168 - 9 * i, 92 - 4 * i], random, 8);
    const a = random.between(0.1, 0.45) * s;
    const b = random.between(0.55, 0.95) * s;
    canvas.polygon([0, s, 0, y + s * 0.04, a, y - s * 0.06, (a + b) / 2, y + s * 0.03, b, y - s * 0.05, s, y + s * 0.02, s, s], sand);
    canvas.polygon([a, y - s * 0.06, (a + b) / 2, y + s * 0.03, a + s * 0.02, y + s * 0.12], darker(sand, 0.88), 0.7);
  }
};

const city: Painter = (canvas, random) => {
  const s = canvas.size;
  const street = s * random.between(0.78, 0.84);
  daySky(canvas, random, s * 0.7);
  for (let x = -s * 0.04; x < s; ) {
    const w = s * random.between(0.12, 0.22);
    const top = s * random.between(0.1, 0.5);
    const wall = near([138, 138, 154], random, 36);
    canvas.fillRect(x, top, x + w, street, wall);
    const step = s * 0.055;
    for (let wy = top + step * 0.5; wy < street - step; wy += step)
      for (let wx = x + step * 0.35; wx < x + w - step * 0.5; wx += step)
        canvas.fillRect(wx, wy, wx + step * 0.45, wy + step * 0.55, random.chance(0.4) ? [252, 236, 158] : darker(wall, 0.55));
    x += w + s * random.between(0, 0.02);
  }
  canvas.fillRect(0, street, s, s, near([92, 92, 98], random, 8));
  canvas.fillRect(0, street, s, street + s * 0.02, [176, 176, 178]);
};

const room: Painter = (canvas, random) => {
  const s = canvas.size;
  const floor = s * random.between(0.64, 0.74);
  const wall = near([226, 204, 182], random, 24);
  canvas.fillRect(0, 0, s, floor, wall);
  const wood = near([156, 104, 64], random, 16);
  canvas.fillRect(0, floor, s, s, wood);
  for (let i = 0; i <= 8; i++) canvas.line(s * (i / 8), floor, s * (0.5 + (i / 8 - 0.5) * 1.9), s, s * 0.006, darker(wood, 0.78));
  canvas.fillRect(0, floor - s * 0.02, s, floor, [248, 244, 236]);
  const x = random.between(0.05, 0.6) * s;
  const y = s * 0.12;
  canvas.fillRect(x, y, x + s * 0.32, y + s * 0.32, [250, 250, 248]);
  canvas.gradientBox(x + s * 0.02, y + s * 0.02, s * 0.28, s * 0.28, [128, 192, 242], [206, 232, 250]);
  canvas.fillRect(x + s * 0.152, y, x + s * 0.168, y + s * 0.32, [250, 250, 248]);
  canvas.fillRect(x, y + s * 0.152, x + s * 0.32, y + s * 0.168, [250, 250, 248]);
  const sofa = near([166, 72, 72], random, 50);
  const sx = random.between(0, 0.6) * s;
  canvas.fillRect(sx, floor - s * 0.17, sx + s * 0.36, floor + s * 0.05, sofa);
  canvas.fillRect(sx - s * 0.03, floor - s * 0.1, sx + s * 0.39, floor + s * 0.07, darker(sofa, 0.86));
};

const kitchen: Painter = (canvas, random) => {
  const s = canvas.size;
  const tile = near([226, 238, 238], random, 10);
  canvas.fillRect(0, 0, s, s, tile);
  const step = s * random.between(0.09, 0.13);
  for (let k = step; k < s; k += step) {
    canvas.fillRect(0, k, s, k + s * 0.008, darker(tile, 0.87));
    canvas.fillRect(k, 0, k + s * 0.008, s, darker(tile, 0.87));
  }
  const counter = s * random.between(0.6, 0.68);
  const cupboard = near([152, 108, 74], random, 12);
  canvas.fillRect(0, counter, s, s, cupboard);
  canvas.fillRect(0, counter, s, counter + s * 0.045, near([222, 212, 200], random, 6));
  for (let x = s * 0.02; x < s; x += s * 0.25) {
    canvas.fillRect(x, counter + s * 0.08, x + s * 0.21, s * 0.97, darker(cupboard, 0.84));
    canvas.fillRect(x + s * 0.015, counter + s * 0.095, x + s * 0.195, s * 0.955, cupboard);
    canvas.ellipse(x + s * 0.18, counter + s * 0.16, s * 0.011, s * 0.011, [238, 236, 226]);
  }
  const x = random.between(0, 0.65) * s;
  canvas.fillRect(x, counter - s * 0.19, x + s * 0.25, counter, near([192, 198, 204], random, 6));
  canvas.fillRect(x + s * 0.03, counter - s * 0.15, x + s * 0.17, counter - s * 0.03, [56, 58, 64]);
};

const underwater: Painter = (canvas, random) => {
  const s = canvas.size;
  canvas.gradient(0, s, near([36, 148, 196], random), near([6, 48, 104], random));
  for (let i = 0; i < 4; i++) {
    const x = random.between(0, s);
    canvas.polygon([x, 0, x + s * 0.08, 0, x + s * random.between(0.1, 0.4), s, x - s * random.between(0, 0.1), s], [120, 206, 232], 0.16);
  }
  for (let i = random.int(5, 9); i > 0; i--) {
    const x = random.between(0, s);
    const weed = near([30, 124, 76], random, 20);
    const h = random.between(0.12, 0.3) * s;
    canvas.line(x, s, x + random.between(-0.03, 0.03) * s, s - h / 2, s * 0.02, weed);
    canvas.line(x, s - h / 2, x + random.between(-0.06, 0.06) * s, s - h, s * 0.014, weed);
  }
  for (let i = random.int(8, 16); i > 0; i--) {
    const [x, y, r] = [random.between(0, s), random.between(0, s), s * random.between(0.008, 0.022)];
    canvas.ellipse(x, y, r, r, [196, 234, 252], 0.55);
    canvas.ellipse(x - r * 0.3, y - r * 0.3, r * 0.4, r * 0.4, [250, 254, 255], 0.9);
  }
};

const grass: Painter = (canvas, random) => {
  const s = canvas.size;
  const horizon = s * random.between(0.4, 0.54);
  daySky(canvas, random, horizon);
  cloud(canvas, random, random.between(0, s), s * 0.14, s * 0.1);
  const meadow = near([112, 194, 74], random, 12);
  canvas.gradient(horizon, s, meadow, darker(meadow, 0.7));
  for (let i = 0; i < 60; i++) {
    const [x, y] = [random.between(0, s), random.between(horizon, s)];
    canvas.line(x, y, x + random.between(-0.01, 0.01) * s, y - s * 0.035, s * 0.007, darker(meadow, random.between(0.6, 1.1)));
  }
  for (let i = random.int(5, 14); i > 0; i--) {
    const r = s * 0.011;
    canvas.ellipse(random.between(0, s), random.between(horizon + s * 0.04, s), r, r, RGB[random.pick(COLORS.slice(0, 8))]);
  }
};

const road: Painter = (canvas, random) => {
  const s = canvas.size;
  const horizon = s * random.between(0.4, 0.5);
  daySky(canvas, random, horizon);
  canvas.fillRect(0, horizon, s, s, near([112, 154, 80], random, 12));
  const middle = s * random.between(0.42, 0.58);
  canvas.polygon([middle - s * 0.04, horizon, middle + s * 0.04, horizon, s * 1.02, s, -s * 0.02, s], near([78, 78, 84], random, 8));
  for (let k = 0; k < 5; k++) {
    const y = horizon + (s - horizon) * (k / 5) ** 1.4;
    const y2 = y + s * (0.025 + 0.016 * k);
    const at = (v: number) => middle + (s / 2 - middle) * ((v - horizon) / (s - horizon));
    const w = s * (0.006 + 0.005 * k);
    canvas.polygon([at(y) - w, y, at(y) + w, y, at(y2) + w * 1.3, y2, at(y2) - w * 1.3, y2], [246, 244, 226]);
  }
};

const sky: Painter = (canvas, random) => {
  const s = canvas.size;
  canvas.gradient(0, s, near([66, 142, 230], random), near([176, 220, 252], random));
  for (let i = random.int(4, 7); i > 0; i--) cloud(canvas, random, random.between(0, s), random.between(0, s), s * random.between(0.07, 0.16));
};

const mountains: Painter = (canvas, random) => {
  const s = canvas.size;
  const foot = s * 0.74;
  daySky(canvas, random, s * 0.7);
  for (let i = random.int(3, 5); i > 0; i--) {
    const [x, y, w] = [random.between(0, s), s * random.between(0.12, 0.4), s * random.between(0.26, 0.46)];
    const rock = near([112, 116, 134], random, 16);
    canvas.polygon([x, y, x + w, foot, x - w, foot], rock);
    canvas.polygon([x, y, x + w, foot, x + w * 0.2, foot], darker(rock, 0.82));
    const h = foot - y;
    canvas.polygon([x, y, x + w * 0.26, y + h * 0.26, x + w * 0.1, y + h * 0.2, x, y + h * 0.3, x - w * 0.12, y + h * 0.2, x - w * 0.26, y + h * 0.26], [246, 249, 253]);
  }
  canvas.gradient(foot, s, near([88, 140, 82], random), near([62, 108, 60], random));
};

const space: Painter = (canvas, random) => {
  const s = canvas.size;
  canvas.gradient(0, s, near([12, 10, 38], random, 6), near([26, 14, 56], random, 8));
  for (let i = 0; i < 5; i++) canvas.ellipse(random.between(0, s), random.between(0, s), s * random.between(0.1, 0.25), s * random.between(0.06, 0.14), near([92, 44, 136], random, 26), 0.16);
  for (let i = random.int(60, 110); i > 0; i--) {
    const r = s * random.between(0.002, 0.007);
    canvas.ellipse(random.between(0, s), random.between(0, s), r, r, near([240, 240, 246], random, 12));
  }
  for (let i = random.int(0, 2); i > 0; i--) {
    const [x, y, r] = [random.between(0, s), random.between(0, s), s * random.between(0.06, 0.14)];
    const planet = near([166, 116, 122], random, 56);
    canvas.ellipse(x, y, r, r, planet);
    canvas.ellipse(x + r * 0.25, y + r * 0.2, r * 0.75, r * 0.75, darker(planet, 0.8), 0.6);
  }
};

const PAINTERS: Record<Exclude<Background, 'plain'>, Painter> = {
  beach, 'snow-field': snowField, forest, desert, city, room, kitchen, underwater, grass, road, sky, mountains, space,
};

/** Paints a background in the light of day; time and weather come later. */
export function paintBackground(canvas: Canvas, background: Background, plain: Rgb, random: Random): void {
  if (background !== 'plain') PAINTERS[background](canvas, random);
  else canvas.fillRect(0, 0, canvas.size, canvas.size, near(plain, random, 18));
}
