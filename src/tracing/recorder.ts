/** Records spans and passes each to a sink when it ends. Loaded only if a collector is configured. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Span, SpanAttributes, SpanContext, SpanKind, SpanStart, Tracer } from './tracer.js';
import { parseTraceparent } from './traceparent.js';

/** A span that has ended. */
export interface EndedSpan extends SpanContext {
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Times in ms since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Partial<SpanAttributes>;
  readonly links: readonly SpanContext[];
  readonly isFailed: boolean;
}

interface RecorderOptions {
  readonly sink: (span: EndedSpan) => void;
  /** Share of the traces without a caller's decision that are recorded, from 0 to 1. */
  readonly ratio: number;
  readonly nowMs: () => number;
}

interface Origin extends SpanContext {
  readonly isSampled: boolean;
}

/** Maximum number of other spans to which a span refers. */
const MAX_LINKS = 32;

export class Recorder implements Tracer {
  readonly isOn = true;
  private readonly storage = new AsyncLocalStorage<LiveSpan>();

  constructor(private readonly options: RecorderOptions) {}

  get current(): Span | undefined {
    return this.storage.getStore();
  }

  start(start: SpanStart): Span {
    const [, ...others] = start.causes ?? [];
    const parent = this.parentOf(start);
    const traceId = parent?.traceId ?? hex(16);
    return new LiveSpan(this.options, start, {
      traceId,
      spanId: hex(8),
      parentSpanId: parent?.spanId,
      isSampled: parent?.isSampled ?? isChosen(traceId, this.options.ratio),
      links: others.slice(0, MAX_LINKS),
    });
  }

  private parentOf({ kind, traceparent, causes }: SpanStart): Origin | undefined {
    if (kind === 'SERVER') return parseTraceparent(traceparent);
    // The code that runs a batch may have been called by an unrelated request.
    if (causes) return causes[0] && known(causes[0]);
    return this.storage.getStore();
  }

  within<T>(span: Span, work: () => T): T {
    return span instanceof LiveSpan ? this.storage.run(span, work) : work();
  }
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** The context of a span of this process has its sampling decision. */
const known = (context: SpanContext): Origin =>
  context instanceof LiveSpan ? context : { ...context, isSampled: true };

/** Whether a new trace is recorded. Every process decides the same for the same id. */
const isChosen = (traceId: string, ratio: number): boolean => parseInt(traceId.slice(0, 8), 16) / 2 ** 32 < ratio;

class LiveSpan implements Span, Origin {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
  private readonly startMs: number;
  private readonly attributes: Partial<SpanAttributes> = {};
  private commands = 0;
  private isFailed = false;
  private hasEnded = false;

  constructor(
    private readonly options: RecorderOptions,
    private readonly begun: SpanStart,
    private readonly place: Origin & Pick<EndedSpan, 'parentSpanId' | 'links'>,
  ) {
    ({ traceId: this.traceId, spanId: this.spanId, isSampled: this.isSampled } = place);
    this.startMs = options.nowMs();
  }

  get context(): SpanContext {
    return this;
  }

  set<Name extends keyof SpanAttributes>(name: Name, value: SpanAttributes[Name]): void {
    this.attributes[name] = value;
  }

  countCommand(): void {
    this.commands++;
  }

  fail(): void {
    this.isFailed = true;
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (!this.isSampled) return;
    const { traceId, spanId, parentSpanId, links } = this.place;
    this.options.sink({
      ...{ traceId, spanId, parentSpanId, links },
      name: this.begun.name,
      kind: this.begun.kind,
      startMs: this.startMs,
      endMs: this.options.nowMs(),
      attributes: { ...this.attributes, 'strata.database_commands': this.commands },
      isFailed: this.isFailed,
    });
  }
}
