import type { ConfigIssue } from './config-invalid';
import { nearestName } from './nearest-name';
import { readTextValue } from './read-text-value';
import { flagName, type Setting } from './setting';

/** A value with where it was written. */
export interface Written {
  setting: Setting;
  value: unknown;
  /** The setting as it was written there. */
  key: string;
  source: string;
}

export interface Layer {
  written: Written[];
  issues: ConfigIssue[];
}

const PREFIX = 'CONCEPTWATCH_';
/** What Kubernetes puts into the environment of every pod for a Service that is called conceptwatch-something. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT)(_.+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

/** What a file says: nested objects by part and key. */
export function fileLayer(content: Record<string, unknown>, file: string, settings: Setting[]): Layer {
  const known = new Map(settings.map((setting) => [setting.path, setting]));
  const layer: Layer = { written: [], issues: [] };
  const source = `in ${file}`;
  const visit = (value: unknown, path: string): void => {
    const setting = known.get(path);
    if (setting) {
      layer.written.push({ setting, value, key: path, source });
      return;
    }
    const isPart = settings.some((other) => other.path.startsWith(`${path}.`));
    if (!isPart) layer.issues.push(unknown(path, source, namesOf(settings)));
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) for (const [key, child] of Object.entries(value)) visit(child, `${path}.${key}`);
    else if (value !== null) layer.issues.push({ key: path, source, problem: 'this is a group of settings, not a value.' });
  };
  for (const [part, value] of Object.entries(content)) visit(value, part);
  return layer;
}

/** What the environment says. `aliases` are variables that everyone knows (DATABASE_URL); `others` are ours but no settings. */
export function environmentLayer(environment: NodeJS.ProcessEnv, settings: Setting[], aliases: Record<string, string>, others: readonly string[]): Layer {
  const byPath = new Map(settings.map((setting) => [setting.path, setting]));
  const names = new Map(settings.map((setting) => [setting.environment, setting]));
  const layer: Layer = { written: [], issues: [] };
  const source = 'in the environment';
  for (const [alias, path] of Object.entries(aliases)) {
    const setting = byPath.get(path);
    if (setting && environment[alias] && environment[setting.environment] === undefined) readInto(layer, { setting, text: environment[alias], key: alias, source });
  }
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || text === undefined || others.includes(name)) continue;
    const setting = names.get(name);
    if (setting && /^tcp:\/\//.test(text)) layer.issues.push({ key: name, source, problem: 'Kubernetes set this for a Service of that name: say enableServiceLinks: false in the pod.' });
    else if (setting) readInto(layer, { setting, text, key: name, source });
    else if (!SERVICE_LINK.test(name)) layer.issues.push(unknown(name, source, names.keys()));
  }
  return layer;
}

/** What the command line says, by path or by flag name. */
export function flagLayer(flags: Record<string, string>, settings: Setting[]): Layer {
  const byFlag = new Map(settings.map((setting) => [setting.flag, setting]));
  const layer: Layer = { written: [], issues: [] };
  const source = 'on the command line';
  for (const [path, text] of Object.entries(flags)) {
    const setting = byFlag.get(flagName(path));
    if (setting) readInto(layer, { setting, text, key: setting.flag, source });
    else layer.issues.push(unknown(flagName(path), source, byFlag.keys()));
  }
  return layer;
}

function readInto(layer: Layer, { setting, text, key, source }: { setting: Setting; text: string; key: string; source: string }): void {
  const read = readTextValue(text, setting.schema);
  if (read.ok) layer.written.push({ setting, value: read.value, key, source });
  else layer.issues.push({ key, source, problem: problemWith(setting, text, read.problem) });
}

/** Says what a value is and what it should be, without the value when it is secret. */
export function problemWith(setting: Setting, value: unknown, problem: string): string {
  const shown = setting.isSecret ? 'the secret given' : JSON.stringify(value);
  return `${shown} is not ${setting.type}${setting.unit ? ` (${setting.unit})` : ''}: ${problem}.`;
}

function unknown(key: string, source: string, names: Iterable<string>): ConfigIssue {
  const nearest = nearestName(key, names);
  return { key, source, problem: 'there is no such setting.', ...(nearest === undefined ? {} : { nearest }) };
}

const namesOf = (settings: Setting[]): string[] => [...new Set(settings.flatMap(({ path }) => [path, path.split('.')[0]]))];
