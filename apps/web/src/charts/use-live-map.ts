import { useEffect, useState } from 'react';
import { api } from '../api/client';
import type { DriftState, HeatMap, StreamSummary } from '../api/shapes';
import { type Loaded, usePolled } from '../api/use-polled';
import { withColumn } from './heat-rows';

const POINTS = 500;
const RELOAD_MS = 60_000;

/** The map of a stream, loaded now and then and carried on by the live state in between. */
export function useLiveMap(stream: string, summary: StreamSummary, drift: DriftState | undefined, isPaused: boolean): Loaded<HeatMap> {
  const hasBegun = summary.images > 0;
  const loaded = usePolled(`map ${stream} ${hasBegun}`, () => api.heatMap(stream, POINTS), isPaused ? 0 : RELOAD_MS);
  const [map, setMap] = useState<HeatMap>();
  const [from, setFrom] = useState<HeatMap>();
  if (loaded.data !== from) {
    setFrom(loaded.data);
    setMap(loaded.data);
  }
  const at = summary.last_image_at;
  const { reload } = loaded;
  const isShort = hasBegun && (map === undefined || map.at.length < 2);
  useEffect(() => {
    if (drift && at !== null && drift.stream === stream) setMap((now) => now && withColumn(now, at, drift.concepts, POINTS));
  }, [drift, at, stream]);
  useEffect(() => {
    if (!isShort) return;
    const timer = setInterval(reload, 3000);
    return () => clearInterval(timer);
  }, [isShort, reload]);
  return { ...loaded, data: map };
}
