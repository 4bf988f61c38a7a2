import { useState } from 'react';
import type { RecentImage } from '../api/shapes';
import { clock, fixed } from '../format';
import { standsOut } from '../sentence';
import { Enlarged, type Picture } from './enlarged';
import { Thumbnail } from './thumbnail';

/** The newest images, each with the concepts by which it stands out. */
export function LiveImages({ images, stream }: { images: readonly RecentImage[]; stream: string }) {
  const [open, setOpen] = useState<Picture[]>();
  const [shown, setShown] = useState('');
  if (images.length === 0) return <WaitingForImages stream={stream} />;
  const enlarge = (id: string) => {
    setOpen(images.map(toPicture));
    setShown(id);
  };
  return (
    <>
      <ul className="strip" tabIndex={0} aria-label="Newest images, newest first">
        {images.map((image) => (
          <li key={image.image_id}>
            <Thumbnail url={image.thumbnail_url} label={`Enlarge the image of ${clock(image.captured_at)}: ${image.top.map(({ text }) => text).join(', ')}`} onOpen={() => enlarge(image.image_id)} />
            <ul className="top-concepts">
              {image.top.map(({ concept, text, percentile }) => (
                <li key={concept} title={`${text}: ${standsOut(percentile)}`}>
                  {text}
                </li>
              ))}
            </ul>
            <span className="muted small">{clock(image.captured_at)}</span>
          </li>
        ))}
      </ul>
      {open && <Enlarged pictures={open} id={shown} title="Image" onShow={setShown} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const toPicture = (image: RecentImage): Picture => ({
  id: image.image_id,
  url: image.thumbnail_url,
  about: (
    <>
      <p className="muted small">
        {image.source}, {clock(image.captured_at)}
      </p>
      <ul className="plain-list">
        {image.top.map(({ concept, text, score, percentile }) => (
          <li key={concept}>
            <strong>{text}</strong>: {standsOut(percentile)} <span className="muted">(similarity {fixed(score, 3)})</span>
          </li>
        ))}
      </ul>
    </>
  ),
});

/** How to send the first image. */
export function WaitingForImages({ stream }: { stream: string }) {
  return (
    <div className="empty">
      <p>
        <strong>Waiting for the first images.</strong> Send one:
      </p>
      <pre tabIndex={0}>
        <code>{`curl -X POST ${location.origin}/api/v1/streams/${stream}/images \\
  -H "Authorization: Bearer TOKEN" -H "Content-Type: image/jpeg" \\
  --data-binary @photo.jpg`}</code>
      </pre>
      <p>
        or follow a folder: <code>npx conceptwatch watch --baseline ./train --source ./incoming</code>
      </p>
    </div>
  );
}
