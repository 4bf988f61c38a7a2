import type { CompareReport } from '@conceptwatch/contracts';
import type { RefusedFile } from '../embed/embed-folder';
import type { Comparison } from './compare-folders';
import { smallestProvableEffect } from './smallest-provable-effect';

const SHOWN = 12;
const FOLLOWERS_SHOWN = 6;
const REFUSED_SHOWN = 5;

/** What `--json` prints: the report of the contract, and what a machine may want beside it. */
export type CompareDocument = CompareReport & {
  sentence: string;
  settings: { fdr: number; min_effect: number; bank: string; smallest_provable_effect: number };
  refused: ({ set: 'baseline' | 'current' } & RefusedFile)[];
  models: { encoder: string; aligner: string; text_encoder: string; space_digest: string; bundled: boolean; note: string };
};

export function compareDocument(comparison: Comparison): CompareDocument {
  const { report, settings, tools, sentence } = comparison;
  const { encoder, aligner, spaceDigest } = tools.embedder;
  const { textEncoder, bundled, note } = tools.models;
  return {
    ...report,
    sentence,
    settings: { fdr: settings.fdr, min_effect: settings.minEffect, bank: tools.bank.definition.name, smallest_provable_effect: provable(comparison) },
    refused: refusedOf(comparison),
    models: { encoder, aligner, text_encoder: textEncoder, space_digest: spaceDigest, bundled, note },
  };
}

/** The comparison as people read it in a terminal. */
export function describeComparison(comparison: Comparison, reportFile?: string): string {
  const { report, tools } = comparison;
  const lines = [
    report.drift ? `Drift: ${comparison.sentence}.` : `No drift. ${comparison.sentence}`,
    '',
    ...conceptLines(comparison),
    '',
    ...(report.decoded.length ? [`The mean shift, decoded into words: ${report.decoded.join(', ')}`] : []),
    `Compared ${count(report.images.baseline)} with ${count(report.images.current)} images over ${report.concepts.length} concepts of "${tools.bank.definition.name}"; a concept must move by about D = ${provable(comparison).toFixed(2)} to be told from chance.`,
    ...refusedLines(comparison),
    ...(tools.models.note ? [tools.models.note] : []),
    ...(reportFile ? [`Report: ${printable(reportFile)}`] : []),
  ];
  return lines.join('\n');
}

function conceptLines({ concepts, report }: Comparison): string[] {
  const moved = concepts.filter(({ drift }) => drift);
  const leads = moved.filter(({ result }) => result.moves_with === undefined);
  const shown = moved.length ? leads.slice(0, SHOWN) : concepts.slice(0, 3);
  const width = Math.max(...shown.map(({ text }) => text.length), 7);
  const rows = shown.flatMap(({ text, result }) => {
    const share = `${(result.share * 100).toFixed(result.share < 0.1 ? 1 : 0)} %`;
    const row = `  ${text.padEnd(width)}  ${result.direction}  D ${result.ks.toFixed(3)}  share ${share.padStart(6)}  q ${result.q_value < 0.001 ? result.q_value.toExponential(1) : result.q_value.toFixed(3)}`;
    return [row, ...followerLine(moved.filter((other) => other.result.moves_with === result.concept))];
  });
  const rest = leads.length - shown.length;
  if (rest > 0) rows.push(`  and ${rest} more concept${rest === 1 ? '' : 's'} that moved`);
  return report.drift ? rows : ['The largest differences, all within chance or below the smallest effect that counts:', ...rows];
}

function followerLine(followers: Comparison['concepts']): string[] {
  if (followers.length === 0) return [];
  const named = followers.slice(0, FOLLOWERS_SHOWN).map(({ text, result }) => `${text} ${result.direction}`);
  const rest = followers.length - named.length;
  return [`    in the same images: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
}

function refusedLines(comparison: Comparison): string[] {
  const refused = refusedOf(comparison);
  if (refused.length === 0) return [];
  const rest = refused.length - REFUSED_SHOWN;
  return [
    `Refused ${count(refused.length)} file${refused.length === 1 ? '' : 's'}, the others were compared:`,
    ...refused.slice(0, REFUSED_SHOWN).map(({ set, file, reason, detail }) => `  ${set}/${printable(file)}: ${reason}: ${detail}`),
    ...(rest > 0 ? [`  and ${count(rest)} more; --json lists them all`] : []),
  ];
}

const refusedOf = ({ baseline, current }: Comparison): CompareDocument['refused'] => [
  ...baseline.refused.map((file) => ({ set: 'baseline' as const, ...file })),
  ...current.refused.map((file) => ({ set: 'current' as const, ...file })),
];

function provable({ report, settings, tools }: Comparison): number {
  return smallestProvableEffect(report.images, { fdr: settings.fdr, concepts: tools.bank.definition.concepts.length });
}

const count = (n: number): string => n.toLocaleString('en-US');

/** A file name that cannot move the cursor or break the line. */
export const printable = (name: string): string =>
  name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
