/** Stable slugs of what a job may refuse; also printed by `--json`. */
export type RefusedInputReason =
  | 'no-such-folder'
  | 'not-a-folder'
  | 'unreadable-folder'
  | 'empty-folder'
  | 'no-readable-image'
  | 'too-few-images'
  | 'no-segments'
  | 'unknown-word'
  | 'bank-unreadable'
  | 'bank-invalid'
  | 'baseline-unreadable'
  | 'baseline-mismatch'
  | 'option-invalid'
  | 'model-name'
  | 'model-files'
  | 'model-damaged';

/** What the user gave cannot be used. The message says what is wrong and what to do, in one or two sentences. */
export class RefusedInput extends Error {
  override readonly name = 'RefusedInput';
  readonly code = 'refused_input';
  readonly retriable = false;
  constructor(readonly reason: RefusedInputReason, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
