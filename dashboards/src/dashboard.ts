import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE, panel, type PanelSpec } from './panel';

export interface DashboardSpec {
  /** Last part of the uid and name of the file. */
  name: string;
  title: string;
  description: string;
  /** Which variables stand beside data source, job and instance. */
  variables?: readonly ('stream' | 'concept')[];
  rows: readonly { title: string; panels: readonly PanelSpec[] }[];
}

/** What every query of ours is narrowed by. */
export const SCOPE = 'job=~"$job", instance=~"$instance"';
const TAG = 'conceptwatch';

/** Addresses within Grafana; `${…}` are Grafana's variables. */
export const uidOf = (name: string): string => `conceptwatch-${name}`;
export const LINKS = {
  stream: { title: 'Dashboard of the stream', url: '/d/conceptwatch-stream?var-stream=${__data.fields.stream}&${datasource:queryparam}&${job:queryparam}' },
  concept: { title: 'Dashboard of the concept', url: '/d/conceptwatch-concept?var-stream=${__data.fields.stream}&var-concept=${__data.fields.concept}&${datasource:queryparam}&${job:queryparam}' },
  page: { title: 'Images before and after, in the web app', url: '${webapp}/streams/${__data.fields.stream}/concepts/${__data.fields.concept}' },
  conceptOfSeries: { title: 'Dashboard of the concept', url: '/d/conceptwatch-concept?var-stream=${stream}&var-concept=${__field.labels.concept}&${datasource:queryparam}&${job:queryparam}' },
  pageOfSeries: { title: 'Images before and after, in the web app', url: '${webapp}/streams/${stream}/concepts/${__field.labels.concept}' },
  streamOfSeries: { title: 'Dashboard of the stream', url: '/d/conceptwatch-stream?var-stream=${__field.labels.stream}&${datasource:queryparam}&${job:queryparam}' },
} as const;

/** A dashboard as the SDK builds it; deterministic, so that the checked-in JSON can be compared. */
export function dashboard({ name, title, description, variables = [], rows }: DashboardSpec): DashboardBuilder {
  const builder = new DashboardBuilder(title)
    .uid(uidOf(name))
    .description(description)
    .tags([TAG])
    .readonly()
    .timezone('utc')
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...always(), ...variables.map((variable) => (variable === 'stream' ? streamVariable() : conceptVariable()))])
    .annotations([alarms(), starts()])
    .links([
      new DashboardLinkBuilder('Dashboards').type(DashboardLinkType.Dashboards).tags([TAG]).includeVars(true).keepTime(true),
      new DashboardLinkBuilder('Web app').type(DashboardLinkType.Link).url(webPageOf(variables)).targetBlank(true),
    ]);
  let id = 1;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(id++));
    for (const spec of row.panels) builder.withPanel(panel(spec, id++));
  }
  return builder;
}

const webPageOf = (variables: readonly string[]): string =>
  ['${webapp}', ...(variables.includes('stream') ? ['streams/${stream}'] : []), ...(variables.includes('concept') ? ['concepts/${concept}'] : [])].join('/');

const always = (): Builder<VariableModel>[] => [
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
  every('job', 'Job', 'label_values(conceptwatch_build_info, job)'),
  every('instance', 'Instance', 'label_values(conceptwatch_build_info{job=~"$job"}, instance)'),
  new TextBoxVariableBuilder('webapp').label('Web app').description('Address of the web app, for links').defaultValue('http://localhost:3000'),
];

const every = (name: string, label: string, query: string) => labelVariable(name, label, query).multi(true).includeAll(true).allValue('.+').current({ text: 'All', value: '$__all' });
const streamVariable = () => labelVariable('stream', 'Stream', `label_values(conceptwatch_window_fill_ratio{${SCOPE}}, stream)`);
const conceptVariable = () => labelVariable('concept', 'Concept', `label_values(conceptwatch_drift_active{${SCOPE}, stream="$stream"}, concept)`);
const labelVariable = (name: string, label: string, query: string) =>
  new QueryVariableBuilder(name).label(label).datasource(DATASOURCE).query(query).definition(query).refresh(VariableRefresh.OnTimeRangeChanged).sort(VariableSort.AlphabeticalAsc);

const named = (name: string) => new AnnotationQueryBuilder().name(name);
const alarms = () =>
  named('Alerts')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('red')
    .expr('ALERTS{alertname=~"ConceptWatch.+", alertstate="firing"}')
    .titleFormat('{{alertname}}')
    .textFormat('{{stream}} {{concept}}')
    .step('60s');
const starts = () =>
  named('Starts and deployments')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('blue')
    .expr(`changes(process_start_time_seconds{${SCOPE}}[2m]) > 0`)
    .titleFormat('{{job}} started')
    .textFormat('{{instance}}')
    .step('60s');
