// `npm run sbom`: writes dist/sbom.cdx.json (CycloneDX) and dist/licences.md of everything that is shipped, and fails on a licence that nobody has allowed.
// `--from FILE` judges another CycloneDX file, and writes nothing.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { judgeLicence } from './licence-policy.mjs';
import { npm, root } from './set-up.mjs';

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const [option, file] = process.argv.slice(2);
const sbom = option === '--from' ? JSON.parse(readFileSync(file, 'utf8')) : ask();

const licenceOf = ({ licenses = [] }) => licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(' AND ') || 'none stated';
const rows = sbom.components.map((component) => ({ name: component.name, version: component.version, licence: licenceOf(component), verdict: judgeLicence(component.name, licenceOf(component)) })).sort((a, b) => a.name.localeCompare(b.name));
const refused = rows.filter(({ verdict }) => verdict === undefined);

if (option !== '--from') write();
if (refused.length) {
  console.error(`Nobody has allowed (scripts/licence-policy.mjs): ${refused.map(({ name, licence }) => `${name} (${licence})`).join(', ')}`);
  process.exitCode = 1;
}

function ask() {
  const [command, args] = npm('sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application');
  const all = JSON.parse(execFileSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] }));
  // npm's own --omit dev also leaves out what is shipped and is used by a tool as well.
  const shipped = shippedPackages();
  const kept = all.components.filter((component) => shipped.has(`${component.name}@${component.version}`));
  const references = new Set([all.metadata.component['bom-ref'], ...kept.map((component) => component['bom-ref'])]);
  const dependencies = all.dependencies.filter(({ ref }) => references.has(ref)).map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => references.has(other)) }));
  return { ...all, components: kept, dependencies };
}

/** name@version of what the lock file does not mark as a tool of development. */
function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  return new Set(Object.entries(packages).flatMap(([where, { name, version, dev }]) => (where === '' || dev ? [] : [`${name ?? where.split('node_modules/').pop()}@${version}`])));
}

function write() {
  // npm takes the name of the folder.
  sbom.metadata.component.name = manifest.name;
  mkdirSync(`${root}dist`, { recursive: true });
  writeFileSync(`${root}dist/sbom.cdx.json`, `${JSON.stringify(sbom, null, 2)}\n`);
  const table = rows.map(({ name, version, licence, verdict }) => `| ${name} | ${version} | ${licence} | ${verdict === 'allowed' ? '' : (verdict ?? 'NOT ALLOWED')} |`).join('\n');
  writeFileSync(`${root}dist/licences.md`, `# Licences of what conceptwatch ${manifest.version} is shipped with\n\n| Package | Version | Licence | |\n| --- | --- | --- | --- |\n${table}\n`);
  console.error(`dist/sbom.cdx.json and dist/licences.md: ${rows.length} packages.`);
}
