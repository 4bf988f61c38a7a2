/// <reference types="vite/types/importMeta.d.ts" />
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { MetricSpec } from '@conceptwatch/ports';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import { describeWhere, requirement } from '../requirements';

type Declarations = Record<string, MetricSpec | readonly MetricSpec[]>;
const modules = import.meta.glob<Record<string, Declarations>>('../../libs/**/*.metrics.ts', { eager: true });
const specs = Object.values(modules).flatMap((module) => Object.values(module).flatMap((declared) => Object.values(declared).flat()));

/** Never job or instance: these are Prometheus' own, and ours would become exported_job. */
const LABELS = /^(stream|concept|source|outcome|reason|stage|topic|partition|group|kind|status|bank|metric|version|node|encoder|aligner|space|method|route|state|role|provider|precision)$/;

describe('declared metrics', () => {
  it('are found', () => expect(specs.length).toBeGreaterThan(20));

  it('are declared once', () => {
    const names = specs.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it.each(specs.map((spec) => [spec.name, spec] as const))('%s follows the conventions', (name, { kind, labels = [], buckets, help }) => {
    expect(name).toMatch(/^conceptwatch_[a-z][a-z0-9_]*$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|percent|kb|mb|count|sum|bucket)(_|$)/);
    for (const label of labels) expect(label).toMatch(LABELS);
    if (kind === 'histogram') expect([...(buckets ?? [])].sort((a, b) => a - b)).toEqual(buckets);
    expect(help).toMatch(/\.$/);
  });
});

describeWhere(requirement('prometheus'), 'promtool check metrics', () => {
  it('has nothing to say about what we serve', async () => {
    const sink = new PrometheusMetricSink({ registry: new Registry() });
    sink.describeProcess('1.2.3');
    for (const spec of specs) {
      const labels = Object.fromEntries((spec.labels ?? []).map((label) => [label, 'a']));
      if (spec.kind === 'counter') sink.increment(spec, labels);
      else if (spec.kind === 'gauge') sink.set(spec, 1, labels);
      else sink.observe(spec, 1, labels);
    }
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: await sink.render(), encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});
