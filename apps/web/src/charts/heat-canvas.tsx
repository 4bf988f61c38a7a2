import { type MouseEvent, type RefObject, useEffect, useMemo, useRef } from 'react';
import { type Theme, useTheme } from '../theme';
import { heatPixels } from './heat-colors';
import { gapsOf, type HeatRow } from './heat-rows';
import { useWidth } from './use-width';

export const ROW_HEIGHT = 22;
const CELL_GAP = 2;

interface HeatCanvasProps {
  at: readonly number[];
  rows: readonly HeatRow[];
  scroller: RefObject<HTMLDivElement | null>;
  place: { row: number; column: number | null };
  onPlace: (place: { row: number; column: number | null }) => void;
  onOpen: (row: number) => void;
}

/** Only the rows in view are painted: a canvas as high as the view that stays in place while the rest scrolls. */
export function HeatCanvas({ at, rows, scroller, place, onPlace, onOpen }: HeatCanvasProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const picture = useMemo(() => pictureOf(rows, at.length, theme), [rows, at.length, theme]);
  const gaps = useMemo(() => gapsOf(at), [at]);
  useEffect(() => {
    const view = scroller.current;
    if (!view || width === 0) return;
    let request = 0;
    const paint = () => {
      if (canvas.current) paintView(canvas.current, { picture, gaps, rows: rows.length, points: at.length, top: view.scrollTop, width, height: Math.min(view.clientHeight, rows.length * ROW_HEIGHT), place, theme });
    };
    const later = () => {
      cancelAnimationFrame(request);
      request = requestAnimationFrame(paint);
    };
    paint();
    const sizes = new ResizeObserver(later);
    sizes.observe(view);
    view.addEventListener('scroll', later, { passive: true });
    return () => {
      cancelAnimationFrame(request);
      sizes.disconnect();
      view.removeEventListener('scroll', later);
    };
  }, [picture, gaps, rows.length, at.length, width, place, theme, scroller]);
  const placeOf = (event: MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top + (scroller.current?.scrollTop ?? 0)) / ROW_HEIGHT);
    const column = Math.floor(((event.clientX - box.left) / box.width) * at.length);
    return { row: Math.max(0, Math.min(rows.length - 1, row)), column: Math.max(0, Math.min(at.length - 1, column)) };
  };
  return (
    <div className="heat-canvas" ref={frame}>
      <canvas ref={canvas} aria-hidden="true" onMouseMove={(event) => onPlace(placeOf(event))} onClick={(event) => onOpen(placeOf(event).row)} />
    </div>
  );
}

/** One pixel per value, scaled up when painted. */
function pictureOf(rows: readonly HeatRow[], points: number, theme: Theme): HTMLCanvasElement | undefined {
  if (rows.length === 0 || points === 0) return undefined;
  const picture = document.createElement('canvas');
  picture.width = points;
  picture.height = rows.length;
  const pixels = heatPixels(rows.map(({ ks }) => ks), points, theme);
  picture.getContext('2d')?.putImageData(new ImageData(pixels, points, rows.length), 0, 0);
  return picture;
}

interface View {
  picture: HTMLCanvasElement | undefined;
  gaps: readonly number[];
  rows: number;
  points: number;
  top: number;
  width: number;
  height: number;
  place: { row: number; column: number | null };
  theme: Theme;
}

function paintView(canvas: HTMLCanvasElement, view: View): void {
  const { picture, width, height, top, points } = view;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  if (!context || !picture) return;
  context.scale(ratio, ratio);
  context.imageSmoothingEnabled = false;
  const first = Math.floor(top / ROW_HEIGHT);
  const last = Math.min(view.rows - 1, Math.floor((top + height) / ROW_HEIGHT));
  for (let row = first; row <= last; row++) context.drawImage(picture, 0, row, points, 1, 0, row * ROW_HEIGHT - top, width, ROW_HEIGHT - CELL_GAP);
  context.fillStyle = getComputedStyle(canvas).color;
  for (let row = first; row <= last; row++) context.fillRect(0, (row + 1) * ROW_HEIGHT - CELL_GAP - top, width, CELL_GAP);
  const ink = view.theme === 'dark' ? '#fff' : '#111';
  context.strokeStyle = ink;
  context.setLineDash([3, 3]);
  for (const gap of view.gaps) line(context, ((gap + 1) / points) * width, 0, height);
  context.setLineDash([]);
  if (view.place.column === null) return;
  const left = (view.place.column / points) * width;
  context.strokeRect(left + 0.5, view.place.row * ROW_HEIGHT - top + 0.5, Math.max(3, width / points) - 1, ROW_HEIGHT - CELL_GAP - 1);
}

function line(context: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, to);
  context.stroke();
}
