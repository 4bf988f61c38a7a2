import * as units from '@grafana/grafana-foundation-sdk/units';
import { analyse } from './promql';
import { OF_PROMETHEUS } from './declared-metrics';

/** As much of Grafana's dashboard JSON as the rules look at. */
export interface Dashboard {
  uid: string;
  title: string;
  id?: number;
  schemaVersion: number;
  editable: boolean;
  timezone: string;
  refresh: string;
  templating: { list: { name: string; type: string; label?: string; query?: string; datasource?: { uid: string }; multi?: boolean; includeAll?: boolean; allValue?: string; refresh?: number }[] };
  annotations: { list: { name: string; expr: string; enable: boolean; datasource: { uid: string } }[] };
  links: { title: string; url?: string; type: string; tags?: string[] }[];
  tags: string[];
  panels: Panel[];
}
export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { uid: string };
  targets?: { expr: string; refId: string; datasource?: { uid: string } }[];
  fieldConfig?: { defaults: { unit?: string; thresholds?: { steps: { value: number | null }[] }; links?: { title: string; url: string }[] } };
}

/** Everything that a dashboard asks Prometheus, by where it stands: queries of panels, annotations, and the selectors that fill variables. */
export function questionsOf({ panels, annotations, templating }: Dashboard): { place: string; expr: string }[] {
  return [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr, refId }) => ({ place: `${title} / ${refId}`, expr }))),
    ...annotations.list.map(({ name, expr }) => ({ place: `annotation / ${name}`, expr })),
    ...templating.list.filter(({ type }) => type === 'query').map(({ name, query }) => ({ place: `variable / ${name}`, expr: selectorOf(query) })),
  ];
}

const selectorOf = (query = ''): string => /^label_values\((.+), \w+\)$/.exec(query)?.[1] ?? '';

const UNITS = new Set<unknown>(Object.values(units));
const FREE_OF_SCOPE = new Set(OF_PROMETHEUS.filter((name) => name !== 'up'));
const NEEDS_RATE = /_(total|sum|count|bucket)$/;

/** The rules of grafana/dashboard-linter (which no registry has), and ours. @returns what is wrong, as "rule: where" */
export function lint(dashboard: Dashboard): string[] {
  return [...lintFrame(dashboard), ...lintVariables(dashboard), ...dashboard.panels.filter(({ type }) => type !== 'row').flatMap(lintPanel)];
}

function lintFrame({ id, uid, editable, schemaVersion, timezone, annotations, links, panels }: Dashboard): string[] {
  const ids = panels.map((panel) => panel.id);
  return [
    ...wrong(!editable, 'uneditable'),
    ...wrong(id === undefined, 'no-id: the server gives one'),
    ...wrong(/^[a-z0-9-]{1,40}$/.test(uid), 'uid: kebab-case, at most 40 characters'),
    ...wrong(schemaVersion === 42, 'schema-version'),
    ...wrong(timezone === 'utc', 'timezone'),
    ...wrong(new Set(ids).size === ids.length, 'panel-ids are used once'),
    ...wrong(annotations.list.some(({ expr }) => expr.startsWith('ALERTS{')), 'annotations from alerts'),
    ...annotations.list.flatMap(({ name, expr, datasource }) => [...wrong(name !== '', 'annotation-name'), ...wrong(datasource.uid === '${datasource}', `annotation-datasource: ${name}`), ...parses(expr)]),
    ...wrong(links.some(({ type, tags }) => type === 'dashboards' && tags?.includes('conceptwatch')), 'links to the other dashboards'),
    ...wrong(links.some(({ url }) => url?.startsWith('${webapp}')), 'link to the web app'),
  ];
}

function lintVariables({ templating: { list } }: Dashboard): string[] {
  const named = (name: string) => list.find((variable) => variable.name === name);
  const scoped = ['job', 'instance'].flatMap((name) => {
    const variable = named(name);
    return [
      ...wrong(variable?.multi === true, `template-${name}: multi`),
      ...wrong(variable?.includeAll === true, `template-${name}: includeAll`),
      ...wrong(variable?.allValue === '.+', `template-${name}: allValue`),
    ];
  });
  const queries = list.filter(({ type }) => type === 'query');
  return [
    ...wrong(named('datasource')?.type === 'datasource' && named('datasource')?.query === 'prometheus', 'template-datasource'),
    ...scoped,
    ...list.flatMap(({ name, label }) => wrong(Boolean(label), `template-label: ${name}`)),
    ...queries.flatMap(({ name, refresh, datasource, query }) => [
      ...wrong(refresh === 2, `on-time-change-reload: ${name}`),
      ...wrong(datasource?.uid === '${datasource}', `template-datasource: ${name}`),
      ...parses(selectorOf(query)),
    ]),
  ];
}

function lintPanel(panel: Panel): string[] {
  const { title, description, datasource, targets = [], fieldConfig } = panel;
  return [
    ...wrong(title.length > 2 && (description ?? '').length > 2, `panel-title-description: ${title}`),
    ...wrong(datasource?.uid === '${datasource}', `panel-datasource: ${title}`),
    ...wrong(UNITS.has(fieldConfig?.defaults.unit), `panel-units: ${title} (${fieldConfig?.defaults.unit})`),
    ...wrong(targets.length > 0, `panel-no-targets: ${title}`),
    ...targets.flatMap(({ expr, datasource: source }) => [...wrong(source?.uid === '${datasource}', `target-datasource: ${title}`), ...(parses(expr).length ? parses(expr) : lintExpression(expr))]),
  ];
}

function lintExpression(expr: string): string[] {
  const { selectors, rangesOf } = analyse(expr);
  const scoped = selectors.filter(({ metric }) => !FREE_OF_SCOPE.has(metric));
  return [
    ...scoped.flatMap(({ metric, matchers }) => [...wrong(matchers.includes('job=~'), `target-job: ${metric}`), ...wrong(matchers.includes('instance=~'), `target-instance: ${metric}`)]),
    ...[...expr.matchAll(/\b(?:rate|increase|irate)\([^[]+\[([^\]]+)\]/g)].flatMap(([, interval]) => wrong(interval === '$__rate_interval', `target-rate-interval: ${interval}`)),
    ...selectors.flatMap(({ metric }) => wrong(!NEEDS_RATE.test(metric) || rangesOf.includes(metric), `target-counter: ${metric} without rate`)),
    ...[...expr.matchAll(/\brate\(/g)].flatMap(({ index }) => wrong(/sum\s*(by \([^)]*\)\s*)?\($/.test(expr.slice(0, index)), `target-counter-aggregation: ${expr}`)),
  ];
}

function parses(expr: string): string[] {
  try {
    analyse(expr);
    return [];
  } catch (error) {
    return [`target-promql: ${(error as Error).message}`];
  }
}

const wrong = (isRight: boolean, what: string): string[] => (isRight ? [] : [what]);
