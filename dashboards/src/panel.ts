import { type Builder } from '@grafana/grafana-foundation-sdk/cog';
import { BigValueColorMode, BigValueGraphMode, BigValueTextMode, GraphThresholdsStyleMode, LegendDisplayMode, LegendPlacement, ReduceDataOptionsBuilder, SortOrder, TooltipDisplayMode, VizLegendOptionsBuilder, VizTooltipOptionsBuilder, GraphThresholdsStyleConfigBuilder } from '@grafana/grafana-foundation-sdk/common';
import { DashboardLinkBuilder, type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** A PromQL expression and the name of its series, in Grafana's `{{label}}` notation. */
export type Query = readonly [expression: string, legend: string];

export interface PanelSpec {
  kind: 'timeseries' | 'stat' | 'table';
  title: string;
  description: string;
  /** Grafana's unit id: s, percentunit, short, bytes, ops, … */
  unit: string;
  queries: readonly Query[];
  /** Of 24 columns. */
  width: number;
  min?: number;
  max?: number;
  /** Where yellow and red begin. */
  thresholds?: { warning?: number; critical?: number };
  /** Links of a series or row, with `${__field.labels.stream}` and the like. */
  links?: readonly { title: string; url: string }[];
  /** A stat that shows the name of its series instead of the value. */
  showsName?: boolean;
  /** Where nothing happening is the normal case: what to show instead of "No data". */
  noValue?: string;
}

const HEIGHT = { timeseries: 8, stat: 4, table: 9 } as const;

/** A panel as the SDK builds it. @param id within the dashboard: links to the panel keep it */
export function panel(spec: PanelSpec, id: number): Builder<Panel> {
  const targets = spec.queries.map(([expression, legend], i) => target(spec, expression, legend, i));
  const links = (spec.links ?? []).map(({ title, url }) => new DashboardLinkBuilder(title).url(url));
  const common = <B extends timeseries.PanelBuilder | stat.PanelBuilder | table.PanelBuilder>(builder: B): B => {
    builder.id(id).title(spec.title).description(spec.description).unit(spec.unit).datasource(DATASOURCE).height(HEIGHT[spec.kind]).span(spec.width).targets(targets).dataLinks(links);
    if (spec.thresholds) builder.thresholds(steps(spec.thresholds));
    if (spec.min !== undefined) builder.min(spec.min);
    if (spec.max !== undefined) builder.max(spec.max);
    if (spec.noValue !== undefined) builder.noValue(spec.noValue);
    return builder;
  };
  if (spec.kind === 'stat') {
    return common(new stat.PanelBuilder())
      .colorMode(spec.thresholds ? BigValueColorMode.Background : BigValueColorMode.None)
      .graphMode(spec.showsName ? BigValueGraphMode.None : BigValueGraphMode.Area)
      .textMode(spec.showsName ? BigValueTextMode.Name : BigValueTextMode.Auto)
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
  }
  if (spec.kind === 'table') return common(new table.PanelBuilder()).filterable(true).withTransformation({ id: 'organize', options: { excludeByName: { Time: true, __name__: true, job: true, instance: true } } });
  const lines = common(new timeseries.PanelBuilder())
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Right).showLegend(true).calcs(['lastNotNull', 'max']))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .lineWidth(1)
    .fillOpacity(8);
  return spec.thresholds ? lines.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed)) : lines;
}

function target(spec: PanelSpec, expression: string, legend: string, i: number): DataqueryBuilder {
  const query = new DataqueryBuilder().expr(expression).legendFormat(legend).refId(String.fromCharCode(65 + i)).datasource(DATASOURCE);
  if (spec.kind === 'timeseries') return query.range();
  return spec.kind === 'stat' ? query.range() : query.instant().format(PromQueryFormat.Table);
}

const steps = ({ warning, critical }: { warning?: number; critical?: number }) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: 'green' },
    ...(warning === undefined ? [] : [{ value: warning, color: 'yellow' }]),
    ...(critical === undefined ? [] : [{ value: critical, color: 'red' }]),
  ]);
