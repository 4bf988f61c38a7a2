import { type FormEvent, useState } from 'react';
import type { NormalPreview, StreamSettings } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { counted, fixed, moment, percent, whole } from '../format';
import { Link } from '../parts/link';
import { Direction, Loading } from '../parts/words';
import { useNow } from '../use-now';

/** What a stream is measured with, and the way to another baseline, bank or window while it runs. */
export function SettingsPage({ stream }: { stream: string }) {
  const settings = usePolled(`settings ${stream}`, () => api.settings(stream), 10_000);
  if (!settings.data) return <Loading what="the settings" error={settings.error} onRetry={settings.reload} />;
  return (
    <div className="overview">
      <Choices key={JSON.stringify(settings.data)} settings={settings.data} onDone={settings.reload} />
      <NewNormal stream={stream} onDone={settings.reload} />
    </div>
  );
}

function Choices({ settings, onDone }: { settings: StreamSettings; onDone: () => void }) {
  const { stream } = settings;
  const baselines = usePolled('baselines', api.baselines, 0);
  const banks = usePolled('banks', api.banks, 0);
  const [baseline, setBaseline] = useState(settings.baseline);
  const [bank, setBank] = useState(settings.bank);
  const [window, setWindow] = useState(String(settings.window));
  const [said, setSaid] = useState<{ text: string; isProblem: boolean }>();
  const isChanged = baseline !== settings.baseline || bank !== settings.bank || Number(window) !== settings.window;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    api.changeStream(stream, { baseline, bank, window: Number(window) }).then(
      () => (setSaid({ text: 'Changed. The drift of the stream begins anew; its events stay.', isProblem: false }), onDone()),
      (error: Error) => setSaid({ text: error.message, isProblem: true }),
    );
  };
  return (
    <section className="card" aria-labelledby="settings">
      <h1 id="settings">Settings of {stream}</h1>
      <p className="muted explain">
        Promised: one false alarm in {whole(settings.images_between_false_alarms)} images over the whole bank, {settings.mode}. A change takes effect in all services within seconds.
      </p>
      <form className="job-form" onSubmit={submit}>
        <Select name="Baseline" note="The images that are normal." value={baseline} options={(baselines.data ?? []).map(({ id, images, fits_not: unfit }) => [id, `${id}, ${counted(images, 'image')}${unfit ? ', of other models' : ''}`])} onChange={setBaseline} />
        <Select name="Concept bank" note="The words that every image is compared with." value={bank} options={(banks.data ?? []).map(({ name, concepts }) => [name, `${name}, ${counted(concepts.length, 'concept')}`])} onChange={setBank} />
        <label>
          Window
          <span className="muted small">Images that are compared with the baseline: fewer find large changes sooner, more find small ones.</span>
          <input type="number" min={20} max={100_000} value={window} onChange={(event) => setWindow(event.target.value)} />
        </label>
        <button type="submit" className="main-button" disabled={!isChanged}>
          Change the stream
        </button>
        {said && (
          <p role={said.isProblem ? 'alert' : 'status'} className={said.isProblem ? 'problem' : 'notice'}>
            {said.text}
          </p>
        )}
      </form>
    </section>
  );
}

function Select({ name, note, value, options, onChange }: { name: string; note: string; value: string; options: [string, string][]; onChange: (value: string) => void }) {
  return (
    <label>
      {name}
      <span className="muted small">{note}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.some(([id]) => id === value) ? null : <option value={value}>{value}</option>}
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function NewNormal({ stream, onDone }: { stream: string; onDone: () => void }) {
  const [images, setImages] = useState('500');
  const [preview, setPreview] = useState<NormalPreview>();
  const [problem, setProblem] = useState('');
  const [done, setDone] = useState('');
  const failed = (error: Error) => setProblem(error.message);
  const look = (event: FormEvent) => {
    event.preventDefault();
    setPreview(undefined);
    setProblem('');
    setDone('');
    api.normal(stream, Number(images)).then(setPreview, failed);
  };
  const make = () =>
    void api.setNormal(stream, Number(images)).then(({ baseline }) => {
      setPreview(undefined);
      setDone(`The stream is now compared with ${baseline}. The old baseline is kept: choose it above to go back.`);
      onDone();
    }, failed);
  return (
    <section className="card" aria-labelledby="normal">
      <h2 id="normal">The newest images are normal</h2>
      <p className="muted explain">When a change is here to stay, make it the baseline. Look first at what would no longer be told.</p>
      <form className="heat-tools" onSubmit={look}>
        <label htmlFor="normal-images">Newest images</label>
        <input id="normal-images" type="number" min={50} max={50_000} value={images} onChange={(event) => setImages(event.target.value)} />
        <button type="submit" className="small-button">
          Preview
        </button>
      </form>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {done && (
        <p role="status" className="notice">
          {done}
        </p>
      )}
      {preview && <Preview preview={preview} onMake={make} />}
    </section>
  );
}

function Preview({ preview, onMake }: { preview: NormalPreview; onMake: () => void }) {
  const { stream, images, from, to, baseline, hidden, sentence, advice, smallest_provable_effect: effect } = preview;
  const now = useNow();
  return (
    <div aria-live="polite">
      <p className="standing">{sentence}</p>
      <p className="muted">
        {counted(images, 'image')} from {moment(from, now)} to {moment(to, now)}, against {whole(baseline.images)} of {baseline.id}.{effect === null ? '' : ` Such a baseline proves changes of ${percent(effect)} or more.`}
      </p>
      {advice && <p className="notice">{advice}</p>}
      {hidden.length > 0 && (
        <ul className="bars" aria-label="What would be hidden">
          {hidden.map(({ concept, text, direction, ks, share, active }) => (
            <li key={concept}>
              <Link className="bar-name" to={{ page: 'concept', stream, concept }}>
                <Direction direction={direction} /> {text}
              </Link>
              <span className="bar-track" aria-hidden="true">
                <span className="bar-fill" data-direction={direction} style={{ width: `${ks * 100}%` }} />
              </span>
              <span className="small">
                D = {fixed(ks)}, {percent(share)} of images{active ? ', in alarm now' : ''}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="job-actions">
        <button type="button" className="main-button" onClick={onMake}>
          Make these images normal
        </button>
      </p>
    </div>
  );
}
