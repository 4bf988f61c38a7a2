import { fromFloat16 } from '@conceptwatch/contracts';
import { scoreBatch } from '@conceptwatch/core/concepts';
import type { StoredDriftEvent, TableColumn, TableFiles } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { RefusedInput } from '../refused-input';
import { BackfillFolder, type ChunkEntry } from './backfill-folder';
import type { BackfillManifest } from './backfill-manifest';
import { toEventLine } from './event-line';
import type { ChunkRows, RowSource } from './chunk-rows';
import type { DriftEngine } from './drift-engine';
import { type BackfillSummary, summarizeBackfill } from './summarize-backfill';

export interface BackfillProgress {
  /** Items behind the last finished chunk, refused ones included. */
  done: number;
  /** Where known. */
  total: number | undefined;
  refused: number;
  /** Drift events so far. */
  events: number;
  /** Items that were done when this run began. */
  doneBefore: number;
}

export interface BackfillRequest {
  directory: string;
  manifest: BackfillManifest;
  rows: RowSource;
  tables: TableFiles;
  /** Absent for a backfill that only embeds. */
  monitor?: { bank: EmbeddedBank; openEngine: (checkpoint: CheckpointFile) => Promise<DriftEngine> };
  onProgress?: (progress: BackfillProgress) => void;
  onEvent?: (event: StoredDriftEvent) => void;
  signal?: AbortSignal;
}

/** Where the engine keeps its state. */
export interface CheckpointFile {
  path: string;
  put(bytes: Uint8Array): Promise<void>;
}

const CHECKPOINT = 'work/drift.checkpoint';

/**
 * Runs a backfill to its end, or goes on with one that was killed: embeds (or reads stored embeddings), scores, tracks
 * through the drift engine, and writes tables and events chunk by chunk. An interrupted and resumed run leaves the same
 * files, bit for bit, as one that was never interrupted. Memory does not grow with the number of images.
 *
 * @throws RefusedInput when the folder belongs to another backfill or another process, and when not one image can be read
 */
export async function runBackfill(request: BackfillRequest): Promise<BackfillSummary> {
  const folder = await BackfillFolder.open(request.directory, request.manifest);
  try {
    const checkpoint: CheckpointFile = { path: `${request.directory}/${CHECKPOINT}`, put: (bytes) => folder.put(CHECKPOINT, bytes) };
    const engine = await request.monitor?.openEngine(checkpoint);
    const chunks = await folder.cut(engine ? engine.lastPosition : Infinity, (engine?.lastEvents ?? []).map(toEventLine));
    await new Backfill(request, folder, engine, chunks).run();
    const summary = await summarizeBackfill(folder, request.manifest, engine);
    await folder.put('summary.json', `${JSON.stringify(summary, null, 2)}\n`);
    if (summary.images.scored === 0) throw new RefusedInput('no-readable-image', nothingScored(request, summary));
    return summary;
  } finally {
    await folder.close();
  }
}

function nothingScored({ rows, directory }: BackfillRequest, { images, refused_by_reason: reasons }: BackfillSummary): string {
  const why = images.refused ? `all ${images.refused} items were refused (${Object.entries(reasons).map(([reason, n]) => `${n} ${reason}`).join(', ')}; refused.jsonl in "${directory}" has the names)` : 'it is empty';
  return `"${rows.name}" gave no image: ${why}.`;
}

/** One run over the chunks that are not finished yet. */
class Backfill {
  private part: number;
  private last: number;
  private refused: number;
  private events: number;

  constructor(
    private readonly request: BackfillRequest,
    private readonly folder: BackfillFolder,
    private readonly engine: DriftEngine | undefined,
    private readonly finished: ChunkEntry[],
  ) {
    this.part = finished.length;
    this.last = finished.at(-1)?.last ?? -1;
    this.refused = finished.reduce((sum, { refused }) => sum + refused, 0);
    this.events = 0;
  }

  async run(): Promise<void> {
    const { rows, manifest, signal, onProgress } = this.request;
    const total = await rows.count();
    const resumption = this.finished.length ? { position: this.finished.at(-1)!.to, cursor: this.finished.at(-1)!.cursor } : undefined;
    const doneBefore = resumption?.position ?? 0;
    const tell = (done: number): void => onProgress?.({ done, total, refused: this.refused, events: this.events, doneBefore });
    tell(doneBefore);
    for await (const chunk of rows.chunks(manifest.chunk, resumption, signal)) {
      signal?.throwIfAborted();
      await this.finish(chunk);
      tell(chunk.to);
    }
  }

  private async finish(chunk: ChunkRows): Promise<void> {
    const { manifest, tables, monitor, onEvent } = this.request;
    const rows = chunk.positions.length;
    const scores = monitor ? scoreBatch(fromFloat16(chunk.vectors), monitor.bank.matrix, manifest.space.dimension) : new Float32Array();
    if (monitor && rows) await this.folder.put(this.folder.partName('scores', this.part), tables.encode([...identity(chunk), ...scoreColumns(scores, manifest.bank?.concepts ?? [])], metadataOf(manifest)));
    if (manifest.embeddings.aligned && rows) await this.folder.put(this.folder.partName('embeddings', this.part), tables.encode([...identity(chunk), ...vectorColumns(chunk, manifest)], metadataOf(manifest)));
    this.last = chunk.positions.at(-1) ?? this.last;
    this.refused += chunk.refused.length;
    await this.folder.append('refused', chunk.refused);
    await this.folder.append('chunks', [{ part: this.part, from: chunk.from, to: chunk.to, rows, refused: chunk.refused.length, last: this.last, cursor: chunk.cursor } satisfies ChunkEntry]);
    if (this.engine && rows) {
      const images = chunk.positions.map((position, i) => ({ imageId: chunk.imageIds[i], source: chunk.sources[i], position, at: chunk.times[i] ?? NaN }));
      const events = await this.engine.track(images, scores);
      await this.folder.append('events', events.map(toEventLine));
      this.events += events.length;
      events.forEach((event) => onEvent?.(event));
    }
    this.part++;
  }
}

const identity = ({ imageIds, names, sources, times, positions }: ChunkRows): TableColumn[] => [
  { name: 'image_id', type: 'text', values: imageIds },
  { name: 'captured_at', type: 'time', values: times },
  { name: 'image_name', type: 'text', values: names },
  { name: 'image_source', type: 'text', values: sources },
  { name: 'image_position', type: 'integer', values: positions },
];

/** One column a concept, named by its slug; slugs have no underscore, so that they never meet the names above. */
function scoreColumns(scores: Float32Array, concepts: readonly string[]): TableColumn[] {
  const rows = scores.length / concepts.length;
  return concepts.map((name, k) => {
    const values = new Float32Array(rows);
    for (let i = 0; i < rows; i++) values[i] = scores[i * concepts.length + k];
    return { name, type: 'float', values };
  });
}

function vectorColumns({ vectors, positions, features }: ChunkRows, { space, embeddings }: BackfillManifest): TableColumn[] {
  const bytes = space.dimension * 2;
  const aligned: TableColumn = { name: 'vector_f16', type: 'bytes', values: positions.map((_, i) => vectors.subarray(i * bytes, (i + 1) * bytes)) };
  return embeddings.encoder && features ? [aligned, { name: 'encoder_f32', type: 'bytes', values: features }] : [aligned];
}

const metadataOf = ({ format, stream, space, bank }: BackfillManifest): Record<string, string> => ({
  'conceptwatch.format': format,
  'conceptwatch.stream': stream,
  'conceptwatch.space': JSON.stringify(space),
  ...(bank ? { 'conceptwatch.bank': JSON.stringify({ name: bank.name, digest: bank.digest }) } : {}),
});
