import * as ort from 'onnxruntime-node';
import { ModelRefused } from './model-error';

export type ModelPrecision = 'fp32' | 'fp16' | 'int8';

export interface SessionOptions {
  executionProvider?: 'cpu' | 'cuda';
  /** Which of a model's files is loaded. Default fp32. */
  precision?: ModelPrecision;
  /** Threads of one inference; 0 lets ONNX Runtime choose. Default 0. */
  threads?: number;
  /** Image encoders only: run in a worker thread, so that inference does not hold up the event loop. */
  ownThread?: boolean;
}

/** Opens a model. The execution provider is the one asked for, or an error: never another one in silence. */
export async function openSession(bytes: Uint8Array, name: string, options: SessionOptions = {}): Promise<ort.InferenceSession> {
  const provider = options.executionProvider ?? 'cpu';
  ort.env.logLevel = 'fatal';
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: [provider],
      intraOpNumThreads: options.threads ?? 0,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    if (provider === 'cuda') throw new ModelRefused(`The model ${name} cannot run on CUDA (${why}). Install the CUDA libraries of onnxruntime-node, or choose the execution provider "cpu".`, { cause });
    throw new ModelRefused(`ONNX Runtime cannot load the model ${name}: ${why}`, { cause });
  }
}

/** The first of the preferred outputs that the model has. @throws ModelRefused */
export function outputNamed(session: { readonly outputNames: readonly string[] }, model: string, preferred: readonly string[]): string {
  const found = preferred.find((name) => session.outputNames.includes(name));
  if (found === undefined) throw new ModelRefused(`The model ${model} gives ${session.outputNames.join(', ')}; one of ${preferred.join(', ')} is needed.`);
  return found;
}

/** Whole numbers as a model's int64 tensor. */
export function int64Tensor(values: ArrayLike<number>, dimensions: readonly number[]): ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from({ length: values.length }, (_, i) => BigInt(values[i])), dimensions);
}
