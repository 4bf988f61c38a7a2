import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { MetricSpec } from '@conceptwatch/ports';
import { PrometheusMetricSink } from './prometheus-metric-sink';

const images = { name: 'conceptwatch_images_total', kind: 'counter', help: 'Images.', labels: ['stream'] } as const satisfies MetricSpec;
const distance = { name: 'conceptwatch_ks_distance', kind: 'gauge', help: 'D.', labels: ['stream', 'concept'] } as const satisfies MetricSpec;
const depth = { name: 'conceptwatch_queue_images', kind: 'gauge', help: 'Waiting.' } as const satisfies MetricSpec;
const seconds = { name: 'conceptwatch_stage_duration_seconds', kind: 'histogram', help: 'Time.', labels: ['stage'], buckets: [0.1, 1] } as const satisfies MetricSpec;

const sinkOf = (seriesMax?: number) => new PrometheusMetricSink({ registry: new Registry(), ...(seriesMax ? { seriesMax } : {}) });
const lines = async (sink: PrometheusMetricSink) => (await sink.render()).split('\n').filter((line) => line && !/^#|_dropped_total\{.*\} 0$/.test(line));

describe('PrometheusMetricSink', () => {
  it('records counters, gauges and histograms', async () => {
    const sink = sinkOf();
    sink.increment(images, { stream: 'a' });
    sink.increment(images, { stream: 'a' }, 4);
    sink.set(distance, 0.25, { concept: 'snow', stream: 'a' });
    sink.observe(seconds, 0.5, { stage: 'embed' });
    expect(await lines(sink)).toEqual([
      'conceptwatch_images_total{stream="a"} 5',
      'conceptwatch_ks_distance{concept="snow",stream="a"} 0.25',
      'conceptwatch_stage_duration_seconds_bucket{le="0.1",stage="embed"} 0',
      'conceptwatch_stage_duration_seconds_bucket{le="1",stage="embed"} 1',
      'conceptwatch_stage_duration_seconds_bucket{le="+Inf",stage="embed"} 1',
      'conceptwatch_stage_duration_seconds_sum{stage="embed"} 0.5',
      'conceptwatch_stage_duration_seconds_count{stage="embed"} 1',
    ]);
  });

  it('shows nothing for a gauge that was never set or was removed', async () => {
    const sink = sinkOf();
    sink.set(depth, 3);
    sink.remove(depth);
    expect(await lines(sink)).toEqual([]);
    sink.set(depth, 4);
    expect(await lines(sink)).toEqual(['conceptwatch_queue_images 4']);
  });

  it('drops series over the cap, counts them, and takes them in when there is room again', async () => {
    const sink = sinkOf(2);
    for (const concept of ['snow', 'fog', 'rain', 'rain']) sink.set(distance, 0.5, { stream: 'a', concept });
    expect(await lines(sink)).toEqual([
      'conceptwatch_ks_distance{stream="a",concept="snow"} 0.5',
      'conceptwatch_ks_distance{stream="a",concept="fog"} 0.5',
      'conceptwatch_series_dropped_total{metric="conceptwatch_ks_distance"} 2',
    ]);
    sink.set(distance, 0.6, { stream: 'a', concept: 'snow' });
    sink.remove(distance, { concept: 'fog' });
    sink.set(distance, 0.7, { stream: 'a', concept: 'rain' });
    expect(await lines(sink)).toContain('conceptwatch_ks_distance{stream="a",concept="rain"} 0.7');
    expect(await lines(sink)).toContain('conceptwatch_ks_distance{stream="a",concept="snow"} 0.6');
  });

  it('shows from the beginning that nothing was dropped', async () => {
    const sink = sinkOf();
    sink.set(distance, 0.5, { stream: 'a', concept: 'snow' });
    expect(await sink.render()).toContain('conceptwatch_series_dropped_total{metric="conceptwatch_ks_distance"} 0');
  });

  it('counts a histogram with its buckets', async () => {
    const sink = sinkOf(5);
    sink.observe(seconds, 1, { stage: 'decode' });
    sink.observe(seconds, 1, { stage: 'embed' });
    expect(await lines(sink)).toContain('conceptwatch_series_dropped_total{metric="conceptwatch_stage_duration_seconds"} 1');
  });

  it('removes the series whose labels contain what was given', async () => {
    const sink = sinkOf();
    for (const stream of ['a', 'b']) for (const concept of ['snow', 'fog']) sink.set(distance, 0.5, { stream, concept });
    sink.remove(distance, { stream: 'a' });
    expect(await lines(sink)).toEqual(['conceptwatch_ks_distance{stream="b",concept="snow"} 0.5', 'conceptwatch_ks_distance{stream="b",concept="fog"} 0.5']);
  });

  it('names the label that is missing or not declared', () => {
    const sink = sinkOf();
    expect(() => sink.set(distance, 1, { stream: 'a' })).toThrow('label "concept"');
    expect(() => sink.increment(images, { stream: 'a', image: '17' })).toThrow('no label "image"');
    expect(() => sink.increment({ ...images, labels: ['camera'] }, { camera: 'a' })).toThrow('declared twice');
    expect(() => sink.observe({ ...seconds, name: 'conceptwatch_x_seconds', buckets: [] }, 1, { stage: 'a' })).toThrow('declares no buckets');
    expect(() => sink.set(images, 1, { stream: 'a' })).toThrow('another kind');
  });

  it('fills gauges at the scrape and survives a collector that fails', async () => {
    const sink = sinkOf();
    sink.onScrape(() => Promise.reject(new Error('the broker is gone')));
    sink.onScrape(() => sink.set(depth, 7));
    expect(await lines(sink)).toEqual(['conceptwatch_scrape_collector_errors_total 1', 'conceptwatch_queue_images 7']);
  });

  it('keeps the registry of another sink apart', async () => {
    const [one, two] = [sinkOf(), sinkOf()];
    one.set(depth, 1);
    expect(await lines(two)).toEqual([]);
  });
});
