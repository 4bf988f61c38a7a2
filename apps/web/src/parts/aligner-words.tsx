import type { AlignerView } from '@conceptwatch/contracts';
import { whole } from '../format';

/** The figures that say most: of images that were held out when it was fitted, otherwise of the newest evaluation, which alone knows what is retained. */
export function figuresOf({ evaluated, held_out: held }: AlignerView): AlignerView['held_out'] {
  return held ? { ...held, retained_accuracy: evaluated?.retained_accuracy ?? null } : evaluated;
}

/** Which images an evaluation was made on, and whether the fit had seen them. */
export function evaluatedOn({ origin, images }: AlignerView, { images: count, on }: NonNullable<AlignerView['evaluated']>): string {
  return `${whole(count)} images of ${on}${images && origin === on ? ', the folder it was fitted on' : ''}`;
}

/** Which images the figures come from. */
export function judgedOn(aligner: AlignerView): string {
  const { held_out: held, evaluated } = aligner;
  if (held) return `on ${whole(held.images)} held-out images`;
  return evaluated ? `on ${evaluatedOn(aligner, evaluated)}` : 'never judged';
}

/** How an aligner came about, in a few words. */
export function originOf({ objective, origin, images, method }: AlignerView): string {
  if (origin === 'uploaded') return 'imported';
  const how = objective ?? (method ? 'least squares' : 'imported');
  return [how.replaceAll('-', ' '), images && images.training > 0 ? `${images.training.toLocaleString('en')} images` : '', origin ? `from ${origin}` : ''].filter(Boolean).join(', ');
}

/** Whether promoting an aligner takes effect at once. */
export const isLive = ({ takes_effect: when }: AlignerView): boolean => when === 'at-once';

/** Whether it is used now, soon, or cannot be. */
export function AlignerBadges({ aligner }: { aligner: AlignerView }) {
  const { in_use: isUsed, promoted, fits } = aligner;
  return (
    <>
      {isUsed && (
        <span className="badge" data-status="quiet">
          in use
        </span>
      )}
      {promoted && !isUsed && (
        <span className="badge" data-status="filling">
          {isLive(aligner) ? 'about to be used' : 'from the next start on'}
        </span>
      )}
      {isUsed && !promoted && !isLive(aligner) && <span className="muted small"> until the next start</span>}
      {!fits && <span className="badge">for other models</span>}
      {!isUsed && !promoted && fits && <span className="muted small">kept</span>}
    </>
  );
}
