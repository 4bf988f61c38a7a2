// How often `compare` names a known change first, and how often it is silent without one:
// node scripts/run-ts.mjs test/perf/detection-by-concept/detection-by-concept.ts [--tries 20] [--from 0] [--images 500] [--share 0.3] [--json FILE]
// Every try takes two fresh seeds. Scenes go through the same JPEG, decoder, encoder, rounding and tests as in the command line.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CHANGES, evaluatedModels, isRight, runTries } from './run-tries';

const { values } = parseArgs({
  options: { tries: { type: 'string', default: '20' }, from: { type: 'string', default: '0' }, images: { type: 'string', default: '500' }, share: { type: 'string', default: '0.3' }, json: { type: 'string' } },
});
const design = { tries: Number(values.tries), from: Number(values.from), images: Number(values.images), share: Number(values.share) };
const evaluated = await evaluatedModels('models/conceptwatch-mini-clip');
const outcomes = await runTries(evaluated, design, (attempt) => console.error(`try ${attempt}`));

for (const { name } of evaluated.models) {
  console.log(`\n${name}: right of ${design.tries} (${design.images} images a side, share ${design.share})`);
  for (const change of CHANGES) {
    const mine = outcomes.filter((o) => o.model === name && o.change === change);
    const wrong = mine.filter((o) => !isRight(o)).map((o) => `${o.first} ${o.distance.toFixed(3)} (own ${o.own.toFixed(3)})`);
    console.log(`  ${change.padEnd(16)} ${String(mine.filter(isRight).length).padStart(3)}${wrong.length ? `   instead: ${wrong.join(', ')}` : ''}`);
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...design, outcomes }, null, 2)}\n`);
