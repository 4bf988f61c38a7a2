import type { Random } from '../random';
import type { Quality, Time, Weather } from '../vocabulary/attributes';
import type { Canvas} from './canvas';
import { type Rgb } from './canvas';

/** Multiplies the picture by the colour of the hour. */
export function paintTime(canvas: Canvas, time: Time, random: Random): void {
  if (time === 'night') {
    multiply(canvas, [random.between(0.2, 0.28), random.between(0.23, 0.31), random.between(0.42, 0.56)]);
    return;
  }
  if (time !== 'sunset') return;
  multiply(canvas, [1, random.between(0.6, 0.72), random.between(0.42, 0.54)]);
  const { size, data } = canvas;
  const strength = random.between(0.3, 0.5);
  for (let y = 0; y < size; y++) {
    const alpha = strength * (1 - y / size);
    for (let i = y * size * 3, end = (y + 1) * size * 3; i < end; i += 3) mixPixel(data, i, [255, 128, 62], alpha);
  }
}

/** Fog hides, rain streaks, snow falls in front of everything. */
export function paintWeather(canvas: Canvas, weather: Weather, time: Time, random: Random): void {
  const dim = time === 'night' ? 0.55 : 1;
  if (weather === 'fog') {
    const gray = random.between(202, 230) * (time === 'night' ? 0.6 : 1);
    mix(canvas, [gray, gray, Math.min(255, gray + 4)], random.between(0.5, 0.72));
  } else if (weather === 'rain') rain(canvas, dim, random);
  else if (weather === 'snow') snow(canvas, dim, random);
}

function rain(canvas: Canvas, dim: number, random: Random): void {
  const s = canvas.size;
  mix(canvas, [74 * dim, 84 * dim, 100 * dim], random.between(0.24, 0.42));
  const slant = random.between(-0.3, 0.5);
  for (let i = random.int(55, 95); i > 0; i--) {
    const [x, y, length] = [random.between(-0.1, 1) * s, random.between(-0.05, 1) * s, random.between(0.07, 0.14) * s];
    canvas.line(x, y, x + slant * length, y + length, s * 0.009, [196, 210, 232], random.between(0.45, 0.8));
  }
}

function snow(canvas: Canvas, dim: number, random: Random): void {
  const s = canvas.size;
  mix(canvas, [206 * dim, 214 * dim, 228 * dim], random.between(0.08, 0.24));
  for (let i = random.int(70, 130); i > 0; i--) {
    const r = s * random.between(0.008, 0.02);
    canvas.ellipse(random.between(0, s), random.between(0, s), r, r, [253, 253, 255], random.between(0.75, 1));
  }
}

/** Camera and file defects, last. */
export function applyQuality(canvas: Canvas, quality: Quality, random: Random): void {
  const { size, data } = canvas;
  if (quality === 'blur') blur(canvas, size * random.between(0.02, 0.038));
  else if (quality === 'pixelated') pixelate(canvas, random.int(14, 20));
  else if (quality === 'noise') {
    const sigma = random.between(26, 52);
    for (let i = 0; i < data.length; i++) data[i] += sigma * random.normal();
  } else if (quality === 'low-contrast') {
    const gain = random.between(0.2, 0.36);
    const middle = 128 + random.between(-30, 30);
    for (let i = 0; i < data.length; i++) data[i] = middle + (data[i] - 128) * gain;
  } else {
    const sepia = quality === 'sepia';
    for (let i = 0; i < data.length; i += 3) {
      const gray = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
      data[i] = sepia ? gray * 1.07 + 14 : gray;
      data[i + 1] = sepia ? gray * 0.87 + 10 : gray;
      data[i + 2] = sepia ? gray * 0.63 + 6 : gray;
    }
  }
}

/** Three box blurs make nearly a Gaussian of this sigma, in pixels. */
function blur(canvas: Canvas, sigma: number): void {
  const radius = Math.max(1, Math.round(Math.sqrt(sigma * sigma + 0.25) - 0.5));
  const { size, data } = canvas;
  const line = new Float32Array(size);
  for (let pass = 0; pass < 3; pass++)
    for (const [step, stride] of [[3, size * 3], [size * 3, 3]])
      for (let row = 0; row < size; row++) for (let c = 0; c < 3; c++) boxLine(data, row * stride + c, step, size, radius, line);
}

function boxLine(data: Uint8ClampedArray, start: number, step: number, count: number, radius: number, line: Float32Array): void {
  for (let i = 0; i < count; i++) line[i] = data[start + i * step];
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += line[Math.max(0, Math.min(count - 1, i))];
  const width = 2 * radius + 1;
  for (let i = 0; i < count; i++) {
    data[start + i * step] = sum / width;
    sum += line[Math.min(count - 1, i + radius + 1)] - line[Math.max(0, i - radius)];
  }
}

function pixelate(canvas: Canvas, cells: number): void {
  const { size } = canvas;
  const source = canvas.data.slice();
  for (let cy = 0; cy < cells; cy++)
    for (let cx = 0; cx < cells; cx++) {
      const [x0, x1] = [Math.round((cx * size) / cells), Math.round(((cx + 1) * size) / cells)];
      const [y0, y1] = [Math.round((cy * size) / cells), Math.round(((cy + 1) * size) / cells)];
      const sum = [0, 0, 0];
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) for (let c = 0; c < 3; c++) sum[c] += source[(y * size + x) * 3 + c];
      const pixels = (x1 - x0) * (y1 - y0);
      canvas.fillRect(x0, y0, x1, y1, [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels]);
    }
}

function multiply(canvas: Canvas, by: Rgb): void {
  const { data } = canvas;
  for (let i = 0; i < data.length; i += 3) {
    data[i] *= by[0];
    data[i + 1] *= by[1];
    data[i + 2] *= by[2];
  }
}

function mix(canvas: Canvas, color: Rgb, alpha: number): void {
  for (let i = 0; i < canvas.data.length; i += 3) mixPixel(canvas.data, i, color, alpha);
}

function mixPixel(data: Uint8ClampedArray, i: number, color: Rgb, alpha: number): void {
  data[i] += (color[0] - data[i]) * alpha;
  data[i + 1] += (color[1] - data[i + 1]) * alpha;
  data[i + 2] += (color[2] - data[i + 2]) * alpha;
}
