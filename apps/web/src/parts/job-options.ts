/** What a JSON Schema says of one option. */
export interface OptionSchema {
  type?: string;
  const?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  format?: string;
  examples?: string[];
}

/** The options of a job, or of one of its forms. */
export interface JobSchema {
  /** Which option tells the form, and what it says. */
  form?: { option: string; value: string };
  properties: Record<string, OptionSchema>;
  required: readonly string[];
}

interface Plain {
  properties?: Record<string, OptionSchema>;
  required?: string[];
}

/** One schema, or one for each form: an option of a single value tells them apart. */
export function variantsOf(schema: Plain & { oneOf?: Plain[]; anyOf?: Plain[] }): [JobSchema, ...JobSchema[]] {
  const all = (schema.oneOf ?? schema.anyOf ?? [schema]).map(({ properties = {}, required = [] }): JobSchema => {
    const [told] = Object.entries(properties).flatMap(([option, { const: value }]) => (value === undefined ? [] : [{ option, value }]));
    return { properties, required, ...(told ? { form: told } : {}) };
  });
  return [all[0], ...all.slice(1)];
}

/** What was filled in, as the schema wants it; what was left empty is left out. */
export function optionsOf(data: FormData, properties: Readonly<Record<string, OptionSchema>>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(properties)) {
    if (type === 'boolean') {
      options[name] = data.get(name) !== null;
      continue;
    }
    const text = String(data.get(name) as string).trim();
    if (text === '') continue;
    if (type === 'array') options[name] = text.split(',').map((part) => part.trim()).filter(Boolean);
    else options[name] = type === 'number' || type === 'integer' ? Number(text) : text;
  }
  return options;
}
