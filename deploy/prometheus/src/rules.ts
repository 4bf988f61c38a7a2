import { stringify } from 'yaml';
import type { Alert, RecordingRule } from './alert';
import { DRIFT_ALERTS, FLOW_ALERTS, JOB_ALERTS, KAFKA_ALERTS, NOTIFICATION_ALERTS, PROCESS_ALERTS } from './alerts';
import { RECORDING_RULES } from './recording-rules';

const NOTE = ' Made by "npm run dashboards" from deploy/prometheus/src; a test compares.';

export const ALERTS: readonly Alert[] = [...DRIFT_ALERTS, ...FLOW_ALERTS, ...NOTIFICATION_ALERTS, ...PROCESS_ALERTS, ...JOB_ALERTS, ...KAFKA_ALERTS];

const groups = () => [
  { name: 'conceptwatch-recording', rules: RECORDING_RULES.map(({ record, expr }: RecordingRule) => ({ record, expr })) },
  { name: 'conceptwatch-drift', rules: DRIFT_ALERTS.map(toRule) },
  { name: 'conceptwatch-flow', rules: FLOW_ALERTS.map(toRule) },
  { name: 'conceptwatch-notifications', rules: NOTIFICATION_ALERTS.map(toRule) },
  { name: 'conceptwatch-process', rules: PROCESS_ALERTS.map(toRule) },
  { name: 'conceptwatch-jobs', rules: JOB_ALERTS.map(toRule) },
  { name: 'conceptwatch-kafka', rules: KAFKA_ALERTS.map(toRule) },
];

/**
 * Where links in alerts lead is told by external labels of Prometheus (grafana_url, web_url, runbooks_url), so that
 * nobody has to edit the rules; prometheus.yaml drops them before alerts are sent.
 */
function toRule(alert: Alert) {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    ...(alert.keepFiringFor && { keep_firing_for: alert.keepFiringFor }),
    labels: { severity: alert.severity },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `{{ $externalLabels.runbooks_url }}/${alert.name}.md`,
      dashboard_url: `{{ $externalLabels.grafana_url }}${alert.dashboard}`,
      ...(alert.page && { page_url: `{{ $externalLabels.web_url }}${alert.page}` }),
    },
  };
}

const yaml = (value: unknown): string => `#${NOTE}\n${stringify(value, { lineWidth: 0 })}`;

/** The rules file of Prometheus. */
export const ruleFile = (): string => yaml({ groups: groups() });

/** The same for the Prometheus operator. */
export const prometheusRule = (): string =>
  yaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'conceptwatch', labels: { 'app.kubernetes.io/name': 'conceptwatch', 'app.kubernetes.io/component': 'monitoring' } },
    spec: { groups: groups() },
  });
