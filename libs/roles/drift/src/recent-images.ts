/** One tracked image with its scores, for the page's live strip. */
export interface RecentScores {
  imageId: string;
  source: string;
  capturedAt: number;
  scores: Float32Array;
}

/** The last images of a stream, newest first. */
export class RecentImages {
  private readonly images: RecentScores[] = [];

  constructor(private readonly capacity = 32) {}

  add(image: RecentScores): void {
    this.images.push(image);
    if (this.images.length > this.capacity) this.images.shift();
  }

  newest(limit: number): RecentScores[] {
    return this.images.slice(-limit).reverse();
  }
}

/** Images per second over the last seconds of receipt; null while there is too little to say. */
export class Rate {
  private readonly times: number[] = [];

  constructor(private readonly windowMs = 10_000) {}

  add(at: number): void {
    this.times.push(at);
    if (this.times.length > 4096) this.times.splice(0, 2048);
  }

  perSecond(now: number): number | null {
    const from = now - this.windowMs;
    while (this.times.length && this.times[0] < from) this.times.shift();
    if (this.times.length < 2) return this.times.length === 0 ? 0 : null;
    return this.times.length / Math.max(1, (now - this.times[0]) / 1000);
  }
}
