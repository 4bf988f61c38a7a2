import type { OptionSchema } from './job-options';

interface JobFieldProps {
  name: string;
  schema: OptionSchema;
  isRequired: boolean;
  streams: readonly string[];
}

/** The input of one option, by what its schema says. */
export function JobField({ name, schema, isRequired, streams }: JobFieldProps) {
  const common = { name, required: isRequired };
  const given = schema.default === undefined ? '' : String(schema.default as string | number);
  const choices = schema.format === 'stream' && streams.length > 0 ? streams : schema.enum;
  if (choices)
    return (
      <select {...common} defaultValue={given}>
        {!isRequired && given === '' && <option value="">–</option>}
        {choices.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </select>
    );
  if (schema.type === 'number' || schema.type === 'integer') return <input {...common} type="number" min={schema.minimum} max={schema.maximum} step={schema.type === 'integer' ? 1 : 'any'} defaultValue={given} />;
  if (schema.format === 'yaml') return <textarea {...common} rows={10} spellCheck={false} defaultValue={given || schema.examples?.[0]} />;
  if (schema.format === 'images')
    return (
      <>
        <input {...common} list={`${name}-known`} defaultValue={streams.length === 1 ? `stream:${streams[0]}` : ''} placeholder="stream:NAME, baseline:ID or a folder" />
        <datalist id={`${name}-known`}>
          {streams.map((stream) => (
            <option key={stream} value={`stream:${stream}`} />
          ))}
        </datalist>
      </>
    );
  return <input {...common} defaultValue={given} placeholder={schema.type === 'array' ? 'several, separated by commas' : (schema.examples?.[0] ?? '')} />;
}

/** "minEffect" becomes "Min effect". */
export const labelOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());
