import type { BankDefinition } from '@conceptwatch/contracts';

/** A concept bank ready to score with. */
export interface EmbeddedBank {
  definition: BankDefinition;
  /** concepts × dimension, unit rows, row-major. */
  matrix: Float32Array;
}
