/** Which aligner the embedder of this process works with, where one can be promoted while it runs. */
export interface AlignerSwitch {
  /**
   * Looks up which aligner holds and goes over to it: from the next micro-batch on images are embedded through it.
   *
   * @returns whether it is another one than before
   * @throws FileRefused when it does not fit the encoder of this process; the one before stays in use
   */
  follow(): Promise<boolean>;
}
