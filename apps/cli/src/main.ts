#!/usr/bin/env node
import { runCommandLine } from './run-command-line';

const code = await runCommandLine(process.argv.slice(2));
process.exitCode = code;
// A client of a broker or a bucket may leave a connection behind, and nobody should wait for it: out, once everything is written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
