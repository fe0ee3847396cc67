/** The header Accept, as far as answers depend on it. */

/** Media types of answers to queries and mutations, as a client that wants any JSON gets them. */
export const ANSWER_TYPES = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
] as const;
export const EVENT_STREAM = 'text/event-stream';

/** How a query or mutation is answered: as JSON of one of the two types, or as a stream of one event. */
export type AnswerType = (typeof ANSWER_TYPES)[number] | typeof EVENT_STREAM;

interface Range {
  /** In lower case, without parameters. */
  readonly type: string;
  /** 0: not acceptable. */
  readonly weight: number;
}

/**
 * Media ranges that an Accept header names, by weight, then in order. Source: RFC 9110, 12.5.1; a weight that is no
 * number counts 0.
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

/** The range that decides about a media type: the type itself before its family, and that before everything. */
function rangeFor(ranges: readonly Range[], type: string): Range | undefined {
  const names = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  return names.map((name) => ranges.find((range) => range.type === name)).find((range) => range !== undefined);
}

const wildcards = ({ type }: Range): number => (type.match(/\*/g) ?? []).length;

/**
 * The type a query or mutation is answered in: the JSON that weighs most, of equals the one named more precisely, then
 * the one named first; an event stream where no JSON is acceptable. Undefined: nothing that is served is acceptable.
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

/** Whether the header names event streams: families of types do not. */
export function takesEventStream(header: string | undefined): boolean {
  return rangesOf(header ?? '').some(({ type, weight }) => type === EVENT_STREAM && weight > 0);
}
