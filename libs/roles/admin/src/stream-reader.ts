import { Inject, Injectable } from '@nestjs/common';
import { type About, type ConceptState, describeChanges, type DriftState, type StreamSummary, whyOtherSpace } from '@conceptwatch/contracts';
import { type ConceptView, DRIFT_VIEWS, type DriftViews, MESSAGE_LOG, type MessageLog, STATE_STORE, type StateStore, type StreamView } from '@conceptwatch/ports';
import { ABOUT } from './about.controller';
import { Mutes } from './mutes';
import { ShiftNarrator } from './shift-narrator';

/** Turns what the drift role knows into what the API says. */
@Injectable()
export class StreamReader {
  constructor(
    @Inject(DRIFT_VIEWS) private readonly views: DriftViews,
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(ShiftNarrator) private readonly narrator: ShiftNarrator,
    @Inject(Mutes) private readonly mutes: Mutes,
    @Inject(ABOUT) private readonly about: About,
  ) {}

  async summaries(): Promise<StreamSummary[]> {
    const lag = await this.lag();
    return Promise.all(this.views.streams().map((view) => this.toSummary(this.judged(view), lag)));
  }

  async drift(stream: string): Promise<DriftState | undefined> {
    const found = this.views.stream(stream);
    if (!found) return undefined;
    const view = this.judged(found);
    const muted = await this.mutes.of(stream);
    const active = byStrength(view.concepts.filter((concept) => concept.active && !muted.has(concept.slug)));
    const others = byStrength(view.concepts.filter((concept) => !concept.active || muted.has(concept.slug)));
    return {
      stream,
      status: statusOf(view, active.length),
      images: view.images,
      window: view.window,
      baseline: toBaseline(view),
      threshold: view.threshold,
      promise: {
        mode: view.promise.mode,
        images_between_false_alarms: view.promise.imagesBetweenFalseAlarms,
        certified: view.promise.certified,
        note: view.promise.note,
        thinning: view.promise.thinning,
        rank_autocorrelation: view.promise.rankAutocorrelation,
      },
      sentence: sentenceOf(view, active),
      concepts: [...active, ...others].map((concept) => toConceptState(concept, muted.get(concept.slug))),
      decoded: active.length ? await this.narrator.wordsOf(stream, Math.min(...active.map((concept) => concept.since ?? Infinity))) : [],
    };
  }

  /** With the models that are in use now: after a promotion a baseline of the aligner before is compared with nothing. */
  private judged(view: StreamView): StreamView {
    const other = whyOtherSpace(view.baseline.space, this.about.models.space);
    return other === null ? view : { ...view, baseline: { ...view.baseline, status: 'mismatch', detail: other } };
  }

  private async toSummary(view: StreamView, lag: number): Promise<StreamSummary> {
    const muted = await this.mutes.of(view.stream);
    const active = view.concepts.filter((concept) => concept.active && !muted.has(concept.slug)).length;
    const refused = Object.values(await this.state.countRefused(view.stream)).reduce((sum, count) => sum + count, 0);
    return {
      stream: view.stream,
      status: statusOf(view, active),
      images: view.images,
      images_per_second: view.imagesPerSecond,
      refused,
      lag,
      last_image_at: view.lastImageAt,
      window: view.window,
      baseline: toBaseline(view),
      bank: view.bank,
      active,
    };
  }

  private async lag(): Promise<number> {
    const parts = await this.log.lag('ingest', 'images.v1');
    return parts.reduce((sum, part) => sum + part.records, 0);
  }
}

const byStrength = (concepts: ConceptView[]): ConceptView[] => [...concepts].sort((a, b) => (b.distance ?? -1) - (a.distance ?? -1));

/** @param active concepts in alarm that nobody muted */
function statusOf(view: StreamView, active: number): StreamSummary['status'] {
  if (view.baseline.status === 'missing' || view.baseline.status === 'mismatch' || view.baseline.status === 'too-small') return 'unmonitored';
  if (view.images === 0) return 'waiting';
  if (active > 0) return 'drifting';
  return view.window.count < view.window.size ? 'filling' : 'quiet';
}

function sentenceOf(view: StreamView, active: ConceptView[]): string {
  if (view.baseline.detail && statusOf(view, active.length) === 'unmonitored') return view.baseline.detail;
  if (view.images === 0) return 'Waiting for the first image.';
  return describeChanges(
    active.map((concept) => ({
      text: concept.text,
      direction: concept.direction ?? 'rose',
      share: concept.share ?? 0,
      ks: concept.distance ?? 0,
      since: concept.since,
    })),
  );
}

const toBaseline = (view: StreamView): StreamSummary['baseline'] => ({
  id: view.baseline.id,
  status: view.baseline.status,
  images: view.baseline.images,
  smallest_provable_effect: view.baseline.smallestProvableEffect,
  ...(view.baseline.detail ? { detail: view.baseline.detail } : {}),
});

/** @param mutedUntil nobody is notified until then */
export function toConceptState(concept: ConceptView, mutedUntil?: number): ConceptState {
  return {
    concept: concept.slug,
    text: concept.text,
    direction: concept.direction,
    ks: concept.distance,
    location: concept.location,
    share: concept.share,
    quantile: concept.quantile,
    evidence: concept.evidence,
    active: concept.active,
    since: concept.since,
    onset_at: concept.onsetAt,
    acknowledged: concept.acknowledged,
    muted_until: mutedUntil ?? null,
    certified: concept.certified,
  };
}
