import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

/** As much of an OpenTelemetry collector as takes spans as OTLP over HTTP. */
export class OtlpCollector {
  readonly spans: Span[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpCollector> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const body = Buffer.concat(parts);
        const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
        const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
        collector.spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const collector = new OtlpCollector(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/traces`;
  }

  /** What makes a service follow every image to this collector. */
  get flags(): string[] {
    return ['--tracing.enabled', 'true', '--tracing.sample-ratio', '1', '--tracing.endpoint', this.endpoint];
  }

  /** The spans of one trace, first to last: each is the parent of the next. Undefined while they have not all arrived. */
  chain(names: readonly string[]): Span[] | undefined {
    for (const last of this.spans.filter(({ name }) => name === names[names.length - 1])) {
      const chain = [last];
      for (const name of [...names].reverse().slice(1)) {
        const parent = this.spans.find(({ spanId, traceId }) => spanId === chain[0].parentSpanId && traceId === last.traceId);
        if (parent?.name !== name) break;
        chain.unshift(parent);
      }
      if (chain.length === names.length) return chain;
    }
    return undefined;
  }

  stop(): void {
    this.server.close();
  }
}
