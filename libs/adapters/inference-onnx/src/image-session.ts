import { createRequire } from 'node:module';
import type * as workerThreads from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { ModelRefused } from './model-error';
import { openSession, type SessionOptions } from './onnx-session';

/** What comes out of an image model: values and their shape. */
export interface ImageOutput {
  data: Float32Array;
  dims: readonly number[];
}

/** A model with one image input, in this thread or in one of its own. */
export interface ImageSession {
  readonly outputNames: readonly string[];
  /** @param pixels images × 3 × height × width; they belong to the session afterwards */
  run(pixels: Float32Array, dims: readonly number[], output: string): Promise<ImageOutput>;
  close(): Promise<void>;
}

/** Opens an image model. In a thread of its own inference does not hold up the event loop: ONNX Runtime's run blocks its caller. */
export function openImageSession(bytes: Uint8Array, name: string, options: SessionOptions = {}): Promise<ImageSession> {
  return options.ownThread ? ThreadSession.open(bytes, name, options) : openHere(bytes, name, options);
}

async function openHere(bytes: Uint8Array, name: string, options: SessionOptions): Promise<ImageSession> {
  const session = await openSession(bytes, name, options);
  const [input] = session.inputNames;
  return {
    outputNames: session.outputNames,
    async run(pixels, dims, output) {
      const result = (await session.run({ [input]: new ort.Tensor('float32', pixels, dims) }, [output]))[output];
      return { data: result.data as Float32Array, dims: result.dims };
    },
    close: () => session.release(),
  };
}

interface Answer extends Partial<ImageOutput> {
  id: number;
  error?: string;
}

/** The session in a worker thread; pixels and results change hands without being copied. */
class ThreadSession implements ImageSession {
  private readonly waiting = new Map<number, { resolve: (output: ImageOutput) => void; reject: (error: Error) => void }>();
  private next = 0;

  private constructor(
    private readonly worker: Worker,
    readonly outputNames: readonly string[],
  ) {
    worker.on('message', (answer: Answer) => this.settle(answer));
    worker.on('error', (error) => this.failAll(error));
    worker.on('exit', (code) => this.failAll(new Error(`the inference thread ended with code ${code}`)));
  }

  static open(bytes: Uint8Array, name: string, options: SessionOptions): Promise<ImageSession> {
    const workerData = { runtime: createRequire(import.meta.url).resolve('onnxruntime-node'), bytes, provider: options.executionProvider ?? 'cpu', threads: options.threads ?? 0 };
    const worker = new Worker(`(${runThread.toString()})(require)`, { eval: true, workerData });
    return new Promise((resolve, reject) => {
      const refuse = (why: string) => reject(new ModelRefused(`The model ${name} cannot run on ${workerData.provider} (${why}). ${workerData.provider === 'cuda' ? 'Install the CUDA libraries of onnxruntime-node, or choose the execution provider "cpu".' : ''}`.trim()));
      const onError = (error: Error) => refuse(error.message);
      worker.once('error', onError);
      worker.once('message', ({ outputNames, error }: { outputNames?: string[]; error?: string }) => {
        worker.off('error', onError);
        if (outputNames) resolve(new ThreadSession(worker, outputNames));
        else refuse(error ?? 'no reason given');
      });
    });
  }

  run(pixels: Float32Array, dims: readonly number[], output: string): Promise<ImageOutput> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, pixels, dims, output }, [pixels.buffer as ArrayBuffer]);
    });
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => void this.worker.once('exit', () => resolve()));
    this.worker.postMessage('close');
    await ended;
  }

  private settle({ id, data, dims, error }: Answer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (data && dims) waiting?.resolve({ data, dims });
    else waiting?.reject(new Error(error ?? 'inference failed'));
  }

  private failAll(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** The whole program of the thread. It travels as text, so it refers to nothing outside itself. */
function runThread(require: NodeJS.Require): void {
  const { parentPort, workerData } = require('node:worker_threads') as typeof workerThreads;
  const runtime = require((workerData as { runtime: string }).runtime) as typeof ort;
  const { bytes, provider, threads } = workerData as { bytes: Uint8Array; provider: string; threads: number };
  const port = parentPort!;
  const why = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0] : String(error));
  runtime.env.logLevel = 'fatal';
  runtime.InferenceSession.create(bytes, { executionProviders: [provider], intraOpNumThreads: threads, graphOptimizationLevel: 'all', logSeverityLevel: 3 }).then(
    (session) => {
      port.postMessage({ outputNames: session.outputNames });
      port.on('message', (job: 'close' | { id: number; pixels: Float32Array; dims: number[]; output: string }) => {
        if (job === 'close') {
          void session.release().then(() => port.close());
          return;
        }
        session.run({ [session.inputNames[0]]: new runtime.Tensor('float32', job.pixels, job.dims) }, [job.output]).then(
          (results) => {
            const data = Float32Array.from(results[job.output].data as Float32Array);
            port.postMessage({ id: job.id, data, dims: results[job.output].dims }, [data.buffer]);
          },
          (error: unknown) => port.postMessage({ id: job.id, error: why(error) }),
        );
      });
    },
    (error: unknown) => {
      port.postMessage({ error: why(error) });
      port.close();
    },
  );
}
