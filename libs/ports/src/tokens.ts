/** Injection tokens: roles ask for these, compositions provide them. */
export const MESSAGE_LOG = Symbol.for('conceptwatch.MessageLog');
export const STATE_STORE = Symbol.for('conceptwatch.StateStore');
export const HISTORY = Symbol.for('conceptwatch.History');
export const IMAGE_STORE = Symbol.for('conceptwatch.ImageStore');
export const IMAGE_DECODER = Symbol.for('conceptwatch.ImageDecoder');
export const IMAGE_EMBEDDER = Symbol.for('conceptwatch.ImageEmbedder');
export const TARGET_ENCODER = Symbol.for('conceptwatch.TargetEncoder');
export const TEXT_ENCODER = Symbol.for('conceptwatch.TextEncoder');
export const METRICS = Symbol.for('conceptwatch.MetricSink');
export const LOGGER = Symbol.for('conceptwatch.Logger');
export const CLOCK = Symbol.for('conceptwatch.Clock');
export const DRIFT_VIEWS = Symbol.for('conceptwatch.DriftViews');
export const SHIFT_DECODER = Symbol.for('conceptwatch.ShiftDecoder');
export const JOB_DEFINITIONS = Symbol.for('conceptwatch.JobDefinitions');
export const ALIGNERS = Symbol.for('conceptwatch.Aligners');
export const HEALTH = Symbol.for('conceptwatch.Health');
export const NOTIFIER = Symbol.for('conceptwatch.Notifier');
