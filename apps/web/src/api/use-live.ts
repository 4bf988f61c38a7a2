import { useEffect, useState } from 'react';
import type { DriftEvent, DriftState, RecentImage, StreamSummary } from '@conceptwatch/contracts';

export interface Live {
  connected: boolean;
  streams: StreamSummary[] | undefined;
  drift: DriftState | undefined;
  images: RecentImage[];
  lastEvent: DriftEvent | undefined;
}

const SHOWN_IMAGES = 14;
const NOTHING: Live = { connected: false, streams: undefined, drift: undefined, images: [], lastEvent: undefined };

/** Newest first, each image once. */
export function withImage(images: RecentImage[], image: RecentImage): RecentImage[] {
  return images.some(({ image_id }) => image_id === image.image_id) ? images : [image, ...images].slice(0, SHOWN_IMAGES);
}

/** Follows the server's events for one stream; the browser connects again by itself when the line breaks. */
export function useLive(stream: string | undefined, first: RecentImage[]): Live {
  const [live, setLive] = useState<Live>(NOTHING);
  useEffect(() => {
    const source = new EventSource(`/api/v1/live${stream ? `?stream=${encodeURIComponent(stream)}` : ''}`);
    const on = <T>(name: string, apply: (live: Live, data: T) => Live) =>
      source.addEventListener(name, (message) => setLive((now) => apply({ ...now, connected: true }, JSON.parse((message as MessageEvent<string>).data) as T)));
    on<StreamSummary[]>('streams', (now, streams) => ({ ...now, streams }));
    on<DriftState>('drift', (now, drift) => ({ ...now, drift }));
    on<RecentImage>('image', (now, image) => ({ ...now, images: withImage(now.images, image) }));
    on<DriftEvent>('event', (now, lastEvent) => ({ ...now, lastEvent }));
    source.onerror = () => setLive((now) => ({ ...now, connected: false }));
    return () => source.close();
  }, [stream]);
  return live.images.length ? live : { ...live, images: first };
}
