import { useEffect, useMemo, useRef, useState } from 'react';
import type { HeatMap as HeatMapData } from '@conceptwatch/contracts';
import { clock, fixed } from '../format';
import { heatColor, strongestFirst } from './heat';

const ROW = 18;

/** D of every concept over time: one row a concept, strongest first; dark means far from the baseline. */
export function HeatMap({ data, onConcept }: { data: HeatMapData; onConcept: (concept: string) => void }) {
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hint, setHint] = useState('');
  const rows = useMemo(() => strongestFirst(data.concepts).filter(({ text }) => text.includes(filter.toLowerCase())), [data, filter]);
  const shown = all ? rows : rows.slice(0, 24);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const dark = document.documentElement.dataset.theme === 'dark';
    element.width = Math.max(1, data.at.length);
    element.height = Math.max(1, shown.length);
    const image = context.createImageData(element.width, element.height);
    shown.forEach(({ ks }, row) => ks.forEach((value, column) => image.data.set(heatColor(value, dark), (row * element.width + column) * 4)));
    context.putImageData(image, 0, 0);
  }, [shown, data.at.length]);
  if (data.at.length < 2) return <p className="quiet">The map begins once the window holds enough images.</p>;
  return (
    <div className="heat">
      <label className="search">
        <span className="hidden">Filter concepts</span>
        <input type="search" placeholder={`Filter ${data.concepts.length} concepts`} value={filter} onChange={(event) => setFilter(event.target.value)} />
      </label>
      <div className="heat-body">
        <ul>
          {shown.map(({ concept, text }) => (
            <li key={concept}>
              <button type="button" onClick={() => onConcept(concept)}>
                {text}
              </button>
            </li>
          ))}
        </ul>
        <canvas
          ref={canvas}
          className="heat-canvas"
          height={shown.length * ROW}
          role="img"
          aria-label={`D of ${shown.length} concepts over time`}
          onMouseMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const column = Math.min(data.at.length - 1, Math.floor(((event.clientX - box.left) / box.width) * data.at.length));
            const row = shown[Math.min(shown.length - 1, Math.floor(((event.clientY - box.top) / box.height) * shown.length))];
            if (row) setHint(`${row.text} at ${clock(data.at[column])}: D = ${fixed(row.ks[column])}`);
          }}
          onMouseLeave={() => setHint('')}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const row = shown[Math.min(shown.length - 1, Math.floor(((event.clientY - box.top) / box.height) * shown.length))];
            if (row) onConcept(row.concept);
          }}
        />
      </div>
      <p className="quiet heat-foot">
        <span>{hint || `${clock(data.at[0])} to ${clock(data.at[data.at.length - 1])}`}</span>
        {rows.length > 24 && (
          <button type="button" className="plain" onClick={() => setAll(!all)}>
            {all ? 'Show the strongest 24' : `Show all ${rows.length}`}
          </button>
        )}
      </p>
    </div>
  );
}
