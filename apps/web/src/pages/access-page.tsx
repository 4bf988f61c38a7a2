import { type FormEvent, useState } from 'react';
import type { AuditEntry, Scope, TokenView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { Loading, Time } from '../parts/words';

const SHOWN = 200;

/** What a token is for, as people choose it. */
const FOR: [Scope | '', string][] = [
  ['', 'for all that the role may'],
  ['images', 'sends images only'],
  ['streams', 'streams only'],
  ['jobs', 'jobs only'],
  ['library', 'banks, baselines, aligners only'],
  ['access', 'tokens and audit log only'],
];

/** Who may do what, and who did what. */
export function AccessPage() {
  const tokens = usePolled('tokens', api.tokens, 0);
  const audit = usePolled('audit', () => api.audit(SHOWN), 10_000);
  const [older, setOlder] = useState<readonly AuditEntry[]>([]);
  const [hasOlder, setHasOlder] = useState(true);
  const showOlder = () => {
    const all = withOlder(audit.data ?? [], older);
    void api.audit(SHOWN, all[all.length - 1]?.at).then((page) => (setOlder(withOlder(older, page)), setHasOlder(page.length === SHOWN)));
  };
  return (
    <div className="overview">
      <section className="card" aria-labelledby="tokens">
        <h1 id="tokens">Access tokens</h1>
        <p className="muted explain">A viewer looks, an operator also sends images, acknowledges and begins jobs, an admin also makes tokens. A token is shown once and kept as a digest only.</p>
        {tokens.data ? <Tokens tokens={tokens.data} onChange={() => (tokens.reload(), audit.reload())} /> : <Loading what="the tokens" error={tokens.error} onRetry={tokens.reload} />}
      </section>
      <section className="card" aria-labelledby="audit">
        <h2 id="audit">Audit log</h2>
        {audit.data ? <Audit entries={withOlder(audit.data, older)} /> : <Loading what="the audit log" error={audit.error} onRetry={audit.reload} />}
        {hasOlder && (audit.data?.length ?? 0) >= SHOWN && (
          <button type="button" className="quiet-button" onClick={showOlder}>
            Older entries
          </button>
        )}
      </section>
    </div>
  );
}

/** Entries move down while new ones come; each is listed once. */
function withOlder(newest: readonly AuditEntry[], older: readonly AuditEntry[]): AuditEntry[] {
  const known = new Set(newest.map(({ id }) => id));
  return [...newest, ...older.filter(({ id }) => !known.has(id))];
}

function Tokens({ tokens, onChange }: { tokens: readonly TokenView[]; onChange: () => void }) {
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState('');
  const create = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const days = Number(data.get('days'));
    const scope = data.get('scope') as Scope | '';
    api.createToken({ name: String(data.get('name') as string), role: data.get('role') as TokenView['role'], ...(scope ? { scopes: [scope] } : {}), ...(days > 0 ? { expires_in_days: days } : {}) }).then(
      (token) => (setSecret(token.secret), setProblem(''), form.reset(), onChange()),
      (error: Error) => setProblem(error.message),
    );
  };
  const revoke = (id: string) => void api.revokeToken(id).then(() => (setProblem(''), onChange()), (error: Error) => setProblem(error.message));
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Tokens">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col">For</th>
              <th scope="col">Made</th>
              <th scope="col">Good until</th>
              <th scope="col">
                <span className="unseen">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map(({ id, name, role, scopes, created_at, expires_at }) => (
              <tr key={id}>
                <td>{name}</td>
                <td data-label="Role">{role}</td>
                <td data-label="For">{scopes?.join(', ') ?? 'all'}</td>
                <td className="no-wrap" data-label="Made">
                  <Time at={created_at} />
                </td>
                <td className="no-wrap" data-label="Good until">{expires_at === null ? 'you revoke it' : <Time at={expires_at} />}</td>
                <td>
                  <button type="button" className="small-button" aria-label={`Revoke ${name}`} onClick={() => revoke(id)}>
                    Revoke
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {secret && (
        <p className="notice secret" role="status">
          The new token, shown once: <code>{secret}</code>
        </p>
      )}
      <form className="heat-tools token-form" onSubmit={create} aria-label="New token">
        <input name="name" aria-label="Name of the token" placeholder="Whose or what for" required maxLength={100} />
        <select name="role" aria-label="Role" defaultValue="viewer">
          <option>viewer</option>
          <option>operator</option>
          <option>admin</option>
        </select>
        <select name="scope" aria-label="What it is for" defaultValue="">
          {FOR.map(([scope, text]) => (
            <option key={scope} value={scope}>
              {text}
            </option>
          ))}
        </select>
        <input name="days" type="number" min={1} max={3650} aria-label="Days until it ends" placeholder="days, or never" />
        <button type="submit" className="small-button">
          Make a token
        </button>
      </form>
    </>
  );
}

function Audit({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p className="muted">Nothing was changed yet.</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Audit log">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Outcome</th>
            <th scope="col">Before → after</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, who, role, action, status, before, after, address }) => (
            <tr key={id}>
              <td className="no-wrap">
                <Time at={at} />
              </td>
              <td>
                {who}
                {role && <span className="muted small"> ({role})</span>}
              </td>
              <td className="reference wide">{action}</td>
              <td className="no-wrap" data-label="Outcome">{status < 400 ? 'done' : `refused (${status})`}</td>
              <td className="reference" data-label="Before → after">
                {[before, after].filter(Boolean).join(' → ') || '–'}
              </td>
              <td className="reference" data-label="From">
                {address}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
