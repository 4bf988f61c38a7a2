/** How the demo camera's pictures are encoded; the shipped aligner and baseline were made of such pictures. */
export const DEMO_PICTURE = { size: 224, format: 'jpeg', quality: 85 } as const;

/** First world seed of the shipped baseline: the base mixture, no picture of which the demo camera shows. */
export const DEMO_BASELINE_SEED = 3_000_000;
