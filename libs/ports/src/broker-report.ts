/** What the brokers behind a message log say of themselves. */
export interface BrokerReport {
  brokers: number;
  topics: {
    topic: string;
    partitions: number;
    /** Partitions with fewer replicas in sync than they should have. */
    underReplicated: number;
    /** End offsets of all partitions together: records ever written. */
    written: number;
  }[];
}
