/**
 * The interface through which requests, transactions and deliveries are traced. Without a collector, nothing is
 * recorded and nothing else of this room is loaded.
 */

/** Identifies a span as in the header `traceparent`. */
export interface SpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
}

export type SpanKind = 'INTERNAL' | 'SERVER' | 'CLIENT';

/**
 * All attributes of spans. Their values are numbers, names of the schema and other fixed words. No value comes from
 * callers or customers, so spans contain no personal data.
 */
export interface SpanAttributes {
  'http.request.method': string;
  'http.route': string;
  'http.response.status_code': number;
  'graphql.operation.type': string;
  /** Root fields of the operation. */
  'strata.fields': readonly string[];
  /** Code and reason of the last error in the response. */
  'strata.error.code': string;
  'strata.error.reason': string;
  /** Facts and due checks in a transaction. */
  'strata.facts': number;
  /** How a delivery ended. */
  'strata.outcome': string;
  /** Commands that were sent to the database. */
  'strata.database_commands': number;
}

export interface Span {
  readonly context: SpanContext | undefined;
  set<Name extends keyof SpanAttributes>(name: Name, value: SpanAttributes[Name]): void;
  /** Counts a command that was sent to the database. */
  countCommand(): void;
  /** Marks the work of the span as failed. */
  fail(): void;
  end(): void;
}

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** The header `traceparent` of a request. Only for spans of the kind SERVER, which have no other parent. */
  readonly traceparent?: unknown;
  /** The span that caused this one, and other spans that share its work. Defaults to the current span. */
  readonly causes?: readonly SpanContext[];
}

/**
 * Starts spans, and knows the span within which the current code runs.
 *
 * @example
 * const span = tracer.start({ name: 'commit', kind: 'INTERNAL' });
 * await tracer.within(span, work).finally(() => span.end());
 */
export interface Tracer {
  /** Whether spans are recorded. */
  readonly isOn: boolean;
  readonly current: Span | undefined;
  start(start: SpanStart): Span;
  within<T>(span: Span, work: () => T): T;
}

const NO_SPAN: Span = {
  context: undefined,
  set: () => undefined,
  countCommand: () => undefined,
  fail: () => undefined,
  end: () => undefined,
};

export const NO_TRACER: Tracer = {
  isOn: false,
  current: undefined,
  start: () => NO_SPAN,
  within: (_span, work) => work(),
};

const traceOf = new WeakMap<object, string>();

/** Remembers the trace in which an error occurred, for errors that are reported after their span has ended. */
export function noteTrace(error: unknown, traceId: string | undefined): void {
  if (traceId !== undefined && typeof error === 'object' && error !== null) traceOf.set(error, traceId);
}

/** Returns the id of the trace in which an error occurred, or else of the current span. */
export function traceIdFor(tracer: Tracer, error: unknown): string | undefined {
  const noted = typeof error === 'object' && error !== null ? traceOf.get(error) : undefined;
  return noted ?? tracer.current?.context?.traceId;
}
