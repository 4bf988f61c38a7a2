/** The mean shift in words: what changed, also when the bank does not list it. */
export function Decoded({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <p className="decoded">
      <span className="muted">The mean image moved towards </span>
      {words.map((word) => (
        <span className="chip" key={word}>
          {word}
        </span>
      ))}
    </p>
  );
}
