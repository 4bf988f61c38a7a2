/** One file of a model on a hub or a mirror. */
export interface HubFile {
  /** As the hub names it: "organisation/model". */
  model: string;
  /** Branch, tag or commit. */
  revision: string;
  /** Path inside the model: "onnx/vision_model.onnx". */
  path: string;
}

export interface DownloadOptions {
  /** The digest that the file must have, when it is known beforehand (hexadecimal). */
  sha256?: string;
  /** Told while bytes arrive; `total` is undefined when the server does not say it. */
  onProgress?: (done: number, total: number | undefined) => void;
  signal?: AbortSignal;
}

export interface Downloaded {
  bytes: number;
  sha256: string;
  /** Bytes that an earlier, interrupted download had left and that were not fetched again. */
  resumedAt: number;
}

/** Where models come from. */
export interface ModelHub {
  /** Shown to people: the address without secrets. */
  readonly address: string;
  /**
   * Writes a file to `target`, which is there either whole and checked or not at all; what arrived before an
   * interruption is kept beside it and continued from.
   *
   * @returns undefined when the hub has no such file
   * @throws ModelHubError
   */
  download(file: HubFile, target: string, options?: DownloadOptions): Promise<Downloaded | undefined>;
}

/** The hub cannot be reached, refuses, or gives something else than was asked for. */
export class ModelHubError extends Error {
  readonly code = 'model_hub';

  constructor(message: string, readonly retriable: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}
