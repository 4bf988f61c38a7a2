/** Columns of one block: enough for a fast product, few enough that skipping half of the square of blocks pays. */
export const BLOCK_COLUMNS = 256;

/** Rows gathered until there are enough for a product, each shifted by a constant row and cut into blocks of columns. */
export class ColumnBlocks {
  readonly blocks: Float32Array[];
  readonly widths: number[];
  /** Σ of the shifted rows since the start. */
  readonly sum: Float64Array;
  private held = 0;

  constructor(readonly dimension: number, private readonly capacity: number) {
    this.widths = Array.from({ length: Math.ceil(dimension / BLOCK_COLUMNS) }, (_, block) => Math.min(BLOCK_COLUMNS, dimension - block * BLOCK_COLUMNS));
    this.blocks = this.widths.map((width) => new Float32Array(width * capacity));
    this.sum = new Float64Array(dimension);
  }

  get rows(): number {
    return this.held;
  }

  /** Takes as many rows as there is room for, from `from` on, and returns how many. */
  take(source: Float32Array, from: number, shift: Float64Array): number {
    const { dimension, sum } = this;
    const count = Math.min(this.capacity - this.held, source.length / dimension - from);
    this.blocks.forEach((block, p) => {
      const [left, width] = [p * BLOCK_COLUMNS, this.widths[p]];
      for (let row = 0; row < count; row++) {
        const at = (from + row) * dimension + left;
        const to = (this.held + row) * width;
        for (let c = 0; c < width; c++) {
          const value = source[at + c] - shift[left + c];
          block[to + c] = value;
          sum[left + c] += value;
        }
      }
    });
    this.held += count;
    return count;
  }

  /** The rows of one block that are filled: rows × its width. */
  filled(block: number): Float32Array {
    return this.blocks[block].subarray(0, this.held * this.widths[block]);
  }

  clear(): void {
    this.held = 0;
  }
}
