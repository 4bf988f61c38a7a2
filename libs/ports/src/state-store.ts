/** A versioned JSON document: streams, banks, baselines, aligners, jobs, tokens… */
export interface Document<T = unknown> {
  kind: DocumentKind;
  id: string;
  /** Starts at 1 and grows by one with each write. */
  version: number;
  updatedAt: number;
  body: T;
}
export type DocumentKind = 'stream' | 'bank' | 'baseline' | 'aligner' | 'job' | 'token' | 'session' | 'setting' | 'acknowledgement' | 'camera' | 'audit' | 'idempotency' | 'mute' | 'bank-version' | 'attempt';

/** Someone else wrote the document first: read it again and decide anew. */
export class VersionConflict extends Error {
  readonly code = 'version_conflict';
  readonly retriable = true;
}

export interface Checkpoint {
  /** The last offset that the state includes. */
  offset: number;
  state: Uint8Array;
}

export interface StoredDriftEvent {
  /** Deterministic, so that a replay writes the same event and not a second one. */
  id: string;
  stream: string;
  concept: string;
  kind: 'onset' | 'recovery' | 'acknowledged';
  at: number;
  body: Record<string, unknown>;
}

export interface RefusedImage {
  id: string;
  stream: string;
  source: string;
  reason: string;
  detail: string;
  at: number;
  /** Where the original can be found: a reference or a position in the dead letters. */
  reference: string;
}

/** SQL state: SQLite embedded, PostgreSQL in the cluster. One conformance suite holds for both. */
export interface StateStore {
  get<T>(kind: DocumentKind, id: string): Promise<Document<T> | undefined>;
  list<T>(kind: DocumentKind): Promise<Document<T>[]>;
  /** `expectedVersion` 0 means "must not exist"; undefined means "whatever is there". @throws VersionConflict */
  put<T>(kind: DocumentKind, id: string, body: T, expectedVersion?: number): Promise<Document<T>>;
  delete(kind: DocumentKind, id: string): Promise<boolean>;

  getBlob(id: string): Promise<Uint8Array | undefined>;
  putBlob(id: string, bytes: Uint8Array): Promise<void>;
  deleteBlob(id: string): Promise<boolean>;

  loadCheckpoint(key: string): Promise<Checkpoint | undefined>;
  /** State, offset and the events that came with it: one atomic write. Writing an event again changes nothing. */
  saveCheckpoint(key: string, checkpoint: Checkpoint, events: StoredDriftEvent[]): Promise<void>;
  deleteCheckpoints(keyPrefix: string): Promise<number>;
  /** Newest first. */
  listEvents(query: { stream?: string; before?: number; limit: number }): Promise<StoredDriftEvent[]>;
  appendEvent(event: StoredDriftEvent): Promise<void>;

  /** Idempotent by id. */
  addRefused(images: RefusedImage[]): Promise<void>;
  /** Newest first. */
  listRefused(query: { stream?: string; before?: number; limit: number }): Promise<RefusedImage[]>;
  countRefused(stream?: string): Promise<Record<string, number>>;

  close(): Promise<void>;
}
