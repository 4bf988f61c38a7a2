import { type FormEvent, useState } from 'react';
import type { JobType } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { go } from '../route';

/** What a JSON Schema says of one option. */
interface OptionSchema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  format?: string;
  examples?: string[];
}

interface JobFormProps {
  type: JobType;
  streams: readonly string[];
  onBegun: () => void;
}

/** The form of a job, made from the schema that the server checks by. */
export function JobForm({ type, streams, onBegun }: JobFormProps) {
  const { properties = {}, required = [] } = type.options as { properties?: Record<string, OptionSchema>; required?: string[] };
  const [problem, setProblem] = useState('');
  const [isSending, setSending] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSending(true);
    api
      .beginJob(type.job, optionsOf(new FormData(event.currentTarget), properties))
      .then(
        (job) => (onBegun(), go({ page: 'job', id: job.id })),
        (error: Error) => setProblem(error.message),
      )
      .finally(() => setSending(false));
  };
  return (
    <form className="job-form" aria-label={type.title} onSubmit={submit}>
      {Object.entries(properties).map(([name, schema]) => (
        <label key={name}>
          <span>{labelOf(name)}</span>
          <Field name={name} schema={schema} isRequired={required.includes(name) && schema.default === undefined} streams={streams} />
          {schema.description && <span className="muted small">{schema.description}</span>}
        </label>
      ))}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="main-button" disabled={isSending}>
        Begin
      </button>
    </form>
  );
}

function Field({ name, schema, isRequired, streams }: { name: string; schema: OptionSchema; isRequired: boolean; streams: readonly string[] }) {
  const common = { name, required: isRequired };
  const given = schema.default === undefined ? '' : String(schema.default as string | number);
  if (schema.enum)
    return (
      <select {...common} defaultValue={given}>
        {!isRequired && <option value="">–</option>}
        {schema.enum.map((value) => (
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
const labelOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());

function optionsOf(data: FormData, properties: Record<string, OptionSchema>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(properties)) {
    const text = String(data.get(name) as string).trim();
    if (text === '') continue;
    if (type === 'array') options[name] = text.split(',').map((part) => part.trim()).filter(Boolean);
    else options[name] = type === 'number' || type === 'integer' ? Number(text) : text;
  }
  return options;
}
