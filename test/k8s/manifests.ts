import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { kustomizePath } from '../requirements';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const OVERLAYS = ['standalone', 'cluster', 'gpu', 'monitoring'] as const;

/** A Kubernetes object; policies look into it as deep as they need. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- every kind has its own
  spec?: any;
  [field: string]: unknown;
}

/** What an overlay makes, as text. @throws with kustomize's own words */
export function build(overlay: string): string {
  const { status, stdout, stderr } = spawnSync(kustomizePath(), ['build', `${root}k8s/overlays/${overlay}`], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`kustomize build ${overlay}: ${stderr}`);
  return stdout;
}

export const parseManifests = (text: string): Manifest[] => parseAllDocuments(text).map((document) => document.toJS() as Manifest);
