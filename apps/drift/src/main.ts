import { runRole } from '@conceptwatch/composition';

await runRole('drift', process.argv.slice(2));
