import { expect, it } from 'vitest';
import { evaluatedModels, isRight, runTries } from '../perf/detection-by-concept/run-tries';
import { repositoryRoot } from './run-cli';

/** The first three of the twenty tries that test/perf/detection-by-concept makes. */
it('names every known change first, and is silent without one', async () => {
  const { bank, models } = await evaluatedModels(`${repositoryRoot}models/conceptwatch-mini-clip`);
  const outcomes = await runTries({ bank, models: models.slice(0, 1) }, { from: 0, tries: 3, images: 500, share: 0.3 });
  const wrong = outcomes.filter((outcome) => !isRight(outcome)).map(({ change, attempt, first }) => `try ${attempt}: ${change} gave ${first}`);
  expect(wrong).toEqual([]);
}, 300_000);
