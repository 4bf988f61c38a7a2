/** An affine map z = W·h + b from a source space (d_s) into a target space (d_t). */
export interface AlignerWeights {
  sourceDimension: number;
  targetDimension: number;
  /** targetDimension × sourceDimension, row-major, as PyTorch has it. */
  weight: Float32Array;
  bias: Float32Array;
  metadata: Record<string, string>;
}

/** A file that is refused, with the reason in words; nothing in it was executed. */
export class FileRefused extends Error {
  readonly code = 'file_refused';
  readonly retriable = false;
}

export interface AlignerFiles {
  /** By content, not by name: safetensors, npz, PyTorch zip. @throws FileRefused */
  read(bytes: Uint8Array): AlignerWeights;
  write(aligner: AlignerWeights, format: 'safetensors' | 'npz' | 'pth' | 'onnx'): Uint8Array;
}
