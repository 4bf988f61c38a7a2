import type { ModelEvaluation } from './evaluate-models';
import { type EvaluationMade, evaluationTable, systemsTable } from './evaluation-table';
import type { SourceEvaluation } from './systems/evaluate-systems';
import { type SystemFigure, systemFigures } from './systems/system-figures';

/** Everything that an evaluation measured, as docs/EVALUATION.json keeps it. */
export interface EvaluationDocument extends EvaluationMade, ModelEvaluation {
  /** Empty for models that are not the bundled ones. */
  systems: readonly SourceEvaluation[];
}

/** The systems' scenes begin this far behind the first seed of the models' scenes. */
export const SYSTEMS_SEED_OFFSET = 100;
/** Where figures lie beside the table. */
export const FIGURE_FOLDER = 'img';

/** The measured figures as Markdown and as drawings: what stands in docs/EVALUATION.md comes from here alone. */
export function describeEvaluation(document: EvaluationDocument): { markdown: string; figures: SystemFigure[] } {
  const { systems, seed } = document;
  const table = evaluationTable(document, document);
  if (systems.length === 0) return { markdown: table, figures: [] };
  const figures = systemFigures(systems);
  return { markdown: `${table}\n## The paper's systems\n\n${systemsTable(systems, figures, { seed: seed + SYSTEMS_SEED_OFFSET, folder: FIGURE_FOLDER })}`, figures };
}

/** The file: the same under a heading. */
export const evaluationPage = (markdown: string): string => `# Evaluation\n\n${markdown}`;
