import { useEffect, useRef, useState } from 'react';
import type { Exemplar, RecentImage } from '@conceptwatch/contracts';
import { clock, fixed } from '../format';

/** The newest images with what stands out in each. */
export function Strip({ images }: { images: RecentImage[] }) {
  const [open, setOpen] = useState<string>();
  if (images.length === 0) return <p className="quiet">No image yet.</p>;
  return (
    <>
      <ul className="strip">
        {images.map((image) => (
          <li key={image.image_id}>
            <button type="button" onClick={() => setOpen(image.thumbnail_url)} aria-label={`Enlarge the image of ${clock(image.captured_at)}`}>
              <img src={image.thumbnail_url} alt="" loading="lazy" />
            </button>
            <span>{image.top[0]?.text ?? ''}</span>
            <small>{image.top.slice(1, 3).map(({ text }) => text).join(', ')}</small>
          </li>
        ))}
      </ul>
      <Enlarged url={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

/** Example images of one side of a change. */
export function Exemplars({ title, images }: { title: string; images: Exemplar[] }) {
  const [open, setOpen] = useState<string>();
  return (
    <div>
      <h3>{title}</h3>
      {images.length === 0 ? (
        <p className="quiet">None yet.</p>
      ) : (
        <ul className="exemplars">
          {images.map((image) => (
            <li key={image.image_id}>
              <button type="button" onClick={() => setOpen(image.thumbnail_url)} aria-label={`Enlarge, similarity ${fixed(image.score)}`}>
                <img src={image.thumbnail_url} alt="" loading="lazy" />
              </button>
              <small>{fixed(image.score)}</small>
            </li>
          ))}
        </ul>
      )}
      <Enlarged url={open} onClose={() => setOpen(undefined)} />
    </div>
  );
}

function Enlarged({ url, onClose }: { url: string | undefined; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (url) dialog.current?.showModal();
    else dialog.current?.close();
  }, [url]);
  return (
    <dialog ref={dialog} onClose={onClose} onClick={onClose} aria-label="Enlarged image">
      {url && <img src={`${url}?edge=768`} alt="The image, enlarged" />}
      <button type="button">Close</button>
    </dialog>
  );
}
