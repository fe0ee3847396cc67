/** Sends ended spans in batches. While the collector does not take them, spans wait in memory up to a limit. */
import { encodeRequest, encodeSpan } from './otlp.js';
import type { EndedSpan } from './recorder.js';

/**
 * The response of the collector. With LATER, the spans are sent again. With REFUSED, they would be refused again and are
 * dropped.
 */
export type Taken = 'TAKEN' | 'LATER' | 'REFUSED';

interface QueueOptions {
  readonly resource: Readonly<Record<string, string>>;
  /** Sends the body of an export request. Must not throw. */
  readonly post: (body: string) => Promise<Taken>;
  /** Time from the first waiting span to the request that sends it, in ms. */
  readonly delayMs: number;
  readonly maxBytes?: number;
}

const MAX_BYTES = 4 * 2 ** 20;
const BATCH_BYTES = 2 ** 19;
const LONGEST_DELAY_MS = 60_000;
/** Memory of a waiting span besides its text, in bytes. */
const SPAN_BYTES = 64;

const sizeOf = (span: string): number => span.length + SPAN_BYTES;

export class SpanQueue {
  private readonly waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;
  private delayMs: number;
  private isClosed = false;
  readonly maxBytes: number;
  /** Memory of the waiting spans. */
  bytes = 0;
  /** Number of spans that were not exported. */
  dropped = 0;

  constructor(private readonly options: QueueOptions) {
    this.maxBytes = options.maxBytes ?? MAX_BYTES;
    this.delayMs = options.delayMs;
  }

  add(span: EndedSpan): void {
    const text = encodeSpan(span);
    if (this.isClosed || this.bytes + sizeOf(text) > this.maxBytes) {
      this.dropped++;
      return;
    }
    this.waiting.push(text);
    this.bytes += sizeOf(text);
    this.plan();
  }

  /** Sends the waiting spans once more. Spans that the collector does not take are dropped. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.sending;
    while (this.waiting.length > 0 && (await this.sendBatch()) !== 'LATER');
    this.dropped += this.waiting.length;
    this.take(this.waiting.length);
  }

  private plan(): void {
    if (this.isClosed || this.timer || this.sending || this.waiting.length === 0) return;
    // A full batch waits only after a failure.
    const isFull = this.bytes >= BATCH_BYTES && this.delayMs === this.options.delayMs;
    this.timer = setTimeout(() => this.send(), isFull ? 0 : this.delayMs).unref();
  }

  private send(): void {
    this.timer = undefined;
    this.sending = this.sendBatch().then((taken) => {
      this.delayMs = taken === 'LATER' ? Math.min(2 * this.delayMs, LONGEST_DELAY_MS) : this.options.delayMs;
      this.sending = undefined;
      this.plan();
    });
  }

  private async sendBatch(): Promise<Taken> {
    let count = 0;
    for (let bytes = 0; count < this.waiting.length && bytes < BATCH_BYTES; count++)
      bytes += sizeOf(this.waiting[count]);
    const taken = await this.options.post(encodeRequest(this.options.resource, this.waiting.slice(0, count)));
    if (taken === 'LATER') return taken;
    if (taken === 'REFUSED') this.dropped += count;
    this.take(count);
    return taken;
  }

  /** Removes the first spans. */
  private take(count: number): void {
    for (const span of this.waiting.splice(0, count)) this.bytes -= sizeOf(span);
  }
}
