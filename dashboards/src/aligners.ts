import type { DashboardSpec } from './dashboard';
import { ours, quantile, rate } from './promql';

/** Which models speak, and whether what they say fits what it is compared with. */
export const aligners: DashboardSpec = {
  name: 'aligners',
  title: 'ConceptWatch / Aligners',
  description: 'Which encoder and aligner are in use, which banks and baselines they are compared with, and what did not fit.',
  rows: [
    {
      title: 'In use',
      panels: [
        { kind: 'table', title: 'Encoders and aligners', description: 'What each process uses. Two rows with different spaces at once mean that an exchange of models is under way.', unit: 'none', width: 12, queries: [[`count by (encoder, aligner, space) (${ours('conceptwatch_encoder_info')})`, '{{encoder}}']] },
        { kind: 'stat', title: 'R² of the aligner', description: 'On images that it was not fitted on, as its own report says; absent for aligners that came without one.', unit: 'none', width: 4, min: 0, max: 1, noValue: 'No report', queries: [[`max by (aligner) (${ours('conceptwatch_aligner_r2_ratio')})`, '{{aligner}}']] },
        { kind: 'stat', title: 'Cosine of the aligner', description: 'Between aligned embeddings and those of the target model, on images that it was not fitted on; absent for aligners that came without a report.', unit: 'none', width: 4, min: 0, max: 1, noValue: 'No report', queries: [[`max by (aligner) (${ours('conceptwatch_aligner_cosine_ratio')})`, '{{aligner}}']] },
        { kind: 'table', title: 'Inference runs on', description: 'Execution provider and precision.', unit: 'none', width: 4, queries: [[`count by (job, provider, precision) (${ours('conceptwatch_inference_info')})`, '{{provider}}']] },
        { kind: 'table', title: 'Concept banks', description: 'Concepts of the bank in use, by stream.', unit: 'none', width: 12, queries: [[`max by (stream, bank) (${ours('conceptwatch_bank_concepts')})`, '{{bank}}']] },
      ],
    },
    {
      title: 'Does it fit?',
      panels: [
        { kind: 'timeseries', title: 'Baseline status', description: '1 for the status that holds. mismatch: the baseline was made with another model or bank.', unit: 'none', width: 8, min: 0, max: 1, queries: [[`max by (stream, status) (${ours('conceptwatch_baseline_status')}) == 1`, '{{stream}}: {{status}}']] },
        { kind: 'timeseries', title: 'Changes of the scale', description: 'Times per minute that a shard went over to scores of another model, aligner or bank.', unit: 'none', width: 8, min: 0, noValue: 'None', queries: [[`60 * ${rate('conceptwatch_scale_switches_total', 'stream')}`, '{{stream}}']] },
        { kind: 'timeseries', title: 'Baseline images', description: 'Small baselines prove little.', unit: 'short', width: 8, min: 0, queries: [[`max by (stream) (${ours('conceptwatch_baseline_images')})`, '{{stream}}']] },
        { kind: 'timeseries', title: 'Made by another model', description: 'Embeddings and scores per second that were not used because another model or bank made them.', unit: 'ops', width: 8, min: 0, noValue: 'None', queries: [[rate('conceptwatch_images_unscored_total', 'stream', 'reason="other-model"'), '{{stream}}: embedding'], [rate('conceptwatch_score_records_skipped_total', 'stream', 'reason="other-scale"'), '{{stream}}: scores']] },
      ],
    },
    {
      title: 'The aligner on what arrives',
      panels: [
        { kind: 'timeseries', title: 'R², live and as reported', description: 'Of the newest images that the target model embedded too (ingest.alignerCheckEvery). Live far below the report: the words mean less.', unit: 'none', width: 8, max: 1, noValue: 'No aligner to check, or fewer than 32 images checked', queries: [[`min by (aligner) (${ours('conceptwatch_aligner_live_r2_ratio')})`, '{{aligner}} live'], [`max by (aligner) (${ours('conceptwatch_aligner_r2_ratio')})`, '{{aligner}} reported']] },
        { kind: 'timeseries', title: 'Cosine, live and as reported', description: 'Mean cosine between aligned embeddings and those of the target model.', unit: 'none', width: 8, max: 1, noValue: 'No aligner to check, or fewer than 32 images checked', queries: [[`min by (aligner) (${ours('conceptwatch_aligner_live_cosine_ratio')})`, '{{aligner}} live'], [`max by (aligner) (${ours('conceptwatch_aligner_cosine_ratio')})`, '{{aligner}} reported']] },
        { kind: 'timeseries', title: 'Images checked', description: 'Images per minute that went through the target model too, by outcome.', unit: 'short', width: 8, min: 0, noValue: 'None', queries: [[`60 * ${rate('conceptwatch_aligner_checked_images_total', 'outcome')}`, '{{outcome}}']] },
      ],
    },
    {
      title: 'Inference',
      panels: [
        { kind: 'timeseries', title: 'Inference, by micro-batch', description: 'Percentiles of the embed stage: encoder and aligner together.', unit: 's', width: 8, min: 0, queries: [[quantile(0.5, 'conceptwatch_stage_duration_seconds', '', 'stage="embed"'), '50 %'], [quantile(0.99, 'conceptwatch_stage_duration_seconds', '', 'stage="embed"'), '99 %']] },
        { kind: 'timeseries', title: 'Inference, by image', description: 'Seconds of the embed stage per image.', unit: 's', width: 8, min: 0, queries: [[`${rate('conceptwatch_stage_duration_seconds_sum', '', 'stage="embed"')} / ${rate('conceptwatch_batch_size_images_sum')}`, 'per image']] },
        { kind: 'timeseries', title: 'Images per inference', description: 'Median and 90th percentile of the micro-batches.', unit: 'short', width: 8, min: 0, queries: [[quantile(0.5, 'conceptwatch_batch_size_images'), '50 %'], [quantile(0.9, 'conceptwatch_batch_size_images'), '90 %']] },
      ],
    },
  ],
};
