/** A collector of spans that speaks OTLP over HTTP with JSON. It decodes the protocol on its own. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly isFailed: boolean;
}

interface Encoded {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly arrayValue?: { readonly values: readonly Encoded[] };
}

type Pairs = readonly { readonly key: string; readonly value: Encoded }[];

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Pairs };
    readonly scopeSpans: readonly { readonly spans: readonly EncodedSpan[] }[];
  }[];
}

interface EncodedSpan extends Omit<CollectedSpan, 'attributes' | 'links' | 'isFailed'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Pairs;
  readonly links?: CollectedSpan['links'];
  readonly status?: { readonly code: number };
}

const decoded = ({ stringValue, intValue, arrayValue }: Encoded): unknown =>
  stringValue ?? (intValue === undefined ? arrayValue!.values.map(decoded) : Number(intValue));
const decodedAll = (pairs: Pairs): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, decoded(value)]));

export class SpanCollector {
  readonly spans: CollectedSpan[] = [];
  /** The bodies of all requests, as they arrived. */
  readonly bodies: string[] = [];
  readonly headers: unknown[] = [];
  resource: Readonly<Record<string, unknown>> = {};
  /** The status of the next responses. */
  status = 200;
  private readonly server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      assert.deepEqual([req.method, req.url], ['POST', '/v1/traces']);
      this.headers.push(req.headers);
      const body = Buffer.concat(chunks).toString();
      this.bodies.push(body);
      if (this.status === 200) this.take(JSON.parse(body) as ExportRequest);
      res.writeHead(this.status, { 'content-type': 'application/json' }).end('{}');
    });
  });

  /** Starts the collector and returns its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Returns the spans with a name that belong to a trace. */
  of(traceId: string, name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId && span.name === name);
  }

  private take({ resourceSpans }: ExportRequest): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      this.resource = decodedAll(resource.attributes);
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        assert.match(span.traceId, /^[0-9a-f]{32}$/);
        assert.match(span.spanId, /^[0-9a-f]{16}$/);
        assert.match(span.startTimeUnixNano, /^\d{19}$/);
        assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
        this.spans.push({
          ...span,
          attributes: decodedAll(span.attributes),
          links: span.links ?? [],
          isFailed: span.status?.code === 2,
        });
      }
    }
  }
}
