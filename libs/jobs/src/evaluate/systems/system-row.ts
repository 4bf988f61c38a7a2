/** One figure of one of the paper's systems. */
export interface SystemRow {
  system: string;
  measure: string;
  ours: number;
  /** The paper's figure on ImageNet-size models, where it has one. */
  paper?: string;
  /** What it was measured on. */
  data: string;
}
