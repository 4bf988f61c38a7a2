import { useState } from 'react';

/** A small picture in a button that enlarges it; when it can no longer be read it says so. */
export function Thumbnail({ url, label, onOpen }: { url: string; label: string; onOpen: () => void }) {
  const [isGone, setGone] = useState(false);
  return (
    <button type="button" className="thumbnail" aria-label={label} onClick={onOpen} disabled={isGone}>
      {isGone ? <span>not kept</span> : <img src={url} alt="" loading="lazy" decoding="async" onError={() => setGone(true)} />}
    </button>
  );
}
