/** A model that is not there. */
export class ModelMissing extends Error {
  readonly code = 'model_missing';
  readonly retriable = false;
}

/** A model that is there and cannot be used: damaged, of another kind, or not for this machine. */
export class ModelRefused extends Error {
  readonly code = 'model_refused';
  readonly retriable = false;
}
