import { runRole } from '@conceptwatch/composition';

await runRole('ingest', process.argv.slice(2));
