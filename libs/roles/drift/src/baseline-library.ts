import { Inject, Injectable } from '@nestjs/common';
import { scoreBatch } from '@conceptwatch/core/concepts';
import {
  type BankDefinition,
  bankBlob,
  type BankVersion,
  type BaselineDefinition,
  baselineBlob,
  fromFloat16,
  scaleDigest,
  spaceDigest,
  type StreamDefinition,
} from '@conceptwatch/contracts';
import { type Document, STATE_STORE, type StateStore } from '@conceptwatch/ports';

/** A baseline under one bank: what scores of that scale are compared with. Shared by every stream that uses it. */
export interface ScoredBaseline {
  definition: BaselineDefinition;
  bank: BankDefinition;
  /** Of the scores that may be compared with it. */
  scaleDigest: string;
  /** In the sequence in which the images came, per concept; autocorrelation is measured on it. */
  sequences: Float32Array[];
  /** Mean embedding, for the decoded shift. */
  mean: Float32Array;
}

const CHUNK = 512;

/** Derives baseline scores from stored embeddings, so that a new bank needs no images. */
@Injectable()
export class BaselineLibrary {
  private readonly loaded = new Map<string, Promise<ScoredBaseline>>();

  constructor(@Inject(STATE_STORE) private readonly state: StateStore) {}

  async of(stream: StreamDefinition): Promise<ScoredBaseline> {
    const bank = await this.state.get<BankDefinition>('bank', stream.bankName);
    if (!bank) throw new Error(`bank ${stream.bankName} of stream ${stream.name} is not in the state store`);
    return this.under(await this.baselineOf(stream), bank.body);
  }

  /**
   * A stream's baseline under the bank of a scale, which need not be the one that the stream names now: scores that wait
   * while banks are switched belong to the bank that they were made with.
   *
   * @returns undefined for scores of other models, and of a bank that nobody kept
   */
  async ofScale(stream: StreamDefinition, scale: string): Promise<ScoredBaseline | undefined> {
    const baseline = await this.baselineOf(stream);
    const isOfScale = ({ digest }: BankDefinition): boolean => scaleDigest(spaceDigest(baseline.body.encoderDigest, baseline.body.alignerDigest), digest) === scale;
    const named = await this.state.get<BankDefinition>('bank', stream.bankName);
    if (named && isOfScale(named.body)) return this.under(baseline, named.body);
    const [banks, versions] = await Promise.all([this.state.list<BankDefinition>('bank'), this.state.list<BankVersion>('bank-version')]);
    const bank = [...banks.map(({ body }) => body), ...versions.map(({ body }) => body.definition)].find(isOfScale);
    return bank && this.under(baseline, bank);
  }

  private async baselineOf(stream: StreamDefinition): Promise<Document<BaselineDefinition>> {
    const baseline = await this.state.get<BaselineDefinition>('baseline', stream.baselineId);
    if (!baseline) throw new Error(`baseline ${stream.baselineId} of stream ${stream.name} is not in the state store`);
    return baseline;
  }

  private under(baseline: Document<BaselineDefinition>, bank: BankDefinition): Promise<ScoredBaseline> {
    const key = `${baseline.id}@${baseline.version}/${bank.digest}`;
    let loading = this.loaded.get(key);
    if (!loading) {
      loading = this.score(baseline.body, bank);
      this.loaded.set(key, loading);
      loading.catch(() => this.loaded.delete(key));
    }
    return loading;
  }

  private async score(definition: BaselineDefinition, bank: BankDefinition): Promise<ScoredBaseline> {
    const [vectorBytes, matrixBytes] = await Promise.all([this.state.getBlob(baselineBlob(definition.id)), this.state.getBlob(bankBlob(bank.digest))]);
    if (!vectorBytes) throw new Error(`the embeddings of baseline ${definition.id} are missing: create it again`);
    if (!matrixBytes) throw new Error(`the matrix of bank ${bank.name} is missing: import the bank again`);
    const vectors = fromFloat16(vectorBytes);
    const matrix = new Float32Array(new Uint8Array(matrixBytes).buffer);
    const sequences = bank.concepts.map(() => new Float32Array(definition.images));
    for (let from = 0; from < definition.images; from += CHUNK) {
      const to = Math.min(from + CHUNK, definition.images);
      const scores = scoreBatch(vectors.subarray(from * bank.dimension, to * bank.dimension), matrix, bank.dimension);
      for (let i = from; i < to; i++) sequences.forEach((sequence, concept) => (sequence[i] = scores[(i - from) * sequences.length + concept]));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return {
      definition,
      bank,
      scaleDigest: scaleDigest(spaceDigest(definition.encoderDigest, definition.alignerDigest), bank.digest),
      sequences,
      mean: meanOf(vectors, definition.images, bank.dimension),
    };
  }
}

function meanOf(vectors: Float32Array, rows: number, dimension: number): Float32Array {
  const sum = new Float64Array(dimension);
  for (let i = 0; i < rows; i++) for (let j = 0; j < dimension; j++) sum[j] += vectors[i * dimension + j];
  return Float32Array.from(sum, (value) => value / rows);
}
