import type { MetricSpec } from '@conceptwatch/ports';

/** What inference runs on, and how well the aligner in use was judged. */
export const inferenceMetrics = {
  inference: { name: 'conceptwatch_inference_info', kind: 'gauge', help: 'Constant 1; the labels name the execution provider (cpu, cuda) and the precision of the models.', labels: ['provider', 'precision'] },
  alignerR2: { name: 'conceptwatch_aligner_r2_ratio', kind: 'gauge', help: 'R² of the aligner in use on images that it was not fitted on, as its own report says; absent without a report.', labels: ['aligner'] },
  alignerCosine: { name: 'conceptwatch_aligner_cosine_ratio', kind: 'gauge', help: 'Mean cosine between aligned embeddings and those of the target model on the same images; absent without a report.', labels: ['aligner'] },
} as const satisfies Record<string, MetricSpec>;
