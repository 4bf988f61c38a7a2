import { type KeyboardEvent, type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import type { HeatMap as HeatMapData } from '../api/shapes';
import { clock, counted, fixed } from '../format';
import { Link } from '../parts/link';
import { go } from '../route';
import { useTheme } from '../theme';
import { HEAT_TOP, heatGradient } from './heat-colors';
import { type Place, placeAfter } from './heat-place';
import { findRows, type HeatOrder, type HeatRow, orderRows } from './heat-rows';
import { HeatCanvas, ROW_HEIGHT } from './heat-canvas';
import { useFrozen } from './use-frozen';

/** D of every concept over time: the strongest on top; a click or Enter opens a concept. */
export function HeatMap({ stream, map, active, search }: { stream: string; map: HeatMapData; active: ReadonlySet<string>; search: RefObject<HTMLInputElement | null> }) {
  const [words, setWords] = useState('');
  const [order, setOrder] = useState<HeatOrder>('activity');
  const [place, setPlace] = useState<Place>({ row: 0, column: null });
  const [isHeld, setHeld] = useState(false);
  const ordered = useOrderedRows(map, active, order, isHeld);
  const rows = useMemo(() => findRows(ordered, words), [ordered, words]);
  return (
    <div className="heat" onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)}>
      <div className="heat-tools">
        <input ref={search} type="search" aria-label="Find a concept" placeholder={`Find among ${map.concepts.length} concepts`} value={words} onChange={(event) => setWords(event.target.value)} />
        <label>
          <span className="muted">Sort by </span>
          <select value={order} onChange={(event) => setOrder(event.target.value as HeatOrder)}>
            <option value="activity">activity</option>
            <option value="name">name</option>
          </select>
        </label>
        <Legend />
      </div>
      {rows.length === 0 ? <p className="muted">No concept of the bank is called “{words}”.</p> : <Body stream={stream} at={map.at} rows={rows} active={active} place={place} onPlace={setPlace} />}
      <Readout at={map.at} rows={rows} place={place} isFiltered={words.trim() !== ''} />
    </div>
  );
}

/** The order holds still under the pointer, so that nobody clicks on a row that just moved. */
function useOrderedRows(map: HeatMapData, active: ReadonlySet<string>, order: HeatOrder, isHeld: boolean): HeatRow[] {
  const alarms = [...active].sort().join(' ');
  const key = `${order} ${alarms} ${Math.floor(map.at.length / 5)} ${map.concepts.length}`;
  const orderedBy = useFrozen(key, isHeld);
  const slugs = useMemo(() => orderRows(map.concepts, active, order).map(({ concept }) => concept), [orderedBy]);
  return useMemo(() => {
    const rows = new Map(map.concepts.map((row) => [row.concept, row]));
    return slugs.flatMap((slug) => rows.get(slug) ?? []);
  }, [slugs, map]);
}

interface BodyProps {
  stream: string;
  at: readonly number[];
  rows: readonly HeatRow[];
  active: ReadonlySet<string>;
  place: Place;
  onPlace: (place: Place) => void;
}

function Body({ stream, at, rows, active, place, onPlace }: BodyProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const current = Math.min(place.row, rows.length - 1);
  const open = useCallback((row: number) => go({ page: 'concept', stream, concept: rows[row].concept }), [stream, rows]);
  const move = (event: KeyboardEvent) => {
    const next = placeAfter(event.key, { row: current, column: place.column }, rows.length, at.length);
    if (!next) return;
    event.preventDefault();
    onPlace(next);
    scroller.current?.querySelectorAll<HTMLElement>('.heat-names a')[next.row]?.focus();
  };
  return (
    <div className="heat-scroll" ref={scroller}>
      <div className="heat-body" style={{ height: rows.length * ROW_HEIGHT }}>
        <ul className="heat-names" onKeyDown={move}>
          {rows.map((row, i) => (
            <Name key={row.concept} stream={stream} row={row} isActive={active.has(row.concept)} isCurrent={i === current} onEnter={() => onPlace({ row: i, column: null })} />
          ))}
        </ul>
        <HeatCanvas at={at} rows={rows} scroller={scroller} place={place} onPlace={onPlace} onOpen={open} />
        <ul className="heat-now" aria-hidden="true">
          {rows.map(({ concept, ks }) => (
            <li key={concept}>{fixed(ks[ks.length - 1])}</li>
          ))}
        </ul>
      </div>
      <TimeAxis at={at} />
    </div>
  );
}

function Name({ stream, row, isActive, isCurrent, onEnter }: { stream: string; row: HeatRow; isActive: boolean; isCurrent: boolean; onEnter: () => void }) {
  return (
    <li data-active={isActive}>
      <Link
        to={{ page: 'concept', stream, concept: row.concept }}
        tabIndex={isCurrent ? 0 : -1}
        aria-label={`${row.text}, D ${fixed(row.ks[row.ks.length - 1])}${isActive ? ', in alarm' : ''}`}
        onMouseEnter={onEnter}
        onFocus={onEnter}
        title={row.text}
      >
        {row.text}
      </Link>
    </li>
  );
}

function TimeAxis({ at }: { at: readonly number[] }) {
  const places = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (at.length - 1)));
  return (
    <div className="heat-axis" aria-hidden="true">
      {[...new Set(places)].map((i) => (
        <span key={i}>{clock(at[i])}</span>
      ))}
    </div>
  );
}

function Legend() {
  const theme = useTheme();
  return (
    <div className="legend" role="img" aria-label={`Colour scale of D from 0, as the baseline, to ${HEAT_TOP} and more, far from it`}>
      <span>D 0</span>
      <span className="legend-scale" style={{ backgroundImage: heatGradient(theme) }} />
      <span>{HEAT_TOP}+</span>
      <span className="legend-unknown" />
      <span>unknown</span>
    </div>
  );
}

function Readout({ at, rows, place, isFiltered }: { at: readonly number[]; rows: readonly HeatRow[]; place: Place; isFiltered: boolean }) {
  const row = rows[Math.min(place.row, rows.length - 1)];
  const column = Math.min(place.column ?? at.length - 1, at.length - 1);
  return (
    <p className="readout muted small">
      {row && (
        <>
          <strong>{row.text}</strong> at {clock(at[column])}: D = {fixed(row.ks[column])}
        </>
      )}
      <span>{counted(rows.length, isFiltered ? 'concept found' : 'concept', isFiltered ? 'concepts found' : 'concepts')}</span>
    </p>
  );
}
