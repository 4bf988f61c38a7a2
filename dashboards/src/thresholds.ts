/**
 * Where green ends. The alert rules (deploy/prometheus/src) and the coloured panels read the same numbers, so that what
 * pages someone is what they then see coloured.
 */
export const THRESHOLDS = {
  /** Age in seconds of the oldest record that waits for a role. */
  lagSeconds: { warning: 60, critical: 600 },
  /** Share of the received images that were refused (0–1). */
  refusedRatio: { warning: 0.05 },
  /** Share of the received images that became dead letters (0–1). */
  deadLetterRatio: { warning: 0.01 },
  /** Rank autocorrelation of neighbouring images above which the promise about false alarms does not hold. */
  autocorrelation: { warning: 0.05 },
  /** Share of the embedded images that could not be scored or tracked (0–1). */
  lostRatio: { warning: 0.01 },
  /** 99th percentile in seconds from receipt of an image to its scores being tracked. */
  endToEndSeconds: { warning: 60 },
  /** Share of the answered requests that failed in the service (0–1). */
  httpErrorRatio: { warning: 0.05 },
  /** 99th percentile in seconds of the delay of the event loop. */
  eventLoopSeconds: { warning: 0.5 },
  /** Seconds without a new image before a stream counts as silent. */
  silenceSeconds: { warning: 900 },
  /** Open file descriptors as a share of those allowed (0–1). */
  openFilesRatio: { warning: 0.8 },
  /** Starts of a process within 15 minutes. */
  restarts: { warning: 3 },
} as const;
