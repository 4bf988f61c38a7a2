export type Rgb = readonly [number, number, number];

/** A picture in work: RGB bytes, row-major, with the few strokes that a picture book needs. Coordinates are pixels. */
export class Canvas {
  readonly data: Uint8ClampedArray;

  constructor(readonly size: number) {
    this.data = new Uint8ClampedArray(size * size * 3);
  }

  fillRect(x0: number, y0: number, x1: number, y1: number, color: Rgb): void {
    const { size, data } = this;
    const left = Math.max(0, Math.round(x0));
    const right = Math.min(size, Math.round(x1));
    const bottom = Math.min(size, Math.round(y1));
    for (let y = Math.max(0, Math.round(y0)); y < bottom; y++) {
      for (let i = (y * size + left) * 3, end = (y * size + right) * 3; i < end; i += 3) {
        data[i] = color[0];
        data[i + 1] = color[1];
        data[i + 2] = color[2];
      }
    }
  }

  /** Fills rows y0…y1 from one colour to another. */
  gradient(y0: number, y1: number, from: Rgb, to: Rgb): void {
    const top = Math.max(0, Math.round(y0));
    const bottom = Math.min(this.size, Math.round(y1));
    for (let y = top; y < bottom; y++) {
      const t = (y - y0) / Math.max(1, y1 - y0);
      this.fillRect(0, y, this.size, y + 1, [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t]);
    }
  }

  /** A gradient inside a box. */
  gradientBox(x: number, y: number, width: number, height: number, from: Rgb, to: Rgb): void {
    for (let row = Math.round(y); row < Math.round(y + height); row++) {
      const t = (row - y) / height;
      this.fillRect(x, row, x + width, row + 1, [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t]);
    }
  }

  /** An ellipse with a soft edge of one pixel. */
  ellipse(cx: number, cy: number, rx: number, ry: number, color: Rgb, alpha = 1): void {
    const { size } = this;
    const y1 = Math.min(size - 1, Math.ceil(cy + ry));
    for (let y = Math.max(0, Math.floor(cy - ry)); y <= y1; y++) {
      const v = (y + 0.5 - cy) / ry;
      const half = rx * Math.sqrt(Math.max(0, 1 - v * v));
      if (half > 0) this.span(y, cx - half, cx + half, color, alpha);
    }
  }

  /** A convex or concave polygon (even-odd), points as x0,y0,x1,y1,…, two sub-rows a row. */
  polygon(points: readonly number[], color: Rgb, alpha = 1): void {
    let top = Infinity;
    let bottom = -Infinity;
    for (let i = 1; i < points.length; i += 2) {
      top = Math.min(top, points[i]);
      bottom = Math.max(bottom, points[i]);
    }
    const last = Math.min(this.size - 1, Math.ceil(bottom));
    const crossings: number[] = [];
    for (let y = Math.max(0, Math.floor(top)); y <= last; y++) {
      for (let sub = 0; sub < 2; sub++) {
        crossingsAt(points, y + 0.25 + 0.5 * sub, crossings);
        for (let i = 0; i + 1 < crossings.length; i += 2) this.span(y, crossings[i], crossings[i + 1], color, sub === 0 ? alpha / 2 : alpha / 2 / (1 - alpha / 2));
      }
    }
  }

  line(x0: number, y0: number, x1: number, y1: number, width: number, color: Rgb, alpha = 1): void {
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length = Math.hypot(dx, dy) || 1;
    const nx = (-dy / length) * (width / 2);
    const ny = (dx / length) * (width / 2);
    this.polygon([x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny], color, alpha);
  }

  /** Mixes a colour into part of one row, with fractional ends. */
  private span(y: number, x0: number, x1: number, color: Rgb, alpha: number): void {
    const from = Math.max(0, x0);
    const to = Math.min(this.size, x1);
    if (to <= from) return;
    const first = Math.floor(from);
    const last = Math.min(this.size - 1, Math.floor(to));
    for (let x = first; x <= last; x++) {
      const cover = Math.min(to, x + 1) - Math.max(from, x);
      if (cover > 0) this.blend((y * this.size + x) * 3, color, alpha * cover);
    }
  }

  private blend(i: number, color: Rgb, alpha: number): void {
    const { data } = this;
    if (alpha >= 0.999) {
      data[i] = color[0];
      data[i + 1] = color[1];
      data[i + 2] = color[2];
      return;
    }
    data[i] += (color[0] - data[i]) * alpha;
    data[i + 1] += (color[1] - data[i + 1]) * alpha;
    data[i + 2] += (color[2] - data[i + 2]) * alpha;
  }
}

function crossingsAt(points: readonly number[], y: number, out: number[]): void {
  out.length = 0;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const y0 = points[j + 1];
    const y1 = points[i + 1];
    if (y0 > y === y1 > y) continue;
    out.push(points[j] + ((y - y0) / (y1 - y0)) * (points[i] - points[j]));
  }
  out.sort((a, b) => a - b);
}
