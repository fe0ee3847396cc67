/** Encodes spans in the JSON form of the OpenTelemetry protocol (OTLP 1). */
import type { EndedSpan } from './recorder.js';

type Value = string | number | boolean | readonly string[];

const KINDS = { INTERNAL: 1, SERVER: 2, CLIENT: 3 } as const;
const STATUS_ERROR = 2;

function valueOf(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map(valueOf) } };
  // A 64-bit integer is a text in the JSON form of Protocol Buffers.
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const attributesOf = (attributes: Readonly<Record<string, Value>>): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));

/** Nanoseconds since 1970 as a text. A number could not represent them exactly. */
const nanoseconds = (ms: number): string => `${Math.round(ms * 1000)}000`;

/** Returns a span as JSON. */
export function encodeSpan(span: EndedSpan): string {
  const { traceId, spanId, parentSpanId, name, kind, startMs, endMs, attributes, links, isFailed } = span;
  return JSON.stringify({
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: attributesOf(attributes),
    ...(links.length === 0 ? {} : { links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })) }),
    ...(isFailed ? { status: { code: STATUS_ERROR } } : {}),
  });
}

/** Returns the body of a request that exports encoded spans of one resource. */
export function encodeRequest(resource: Readonly<Record<string, string>>, spans: readonly string[]): string {
  const described = JSON.stringify({ attributes: attributesOf(resource) });
  return `{"resourceSpans":[{"resource":${described},"scopeSpans":[{"scope":{"name":"strata"},"spans":[${spans.join(',')}]}]}]}`;
}
