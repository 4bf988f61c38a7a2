/** What the first bytes of an accepted image say. */
export interface ImageHeader {
  format: 'jpeg' | 'png' | 'webp';
  width: number;
  height: number;
  /** False when the end of the file is missing. */
  complete: boolean;
}
