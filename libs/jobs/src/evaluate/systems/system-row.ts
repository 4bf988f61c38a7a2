import type { ComponentAlignment } from '@conceptwatch/core/alignment';
import type { ClassificationQuality } from '@conceptwatch/core/concepts';

/** One figure of one of the paper's systems. */
export interface SystemRow {
  system: string;
  measure: string;
  ours: number;
  /** The paper's figure on ImageNet-size models, where it has one. */
  paper?: string;
  /** What the bundled models must reach, where something was promised. */
  target?: number;
  /** What it was measured on. */
  data: string;
}

/** What is drawn beside the rows of one source encoder. */
export interface SystemSeries {
  /** Share of the images (or of the classes) fitted on, and what was retained of object accuracy. */
  images: [number, number][];
  classes: [number, number][];
  /** R² by method. */
  r2: Record<string, number>;
  components: ComponentAlignment;
  /** Backgrounds, by the aligned source. */
  confusion: { labels: string[]; quality: ClassificationQuality };
}
