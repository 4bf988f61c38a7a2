/** One row of the table of faults. */
export interface Fault {
  row: number;
  fault: string;
  holds: string;
  /** Spec files; none when nothing tests it. */
  tests: string[];
  /** What is not as it should be, or how it is meant. */
  note?: string;
}

const broker = 'test/faults/kafka/broker.spec.ts';
const kill = 'test/faults/kafka/kill.spec.ts';
const crash = 'test/faults/kafka/crash.spec.ts';
const group = 'test/faults/kafka/group.spec.ts';
const database = 'test/faults/kafka/database.spec.ts';
const soak = 'test/faults/services/soak.spec.ts';
const input = 'test/faults/roles/input.spec.ts';
const state = 'test/faults/roles/state.spec.ts';
const images = 'test/faults/images/bad-images.spec.ts';
const embeddedKill = 'test/faults/embedded-log/kill.spec.ts';
const diskFull = 'test/faults/embedded-log/disk-full.spec.ts';

/** Every fault that the product must stand, in the order of its design. */
export const FAULTS: Fault[] = [
  { row: 1, fault: 'broker restarted cleanly', holds: 'nothing lost; resumes by itself', tests: [broker] },
  { row: 2, fault: 'broker killed with −9', holds: 'no acknowledged record lost', tests: [broker] },
  { row: 3, fault: 'broker gone (60 s in the long form)', holds: 'processes live on, bounded memory, resume by themselves', tests: [broker] },
  { row: 4, fault: 'broker frozen (45 s in the long form)', holds: 'nothing acknowledged lost, nothing twice in the log', tests: [broker] },
  { row: 5, fault: 'worker killed with −9 in mid-batch', holds: 'only the last batch repeats; the state counts each record once', tests: [kill, soak, 'test/e2e/kill-nine.spec.ts'] },
  { row: 6, fault: 'zombie: a worker frozen for longer than its session', holds: 'its late commit is refused', tests: [kill] },
  { row: 7, fault: 'members join and leave under load', holds: 'nothing lost, no long stall', tests: [group] },
  { row: 8, fault: 'duplicate delivery', holds: 'state and events equal bit for bit', tests: [state] },
  { row: 9, fault: 'poison image', holds: 'one dead letter with the original, neighbours counted', tests: [input, images] },
  { row: 10, fault: 'bomb of 100 megapixels', holds: 'refused within 50 ms and 20 MB', tests: [input, images] },
  { row: 11, fault: 'JPEG cut or with a flipped bit', holds: 'cut: always refused; flipped: never a crash', tests: [input, images], note: 'A flipped bit that leaves a valid JPEG cannot be told from another image: it is scored.' },
  { row: 12, fault: 'embedded store killed', holds: 'every acknowledged record there', tests: [embeddedKill] },
  { row: 13, fault: 'disk full', holds: 'refused clearly, no offset moves, goes on when there is room', tests: [diskFull], note: 'Of the embedded log; a full disk of the broker or of PostgreSQL is not tested.' },
  { row: 14, fault: 'clock jumps', holds: 'the state does not depend on the clock', tests: [state], note: 'Windows go by position and event time. An end-to-end run under a faked clock is not made.' },
  { row: 15, fault: 'embedding not finite or without length', holds: 'refused with a reason, window untouched', tests: [input] },
  { row: 16, fault: 'model file damaged or swapped', holds: 'refused at start by digest and golden vector', tests: ['libs/adapters/inference-onnx/src/inference-onnx.spec.ts'] },
  { row: 17, fault: 'baseline too small or of another model', holds: 'its status is shown, no distance and no alarm', tests: [state] },
  { row: 18, fault: 'ten times more input than capacity', holds: 'bounded memory, no rebalance, true lag', tests: [group] },
  { row: 19, fault: 'SIGTERM in flight', holds: 'finished work committed, nothing done again', tests: [group] },
  { row: 20, fault: 'two members on one partition', holds: 'one works, the other takes over; embedded: the second is refused', tests: [group, embeddedKill] },
  { row: 21, fault: 'record of a newer schema version', holds: 'major: dead letter; minor fields: ignored and kept', tests: [input] },
  { row: 22, fault: 'scrape during load', holds: 'p99 below 1 s, totals never fall', tests: [soak] },
  { row: 23, fault: 'a new stream with every image', holds: 'series stay below the cap, what is dropped is counted', tests: [input] },
  { row: 24, fault: 'brute force against the login', holds: '429 after some tries', tests: ['libs/platform/runtime/src/http-app.spec.ts'], note: 'Belongs to the web app; see its own tests.' },
  { row: 25, fault: 'routes without the right role', holds: 'refused for every route and role', tests: ['test/security/routes.spec.ts'], note: 'Belongs to the web app; see its own tests.' },
  { row: 26, fault: 'dead letters cannot be written', holds: 'the pipeline waits, nothing is skipped', tests: [group] },
  { row: 27, fault: 'PostgreSQL gone (30 s in the long form)', holds: 'no process ends, no offset passes the state', tests: [database] },
  { row: 28, fault: 'native crash in the decoder', holds: 'the culprit goes to the dead letters after two tries alone, its neighbours are embedded', tests: [crash, 'libs/roles/ingest/src/crash-guard.spec.ts'] },
  { row: 29, fault: 'nothing but poison', holds: 'log lines and disk bounded', tests: [input] },
  { row: 30, fault: 'state of another version', holds: 'migrated, or refused loudly; never reset', tests: [state, 'libs/adapters/state-sql/src/migrations.spec.ts', 'libs/core/drift/src/shard-monitor.spec.ts'] },
];
