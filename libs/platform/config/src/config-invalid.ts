export interface ConfigIssue {
  /** The setting as it was written: `ingest.batchSize`, `CONCEPTWATCH_INGEST_BATCH_SIZE`. */
  key: string;
  /** Where it was written. */
  source: string;
  problem: string;
  /** The known name that is closest, for names that are not known. */
  nearest?: string;
}

/** Everything that is wrong with a configuration, at once. Values of secrets are not in it. */
export class ConfigInvalid extends Error {
  readonly code = 'config_invalid';
  readonly retriable = false;

  constructor(readonly issues: ConfigIssue[]) {
    const lines = issues.map(({ key, source, problem, nearest }) => `  ${key} (${source}): ${problem}${nearest ? ` Did you mean ${nearest}?` : ''}`);
    super(`The configuration is not valid:\n${lines.join('\n')}\nRun "conceptwatch print-config" to see every setting.`);
  }
}
