import { Inject, Injectable } from '@nestjs/common';
import { type BankDefinition, bankBlob, type BaselineDefinition, baselineBlob, DEFAULT_TEMPLATES, type Exemplar, fromFloat16, toFloat16, type PhraseAnswer, type phraseSchema, spaceDigest, type StreamDefinition, thumbnailUrl } from '@conceptwatch/contracts';
import { blendDirections, conceptPrompts, exemplarDirection, meanDirection, scoreBatch } from '@conceptwatch/core/concepts';
import { compareSamples, distributionsOf, RankGrid } from '@conceptwatch/core/drift';
import { HISTORY, type History, type HistoryRow, STATE_STORE, type StateStore, TEXT_ENCODER, type TextEncoder } from '@conceptwatch/ports';
import type { z } from 'zod';
import { ProblemError } from '@conceptwatch/platform/runtime';
import { scoresOverTime, spreadOf } from './scores-over-time';

const SHOWN = 6;
const NEAREST = 5;
/** Images at either end that stand for what the phrase shows and does not, beside those that people chose. */
const EXEMPLARS = 20;
/** How much examples count beside the words. */
const EXAMPLE_SHARE = 0.5;
/** Of the past: newest first. */
const MOST_ROWS = 10_000;
const KEPT_BASELINES = 4;

const baselineMissing = (id: string): ProblemError => new ProblemError(409, 'baseline-missing', `The baseline "${id}" is not there: create it again.`);

/** Scores any phrase over a stream's newest images and its baseline, from stored embeddings: no bank lists it, no image is read. */
@Injectable()
export class PhraseScores {
  private readonly baselines = new Map<string, Promise<Float32Array>>();

  constructor(
    @Inject(TEXT_ENCODER) private readonly encoder: TextEncoder,
    @Inject(HISTORY) private readonly history: History,
    @Inject(STATE_STORE) private readonly state: StateStore,
  ) {}

  /** @throws ProblemError for a stream that is not there, a phrase of unknown words, or a stream without images */
  async of(stream: string, { text, examples, counterexamples }: z.infer<typeof phraseSchema>): Promise<PhraseAnswer> {
    const definition = (await this.state.get<StreamDefinition>('stream', stream))?.body;
    if (!definition) throw new ProblemError(404, 'unknown-stream', `There is no stream "${stream}". GET /api/v1/streams lists them.`);
    const unknown = this.encoder.unknownWords(text);
    if (unknown.length > 0 && unknown.length >= text.trim().split(/\s+/).length) throw new ProblemError(422, 'unknown-words', `The text encoder knows none of these words: ${unknown.join(', ')}.`);
    const words = await this.vectorOf(text);
    const scored = await this.rows(stream, words, await this.spaceOf(definition.baselineId));
    const isByExample = examples.length + counterexamples.length > 0;
    const vector = isByExample ? refined(words, scored, { examples, counterexamples }) : words;
    const rows = isByExample ? scored.map(({ row }) => ({ row, score: scoreBatch(fromFloat16(row.vector), vector, vector.length)[0] })) : scored;
    const baseline = scoreBatch(await this.baselineOf(definition.baselineId), vector, vector.length);
    if (rows.length < 2) throw new ProblemError(409, 'no-images', `The stream "${stream}" has no stored images of the models that its baseline was made with.`);
    const recent = Float32Array.from(rows.slice(0, definition.window), ({ score }) => score);
    const { distance, share, pValue, direction } = compareSamples(baseline, recent);
    const { edges, baseline: before, window, ecdf } = distributionsOf(...rankCounts(baseline, recent));
    const order = [...rows].sort((a, b) => b.score - a.score);
    return {
      text,
      unknown_words: unknown,
      images: { baseline: baseline.length, recent: recent.length },
      ks: distance,
      direction,
      share,
      p_value: pValue,
      density: { edges: [...edges], baseline: [...before], window: [...window] },
      ecdf: { at: [...ecdf.at], baseline: [...ecdf.baseline], window: [...ecdf.window] },
      past: scoresOverTime(rows.map(({ row, score }) => ({ at: row.capturedAt, score }))),
      usual: spreadOf([...baseline]),
      vector: isByExample ? Buffer.from(toFloat16(vector)).toString('base64') : null,
      nearest: await this.nearest(definition.bankName, vector),
      highest: order.slice(0, SHOWN).map(toExemplar),
      lowest: order.slice(-SHOWN).reverse().map(toExemplar),
    };
  }

  private async vectorOf(text: string): Promise<Float32Array> {
    const prompts = conceptPrompts({ text, kind: 'object' }, { templates: DEFAULT_TEMPLATES });
    return Float32Array.from(meanDirection(await this.encoder.encode(prompts), this.encoder.descriptor.dimension));
  }

  /** Only what can be compared with the baseline: an aligner may have been promoted in between. */
  private async rows(stream: string, vector: Float32Array, space: string): Promise<{ row: HistoryRow; score: number }[]> {
    const found: { row: HistoryRow; score: number }[] = [];
    await this.history.scan({ stream, spaceDigest: space, newestFirst: true, limit: MOST_ROWS }, (rows) => {
      for (const row of rows) {
        const image = fromFloat16(row.vector);
        if (image.length === vector.length) found.push({ row, score: scoreBatch(image, vector, vector.length)[0] });
      }
    });
    return found;
  }

  private async nearest(bankName: string, vector: Float32Array): Promise<PhraseAnswer['nearest']> {
    const bank = (await this.state.get<BankDefinition>('bank', bankName))?.body;
    const blob = bank && (await this.state.getBlob(bankBlob(bank.digest)));
    if (!bank || !blob || bank.dimension !== vector.length) return [];
    const cosines = scoreBatch(new Float32Array(new Uint8Array(blob).buffer), vector, vector.length);
    return bank.concepts.map(({ slug, text }, k) => ({ concept: slug, text, cosine: cosines[k] })).sort((a, b) => b.cosine - a.cosine).slice(0, NEAREST);
  }

  private async spaceOf(baselineId: string): Promise<string> {
    const baseline = await this.state.get<BaselineDefinition>('baseline', baselineId);
    if (!baseline) throw baselineMissing(baselineId);
    return spaceDigest(baseline.body.encoderDigest, baseline.body.alignerDigest);
  }

  private baselineOf(id: string): Promise<Float32Array> {
    let loading = this.baselines.get(id);
    if (!loading) {
      loading = this.loadBaseline(id);
      this.baselines.set(id, loading);
      loading.catch(() => this.baselines.delete(id));
      if (this.baselines.size > KEPT_BASELINES) this.baselines.delete(this.baselines.keys().next().value as string);
    }
    return loading;
  }

  private async loadBaseline(id: string): Promise<Float32Array> {
    const [definition, blob] = await Promise.all([this.state.get<BaselineDefinition>('baseline', id), this.state.getBlob(baselineBlob(id))]);
    if (!definition || !blob) throw baselineMissing(id);
    if (definition.body.dimension !== this.encoder.descriptor.dimension) throw new ProblemError(409, 'baseline-mismatch', `The baseline "${id}" was embedded by other models than those in use.`);
    return fromFloat16(blob);
  }
}

function rankCounts(baseline: Float32Array, recent: Float32Array): [RankGrid, Int32Array] {
  const grid = new RankGrid(baseline.slice().sort());
  const counts = new Int32Array(grid.buckets);
  for (const score of recent) counts[grid.bucketOf(score)]++;
  return [grid, counts];
}

const toExemplar = ({ row, score }: { row: HistoryRow; score: number }): Exemplar => ({ image_id: row.imageId, captured_at: row.capturedAt, score, thumbnail_url: thumbnailUrl(row.stream, row.imageId) });

/**
 * The words' direction, moved from the images that do not show it towards those that do: people's own, and else the
 * most and the least similar ones.
 *
 * @throws ProblemError for images that are not among the newest
 */
function refined(words: Float32Array, rows: readonly { row: HistoryRow; score: number }[], { examples, counterexamples }: { examples: string[]; counterexamples: string[] }): Float32Array {
  const order = [...rows].sort((a, b) => b.score - a.score);
  const byId = new Map(rows.map(({ row }) => [row.imageId, row]));
  const chosen = (ids: string[]): HistoryRow[] =>
    ids.map((id) => {
      const row = byId.get(id);
      if (!row) throw new ProblemError(422, 'unknown-image', `"${id}" is not among the newest ${rows.length} stored images.`);
      return row;
    });
  const others = (list: typeof order, ids: string[]): HistoryRow[] => list.filter(({ row }) => !ids.includes(row.imageId)).slice(0, EXEMPLARS).map(({ row }) => row);
  const positives = examples.length ? chosen(examples) : others(order, counterexamples);
  const negatives = [...chosen(counterexamples), ...others([...order].reverse(), [...examples, ...counterexamples])];
  const stack = (list: HistoryRow[]): Float32Array => fromFloat16(Buffer.concat(list.map(({ vector }) => vector)));
  return blendDirections(words, exemplarDirection({ positives: stack(positives), negatives: stack(negatives), dimension: words.length }), EXAMPLE_SHARE);
}
