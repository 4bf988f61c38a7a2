import { useState } from 'react';
import type { ConceptDetail, Exemplar } from '../api/shapes';
import { clock, fixed } from '../format';
import { Enlarged, type Picture } from './enlarged';
import { Thumbnail } from './thumbnail';

/** What images looked like before a change, and what they look like since. */
export function Exemplars({ detail }: { detail: ConceptDetail }) {
  const { before, after } = detail.exemplars;
  const { text, since, direction } = detail;
  return (
    <section className="card" aria-labelledby="exemplars">
      <h2 id="exemplars">What it looks like</h2>
      <div className="before-after">
        <Gallery title={since === null ? 'Before' : `Before ${clock(since)}`} about="Typical images." images={before} empty={since === null ? 'There is no change yet to compare with.' : 'No image from before is kept.'} />
        <Gallery title={since === null ? 'Newest images' : `Since ${clock(since)}`} about={direction === 'fell' ? `The images least like “${text}”.` : `The images most like “${text}”.`} images={after} empty="No image yet." />
      </div>
    </section>
  );
}

interface GalleryProps {
  title: string;
  about: string;
  images: readonly Exemplar[];
  empty: string;
  /** What can be done with each image. */
  action?: { name: string; act: (id: string) => void };
}

/** Images of one kind, to be enlarged. */
export function Gallery({ title, about, images, empty, action }: GalleryProps) {
  const [shown, setShown] = useState<string>();
  const [open, setOpen] = useState<Picture[]>([]);
  return (
    <div className="gallery-side">
      <h3>
        {title} <span className="muted small">{about}</span>
      </h3>
      {images.length === 0 ? (
        <p className="muted">{empty}</p>
      ) : (
        <ul className="gallery">
          {images.map((image) => (
            <li key={image.image_id}>
              <Thumbnail
                url={image.thumbnail_url}
                label={`Enlarge the image${image.captured_at ? ` of ${clock(image.captured_at)}` : ''}, similarity ${fixed(image.score, 3)}`}
                onOpen={() => {
                  setOpen(images.map(toPicture));
                  setShown(image.image_id);
                }}
              />
              <span className="muted small">{fixed(image.score, 3)}</span>
              {action && (
                <button type="button" className="small-button" onClick={() => action.act(image.image_id)}>
                  {action.name}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown !== undefined && <Enlarged pictures={open} id={shown} title={title} onShow={setShown} onClose={() => setShown(undefined)} />}
    </div>
  );
}

const toPicture = (image: Exemplar): Picture => ({
  id: image.image_id,
  url: image.thumbnail_url,
  about: (
    <p>
      {image.captured_at ? clock(image.captured_at) : image.image_id} <span className="muted">similarity {fixed(image.score, 3)}</span>
    </p>
  ),
});
