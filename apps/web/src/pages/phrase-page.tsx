import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { PhraseAnswer } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { DensityChart } from '../charts/density-chart';
import { EcdfChart } from '../charts/ecdf-chart';
import { counted, fixed, percent, whole } from '../format';
import { Gallery } from '../parts/exemplars';
import { Link } from '../parts/link';
import { Words } from '../parts/words';

/** Long enough for a word to be finished, short enough to feel at once. */
const TYPED_MS = 350;

/** Any phrase, against what the stream has seen: no bank has to list it. */
export function PhrasePage({ stream }: { stream: string }) {
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<PhraseAnswer>();
  const [problem, setProblem] = useState('');
  const latest = useRef('');
  const ask = (phrase: string) => {
    latest.current = phrase;
    if (!phrase) return;
    api.phrase(stream, phrase).then(
      (found) => latest.current === phrase && (setAnswer(found), setProblem('')),
      (error: Error) => latest.current === phrase && setProblem(error.message),
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
  return (
    <div className="overview">
      <section className="card" aria-labelledby="phrase">
        <h1 id="phrase">Try a phrase</h1>
        <p className="muted explain">Type anything: its similarity to the newest images of {stream} is compared with the baseline, from stored embeddings.</p>
        <form className="heat-tools" onSubmit={submit} role="search">
          <input type="search" aria-label="Phrase" placeholder="a dog in the snow" value={text} autoFocus maxLength={500} onChange={(event) => setText(event.target.value)} />
          <button type="submit" className="small-button">
            Look
          </button>
        </form>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        {answer && <Said answer={answer} stream={stream} />}
      </section>
      {answer && <Shown answer={answer} />}
    </div>
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

function Shown({ answer }: { answer: PhraseAnswer }) {
  const detail = { text: answer.text, ks: null, location: null, density: answer.density, ecdf: answer.ecdf };
  return (
    <>
      <section className="card" aria-labelledby="phrase-images">
        <h2 id="phrase-images">What it finds</h2>
        <div className="before-after">
          <Gallery title="Most similar" about={`Among the newest images.`} images={answer.highest} empty="No image yet." />
          <Gallery title="Least similar" about="" images={answer.lowest} empty="No image yet." />
        </div>
      </section>
      <section className="card" aria-labelledby="phrase-spread">
        <div className="card-head">
          <h2 id="phrase-spread">How it is spread</h2>
          <p className="keys-of-chart">
            <span className="key" data-of="baseline" /> {counted(answer.images.baseline, 'baseline image')} <span className="key" data-of="window" /> newest {whole(answer.images.recent)}
          </p>
        </div>
        <div className="charts">
          <figure>
            <DensityChart detail={detail} />
          </figure>
          <figure>
            <EcdfChart detail={detail} />
          </figure>
        </div>
      </section>
    </>
  );
}
