/** Tables of the state as Kysely sees them: the same in SQLite and PostgreSQL. */
export interface StateTables {
  document: { kind: string; id: string; version: number; updated_at: number; body: string };
  blob: { id: string; bytes: Uint8Array };
  checkpoint: { key: string; offset: number; state: Uint8Array };
  drift_event: { id: string; stream: string; concept: string; kind: string; at: number; body: string };
  refused_image: { id: string; stream: string; source: string; reason: string; detail: string; at: number; reference: string };
}
