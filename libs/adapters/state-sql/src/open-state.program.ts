// Opens the state and writes one document, for tests with several processes.
import { SqlStateStore } from './sql-state-store';

const [path, id] = process.argv.slice(2);
const store = await SqlStateStore.openSqlite({ path, clock: { now: () => Date.now(), monotonic: () => performance.now() } });
await store.put('setting', id, process.pid);
await store.close();
