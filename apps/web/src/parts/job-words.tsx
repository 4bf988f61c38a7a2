import type { ReactNode } from 'react';
import { percent, whole } from '../format';

interface Row {
  label: string;
  words: string[];
  isRight: boolean;
}

const SHOWN = 200;

/** Images, or the rows of a classification head, with their words. */
export function JobWords({ data }: { data: Record<string, unknown> }) {
  return data.texts ? <Texts texts={data.texts as { image: string; text: string }[]} /> : <HeadRows rows={data.rows as Row[]} right={data.right as number} />;
}

function Texts({ texts }: { texts: readonly { image: string; text: string }[] }) {
  return (
    <Table caption="Images in words" heads={['Image', 'In words']}>
      {texts.slice(0, SHOWN).map(({ image, text }) => (
        <tr key={image}>
          <td className="reference">{image}</td>
          <td>{text}</td>
        </tr>
      ))}
    </Table>
  );
}

function HeadRows({ rows, right }: { rows: readonly Row[]; right: number }) {
  return (
    <>
      <p>
        {percent(right)} of {whole(rows.length)} rows are described by their first word.
      </p>
      <Table caption="Rows of the head in words" heads={['Row', 'In words', 'First word is right']}>
        {rows.slice(0, SHOWN).map(({ label, words, isRight }) => (
          <tr key={label}>
            <td>{label}</td>
            <td>{words.join(', ')}</td>
            <td>{isRight ? 'yes' : 'no'}</td>
          </tr>
        ))}
      </Table>
      {rows.length > SHOWN && <p className="muted small">The first {SHOWN}; the files have all.</p>}
    </>
  );
}

function Table({ caption, heads, children }: { caption: string; heads: readonly string[]; children: ReactNode }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
