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

/** The form of a job, made from the schema that the server checks by. Of a job with several forms one is chosen first. */
export function JobForm({ type, streams, onBegun, given = {} }: JobFormProps) {
  const variants = variantsOf(type.options);
  const told = variants[0].form?.option;
  const [chosen, setChosen] = useState((told === undefined ? undefined : given[told]) ?? variants[0].form?.value);
  const { properties, required } = variants.find(({ form }) => form?.value === chosen) ?? variants[0];
  const [problem, setProblem] = useState('');
  const [isSending, setSending] = useState(false);
  const asked = Object.entries(properties).filter(([name]) => name !== told && !Object.hasOwn(given, name));
  const isExtra = (name: string, schema: OptionSchema): boolean => !required.includes(name) && schema.default === undefined;
  const field = ([name, schema]: [string, OptionSchema]) => <Asked key={`${chosen}-${name}`} name={name} schema={schema} isRequired={required.includes(name) && schema.default === undefined} streams={streams} />;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSending(true);
    const options = { ...optionsOf(new FormData(event.currentTarget), Object.fromEntries(asked)), ...given, ...(told === undefined ? {} : { [told]: chosen }) };
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
      {told !== undefined && given[told] === undefined && <Forms variants={variants} chosen={chosen} onChoose={setChosen} />}
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

function Forms({ variants, chosen, onChoose }: { variants: readonly JobSchema[]; chosen: string | undefined; onChoose: (value: string) => void }) {
  return (
    <label>
      <span>What to do</span>
      <select value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {variants.map(({ form }) => (
          <option key={form?.value} value={form?.value}>
            {capitalized(form?.value ?? '')}
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
