import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ALERTS, monitoringFiles, RECORDING_RULES } from '../../deploy/prometheus/src';
import { knownMetricNames } from '../dashboards/declared-metrics';
import { analyse } from '../dashboards/promql';
import { describeWhere, requirement } from '../requirements';
import { ALERT_CASES, type Series } from './alert-cases';

const root = fileURLToPath(new URL('../../', import.meta.url));
const RULES = 'deploy/prometheus/rules/conceptwatch.rules.yaml';
const EXTERNAL = { grafana_url: 'http://grafana', web_url: 'http://web', runbooks_url: 'docs/runbooks' };

interface Rule {
  alert?: string;
  for?: string;
  labels: { severity: string };
  annotations: Record<string, string>;
}
const rules = (parse(readFileSync(`${root}${RULES}`, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);

describe('the checked-in rules', () => {
  it('are what the sources make: run "npm run dashboards"', () => {
    for (const [file, text] of Object.entries(monitoringFiles())) expect(readFileSync(`${root}${file}`, 'utf8') === text ? 'as made' : `${file} is stale`).toBe('as made');
  });

  it('name only metrics that are declared, or recorded', async () => {
    const known = new Set([...(await knownMetricNames()), ...RECORDING_RULES.map(({ record }) => record)]);
    const used = [...RECORDING_RULES, ...ALERTS].flatMap(({ expr }) => analyse(expr).selectors.map(({ metric }) => metric));
    expect(used.filter((metric) => !known.has(metric))).toEqual([]);
  });

  it.each(alerts.map((rule) => [rule.alert!, rule] as const))('%s has a runbook, a dashboard, a severity, and its name begins as it should', (name, rule) => {
    expect(name).toMatch(/^ConceptWatch[A-Z]\w+$/);
    expect(rule.for).toMatch(/^\d+[smh]$/);
    expect(['critical', 'warning', 'info']).toContain(rule.labels.severity);
    expect(rule.annotations.summary).toMatch(/^[A-Z][^{]*\.$/);
    const runbook = rule.annotations.runbook_url.replace('{{ $externalLabels.runbooks_url }}', 'docs/runbooks');
    expect(existsSync(`${root}${runbook}`), runbook).toBe(true);
    const [, dashboard] = /\/d\/conceptwatch-(\w+)/.exec(rule.annotations.dashboard_url) ?? [];
    expect(existsSync(`${root}dashboards/${dashboard}.json`)).toBe(true);
  });

  it('lead to dashboards by variables that these have, and to pages that the web app has', async () => {
    // By a computed name: the web app is of another TypeScript project, with the browser's types.
    const { parsePath } = (await import(`${root}apps/web/src/route.ts`)) as { parsePath: (path: string) => { page: string } };
    const pages = new Set<string>();
    for (const { dashboard, page } of ALERTS) {
      const [, name, query] = /^\/d\/conceptwatch-(\w+)(?:\?(.+))?$/.exec(dashboard) ?? [];
      const { templating } = JSON.parse(readFileSync(`${root}dashboards/${name}.json`, 'utf8')) as { templating: { list: { name: string }[] } };
      for (const [, variable] of (query ?? '').matchAll(/var-(\w+)=/g)) expect(templating.list.map((each) => each.name), dashboard).toContain(variable);
      if (page) pages.add(parsePath(page.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '$1')).page);
    }
    expect([...pages].sort()).toEqual(['concept', 'refused', 'stream']);
  });

  it('have a case for every alert, in which it fires, and one in which it does not', () => {
    expect(Object.keys(ALERT_CASES).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
    expect(Object.entries(ALERT_CASES).filter(([, { fires, silent }]) => fires.length === 0 || silent.length === 0)).toEqual([]);
  });

  it('have no runbook without an alert', () => {
    const listed = [...readFileSync(`${root}docs/runbooks/README.md`, 'utf8').matchAll(/\((ConceptWatch\w+)\.md\)/g)].map(([, name]) => name);
    expect(listed.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });
});

describeWhere(requirement('prometheus'), 'promtool test rules', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'conceptwatch-rules-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const promtool = (tests: object[]) => {
    const file = path.join(folder, 'tests.yaml');
    writeFileSync(file, stringify({ rule_files: [`${root}${RULES}`], evaluation_interval: '15s', tests }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  const input = (series: readonly Series[]) => ({ interval: '15s', input_series: series.map(([name, values]) => ({ series: name, values })), external_labels: EXTERNAL });
  const firing = (name: string, at: string, samples: object[]) => [{ expr: `ALERTS{alertname="${name}", alertstate="firing"}`, eval_time: at, exp_samples: samples }];
  const labelsOf = (labels: Record<string, string>) => `{${Object.entries(labels).map(([key, value]) => `${key}="${value}"`).join(', ')}}`;

  it.each(Object.entries(ALERT_CASES))('%s fires, and does not fire', (name, { at, fires, labels = {}, silent }) => {
    const { severity } = alerts.find(({ alert }) => alert === name)!.labels;
    const expected = { alertname: name, alertstate: 'firing', severity, ...labels };
    const outcome = promtool([
      { ...input(fires), promql_expr_test: firing(name, at, [{ labels: `ALERTS${labelsOf(expected)}`, value: 1 }]) },
      ...silent.map((series) => ({ ...input(series), promql_expr_test: firing(name, at, []) })),
    ]);
    expect(outcome).toMatchObject({ status: 0 });
  });

  it('the drift alert names concept, stream and distance, and leads to runbook, dashboard and page', () => {
    const series: Series[] = [
      ['conceptwatch_drift_active{stream="yard",concept="snow"}', '1x20'],
      ['conceptwatch_ks_distance{stream="yard",concept="snow"}', '0.384x20'],
    ];
    const annotations = {
      summary: 'The images of a stream have changed.',
      description: '"snow" is distributed otherwise than in the baseline of stream yard. D = 0.38 (0: as in the baseline, 1: wholly different).',
      runbook_url: 'docs/runbooks/ConceptWatchDrift.md',
      dashboard_url: 'http://grafana/d/conceptwatch-concept?var-stream=yard&var-concept=snow',
      page_url: 'http://web/streams/yard/concepts/snow',
    };
    const expected = { exp_labels: { severity: 'warning', stream: 'yard', concept: 'snow' }, exp_annotations: annotations };
    expect(promtool([{ ...input(series), alert_rule_test: [{ alertname: 'ConceptWatchDrift', eval_time: '2m', exp_alerts: [expected] }] }])).toMatchObject({ status: 0 });
  });

  it('the drift alert stays while its stream goes from one process to another, and ends with the drift', () => {
    const at = (instance: string, values: string): Series => [`conceptwatch_drift_active{stream="yard",concept="snow",instance="${instance}"}`, values];
    const moved = input([at('a', '1x20 stale'), at('b', '_x25 1x20 0x20')]);
    const still = { labels: `ALERTS${labelsOf({ alertname: 'ConceptWatchDrift', alertstate: 'firing', severity: 'warning', stream: 'yard', concept: 'snow' })}`, value: 1 };
    const expected = [...['5m', '5m30s', '6m15s', '7m', '11m'].flatMap((time) => firing('ConceptWatchDrift', time, [still])), ...firing('ConceptWatchDrift', '15m', [])];
    expect(promtool([{ ...moved, promql_expr_test: expected }])).toMatchObject({ status: 0 });
  });

  it('the configurations of Prometheus are valid', () => {
    const files = ['prometheus.yaml', 'prometheus.cluster.yaml'].map((file) => `${root}deploy/prometheus/${file}`);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'config', '--lint=all', '--lint-fatal', ...files], { encoding: 'utf8' });
    expect({ status, said: status ? stdout + stderr : '' }).toEqual({ status: 0, said: '' });
  });
});
