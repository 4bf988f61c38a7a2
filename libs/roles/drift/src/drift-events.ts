import { driftEventCodec, TOPICS } from '@conceptwatch/contracts';
import type { Transition } from '@conceptwatch/core/drift';
import type { OutgoingRecord, StoredDriftEvent } from '@conceptwatch/ports';
import type { StreamShard } from './stream-shard';
import type { Yardstick } from './yardstick';

/** A transition as the state store keeps it. Its id depends on nothing but the input: a replay writes the same event. */
export function toStoredEvent(stream: string, partition: number, { baseline, certified }: Yardstick, transition: Transition & { segment?: string }): StoredDriftEvent {
  const { slug, text } = baseline.bank.concepts[transition.concept];
  return {
    id: `${stream}/${partition}/${transition.position}/${slug}/${transition.kind}`,
    stream,
    concept: slug,
    kind: transition.kind,
    at: transition.at,
    body: {
      text,
      direction: transition.direction,
      since: transition.since,
      ks: transition.distance,
      location: transition.location,
      share: transition.share,
      quantile: transition.quantile,
      evidence: transition.evidence,
      certified: certified && transition.independent,
      ...(transition.segment ? { segment: transition.segment } : {}),
      shard: partition,
      position: transition.position,
      since_position: transition.sincePosition,
      scale_digest: baseline.scaleDigest,
      baseline_id: baseline.definition.id,
    },
  };
}

/** That somebody has seen an alarm. Its id is that of the alarm: it is told once. */
export function acknowledgedEvent(stream: string, partition: number, part: StreamShard, { concept, at }: { concept: number; at: number }): StoredDriftEvent | undefined {
  const monitor = part.inAlarm(concept);
  const { rolling, evidence, alarm } = monitor?.snapshot(concept) ?? {};
  if (!rolling || !alarm) return undefined;
  const { slug, text } = part.yardstick.baseline.bank.concepts[concept];
  const rose = alarm.direction === 1;
  return {
    id: `${stream}/${partition}/${alarm.onsetPosition}/${slug}/acknowledged`,
    stream,
    concept: slug,
    kind: 'acknowledged',
    at,
    body: {
      text,
      direction: rose ? 'rose' : 'fell',
      since: alarm.since,
      ks: rolling.distance,
      location: rolling.location,
      share: rose ? rolling.rose : rolling.fell,
      quantile: monitor?.baseline.quantiles[alarm.cut],
      evidence,
      certified: part.isCertified(concept),
      shard: partition,
      position: alarm.onsetPosition,
      since_position: alarm.sincePosition,
      scale_digest: part.yardstick.baseline.scaleDigest,
      baseline_id: part.yardstick.definition.baselineId,
    },
  };
}

/** The same as a record of drift-events.v1. */
export function toEventRecord({ id, stream, concept, kind, at, body }: StoredDriftEvent): OutgoingRecord {
  const value = driftEventCodec.encode({
    eventId: id,
    stream,
    concept,
    kind,
    direction: String(body.direction),
    atMs: BigInt(at),
    sinceMs: BigInt(body.since as number),
    origin: { shard: body.shard as number, offset: BigInt(body.position as number) },
    changePointOffset: BigInt(body.since_position as number),
    distance: body.ks as number,
    location: body.location as number,
    share: body.share as number,
    quantile: body.quantile as number,
    evidence: body.evidence as number,
    scaleDigest: String(body.scale_digest),
    baselineId: String(body.baseline_id),
    certified: Boolean(body.certified),
    text: String(body.text),
  });
  return { topic: TOPICS.driftEvents, key: stream, value, timestamp: at };
}
