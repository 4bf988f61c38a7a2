import { dashboardFiles } from '../../../dashboards/src';
import { grafanaConfigMaps } from './grafana-config-maps';
import { prometheusRule, ruleFile } from './rules';

export { ALERTS } from './rules';
export { RECORDING_RULES } from './recording-rules';

/** Every checked-in file that is made from TypeScript: path → text. */
export const monitoringFiles = (): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(dashboardFiles()).map(([name, text]) => [`dashboards/${name}`, text])),
  'deploy/prometheus/rules/conceptwatch.rules.yaml': ruleFile(),
  'k8s/overlays/monitoring/prometheus-rule.yaml': prometheusRule(),
  'k8s/overlays/monitoring/dashboards.yaml': grafanaConfigMaps(dashboardFiles()),
});
