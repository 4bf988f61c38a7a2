// `npm start`: installs and builds what is missing, then runs everything in this process, so that Ctrl-C and exit codes are its own.
import './require-node.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, root } from './set-up.mjs';

await install();
await build();
const main = path.join(root, 'dist', 'apps', 'standalone', 'main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
