import { type FormEvent, useState } from 'react';
import { api } from '../api/client';
import { go } from '../route';

/** A file of weights becomes an aligner; what is wrong with it is said in words. */
export function AlignerImport({ onDone }: { onDone: () => void }) {
  const [problem, setProblem] = useState('');
  const [isSending, setSending] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get('name') as string);
    setSending(true);
    setProblem('');
    api
      .importAligner(name, data.get('file') as File)
      .then(() => (onDone(), go({ page: 'aligner', name })), (error: Error) => setProblem(error.message))
      .finally(() => setSending(false));
  };
  return (
    <form className="job-form" aria-label="Import an aligner" onSubmit={submit}>
      <label>
        <span>File</span>
        <input name="file" type="file" required accept=".safetensors,.npz,.pth,.pt" />
        <span className="muted small">W may be d_t × d_s, as PyTorch has it. At most 64 MB unless the settings allow more.</span>
      </label>
      <label>
        <span>Name</span>
        <input name="name" required pattern="[a-z0-9\-]{1,64}" title="1 to 64 characters of a-z, 0-9 and -" autoComplete="off" />
        <span className="muted small">a-z, 0-9 and -.</span>
      </label>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="main-button" disabled={isSending}>
        Import
      </button>
    </form>
  );
}
