import { unlisted } from '../sentence';

/** The mean shift in words: what changed, and apart from it what the bank does not list. */
export function Decoded({ words, bank }: { words: readonly string[]; bank: readonly { concept: string; text: string }[] }) {
  if (words.length === 0) return null;
  const foreign = unlisted(words, bank);
  const listed = words.filter((word) => !foreign.includes(word));
  return (
    <p className="decoded">
      <span className="muted">The mean image moved towards </span>
      <Chips words={listed} />
      {foreign.length > 0 && <span className="muted">{listed.length ? ' and, not in the bank, ' : ' what is not in the bank: '}</span>}
      <Chips words={foreign} />
    </p>
  );
}

function Chips({ words }: { words: readonly string[] }) {
  return words.map((word) => (
    <span className="chip" key={word}>
      {word}
    </span>
  ));
}
