/** The topics that the roles share, on Kafka and on the embedded log alike. */
export const TOPICS = {
  images: 'images.v1',
  embeddings: 'embeddings.v1',
  scores: 'scores.v1',
  driftEvents: 'drift-events.v1',
  deadLetters: 'dead-letters.v1',
  control: 'control.v1',
  jobs: 'jobs.v1',
} as const;

export type Topic = (typeof TOPICS)[keyof typeof TOPICS];
