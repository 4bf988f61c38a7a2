import { useState } from 'react';
import { api } from '../api/client';
import type { ConceptState } from '../api/shapes';
import { Icon } from './icons';

/** "Seen, somebody cares": the alarm stays, but calmly. */
export function AcknowledgeButton({ stream, concept, onDone }: { stream: string; concept: Pick<ConceptState, 'concept' | 'text' | 'acknowledged'>; onDone?: () => void }) {
  const [state, setState] = useState<'idle' | 'sending' | 'done'>('idle');
  const [problem, setProblem] = useState('');
  if (concept.acknowledged || state === 'done')
    return (
      <span className="acknowledged">
        <Icon name="check" /> Acknowledged
      </span>
    );
  const send = () => {
    setState('sending');
    api.acknowledge(stream, concept.concept).then(
      () => {
        setState('done');
        setProblem('');
        onDone?.();
      },
      (error: Error) => {
        setState('idle');
        setProblem(error.message);
      },
    );
  };
  return (
    <span className="acknowledge">
      <button type="button" className="small-button" disabled={state === 'sending'} onClick={send}>
        Acknowledge<span className="unseen"> {concept.text}</span>
      </button>
      {problem && (
        <span role="alert" className="problem">
          {problem}
        </span>
      )}
    </span>
  );
}
