import { Inject, Injectable } from '@nestjs/common';
import { type BankDefinition, bankBlob, type StreamDefinition } from '@conceptwatch/contracts';
import { METRICS, type MetricSink, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { conceptBankMetrics } from './concept-bank.metrics';

/** A bank ready to score with. */
export interface LoadedBank {
  definition: BankDefinition;
  /** concepts × dimension, unit rows, row-major. */
  matrix: Float32Array;
}

/** Which bank a stream is scored with. Read from the state store once; forgotten when a control record says so. */
@Injectable()
export class BankRegistry {
  private readonly byStream = new Map<string, Promise<LoadedBank | undefined>>();
  private readonly byDigest = new Map<string, LoadedBank>();

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(METRICS) private readonly metrics: MetricSink,
  ) {}

  /** @returns undefined for a stream that nobody defined. */
  async bankOf(stream: string): Promise<LoadedBank | undefined> {
    let loading = this.byStream.get(stream);
    if (!loading) {
      loading = this.load(stream);
      this.byStream.set(stream, loading);
    }
    const bank = await loading.catch((error: unknown) => {
      this.byStream.delete(stream);
      throw error;
    });
    if (!bank) this.byStream.delete(stream);
    return bank;
  }

  forget(stream?: string): void {
    if (stream === undefined) this.byStream.clear();
    else this.byStream.delete(stream);
  }

  private async load(stream: string): Promise<LoadedBank | undefined> {
    const definition = await this.state.get<StreamDefinition>('stream', stream);
    if (!definition) return undefined;
    const bank = await this.state.get<BankDefinition>('bank', definition.body.bankName);
    if (!bank) throw new Error(`stream ${stream} wants bank ${definition.body.bankName}, which is not in the state store`);
    this.metrics.increment(conceptBankMetrics.unscored, { stream, reason: 'other-model' }, 0);
    this.metrics.remove(conceptBankMetrics.bank, { stream });
    this.metrics.set(conceptBankMetrics.bank, bank.body.concepts.length, { stream, bank: bank.body.name });
    const known = this.byDigest.get(bank.body.digest);
    if (known) return known;
    const blob = await this.state.getBlob(bankBlob(bank.body.digest));
    if (!blob) throw new Error(`the matrix of bank ${bank.body.name} (${bank.body.digest}) is missing: import the bank again`);
    const loaded = { definition: bank.body, matrix: new Float32Array(new Uint8Array(blob).buffer) };
    this.byDigest.set(bank.body.digest, loaded);
    return loaded;
  }
}
