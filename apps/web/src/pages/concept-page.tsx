import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import type { ConceptDetail, DriftState } from '../api/shapes';
import { usePolled } from '../api/use-polled';
import { ConceptCharts } from '../parts/concept-charts';
import { ConceptHeadline } from '../parts/concept-headline';
import { Exemplars } from '../parts/exemplars';
import { Icon } from '../parts/icons';
import { Link } from '../parts/link';
import { PromiseNote } from '../parts/promise-note';
import { Loading } from '../parts/words';
import type { Neighbours } from '../use-neighbours';

interface ConceptPageProps {
  stream: string;
  concept: string;
  drift: DriftState | undefined;
  neighbours: Neighbours;
  isPaused: boolean;
  /** Counts up when the reader asks for an acknowledgement by key. */
  acknowledgeAsked: number;
}

const REFRESH_MS = 2000;

/** Everything about one concept of a stream: what it did, how it is known, and what it looks like. */
export function ConceptPage({ stream, concept, drift, neighbours, isPaused, acknowledgeAsked }: ConceptPageProps) {
  const { data: detail, error, reload } = usePolled(`concept ${stream} ${concept}`, () => api.concept(stream, concept), isPaused ? 0 : REFRESH_MS);
  const problem = useAcknowledgeKey(stream, detail, acknowledgeAsked, reload);
  if (!detail)
    return (
      <>
        <Steps stream={stream} neighbours={neighbours} />
        <Loading what={`“${concept}”`} error={error} onRetry={reload} />
      </>
    );
  return (
    <article className="concept">
      <Steps stream={stream} neighbours={neighbours} />
      {problem && (
        <p className="notice" role="alert">
          {problem}
        </p>
      )}
      {error && <p className="notice" role="alert">What is shown may be old. {error.message}</p>}
      <ConceptHeadline detail={detail} threshold={drift?.threshold} decoded={drift?.decoded ?? []} bank={drift?.concepts ?? []} onDone={reload} />
      <ConceptCharts detail={detail} threshold={drift?.threshold} />
      <Exemplars detail={detail} />
      {drift && <PromiseNote drift={drift} />}
    </article>
  );
}

/** Acknowledges when the key asks for it. @returns why it could not, or nothing */
function useAcknowledgeKey(stream: string, detail: ConceptDetail | undefined, asked: number, done: () => void): string {
  const [problem, setProblem] = useState('');
  const answered = useRef(asked);
  useEffect(() => {
    if (asked === answered.current) return;
    answered.current = asked;
    if (detail?.active && !detail.acknowledged)
      api.acknowledge(stream, detail.concept).then(
        () => {
          setProblem('');
          done();
        },
        (error: Error) => setProblem(error.message),
      );
  }, [asked, detail, stream, done]);
  return problem;
}

/** Back to the stream, and to the neighbours in the order of their alarms and D. */
function Steps({ stream, neighbours: { previous, next } }: { stream: string; neighbours: Neighbours }) {
  return (
    <nav className="steps" aria-label="Concepts">
      <Link to={{ page: 'stream', stream }}>
        <Icon name="back" /> {stream}
      </Link>
      <span className="steps-neighbours">
        {previous && (
          <Link to={{ page: 'concept', stream, concept: previous.concept }} aria-label={`Previous concept: ${previous.text}`}>
            <Icon name="back" /> {previous.text}
          </Link>
        )}
        {next && (
          <Link to={{ page: 'concept', stream, concept: next.concept }} aria-label={`Next concept: ${next.text}`}>
            {next.text} <Icon name="forward" />
          </Link>
        )}
      </span>
    </nav>
  );
}
