/**
 * Mappings of incoming webhooks: the facts of one JSON body. A rule of such a mapping is an import mapping of one
 * record, so that files and webhooks share one engine. Pure.
 */
import { limit } from '../../base/errors.js';
import { cellsOfElement, cellsOfJson, elementsOfJson } from './json-cells.js';
import { mapRows, type Mapped } from './map-rows.js';
import { columnsOf, mappingProblems, parsedMapping } from './read-mapping.js';
import { isLeftOut } from './row-tests.js';
import { HOOK_SCHEMA } from './schema.js';
import { MappingError, RowError, type Mapping, type Row } from './shape.js';
import { schemaProblems } from './check-schema.js';

/** How a sender signs a body: an HMAC of its bytes in a header. */
interface SignatureRule {
  readonly header: string;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** Text before the signature in the header, such as `sha256=`. */
  readonly prefix?: string;
}

/** A rule: which bodies it is for, and the facts it makes of one. */
export interface HookRule extends Pick<
  Mapping,
  'only' | 'skip' | 'optional' | 'identities' | 'event' | 'tags' | 'points'
> {
  /** Path of a list. The rule is applied to each of its elements. */
  readonly each?: string;
  /** Path of a list, each of whose elements is a line of the order. */
  readonly eachLine?: string;
}

export interface HookMapping {
  readonly $schema?: string;
  readonly source: string;
  readonly zone?: string;
  readonly trim?: boolean;
  readonly signature?: SignatureRule;
  readonly rules: readonly HookRule[];
}

/** Prefix of columns that hold headers, such as `{#header.x-topic}`. */
const HEADER = '#header.';
/** Maximum elements of one list. */
const MAX_ELEMENTS = 1000;
/** Maximum records that the lists of one body make by all rules. */
const MAX_RECORDS = 5000;

/** The facts of one rule and element, or why there are none. */
export type HookFacts =
  | { readonly rule: number; readonly mapped: Mapped }
  | { readonly rule: number; readonly fault: string };

/** A mapping from its JSON text. Throws MappingError with every problem. */
export function readHookMapping(text: string): HookMapping {
  const value = parsedMapping(text);
  const problems = schemaProblems(value, HOOK_SCHEMA);
  if (problems.length > 0) throw new MappingError(problems);
  const mapping = value as HookMapping;
  const further = mapping.rules.flatMap((rule, i) => [
    ...mappingProblems(ruleMapping(mapping, rule)).map((problem) => `rules[${i}]: ${problem}`),
    ...(rule.eachLine !== undefined && !rule.event?.order?.lines
      ? [`rules[${i}]: "eachLine" needs "event.order.lines"`]
      : []),
  ]);
  if (further.length > 0) throw new MappingError(further);
  return mapping;
}

/** A rule as a mapping of records. */
export const ruleMapping = ({ source, zone, trim }: HookMapping, rule: HookRule): Mapping => ({
  source,
  ...(zone === undefined ? {} : { zone }),
  ...(trim === undefined ? {} : { trim }),
  ...rule,
});

/** Names of the headers that a mapping reads, in lower case. */
export const headersRead = (mapping: HookMapping): readonly string[] =>
  mapping.rules
    .flatMap((rule) => columnsOf(ruleMapping(mapping, rule)))
    .filter((column) => column.startsWith(HEADER))
    .map((column) => column.slice(HEADER.length).toLowerCase());

/**
 * Returns the facts of a body by every rule that is for it. An empty result means that no rule is. Throws RowError for
 * a body that is neither an object nor a list of objects.
 *
 * @param headers by name in lower case
 * @param zone of times that have none, if the mapping names no zone
 */
export function factsOfBody(
  mapping: HookMapping,
  body: string,
  headers: Readonly<Record<string, string>>,
  zone: string,
): HookFacts[] {
  const ownZone = mapping.zone ?? zone;
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${HEADER}${name}`, value]));
  const count = new RecordCount();
  return bodiesIn(body).flatMap((text) => {
    const cells = cellsOfJson(text);
    if (typeof cells === 'string') throw new RowError('the body is not a JSON object, or a key occurs twice in it');
    return mapping.rules.flatMap((rule, i) =>
      factsOfRule(ruleMapping(mapping, rule), rule, { ...cells, ...named }, ownZone, i, count),
    );
  });
}

/** A body, or the elements of one that is a list. */
function bodiesIn(body: string): readonly string[] {
  const elements = elementsOfJson(body);
  if (elements && elements.length > MAX_ELEMENTS) throw new RowError(`a body has at most ${MAX_ELEMENTS} elements`);
  return elements ?? [body];
}

/** Counts the records of a body. */
class RecordCount {
  private records = 0;

  /** Throws LIMIT_EXCEEDED if a body makes too many records. */
  add(records: number): void {
    this.records += records;
    if (this.records > MAX_RECORDS)
      throw limit('BATCH_TOO_LARGE', `the lists of a body make at most ${MAX_RECORDS} facts and lines by all rules`);
  }
}

function factsOfRule(
  mapping: Mapping,
  rule: HookRule,
  body: Row,
  zone: string,
  index: number,
  count: RecordCount,
): HookFacts[] {
  const read = new Set([...columnsOf(mapping), rule.each, rule.eachLine]);
  const only = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([column]) => read.has(column)));
  try {
    const records = rule.each === undefined ? [only(body)] : spread(only(body), body, rule.each, only, count);
    if (rule.each === undefined) count.add(1);
    return records.flatMap((record) => factsOfRecord(mapping, rule, record, zone, index, only, count));
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return [{ rule: index, fault: error.message }];
  }
}

function factsOfRecord(
  mapping: Mapping,
  rule: HookRule,
  record: Row,
  zone: string,
  index: number,
  only: (row: Row) => Row,
  count: RecordCount,
): HookFacts[] {
  try {
    if (isLeftOut(mapping, record)) return [];
    const lines = rule.eachLine === undefined ? [record] : spread(record, record, rule.eachLine, only, count);
    // An order without a line is an order by its amount.
    const mapped = lines.length > 0 ? mapRows(mapping, lines, zone) : mapRows(withoutLines(mapping), [record], zone);
    return [{ rule: index, mapped }];
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return [{ rule: index, fault: error.message }];
  }
}

/** The record once for each element of the list at a path, with the cells of the element. */
function spread(record: Row, whole: Row, path: string, only: (row: Row) => Row, count: RecordCount): Row[] {
  const text = whole[path] ?? '';
  if (text === '') return [];
  const elements = text.startsWith('[') ? elementsOfJson(text) : undefined;
  if (!elements) throw new RowError(`${path}: not a list`);
  if (elements.length > MAX_ELEMENTS) throw new RowError(`${path}: more than ${MAX_ELEMENTS} elements`);
  count.add(elements.length);
  return elements.map((element) => ({ ...record, ...only(cellsOfElement(element, path)) }));
}

function withoutLines(mapping: Mapping): Mapping {
  const { lines: _lines, ...order } = mapping.event!.order!;
  return { ...mapping, event: { ...mapping.event!, order } };
}
