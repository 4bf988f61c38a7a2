import { type FormEvent, useState } from 'react';
import type { JobType } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { capitalized } from '../format';
import { go } from '../route';
import { JobField, labelOf } from './job-field';
import { type JobSchema, type OptionSchema, optionsOf, variantsOf } from './job-options';

interface JobFormProps {
  type: JobType;
  streams: readonly string[];
  onBegun: () => void;
  /** Options that are settled already; they are not asked for. */
  given?: Readonly<Record<string, string>>;
}

/** The form of a job, made from the schema that the server checks by. Of a job with several verbs one is chosen first. */
export function JobForm({ type, streams, onBegun, given = {} }: JobFormProps) {
  const variants = variantsOf(type.options);
  const [verb, setVerb] = useState(given.verb ?? variants[0].verb);
  const { properties, required } = variants.find((variant) => variant.verb === verb) ?? variants[0];
  const [problem, setProblem] = useState('');
  const [isSending, setSending] = useState(false);
  const asked = Object.entries(properties).filter(([name]) => name !== 'verb' && !Object.hasOwn(given, name));
  const isExtra = (name: string, schema: OptionSchema): boolean => !required.includes(name) && schema.default === undefined;
  const field = ([name, schema]: [string, OptionSchema]) => <Asked key={`${verb}-${name}`} name={name} schema={schema} isRequired={required.includes(name) && schema.default === undefined} streams={streams} />;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSending(true);
    const options = { ...optionsOf(new FormData(event.currentTarget), Object.fromEntries(asked)), ...given, ...(verb === undefined ? {} : { verb }) };
    api
      .beginJob(type.job, options)
      .then(
        (job) => (onBegun(), go({ page: 'job', id: job.id })),
        (error: Error) => setProblem(error.message),
      )
      .finally(() => setSending(false));
  };
  return (
    <form className="job-form" aria-label={type.title} onSubmit={submit}>
      {variants.length > 1 && given.verb === undefined && <Verbs variants={variants} verb={verb} onChoose={setVerb} />}
      {asked.filter(([name, schema]) => !isExtra(name, schema)).map(field)}
      {asked.some(([name, schema]) => isExtra(name, schema)) && (
        <details className="more-options">
          <summary>More options</summary>
          <div>{asked.filter(([name, schema]) => isExtra(name, schema)).map(field)}</div>
        </details>
      )}
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

function Verbs({ variants, verb, onChoose }: { variants: readonly JobSchema[]; verb: string | undefined; onChoose: (verb: string) => void }) {
  return (
    <label>
      <span>What to do</span>
      <select value={verb} onChange={(event) => onChoose(event.target.value)}>
        {variants.map((variant) => (
          <option key={variant.verb} value={variant.verb}>
            {capitalized(variant.verb ?? '')}
          </option>
        ))}
      </select>
    </label>
  );
}

function Asked({ name, schema, isRequired, streams }: { name: string; schema: OptionSchema; isRequired: boolean; streams: readonly string[] }) {
  const about = schema.description && <span className="muted small">{schema.description}</span>;
  if (schema.type === 'boolean')
    return (
      <label>
        <span className="check">
          <input name={name} type="checkbox" defaultChecked={schema.default === true} /> {labelOf(name)}
        </span>
        {about}
      </label>
    );
  return (
    <label>
      <span>{labelOf(name)}</span>
      <JobField name={name} schema={schema} isRequired={isRequired} streams={streams} />
      {about}
    </label>
  );
}
