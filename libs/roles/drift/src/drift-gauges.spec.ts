import { PrometheusMetricSink } from '@conceptwatch/platform/observability';
import type { ConceptView, StreamView } from '@conceptwatch/ports';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { DriftGauges } from './drift-gauges';

const snow: ConceptView = { slug: 'snow', text: 'snow', direction: 'rose', distance: 0.4, location: 0.1, share: 0.3, quantile: null, evidence: 9, active: true, since: 1, onsetAt: 2, acknowledged: false, certified: true };
const fog: ConceptView = { ...snow, slug: 'fog', text: 'fog', direction: 'fell', distance: 0.1, share: 0.2, evidence: 1, active: false, since: null, onsetAt: null };

const harbour = (status: StreamView['baseline']['status'], concepts: ConceptView[]): StreamView => ({
  stream: 'harbour', images: 900, imagesPerSecond: null, lastImageAt: 5000, window: { size: 300, count: 150 }, baseline: { id: 'b', status, images: 1000, space: 's', smallestProvableEffect: null }, bank: { name: 'default', concepts: 2 }, threshold: 200, concepts,
  promise: { mode: 'proved', imagesBetweenFalseAlarms: 100, certified: true, note: '', thinning: { every: 2, source: 'baseline' }, rankAutocorrelation: { baseline: null, stream: null } },
});

async function shown(...scrapes: StreamView[][]): Promise<string[]> {
  const metrics = new PrometheusMetricSink({ registry: new Registry() });
  let streams: StreamView[] = [];
  const gauges = new DriftGauges({ streams: () => streams, dependence: (stream) => [{ source: 'cam', concept: `of ${stream}`, autocorrelation: 0.2 } as ReturnType<ConstructorParameters<typeof DriftGauges>[0]['dependence']>[number]] }, metrics);
  for (streams of scrapes) gauges.publish();
  return (await metrics.render()).split('\n').filter((line) => /^conceptwatch_(?!series_dropped)/.test(line));
}

it('shows how each concept stands, a fall below zero', async () => {
  const lines = await shown([harbour('ok', [snow, fog])]);
  for (const line of ['conceptwatch_ks_distance{stream="harbour",concept="snow"} 0.4', 'conceptwatch_drift_share_ratio{stream="harbour",concept="fog"} -0.2', 'conceptwatch_drift_active{stream="harbour",concept="snow"} 1', 'conceptwatch_drift_active{stream="harbour",concept="fog"} 0', 'conceptwatch_window_fill_ratio{stream="harbour"} 0.5'])
    expect(lines).toContain(line);
});

it('forgets a stream that went to another process: its alarm would never resolve', async () => {
  expect(await shown([harbour('ok', [snow, fog])], [])).toEqual([]);
});

it('shows no distance while nothing is compared; an alarm stands, and that there is none is not claimed', async () => {
  const lines = await shown([harbour('ok', [snow, fog])], [harbour('mismatch', [snow, fog])]);
  expect(lines.filter((line) => /ks_distance|share_ratio|drift_evidence\{/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('conceptwatch_drift_active'))).toEqual(['conceptwatch_drift_active{stream="harbour",concept="snow"} 1']);
  expect(lines).toContain('conceptwatch_baseline_status{stream="harbour",status="mismatch"} 1');
});

it('forgets what is no longer known of one concept', async () => {
  const lines = await shown([harbour('ok', [snow, fog])], [harbour('ok', [snow, { ...fog, distance: null, share: null }])]);
  expect(lines.filter((line) => /ks_distance|share_ratio/.test(line))).toHaveLength(2);
});
