import { useState } from 'react';
import { api } from '../api/client';
import type { ConceptState } from '../api/shapes';
import { moment } from '../format';
import { useNow } from '../use-now';

const HOURS = { '1': '1 hour', '8': '8 hours', '24': '1 day', '168': '1 week' };

/** Nobody is notified of a concept for a while: it is measured and shown as before. */
export function MuteButton({ stream, concept, onDone }: { stream: string; concept: Pick<ConceptState, 'concept' | 'text' | 'muted_until'>; onDone?: () => void }) {
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState('');
  const now = useNow();
  const send = (call: Promise<unknown>) => {
    setSending(true);
    call
      .then(
        () => (setProblem(''), onDone?.()),
        (error: Error) => setProblem(error.message),
      )
      .finally(() => setSending(false));
  };
  return (
    <span className="acknowledge">
      {concept.muted_until === null ? (
        <select className="small-button" aria-label={`Mute ${concept.text}`} title="No notifications of this concept for a while" disabled={isSending} value="" onChange={(event) => send(api.mute(stream, concept.concept, Number(event.target.value)))}>
          <option value="" disabled>
            Mute for …
          </option>
          {Object.entries(HOURS).map(([hours, name]) => (
            <option key={hours} value={hours}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <>
          <span className="muted small">muted until {moment(concept.muted_until, now)}</span>
          <button type="button" className="small-button" disabled={isSending} onClick={() => send(api.unmute(stream, concept.concept))}>
            Unmute<span className="unseen"> {concept.text}</span>
          </button>
        </>
      )}
      {problem && (
        <span role="alert" className="problem">
          {problem}
        </span>
      )}
    </span>
  );
}
