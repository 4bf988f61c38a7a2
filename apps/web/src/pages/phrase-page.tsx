import { ConceptProbe } from '../parts/concept-probe';

/** Any phrase, against what the stream has seen: no bank has to list it. */
export function PhrasePage({ stream }: { stream: string }) {
  return (
    <div className="overview">
      <section className="card" aria-labelledby="phrase">
        <h1 id="phrase">Try a phrase</h1>
        <p className="muted explain">Type anything: its similarity to the newest images of {stream} is compared with the baseline, from stored embeddings.</p>
        <ConceptProbe stream={stream} />
      </section>
    </div>
  );
}
