import { Inject, Injectable } from '@nestjs/common';
import { scoreBatch } from '@conceptwatch/core/concepts';
import {
  type BankDefinition,
  bankBlob,
  type BaselineDefinition,
  baselineBlob,
  fromFloat16,
  scaleDigest,
  spaceDigest,
  type StreamDefinition,
} from '@conceptwatch/contracts';
import { STATE_STORE, type StateStore } from '@conceptwatch/ports';

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
    const baseline = await this.state.get<BaselineDefinition>('baseline', stream.baselineId);
    if (!baseline) throw new Error(`baseline ${stream.baselineId} of stream ${stream.name} is not in the state store`);
    const bank = await this.state.get<BankDefinition>('bank', stream.bankName);
    if (!bank) throw new Error(`bank ${stream.bankName} of stream ${stream.name} is not in the state store`);
    const key = `${stream.baselineId}@${baseline.version}/${bank.body.digest}`;
    let loading = this.loaded.get(key);
    if (!loading) {
      loading = this.score(baseline.body, bank.body);
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
