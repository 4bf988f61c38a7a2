import type { KeyboardEvent, ReactNode } from 'react';
import { Dialog } from './dialog';
import { Icon } from './icons';

export interface Picture {
  id: string;
  url: string;
  /** What is known of it. */
  about: ReactNode;
}

/** A picture in large; the arrow keys go through its neighbours. */
export function Enlarged({ pictures, id, title, onShow, onClose }: { pictures: readonly Picture[]; id: string; title: string; onShow: (id: string) => void; onClose: () => void }) {
  const place = pictures.findIndex((picture) => picture.id === id);
  const picture = pictures[place];
  if (!picture) return null;
  const show = (step: number) => {
    const next = pictures[place + step];
    if (next) onShow(next.id);
  };
  const turn = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') show(-1);
    if (event.key === 'ArrowRight') show(1);
  };
  return (
    <Dialog title={title} onClose={onClose} onKeyDown={turn} className="enlarged">
      <img src={`${picture.url}?edge=768`} alt="The image, enlarged" />
      <div className="enlarged-foot">
        <button type="button" className="tool" aria-label="Previous image" disabled={place === 0} onClick={() => show(-1)}>
          <Icon name="back" />
        </button>
        <div className="enlarged-about">{picture.about}</div>
        <button type="button" className="tool" aria-label="Next image" disabled={place === pictures.length - 1} onClick={() => show(1)}>
          <Icon name="forward" />
        </button>
      </div>
    </Dialog>
  );
}
