/** Chooses the media type of a response from the Accept header of the request. */

/** JSON media types of responses to queries and mutations. The first is the default. */
export const ANSWER_TYPES = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
] as const;
export const EVENT_STREAM = 'text/event-stream';

/** Media type of the response to a query or mutation: one of the two JSON types, or an event stream with one event. */
export type AnswerType = (typeof ANSWER_TYPES)[number] | typeof EVENT_STREAM;

interface Range {
  /** Media type in lower case, without parameters. */
  readonly type: string;
  /** A weight of 0 marks the type as not acceptable. */
  readonly weight: number;
}

/**
 * Parses the media ranges of an Accept header. Returns them sorted by weight and then by position. A weight that is not
 * a number counts as 0. Source: RFC 9110, 12.5.1.
 */
function rangesOf(header: string): readonly Range[] {
  const named = header.split(',').flatMap((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const given = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
    const weight = given === undefined ? 1 : Number(given);
    return type === '' ? [] : [{ type, weight: weight > 0 ? weight : 0 }];
  });
  return named.sort((a, b) => b.weight - a.weight);
}

/**
 * Returns the most specific range that matches a media type. A range is an exact type, a family of types, or all types.
 */
function rangeFor(ranges: readonly Range[], type: string): Range | undefined {
  const names = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  return names.map((name) => ranges.find((range) => range.type === name)).find((range) => range !== undefined);
}

const wildcards = ({ type }: Range): number => (type.match(/\*/g) ?? []).length;

/**
 * Chooses the media type of the response to a query or mutation. The JSON type with the highest weight is chosen.
 * Between equal weights, the type with the more specific range is chosen, and then the first. An event stream is used
 * only if no JSON type is acceptable. Returns undefined if the header accepts neither JSON nor event streams.
 */
export function answerType(header: string | undefined): AnswerType | undefined {
  const ranges = rangesOf(header ?? '');
  if (ranges.length === 0) return ANSWER_TYPES[0];
  const [best] = ANSWER_TYPES.flatMap((type) => {
    const range = rangeFor(ranges, type.split(';', 1)[0]);
    return range && range.weight > 0 ? [{ type, range }] : [];
  }).sort(
    ({ range: a }, { range: b }) =>
      b.weight - a.weight || wildcards(a) - wildcards(b) || ranges.indexOf(a) - ranges.indexOf(b),
  );
  return best?.type ?? (takesEventStream(header) ? EVENT_STREAM : undefined);
}

/** Returns whether the header explicitly names the event stream type. Wildcards do not count. */
export function takesEventStream(header: string | undefined): boolean {
  return rangesOf(header ?? '').some(({ type, weight }) => type === EVENT_STREAM && weight > 0);
}
