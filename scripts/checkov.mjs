/**
 * Judges the Dockerfile and what every overlay of k8s/ builds by checkov; ends with 1 when a check fails that deploy/checkov.yaml does not
 * leave out with a reason. Needs kustomize and checkov (python3 -m venv DIR && DIR/bin/pip install checkov==3.3.30; CHECKOV=DIR/bin/checkov).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const installed = (name) => [path.join(root, '.venv/bin', name)].find((file) => existsSync(file)) ?? name;
const folder = mkdtempSync(path.join(tmpdir(), 'conceptwatch-checkov-'));

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: folder });
  if (error) throw new Error(`${program} cannot be started (${error.message}): the head of scripts/checkov.mjs says how to install it.`);
  return { status, stdout, stderr };
}

try {
  for (const overlay of readdirSync(path.join(root, 'k8s/overlays'))) {
    const { status, stdout, stderr } = run(installed('kustomize'), ['build', path.join(root, 'k8s/overlays', overlay)]);
    if (status !== 0) throw new Error(`kustomize build ${overlay}: ${stderr}`);
    writeFileSync(path.join(folder, `${overlay}.yaml`), stdout);
  }
  copyFileSync(path.join(root, 'deploy/Dockerfile'), path.join(folder, 'Dockerfile'));
  const files = readdirSync(folder).sort();
  const checkov = process.env.CHECKOV ?? installed('checkov');
  const { status, stdout, stderr } = run(checkov, ['--config-file', path.join(root, 'deploy/checkov.yaml'), '--output', 'json', '--file', ...files]);
  const reports = [JSON.parse(stdout)].flat();
  if (!reports.every(({ summary }) => summary)) throw new Error(`checkov judged nothing: ${stdout}${stderr}`);
  for (const { check_type, summary, results } of reports) {
    console.log(`checkov ${summary.checkov_version}, ${check_type}: ${summary.passed} checks passed, ${summary.failed} failed, ${summary.parsing_errors} files not understood`);
    for (const { check_id, check_name, resource, file_path } of results.failed_checks) console.log(`  ${check_id} ${check_name}: ${resource} (${file_path})`);
  }
  process.exitCode = status === 0 && reports.every(({ summary }) => summary.failed + summary.parsing_errors === 0) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
