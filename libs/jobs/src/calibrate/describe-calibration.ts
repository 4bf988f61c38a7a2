import type { RunLength } from '@conceptwatch/core/drift';
import { printable } from '../compare/describe-comparison';
import type { FolderCalibration } from './calibrate-folders';

const SHOWN = 5;

/** What `--json` prints. */
export function calibrationDocument({ calibration, settings, baseline, stream, alarms }: FolderCalibration) {
  const { images, promised, measured, dummy, verdict, autocorrelation, thinning } = calibration;
  return {
    verdict,
    images,
    images_between_false_alarms: { promised, measured: runLength(measured), dummy: runLength(dummy) },
    settings: { mode: settings.mode, thinning: settings.thinning, thinning_from: settings.thinningFrom },
    rank_autocorrelation: { baseline: baseline.autocorrelation ?? null, stream: autocorrelation, thinning_that_would_mend_it: thinning ?? null },
    baseline: { images: baseline.images, smallest_provable_effect: baseline.smallestProvableEffect ?? null, advice: baseline.advice ?? null },
    alarms,
    refused: stream.refused,
  };
}

const runLength = ({ alarms, mean, low, high }: RunLength) => ({ alarms, mean: mean ?? null, low, high: high ?? null });

/** The same as people read it in a terminal. */
export function describeCalibration({ calibration, settings, baseline, stream, alarms }: FolderCalibration): string {
  const { images, promised, measured, dummy, verdict } = calibration;
  const every = settings.thinning > 1 ? `, evidence from one image in ${settings.thinning} of each source` : '';
  return [
    `${VERDICTS[verdict]} ${whole(images)} images of a stream that you say is without drift; mode ${settings.mode}${every}.`,
    '',
    `  promised  at least ${whole(promised)} images from one false alarm to the next`,
    `  measured  ${inWords(measured, images)}`,
    `  dummy     ${inWords(dummy, images)} (looks at nothing, alarms by lot at the promised rate)`,
    '',
    ...advice(calibration),
    ...(baseline.advice ? [baseline.advice] : []),
    ...alarms.slice(0, SHOWN).map(({ file, text, direction }) => `  alarm at ${printable(file)}: ${text} ${direction}`),
    ...(alarms.length > SHOWN ? [`  and ${alarms.length - SHOWN} more; --json lists them all`] : []),
    ...(stream.refused.length ? [`Refused ${whole(stream.refused.length)} files of the stream, for example ${printable(stream.refused[0].file)}: ${stream.refused[0].detail}`] : []),
  ].join('\n');
}

const VERDICTS = { kept: 'The promise is kept.', broken: 'The promise is broken.', undecided: 'Too few images to say whether the promise is kept.' };
const whole = (x: number): string => Math.round(x).toLocaleString('en-US');

function inWords({ alarms, mean, low, high }: RunLength, images: number): string {
  const interval = `95 % interval ${whole(low)} to ${high === undefined ? 'infinity' : whole(high)}`;
  return mean === undefined ? `no alarm in ${whole(images)} images (${interval})` : `${whole(alarms)} alarm${alarms === 1 ? '' : 's'}, one in ${whole(mean)} images (${interval})`;
}

function advice({ verdict, promised, autocorrelation, thinning, images }: FolderCalibration['calibration']): string[] {
  const depends = Math.abs(autocorrelation) > 0.05 + 3.5 / Math.sqrt(images);
  const dependence = depends
    ? `Neighbouring images depend on each other (rank autocorrelation ${autocorrelation.toFixed(2)}); ${thinning ? `--thinning ${thinning} would mend it` : 'the stream is too short to say how far apart they would have to be'}.`
    : `Neighbouring images do not depend on each other as far as this stream tells (rank autocorrelation ${autocorrelation.toFixed(2)}).`;
  if (verdict === 'undecided') return [dependence, `Without any alarm about ${whole(3.7 * promised)} images show that the promise is kept; --images-between-false-alarms takes a smaller one.`];
  if (verdict === 'broken' && !depends) return [dependence, 'So the stream is not like the baseline: it has drifted, or the baseline lacks what is normal here.'];
  return [dependence];
}
