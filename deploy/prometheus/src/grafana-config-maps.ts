import { stringify } from 'yaml';

/** A ConfigMap per dashboard, as the sidecar of Grafana looks for them. kustomize reads no files outside its folder, so they stand there. */
export function grafanaConfigMaps(dashboards: Readonly<Record<string, string>>): string {
  const documents = Object.entries(dashboards).map(([file, text]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `conceptwatch-dashboard-${file.replace('.json', '')}`,
      labels: { 'app.kubernetes.io/name': 'conceptwatch', 'app.kubernetes.io/component': 'monitoring', grafana_dashboard: '1' },
      annotations: { grafana_folder: 'ConceptWatch' },
    },
    data: { [`conceptwatch-${file}`]: `${JSON.stringify(JSON.parse(text))}\n` },
  }));
  return `# Made by "npm run dashboards" from dashboards/src; a test compares.\n${documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n')}`;
}
