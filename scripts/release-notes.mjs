// `npm run release-notes [-- VERSION]`: prints what CHANGELOG.md says about a version (that of package.json), for the page of the release.
import { readFileSync } from 'node:fs';
import { root } from './set-up.mjs';

const { version: current } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const version = process.argv[2] ?? current;
const sections = readFileSync(`${root}CHANGELOG.md`, 'utf8').split(/^## /m).slice(1);
const section = sections.find((text) => text.split(/\s/)[0] === version);
if (!section) {
  console.error(`CHANGELOG.md says nothing about ${version}. It has: ${sections.map((text) => text.split(/\s/)[0]).join(', ')}`);
  process.exit(1);
}
console.log(section.split('\n').slice(1).join('\n').trim());
