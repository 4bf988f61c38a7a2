import { runRole } from '@conceptwatch/composition';

await runRole('admin', process.argv.slice(2));
