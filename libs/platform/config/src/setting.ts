import { z } from 'zod';

/** The parts of a configuration, by name: one schema each. */
export type ConfigParts = Record<string, z.ZodType>;

/** One value that can be set. */
export interface Setting {
  /** `part.key`, as in the file. */
  path: string;
  /** `CONCEPTWATCH_PART_KEY` */
  environment: string;
  /** `--part.key` */
  flag: string;
  type: string;
  default: unknown;
  unit: string | undefined;
  isSecret: boolean;
  description: string;
  schema: z.ZodType;
}

interface Facts {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Facts[];
  items?: Facts;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  unit?: string;
  secret?: boolean;
  description?: string;
}

/** Every setting of all parts, in the order of the schemas. */
export function settingsOf(parts: ConfigParts): Setting[] {
  return Object.entries(parts).flatMap(([part, schema]) => leavesOf(schema, [part]));
}

export const environmentName = (path: readonly string[]): string => `CONCEPTWATCH_${path.map((word) => word.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_')).join('_').toUpperCase()}`;

/** `--ingest.batch-size` and `--ingest.batchSize` are the same flag. */
export const flagName = (path: string): string => `--${path.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()}`;

/** The object schema inside wrappers such as a default, when there is one. */
export function objectOf(schema: z.ZodType): z.ZodObject | undefined {
  let inner: unknown = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodReadonly) inner = inner.unwrap();
  return inner instanceof z.ZodObject ? inner : undefined;
}

function leavesOf(schema: z.ZodType, path: string[]): Setting[] {
  const object = objectOf(schema);
  if (object) return Object.entries(object.shape).flatMap(([key, child]) => leavesOf(child as z.ZodType, [...path, key]));
  const facts = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Facts;
  const dotted = path.join('.');
  return [
    {
      path: dotted,
      environment: environmentName(path),
      flag: flagName(dotted),
      type: typeOf(facts),
      default: facts.default,
      unit: facts.unit,
      isSecret: facts.secret === true,
      description: facts.description ?? '',
      schema,
    },
  ];
}

function typeOf(facts: Facts): string {
  if (facts.enum) return facts.enum.map(String).join(' | ');
  if (facts.anyOf) return facts.anyOf.map(typeOf).join(' | ');
  if (facts.type === 'array') return `list of ${facts.items ? typeOf(facts.items) : 'values'}`;
  const name = facts.type === 'integer' ? 'whole number' : facts.type === 'string' ? 'text' : facts.type === 'boolean' ? 'true | false' : String(facts.type ?? 'any');
  const least = isBound(facts.minimum) ? `from ${facts.minimum}` : '';
  const most = isBound(facts.maximum) ? `to ${facts.maximum}` : '';
  return [name, least, most].filter(Boolean).join(' ');
}

/** zod gives every integer the bounds of a double; those are no limits that anyone chose. */
const isBound = (value: number | undefined): boolean => value !== undefined && Math.abs(value) !== Number.MAX_SAFE_INTEGER;
