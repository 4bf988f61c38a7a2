import { stringify } from 'yaml';
import type { z } from 'zod';
import { readConfigFile } from './config-file';
import { type ConfigIssue, ConfigInvalid } from './config-invalid';
import { environmentLayer, fileLayer, flagLayer, problemWith, type Written } from './layers';
import { type ConfigParts, flagName, type Setting, settingsOf } from './setting';

export type Config<Parts extends ConfigParts> = { [Part in keyof Parts]: z.output<Parts[Part]> };

export interface ComposeOptions {
  /** Variables that everyone knows, with the setting that they mean: `{ DATABASE_URL: 'state.databaseUrl' }`. */
  environmentAliases?: Record<string, string>;
  /** Short flags: `{ port: 'http.port' }`. */
  flagAliases?: Record<string, string>;
  /** Variables that begin with CONCEPTWATCH_ and are no settings. */
  otherVariables?: readonly string[];
}

export interface ConfigSources {
  /** A YAML or JSON file. */
  file?: string;
  environment?: NodeJS.ProcessEnv;
  /** As `parseFlags` gives them: text by setting. */
  flags?: Record<string, string>;
}

export interface LoadedConfig<Parts extends ConfigParts> {
  config: Config<Parts>;
  /** Where each setting that is no default was written. */
  origins: ReadonlyMap<string, string>;
}

export interface Configuration<Parts extends ConfigParts> {
  /** Flags over environment over file over defaults. @throws ConfigInvalid with everything that is wrong */
  load(sources: ConfigSources): LoadedConfig<Parts>;
  /** Splits a command line into settings, the configuration file (`--config`, or CONCEPTWATCH_CONFIG) and the rest. */
  parseFlags(args: readonly string[], environment?: NodeJS.ProcessEnv): { flags: Record<string, string>; file?: string; rest: string[] };
  /** Every setting, for documentation. */
  describe(): Setting[];
  /** The effective configuration as YAML with where each value comes from; secrets are masked. */
  print(loaded: LoadedConfig<Parts>): string;
}

export const CONFIG_FILE_VARIABLE = 'CONCEPTWATCH_CONFIG';
const MASK = '********';

/** Makes one configuration of the schemas of its parts. */
export function composeConfig<Parts extends ConfigParts>(parts: Parts, options: ComposeOptions = {}): Configuration<Parts> {
  const settings = settingsOf(parts);
  const others = [CONFIG_FILE_VARIABLE, ...(options.otherVariables ?? [])];
  return {
    load: (sources) => load(parts, settings, sources, { ...options, otherVariables: others }),
    parseFlags: (args, environment = {}) => parseFlags(args, settings, options.flagAliases ?? {}, environment),
    describe: () => settings,
    print: (loaded) => print(settings, loaded),
  };
}

function load<Parts extends ConfigParts>(parts: Parts, settings: Setting[], sources: ConfigSources, options: ComposeOptions): LoadedConfig<Parts> {
  const layers = [
    ...(sources.file === undefined ? [] : [fileLayer(readConfigFile(sources.file), sources.file, settings)]),
    environmentLayer(sources.environment ?? {}, settings, options.environmentAliases ?? {}, options.otherVariables ?? []),
    flagLayer(sources.flags ?? {}, settings),
  ];
  const winners = new Map<string, Written>();
  for (const { written } of layers) for (const item of written) winners.set(item.setting.path, item);
  const issues = layers.flatMap((layer) => layer.issues);
  const config = parse(parts, winners, issues);
  if (issues.length) throw new ConfigInvalid(issues);
  return { config, origins: new Map([...winners].map(([path, { key, source }]) => [path, `${key} ${source}`])) };
}

function parse<Parts extends ConfigParts>(parts: Parts, winners: Map<string, Written>, issues: ConfigIssue[]): Config<Parts> {
  const given: Record<string, Record<string, unknown>> = Object.fromEntries(Object.keys(parts).map((part) => [part, {}]));
  for (const [path, { value }] of winners) place(given, path.split('.'), value);
  const config: Record<string, unknown> = {};
  for (const [part, schema] of Object.entries(parts)) {
    const parsed = schema.safeParse(given[part]);
    if (parsed.success) config[part] = parsed.data;
    else issues.push(...parsed.error.issues.map((issue) => toIssue(part, issue, winners)));
  }
  return config as Config<Parts>;
}

function place(target: Record<string, unknown>, path: string[], value: unknown): void {
  const [key, ...rest] = path;
  if (rest.length === 0) target[key] = value;
  else place((target[key] ??= {}) as Record<string, unknown>, rest, value);
}

function toIssue(part: string, issue: z.core.$ZodIssue, winners: Map<string, Written>): ConfigIssue {
  const path = [part, ...issue.path.map(String)];
  for (let length = path.length; length > 1; length--) {
    const written = winners.get(path.slice(0, length).join('.'));
    if (written) return { key: written.key, source: written.source, problem: problemWith(written.setting, written.value, issue.message) };
  }
  return { key: path.join('.'), source: 'nowhere set', problem: `${issue.message}.` };
}

function parseFlags(args: readonly string[], settings: Setting[], aliases: Record<string, string>, environment: NodeJS.ProcessEnv): { flags: Record<string, string>; file?: string; rest: string[] } {
  const byFlag = new Map(settings.map((setting) => [setting.flag, setting]));
  const flags: Record<string, string> = {};
  const rest: string[] = [];
  let file = environment[CONFIG_FILE_VARIABLE];
  for (let i = 0; i < args.length; i++) {
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(args[i]) ?? [];
    const path = name === undefined ? undefined : (aliases[name] ?? name);
    const setting = path === undefined ? undefined : byFlag.get(flagName(path));
    const looksLikeOne = path !== undefined && (setting !== undefined || path === 'config' || settings.some((other) => flagName(path).startsWith(`${flagName(other.path.split('.')[0])}.`)));
    if (!looksLikeOne) {
      rest.push(args[i]);
      continue;
    }
    const isSwitch = inline === undefined && setting?.type === 'true | false' && !/^(true|false|yes|no|on|off)$/i.test(args[i + 1] ?? '');
    const text = inline ?? (isSwitch ? 'true' : args[++i]);
    if (text === undefined) throw new ConfigInvalid([{ key: `--${name}`, source: 'on the command line', problem: 'it needs a value.' }]);
    if (path === 'config') file = text;
    else flags[path] = text;
  }
  return { flags, rest, ...(file ? { file } : {}) };
}

function print<Parts extends ConfigParts>(settings: Setting[], { config, origins }: LoadedConfig<Parts>): string {
  const lines: string[] = [];
  let part = '';
  for (const setting of settings) {
    const [first, ...keys] = setting.path.split('.');
    if (first !== part) lines.push(`${first}:`);
    part = first;
    const value = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], config[first]);
    const shown = value === undefined ? '# not set' : setting.isSecret ? JSON.stringify(MASK) : stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
    const origin = origins.get(setting.path);
    lines.push(`  ${value === undefined ? '# ' : ''}${keys.join('.')}: ${shown}${origin ? `  # ${origin}` : ''}`);
  }
  return `${lines.join('\n')}\n`;
}
