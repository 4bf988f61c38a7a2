import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { PhraseAnswer } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { DensityChart } from '../charts/density-chart';
import { EcdfChart } from '../charts/ecdf-chart';
import { PastChart } from '../charts/past-chart';
import { counted, fixed, percent, whole } from '../format';
import { Gallery } from './exemplars';
import { Link } from './link';
import { Words } from './words';

/** Long enough for a word to be finished, short enough to feel at once. */
const TYPED_MS = 350;

interface ConceptProbeProps {
  stream: string;
  /** What can be done with a phrase that was looked at: its button, and what it does. */
  onTake?: { name: string; take: (answer: PhraseAnswer) => void };
}

/** Any phrase, as it is typed, against what a stream has seen; examples that a person picks make it sharper. */
export function ConceptProbe({ stream, onTake }: ConceptProbeProps) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [found, setFound] = useState<{ asked: string; answer: PhraseAnswer }>();
  const [problem, setProblem] = useState('');
  const latest = useRef('');
  const asked = `${stream} ${text.trim()} ${wrong.join(' ')}`;
  const answer = found?.answer;
  const ask = (phrase: string) => {
    if (latest.current === asked || !phrase) return;
    latest.current = asked;
    api.phrase(stream, phrase, wrong).then(
      (said) => latest.current === asked && (setFound({ asked, answer: said }), setProblem('')),
      (error: Error) => latest.current === asked && setProblem(error.message),
    );
  };
  useEffect(() => {
    const timer = setTimeout(() => ask(text.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(text.trim());
  };
  const type = (phrase: string) => {
    setText(phrase);
    setWrong([]);
  };
  return (
    <>
      <form className="heat-tools" onSubmit={submit} role="search">
        <input type="search" aria-label="Phrase" placeholder="a dog in the snow" value={text} autoFocus={onTake === undefined} maxLength={500} onChange={(event) => type(event.target.value)} />
        <button type="submit" className="small-button">
          Look
        </button>
        {onTake && (
          <button type="button" className="small-button" disabled={found?.asked !== asked} onClick={() => answer && onTake.take(answer)}>
            {onTake.name}
          </button>
        )}
      </form>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {answer && (
        <div className="probe">
          <Said answer={answer} stream={stream} />
          <Shown answer={answer} wrong={wrong} onWrong={setWrong} />
        </div>
      )}
    </>
  );
}

function Said({ answer, stream }: { answer: PhraseAnswer; stream: string }) {
  const { text, ks, direction, share, p_value, images, nearest, unknown_words } = answer;
  const isNews = p_value < 0.01;
  return (
    <div aria-live="polite">
      <p className="standing">
        <Words pieces={isNews ? [{ text: `“${text}” ${direction} for `, strong: false }, { text: percent(share), strong: true }, { text: ` of the newest ${whole(images.recent)} images (D = ${fixed(ks)})`, strong: false }] : [{ text: `“${text}”: no difference that ${whole(images.recent)} images can show (D = ${fixed(ks)})`, strong: false }]} />
      </p>
      {unknown_words.length > 0 && <p className="notice">The text encoder does not know: {unknown_words.join(', ')}. These words say nothing.</p>}
      <p className="decoded">
        <span className="muted small">Nearest in the bank: </span>
        {nearest.map(({ concept, text: name, cosine }) => (
          <Link key={concept} className="chip" to={{ page: 'concept', stream, concept }} title={`cosine ${fixed(cosine, 3)}`}>
            {name}
          </Link>
        ))}
      </p>
    </div>
  );
}

function Shown({ answer, wrong, onWrong }: { answer: PhraseAnswer; wrong: readonly string[]; onWrong: (ids: readonly string[]) => void }) {
  const detail = { text: answer.text, ks: null, location: null, density: answer.density, ecdf: answer.ecdf };
  return (
    <>
      <div className="before-after">
        <Gallery title="Most similar" about="Wrong ones make it sharper." images={answer.highest} empty="No image yet." action={{ name: 'Not this', act: (id) => onWrong([...wrong, id]) }} />
        <Gallery title="Least similar" about="" images={answer.lowest} empty="No image yet." />
      </div>
      {wrong.length > 0 && (
        <p className="muted">
          Moved away from {counted(wrong.length, 'image')}, towards what the most similar ones have in common.{' '}
          <button type="button" className="small-button" onClick={() => onWrong([])}>
            The words alone again
          </button>
        </p>
      )}
      <p className="keys-of-chart">
        <span className="key" data-of="baseline" /> {counted(answer.images.baseline, 'baseline image')} <span className="key" data-of="window" /> newest {whole(answer.images.recent)}
      </p>
      <div className="charts">
        <figure>
          <DensityChart detail={detail} />
        </figure>
        <figure>
          <EcdfChart detail={detail} />
        </figure>
        {answer.past.length > 1 && (
          <figure>
            <figcaption>
              <h3>Over the stored past</h3>
              <p className="muted small">The line is the middle of the images, bars reach from 10 to 90 % of them; grey is the baseline.</p>
            </figcaption>
            <PastChart answer={answer} />
          </figure>
        )}
      </div>
    </>
  );
}
