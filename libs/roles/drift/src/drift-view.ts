import { Inject, Injectable } from '@nestjs/common';
import { spaceDigest } from '@conceptwatch/contracts';
import { distributionsOf } from '@conceptwatch/core/drift';
import { countBelow } from '@conceptwatch/core/numerics';
import { type Clock, CLOCK, type ConceptView, type Distributions, type DriftViews, type StreamView, type TrackedImage, type TrendView } from '@conceptwatch/ports';
import { DRIFT_CONFIG, type DriftConfig } from './drift.config';
import { conceptIndex, SHARDS, type Shards } from './shards';
import { certificateOf, worstOf } from './certificate';
import type { SourceDependence, StreamShard } from './stream-shard';

const TOP_CONCEPTS = 3;
const OTHER_SCALE = 'The newest images were embedded or scored by other models, or with another bank, than the baseline: they are compared with nothing. Make the baseline again, or go back to those models.';

/** What people may ask of the shards that this process works on or reads. */
@Injectable()
export class DriftView implements DriftViews {
  constructor(
    @Inject(SHARDS) private readonly tracking: Shards,
    @Inject(DRIFT_CONFIG) private readonly config: DriftConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  streams(): StreamView[] {
    return this.names().map((name) => this.stream(name) as StreamView);
  }

  stream(name: string): StreamView | undefined {
    const parts = this.partsOf(name);
    if (parts.length === 0) return undefined;
    const { definition, baseline, verdict, thinning } = parts[0].yardstick;
    const count = parts.reduce((sum, { monitor }) => sum + (monitor?.snapshot(0).rolling.count ?? 0), 0);
    const concepts = baseline.bank.concepts.map((concept, k) => this.concept(parts, k, concept));
    // A few that are late after a switch come between others.
    const isPassedOver = parts.some(({ passedOver }) => passedOver >= this.config.minimumWindow);
    return {
      stream: name,
      images: parts.reduce((sum, part) => sum + part.images, 0),
      imagesPerSecond: this.rateOf(parts),
      lastImageAt: Math.max(...parts.map((part) => part.lastImageAt)) || null,
      window: { size: definition.window * parts.length, count },
      baseline: {
        id: definition.baselineId,
        status: isPassedOver ? 'mismatch' : verdict.status,
        images: baseline.definition.images,
        space: spaceDigest(baseline.definition.encoderDigest, baseline.definition.alignerDigest),
        smallestProvableEffect: verdict.smallestProvableEffect ?? null,
        ...(isPassedOver ? { detail: OTHER_SCALE } : verdict.advice ? { detail: verdict.advice } : {}),
      },
      bank: { name: baseline.bank.name, concepts: baseline.bank.concepts.length },
      threshold: (parts[0].monitor?.threshold ?? definition.imagesBetweenFalseAlarms) * baseline.bank.concepts.length,
      promise: {
        mode: definition.mode,
        imagesBetweenFalseAlarms: definition.imagesBetweenFalseAlarms,
        ...certificateOf(parts),
        thinning: { every: thinning.every, source: thinning.source },
        rankAutocorrelation: { baseline: thinning.autocorrelation ?? null, stream: worstOf(parts)?.autocorrelation ?? null },
      },
      concepts,
    };
  }

  distributions(name: string, slug: string): Distributions | undefined {
    const parts = this.partsOf(name);
    const k = conceptIndex(parts[0], slug);
    const monitor = parts[0]?.monitor;
    if (k < 0 || !monitor) return undefined;
    const counts = monitor.windowCounts(k);
    for (const part of parts.slice(1)) part.monitorOf(parts[0].segment)?.windowCounts(k).forEach((count, i) => (counts[i] += count));
    const { edges, baseline, window, ecdf } = distributionsOf(monitor.baseline.concepts[k].grid, counts);
    return {
      edges: [...edges],
      baseline: [...baseline],
      window: [...window],
      ecdf: { at: [...ecdf.at], baseline: [...ecdf.baseline], window: [...ecdf.window] },
    };
  }

  /** Rank autocorrelation per source and concept; of several shards each source has one. */
  dependence(name: string): SourceDependence[] {
    return this.partsOf(name).flatMap((part) => part.dependence());
  }

  trend(name: string): TrendView | undefined {
    return this.partsOf(name)[0]?.trend.view();
  }

  recentImages(name: string, limit: number): TrackedImage[] {
    const parts = this.partsOf(name);
    const images = parts.flatMap((part) => part.recent.newest(limit).map((image) => ({ part, image })));
    images.sort((a, b) => b.image.capturedAt - a.image.capturedAt);
    return images.slice(0, limit).map(({ part, image }) => ({ imageId: image.imageId, source: image.source, capturedAt: image.capturedAt, top: topOf(part, image.scores) }));
  }

  acknowledge(name: string, slug: string): Promise<boolean> {
    return this.tracking.acknowledge(name, slug);
  }

  private concept(parts: readonly StreamShard[], k: number, { slug, text }: { slug: string; text: string }): ConceptView {
    // Windows of one segment: those of others are held against other baselines.
    const monitors = parts.flatMap((part) => part.monitorOf(parts[0].segment) ?? []);
    if (monitors.length === 0)
      return { slug, text, direction: null, distance: null, location: null, share: null, quantile: null, evidence: 0, active: false, since: null, onsetAt: null, acknowledged: false, certified: false };
    const [first, ...others] = monitors;
    const rolling = others.length ? first.window(k).merged(others.map((monitor) => monitor.window(k))) : first.snapshot(k).rolling;
    const alarming = parts.map((part) => part.inAlarm(k)).find((monitor) => monitor?.snapshot(k).alarm !== undefined);
    const alarm = alarming?.snapshot(k).alarm;
    const judged = rolling.count >= Math.min(this.config.minimumWindow, first.settings.window);
    const direction = alarm ? alarm.direction : rolling.sign;
    return {
      slug,
      text,
      direction: judged || alarm ? (direction === 1 ? 'rose' : 'fell') : null,
      distance: judged ? rolling.distance : null,
      location: judged ? rolling.location : null,
      share: judged ? (direction === 1 ? rolling.rose : rolling.fell) : null,
      quantile: alarm && alarming ? alarming.baseline.quantiles[alarm.cut] : null,
      evidence: monitors.reduce((sum, monitor) => sum + monitor.snapshot(k).evidence, 0) / monitors.length,
      active: alarm !== undefined,
      since: alarm?.since ?? null,
      onsetAt: alarm?.onsetAt ?? null,
      acknowledged: alarm?.acknowledged ?? false,
      certified: parts.every((part) => part.isCertified(k)),
    };
  }

  private rateOf(parts: readonly StreamShard[]): number | null {
    const now = this.clock.now();
    const rates = parts.map(({ rate }) => rate.perSecond(now));
    return rates.some((rate) => rate === null) ? null : (rates as number[]).reduce((sum, rate) => sum + rate, 0);
  }

  private names(): string[] {
    return [...new Set([...this.tracking.shards.values()].flatMap((shard) => [...shard.streams.keys()]))].sort();
  }

  /** While a bank is switched some shards are still on the old one: only those of the newest image's scale go together. */
  private partsOf(name: string): StreamShard[] {
    const parts = [...this.tracking.shards.values()].flatMap((shard) => shard.streams.get(name) ?? []);
    if (parts.length < 2) return parts;
    const { scaleDigest } = parts.reduce((newest, part) => (part.lastImageAt > newest.lastImageAt ? part : newest)).yardstick.baseline;
    return parts.filter(({ yardstick }) => yardstick.baseline.scaleDigest === scaleDigest);
  }
}

/** The concepts by which an image stands out most from the baseline. */
function topOf(part: StreamShard, scores: Float32Array): TrackedImage['top'] {
  const { bank, concepts } = { bank: part.yardstick.baseline.bank, concepts: part.monitor?.baseline.concepts };
  if (!concepts) return [];
  const ranked = bank.concepts.map(({ slug, text }, k) => {
    const { sorted } = concepts[k].grid;
    const spread = sorted[Math.floor(sorted.length * 0.84)] - sorted[Math.floor(sorted.length / 2)] || 1;
    return { concept: slug, text, score: scores[k], percentile: countBelow(sorted, scores[k]) / sorted.length, surprise: (scores[k] - sorted[Math.floor(sorted.length / 2)]) / spread };
  });
  ranked.sort((a, b) => b.surprise - a.surprise);
  return ranked.slice(0, TOP_CONCEPTS).map(({ concept, text, score, percentile }) => ({ concept, text, score, percentile }));
}
