/** An alert as we declare it; `rules.ts` makes Prometheus' form of it. */
export interface Alert {
  /** CamelCase, begins with ConceptWatch; docs/runbooks/NAME.md says what to do. */
  name: string;
  expr: string;
  for: string;
  keepFiringFor?: string;
  severity: 'critical' | 'warning' | 'info';
  /** One sentence, the same for every alert of a group. */
  summary: string;
  /** What exactly, with `{{ $labels.x }}` and `{{ $value }}`. */
  description: string;
  /** Path within Grafana. */
  dashboard: string;
  /** Path within the web app. */
  page?: string;
}

export interface RecordingRule {
  /** level:metric:operations */
  record: string;
  expr: string;
}
