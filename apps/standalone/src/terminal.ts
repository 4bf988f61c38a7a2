import type { Standalone } from '@conceptwatch/composition';
import type { DriftEvent } from '@conceptwatch/contracts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const time = (at: number): string => new Date(at).toLocaleTimeString('en-GB');

/** The first lines that a person sees. */
export function sayHello({ url, metricsUrl, firstToken }: Standalone): void {
  print('');
  print('conceptwatch watches a picture-book camera and says in words how its images change.');
  print('For a minute the world is as in training; then it begins to snow.');
  print('');
  print(`  web app   ${firstToken ? `${url}/#token=${firstToken}` : url}`);
  print(`  metrics   ${metricsUrl}`);
  if (firstToken) print(`  token     ${firstToken}   (shown once; "npx conceptwatch token" makes a new one)`);
  print('');
  print('Ctrl-C ends it; the next start goes on where this one stopped.');
  print('');
}

let told = '';

/** An alarm in words; the decoded shift when it says something new. */
export function tell(event: DriftEvent, decoded: string[]): void {
  const mark = { onset: '▲', recovery: '▽', acknowledged: '✓' }[event.kind];
  print(`${time(event.at)}  ${mark} ${event.sentence}`);
  if (event.kind !== 'onset' || decoded.length === 0 || decoded[0] === told) return;
  told = decoded[0];
  print(`            the mean image moved towards: ${decoded.join(', ')}`);
}
