// Counts what was run: each command is one check, each spec as many as it has tests.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { attempt, root } from './set-up.mjs';

const REPORTS = path.join(root, 'tmp', 'test-results');

export class Tally {
  passed = 0;
  failed = [];
  skipped = [];

  /** Runs one command; it passes when it exits with 0. */
  async step(name, command, args) {
    const seconds = begin(name);
    const { code } = await attempt(command, args, { environment: { NX_DAEMON: 'false', NX_TUI: 'false' } });
    if (code === 0) this.passed += 1;
    else this.failed.push(name);
    console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${name} (${seconds()} s)`);
  }

  skip(name, reason) {
    this.skipped.push({ name, reason });
  }

  /** Runs the specs whose path contains one of the filters. A file that cannot be loaded is a failure. */
  async specs(name, filters, more = []) {
    const seconds = begin(name);
    const report = path.join(REPORTS, `${name.replaceAll(' ', '-')}.json`);
    mkdirSync(REPORTS, { recursive: true });
    rmSync(report, { force: true });
    const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const { code } = await attempt(process.execPath, [vitest, 'run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...more, ...filters]);
    const before = this.failed.length;
    this.#read(report, name);
    if (code !== 0 && this.failed.length === before) this.failed.push(`${name}: vitest exited with ${code}`);
    console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${name} (${seconds()} s)`);
  }

  #read(report, name) {
    let files;
    try {
      files = JSON.parse(readFileSync(report, 'utf8')).testResults;
    } catch {
      this.failed.push(`${name}: no report was written`);
      return;
    }
    for (const { name: file, status, assertionResults } of files) {
      const relative = path.relative(root, file);
      for (const test of assertionResults) {
        if (test.status === 'passed') this.passed += 1;
        else if (test.status === 'failed') this.failed.push(`${relative}: ${test.fullName}`);
        else this.skipped.push({ name: `${relative}: ${test.fullName.replace(/ ?skipped: .*/s, '')}`, reason: /skipped: (.*)/s.exec(test.fullName)?.[1] ?? 'marked as skipped in the spec' });
      }
      if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) this.failed.push(`${relative}: could not be run`);
    }
  }

  /** Prints failures, skips with their reasons, and the closing line; ends the process. */
  close({ requiresAll }) {
    if (this.failed.length) console.log(`\nFailed:\n${this.failed.map((name) => `  ${name}`).join('\n')}`);
    if (this.skipped.length) console.log(`\nSkipped:\n${this.skipped.map(({ name, reason }) => `  ${name}: ${reason}`).join('\n')}`);
    const isRefused = requiresAll && this.skipped.length > 0;
    if (isRefused) console.log('\nCONCEPTWATCH_REQUIRE_ALL=1: nothing may be skipped.');
    console.log(`\n${this.passed} passed, ${this.failed.length} failed, ${this.skipped.length} skipped`);
    process.exitCode = this.failed.length || isRefused ? 1 : 0;
  }
}

function begin(name) {
  console.log(`\n— ${name}`);
  const started = performance.now();
  return () => ((performance.now() - started) / 1000).toFixed(0);
}
