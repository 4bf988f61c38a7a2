import { runRole } from '@conceptwatch/composition';

await runRole('concept-bank', process.argv.slice(2));
