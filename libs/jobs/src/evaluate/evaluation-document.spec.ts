import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeEvaluation, type EvaluationDocument, evaluationPage, FIGURE_FOLDER } from './evaluation-document';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const measured = JSON.parse(readFileSync(`${docs}EVALUATION.json`, 'utf8')) as EvaluationDocument;
const { markdown, figures } = describeEvaluation(measured);

describe('docs/EVALUATION.md', () => {
  it('is what the measured figures of EVALUATION.json say, and nothing typed by hand', () => {
    expect(readFileSync(`${docs}EVALUATION.md`, 'utf8')).toBe(evaluationPage(markdown));
  });

  it('has a figure for each that it shows', () => {
    expect(figures.length).toBeGreaterThan(4);
    for (const { name } of figures) expect(existsSync(`${docs}${FIGURE_FOLDER}/${name}.svg`)).toBe(true);
  });

  it('is of the bundled models as they are', () => {
    const { models } = JSON.parse(readFileSync(`${docs}../models/manifest.json`, 'utf8')) as { models: { name: string }[] };
    const sources = models.map(({ name }) => name).filter((name) => name.startsWith('conceptwatch-source-'));
    expect(measured.systems.map(({ source }) => source).sort()).toEqual(sources.sort());
    for (const { rows } of measured.systems) for (const { ours, data } of rows) expect([Number.isFinite(ours), data.length > 0]).toEqual([true, true]);
  });
});
