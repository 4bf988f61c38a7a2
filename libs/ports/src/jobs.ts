/** What a running job may use. */
export interface JobContext {
  /** Of the job: the same when it is begun again after an interruption. */
  id: string;
  /** Id of the token that asked for it. */
  createdBy: string;
  /** Aborted when somebody cancels the job or the service ends. */
  signal: AbortSignal;
  progress(label: string, done: number, total: number): void;
}

export interface JobFile {
  name: string;
  contentType: string;
  bytes: Uint8Array;
}

/** The blob of the state store that a file of a job is kept in. */
export const jobFileBlob = (id: string, name: string): string => `job/${id}/${name}`;

export interface JobOutcome {
  /** In a sentence. */
  summary: string;
  /** Anything that JSON can hold. */
  result: unknown;
  /** Rows for spreadsheets: the first row has the names of the columns. */
  table?: (string | number | null)[][];
  files?: JobFile[];
}

/** A job as the API knows it; the command line has a verb of the same name with the same options. */
export interface JobDefinition {
  name: string;
  title: string;
  description: string;
  /** JSON Schema of the options. */
  optionsSchema: Record<string, unknown>;
  /** Checks options and fills in defaults. @throws an error with `code` 'refused_input' that names what is wrong */
  parse(options: unknown): Record<string, unknown>;
  /** @throws an error with `code` and `retriable`; what is not retriable fails at once */
  run(options: Record<string, unknown>, context: JobContext): Promise<JobOutcome>;
  /** Removes what a run left beside its outcome, when the job is forgotten. */
  forget?(id: string): Promise<void>;
}
