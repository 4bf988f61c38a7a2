/** A small deterministic generator (sfc32) whose state comes from a hash of its keys, so that scene i needs no scene before it. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param keys for example seed, index and the name of what is drawn */
  constructor(...keys: (number | string)[]) {
    let h1 = 0x9e3779b9;
    let h2 = 0x85ebca6b;
    const mix = (value: number) => {
      h1 = Math.imul(h1 ^ value, 0x27d4eb2d) ^ (h2 >>> 13);
      h2 = Math.imul(h2 ^ value, 0x165667b1) ^ (h1 >>> 16);
    };
    for (const key of keys) {
      if (typeof key === 'number') {
        mix(key >>> 0);
        mix(Math.floor(key / 4294967296) >>> 0);
      } else for (let i = 0; i < key.length; i++) mix(key.charCodeAt(i) + 131 * i);
    }
    this.a = h1 | 0;
    this.b = h2 | 0;
    this.c = Math.imul(h1 ^ h2, 0x2545f491) | 0;
    this.d = 1;
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Uniform integer in [low, high]. */
  int(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)];
  }

  /** Standard normal, Box–Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
