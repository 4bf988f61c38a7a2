import { Inject, Injectable } from '@nestjs/common';
import { type BankDefinition, type BaselineDefinition, controlCodec, type StreamDefinition, parseSegmentRule, TOPICS } from '@conceptwatch/contracts';
import { type Clock, CLOCK, MESSAGE_LOG, type MessageLog, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import { ProblemError } from '@conceptwatch/platform/runtime';
import { ADMIN_CONFIG, type AdminConfig } from './admin.config';

/** Creates streams. A stream names its baseline and bank; every role reads it from the state store when a control record says so. */
@Injectable()
export class StreamDefinitions {
  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ADMIN_CONFIG) private readonly config: AdminConfig,
  ) {}

  async create(wanted: { name: string; baseline: string; bank?: string; window?: number }): Promise<StreamDefinition> {
    const baseline = await this.state.get<BaselineDefinition>('baseline', wanted.baseline);
    if (!baseline) throw new ProblemError(422, 'unknown-baseline', `There is no baseline "${wanted.baseline}". ${await this.known('baseline')}`);
    const bankName = wanted.bank ?? this.config.defaultBank;
    const bank = await this.state.get<BankDefinition>('bank', bankName);
    if (!bank) throw new ProblemError(422, 'unknown-bank', `There is no bank "${bankName}". ${await this.known('bank')}`);
    const definition: StreamDefinition = {
      name: wanted.name,
      baselineId: wanted.baseline,
      bankName,
      window: wanted.window ?? this.config.window,
      mode: this.config.mode,
      ...(this.config.thinning ? { thinning: this.config.thinning } : {}),
      smallestEffect: this.config.smallestEffect,
      ...(this.config.segments ? { segments: parseSegmentRule(this.config.segments) } : {}),
      imagesBetweenFalseAlarms: this.config.imagesBetweenFalseAlarms,
      createdAt: this.clock.now(),
    };
    try {
      await this.state.put('stream', wanted.name, definition, 0);
    } catch (error) {
      if (error instanceof VersionConflict) throw new ProblemError(409, 'stream-exists', `There is already a stream "${wanted.name}".`);
      throw error;
    }
    await this.announce(wanted.name);
    return definition;
  }

  private async announce(stream: string): Promise<void> {
    const value = controlCodec.encode({ kind: 'stream', id: stream, version: 1n, atMs: BigInt(this.clock.now()) });
    await this.log.publish([{ topic: TOPICS.control, key: `stream/${stream}`, value }]);
  }

  private async known(kind: 'baseline' | 'bank'): Promise<string> {
    const ids = (await this.state.list(kind)).map(({ id }) => id);
    return ids.length ? `Known: ${ids.join(', ')}.` : `Create one with: conceptwatch ${kind} --help.`;
  }
}
