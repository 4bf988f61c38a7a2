import { Controller, Inject, type MessageEvent, Query, Sse } from '@nestjs/common';
import { concatMap, from, interval, map, merge, type Observable, startWith, throttleTime } from 'rxjs';
import { thumbnailUrl } from '@conceptwatch/contracts';
import { DRIFT_VIEWS, type DriftViews } from '@conceptwatch/ports';
import { Access } from '@conceptwatch/platform/runtime';
import { ADMIN_CONFIG, type AdminConfig } from './admin.config';
import { LiveFeed } from './live-feed';
import { StreamReader } from './stream-reader';

/** GET /api/v1/live: server-sent events `streams`, `drift`, `event` and `image`, see LiveMessages in the contracts. */
@Controller('api/v1')
export class LiveController {
  constructor(
    @Inject(LiveFeed) private readonly feed: LiveFeed,
    @Inject(StreamReader) private readonly reader: StreamReader,
    @Inject(DRIFT_VIEWS) private readonly views: DriftViews,
    @Inject(ADMIN_CONFIG) private readonly config: AdminConfig,
  ) {}

  @Sse('live')
  @Access('viewer')
  live(@Query('stream') stream?: string): Observable<MessageEvent> {
    const ticks = interval(this.config.liveMs).pipe(startWith(0), throttleTime(this.config.liveMs / 2));
    const news = ticks.pipe(concatMap(() => from(this.news(stream))), concatMap((messages) => from(messages)));
    const events = this.feed.events.pipe(map((event): MessageEvent => ({ type: 'event', data: event })));
    return merge(news, events);
  }

  private async news(stream: string | undefined): Promise<MessageEvent[]> {
    const messages: MessageEvent[] = [{ type: 'streams', data: await this.reader.summaries() }];
    if (!stream) return messages;
    const drift = await this.reader.drift(stream);
    if (drift) messages.push({ type: 'drift', data: drift });
    const [image] = this.views.recentImages(stream, 1);
    if (image)
      messages.push({
        type: 'image',
        data: { image_id: image.imageId, source: image.source, captured_at: image.capturedAt, thumbnail_url: thumbnailUrl(stream, image.imageId), top: image.top },
      });
    return messages;
  }
}
