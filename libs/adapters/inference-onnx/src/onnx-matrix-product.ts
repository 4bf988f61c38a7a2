import type { MatrixProduct, ProductShape } from '@conceptwatch/ports';
import * as ort from 'onnxruntime-node';
import { gemmModel } from './gemm-model';
import { openSession, type SessionOptions } from './onnx-session';

type Matrix = Float32Array | Float64Array;

/** C = A·B by ONNX Runtime's Gemm in float32 or float64, with either factor transposed on the way. */
export class OnnxMatrixProduct implements MatrixProduct {
  private readonly sessions = new Map<string, Promise<ort.InferenceSession>>();

  /** @param options threads default to 1, so that a product takes one core and no thread waits busily */
  constructor(private readonly options: SessionOptions = {}) {}

  async multiply<T extends Matrix>(a: T, b: T, shape: ProductShape): Promise<T> {
    const { rows, inner, columns, transposeA = false, transposeB = false } = shape;
    if (a.length !== rows * inner || b.length !== inner * columns || a.constructor !== b.constructor) {
      throw new RangeError(`multiply requires ${rows} × ${inner} and ${inner} × ${columns} values of one type, got ${a.length} and ${b.length}`);
    }
    const type = a instanceof Float32Array ? 'float32' : 'float64';
    const session = await this.session(type, transposeA, transposeB);
    const tensor = (values: T, outer: number, within: number): ort.Tensor => new ort.Tensor(type, values as never, [outer, within]);
    const { c } = await session.run({
      a: transposeA ? tensor(a, inner, rows) : tensor(a, rows, inner),
      b: transposeB ? tensor(b, columns, inner) : tensor(b, inner, columns),
    });
    return c.data as unknown as T;
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions.values()].map(async (session) => (await session).release()));
    this.sessions.clear();
  }

  private session(type: 'float32' | 'float64', transposeA: boolean, transposeB: boolean): Promise<ort.InferenceSession> {
    const key = `${type}${transposeA}${transposeB}`;
    const known = this.sessions.get(key);
    if (known) return known;
    const opened = openSession(gemmModel(type, transposeA, transposeB), 'matrix product', { threads: 1, ...this.options });
    this.sessions.set(key, opened);
    return opened;
  }
}
