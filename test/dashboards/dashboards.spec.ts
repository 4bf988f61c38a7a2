import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dashboardFiles } from '../../dashboards/src';
import { THRESHOLDS } from '../../dashboards/src/thresholds';
import { type Dashboard, lint, type Panel, questionsOf } from './linter';
import { knownMetricNames } from './declared-metrics';
import { analyse, fillIn } from './promql';

const folder = fileURLToPath(new URL('../../dashboards/', import.meta.url));
const checkedIn = Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]));
const dashboards = Object.values(checkedIn).map((text) => JSON.parse(text) as Dashboard);
const panelsOf = (dashboard: Dashboard): Panel[] => dashboard.panels.filter(({ type }) => type !== 'row');
const clone = (dashboard: Dashboard): Dashboard => structuredClone(dashboard);
const [overview] = dashboards.filter(({ uid }) => uid === 'conceptwatch-overview');

describe('the checked-in dashboards', () => {
  it('are what the sources make: run "npm run dashboards"', () => expect(checkedIn).toEqual(dashboardFiles()));

  it('are the six that an on-call engineer gets', () => expect(Object.keys(checkedIn).sort()).toEqual(['aligners.json', 'concept.json', 'kafka.json', 'overview.json', 'pipeline.json', 'stream.json']));

  it.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s keeps the rules', (_, dashboard) => expect(lint(dashboard)).toEqual([]));

  it('name only metrics that are declared', async () => {
    const known = await knownMetricNames();
    const used = dashboards.flatMap(questionsOf);
    for (const kind of [/^annotation/, /^variable/]) expect(used.some(({ place }) => kind.test(place))).toBe(true);
    const unknown = used.flatMap(({ expr }) => analyse(expr).selectors.map(({ metric }) => metric)).filter((metric) => !known.has(metric));
    expect(unknown).toEqual([]);
  });

  it('link to dashboards that exist, with the variables that these have', () => {
    const variablesOf = new Map(dashboards.map(({ uid, templating }) => [uid, new Set(templating.list.map(({ name }) => name))]));
    const urls = dashboards.flatMap((dashboard) => panelsOf(dashboard).flatMap(({ fieldConfig }) => (fieldConfig?.defaults.links ?? []).map(({ url }) => url)));
    const internal = urls.filter((url) => url.startsWith('/d/'));
    expect(internal.length).toBeGreaterThan(5);
    for (const url of internal) {
      const [, uid, query] = /^\/d\/([^?]+)\?(.*)$/.exec(url) ?? [];
      expect([...variablesOf.keys()]).toContain(uid);
      for (const [, variable] of query.matchAll(/var-(\w+)=/g)) expect(variablesOf.get(uid)).toContain(variable);
    }
  });

  it('link to pages that the web app has', async () => {
    // By a computed name: the web app is of another TypeScript project, with the browser's types.
    const { parsePath } = (await import(path.resolve(folder, '../apps/web/src/route.ts'))) as { parsePath: (path: string) => { page: string } };
    const urls = dashboards.flatMap((dashboard) => [...panelsOf(dashboard).flatMap(({ fieldConfig }) => (fieldConfig?.defaults.links ?? []).map(({ url }) => url)), ...dashboard.links.map(({ url = '' }) => url)]);
    const pages = urls.filter((url) => url.startsWith('${webapp}')).map((url) => parsePath(url.replace('${webapp}', '').replaceAll(/\$\{([\w.]+)\}/g, '$1')).page);
    expect([...new Set(pages)].sort()).toEqual(['concept', 'home', 'stream']);
  });

  it('colour from the thresholds of the alert rules', () => {
    const coloured = panelsOf(overview).find(({ title }) => title === 'Waiting')?.fieldConfig?.defaults.thresholds?.steps.map(({ value }) => value);
    expect(coloured).toEqual([null, THRESHOLDS.lagSeconds.warning, THRESHOLDS.lagSeconds.critical]);
  });
});

describe('the linter', () => {
  const variable = (dashboard: Dashboard, wanted: string) => dashboard.templating.list.find(({ name }) => name === wanted)!;
  const first = (dashboard: Dashboard) => panelsOf(dashboard)[0];
  const asking = (expr: string) => (dashboard: Dashboard) => (first(dashboard).targets![0].expr = expr);
  const broken: [string, (dashboard: Dashboard) => void][] = [
    ['uneditable', (dashboard) => (dashboard.editable = true)],
    ['no-id', (dashboard) => (dashboard.id = 7)],
    ['uid', (dashboard) => (dashboard.uid = 'Over View')],
    ['schema-version', (dashboard) => (dashboard.schemaVersion = 16)],
    ['timezone', (dashboard) => (dashboard.timezone = 'browser')],
    ['panel-ids', (dashboard) => (panelsOf(dashboard)[1].id = first(dashboard).id)],
    ['annotations from alerts', (dashboard) => (dashboard.annotations.list = [])],
    ['annotation-name', (dashboard) => (dashboard.annotations.list[0].name = '')],
    ['annotation-datasource', (dashboard) => (dashboard.annotations.list[0].datasource.uid = 'prometheus-1')],
    ['target-promql', (dashboard) => (dashboard.annotations.list[0].expr = 'ALERTS{')],
    ['links to the other dashboards', (dashboard) => (dashboard.links = dashboard.links.filter(({ type }) => type !== 'dashboards'))],
    ['link to the web app', (dashboard) => (dashboard.links = dashboard.links.filter(({ url }) => !url))],
    ['template-datasource', (dashboard) => (variable(dashboard, 'datasource').query = 'loki')],
    ['template-datasource: job', (dashboard) => (variable(dashboard, 'job').datasource!.uid = 'prometheus-1')],
    ['template-job: multi', (dashboard) => (variable(dashboard, 'job').multi = false)],
    ['template-job: includeAll', (dashboard) => (variable(dashboard, 'job').includeAll = false)],
    ['template-instance: allValue', (dashboard) => (variable(dashboard, 'instance').allValue = '.*')],
    ['template-label', (dashboard) => (variable(dashboard, 'job').label = '')],
    ['target-promql', (dashboard) => (variable(dashboard, 'job').query = 'query_result(up)')],
    ['on-time-change-reload', (dashboard) => (variable(dashboard, 'instance').refresh = 1)],
    ['panel-units', (dashboard) => (first(dashboard).fieldConfig!.defaults.unit = 'furlongs')],
    ['panel-datasource', (dashboard) => (first(dashboard).datasource = { uid: 'prometheus-1' })],
    ['panel-title-description', (dashboard) => (first(dashboard).description = '')],
    ['panel-no-targets', (dashboard) => (first(dashboard).targets = [])],
    ['target-datasource', (dashboard) => (first(dashboard).targets![0].datasource = { uid: 'prometheus-1' })],
    ['target-promql', asking('sum(up{job=~"$job", instance=~"$instance"}')],
    ['target-job', asking('max(conceptwatch_lag_seconds{instance=~"$instance"})')],
    ['target-instance', asking('max(conceptwatch_lag_seconds{job=~"$job"})')],
    ['target-rate-interval', asking('sum(rate(conceptwatch_images_total{job=~"$job", instance=~"$instance"}[5m]))')],
    ['target-counter:', asking('sum(conceptwatch_images_total{job=~"$job", instance=~"$instance"})')],
    ['target-counter-aggregation', asking('rate(conceptwatch_images_total{job=~"$job", instance=~"$instance"}[$__rate_interval])')],
  ];
  it.each(broken)('reports %s', (rule, breakIt) => {
    const dashboard = clone(overview);
    expect(lint(dashboard)).toEqual([]);
    breakIt(dashboard);
    expect(lint(dashboard).join('\n')).toContain(rule);
  });

  it('has a broken dashboard for every rule', () => {
    const rules = [...readFileSync(`${folder}../test/dashboards/linter.ts`, 'utf8').matchAll(/wrong\(.*?, ['`]([a-z- ]+)/g)].map(([, rule]) => rule.trim());
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter((rule) => !broken.some(([name]) => rule.startsWith(name.split(':')[0]) || name.startsWith(rule)))).toEqual([]);
  });
});

describe('fillIn', () => {
  it('puts values in as Grafana does', () => expect(fillIn('rate(a{job=~"$job", stream="${stream}"}[$__rate_interval])', { stream: 'yard' })).toBe('rate(a{job=~".+", stream="yard"}[1m])'));
});
