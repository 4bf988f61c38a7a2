import { Inject, Injectable } from '@nestjs/common';
import { type About, type BankDefinition, type BaselineDefinition, type changeStreamSchema, controlCodec, type StreamDefinition, type StreamSettings, parseSegmentRule, spaceDigest, TOPICS, whyOtherSpace } from '@conceptwatch/contracts';
import { type Clock, CLOCK, MESSAGE_LOG, type MessageLog, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import { ProblemError } from '@conceptwatch/platform/runtime';
import type { z } from 'zod';
import { ABOUT } from './about.controller';
import { ADMIN_CONFIG, type AdminConfig } from './admin.config';

/** Creates streams and changes them. A stream names its baseline and bank; every role reads it from the state store when a control record says so. */
@Injectable()
export class StreamDefinitions {
  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ADMIN_CONFIG) private readonly config: AdminConfig,
    @Inject(ABOUT) private readonly about: About,
  ) {}

  async create(wanted: { name: string; baseline: string; bank?: string; window?: number }): Promise<StreamDefinition> {
    const bankName = wanted.bank ?? this.config.defaultBank;
    await this.requireKnown(wanted.baseline, bankName);
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

  /** @throws ProblemError for a stream that is not there */
  async settings(name: string): Promise<StreamSettings> {
    return toSettings((await this.find(name)).body);
  }

  /**
   * Redefines a stream: every role goes over at the control record. The drift of another baseline, bank or window begins
   * anew; what was measured before stays in the events.
   *
   * @throws ProblemError for what is not there, or when somebody else changed the stream meanwhile
   */
  async change(name: string, wanted: z.infer<typeof changeStreamSchema>): Promise<{ before: StreamSettings; after: StreamSettings }> {
    const { body, version } = await this.find(name);
    const changed: StreamDefinition = {
      ...body,
      baselineId: wanted.baseline ?? body.baselineId,
      bankName: wanted.bank ?? body.bankName,
      window: wanted.window ?? body.window,
      imagesBetweenFalseAlarms: wanted.images_between_false_alarms ?? body.imagesBetweenFalseAlarms,
    };
    await this.requireKnown(changed.baselineId, changed.bankName, body.segments !== undefined);
    if (JSON.stringify(changed) !== JSON.stringify(body)) {
      try {
        await this.state.put('stream', name, changed, version);
      } catch (error) {
        if (error instanceof VersionConflict) throw new ProblemError(409, 'changed-meanwhile', `Somebody else has just changed the stream "${name}": look at it again.`);
        throw error;
      }
    }
    await this.announce(name);
    return { before: toSettings(body), after: toSettings(changed) };
  }

  private async find(name: string): Promise<{ body: StreamDefinition; version: number }> {
    const found = await this.state.get<StreamDefinition>('stream', name);
    if (!found) throw new ProblemError(404, 'unknown-stream', `There is no stream "${name}". GET /api/v1/streams lists them.`);
    return found;
  }

  private async requireKnown(baselineId: string, bankName: string, hasSegments = false): Promise<void> {
    const baseline = await this.state.get<BaselineDefinition>('baseline', baselineId);
    if (!baseline) throw new ProblemError(422, 'unknown-baseline', `There is no baseline "${baselineId}". ${await this.known('baseline')}`);
    const other = whyOtherSpace(spaceDigest(baseline.body.encoderDigest, baseline.body.alignerDigest), this.about.models.space);
    if (other) throw new ProblemError(422, 'baseline-mismatch', `The baseline "${baselineId}" does not fit: ${other}`);
    if (hasSegments && !baseline.body.segments) throw new ProblemError(422, 'needs-segments', `The stream is compared by segment, and the baseline "${baselineId}" has none: make one with "conceptwatch baseline create --segments".`);
    const bank = await this.state.get<BankDefinition>('bank', bankName);
    if (!bank) throw new ProblemError(422, 'unknown-bank', `There is no bank "${bankName}". ${await this.known('bank')}`);
    if (bank.body.dimension !== baseline.body.dimension) throw new ProblemError(422, 'baseline-mismatch', `The baseline "${baselineId}" has vectors of ${baseline.body.dimension} numbers and the bank "${bankName}" of ${bank.body.dimension}: they are of other models.`);
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

const toSettings = ({ name, baselineId, bankName, window, mode, imagesBetweenFalseAlarms }: StreamDefinition): StreamSettings => ({ stream: name, baseline: baselineId, bank: bankName, window, mode, images_between_false_alarms: imagesBetweenFalseAlarms });
