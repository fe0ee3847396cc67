/**
 * Mappings of incoming webhooks: the facts of one JSON body. A rule of such a mapping is an import mapping of one
 * record, so that files and webhooks share one engine. Pure.
 */
import { cellsOfElement, cellsOfObject, elementsOfJson } from './json-cells.js';
import { mapRows, type Mapped } from './map-rows.js';
import { ColumnNames, MappingWork } from './mapping-work.js';
import { columnsOf, mappingProblems, parsedMapping, placesOf } from './read-mapping.js';
import { isLeftOut } from './row-tests.js';
import { HOOK_SCHEMA } from './schema.js';
import { cellOf, MappingError, RowError, type Mapping, type Row } from './shape.js';
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

/** A rule with what it reads of each record. */
interface ReadyRule {
  readonly index: number;
  readonly rule: HookRule;
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /** Columns of all places that are filled, each as often as it is read. */
  readonly places: readonly string[];
}

/** What all rules of one body have in common. */
interface Reading {
  readonly zone: string;
  readonly wanted: ColumnNames;
  readonly work: MappingWork;
}

/**
 * Yields the facts of a body by every rule that is for it, and undefined after a step that made none, so that the
 * caller can pause after each step. No facts at all mean that no rule is for the body. Pure.
 *
 * Throws RowError for a body that is neither an object nor a list of objects, and LIMIT_EXCEEDED for one that makes too
 * many facts or too much work.
 *
 * @param body valid JSON
 * @param headers by name in lower case
 * @param zone of times that have none, if the mapping names no zone
 */
export function* factsOfBody(
  mapping: HookMapping,
  body: string,
  headers: Readonly<Record<string, string>>,
  zone: string,
): Generator<HookFacts | undefined, void> {
  const named = Object.entries(headers).map(([name, value]) => [`${HEADER}${name}`, value] as const);
  const rules = mapping.rules.map((rule, index) => readyRule(mapping, rule, index));
  const work = new MappingWork();
  const wanted = new ColumnNames(
    rules.flatMap(({ columns }) => columns),
    work,
  );
  const reading: Reading = { zone: mapping.zone ?? zone, wanted, work };
  work.add(body.length);
  for (const text of bodiesIn(body)) {
    work.add(text.length);
    const cells = cellsOfObject(text, wanted);
    if (!cells) throw new RowError('the body is not a JSON object, or a key occurs twice in it');
    const whole = new Map([...Object.entries(cells), ...named]);
    for (const ready of rules) yield* factsOfRule(ready, whole, reading);
  }
}

function readyRule(hook: HookMapping, rule: HookRule, index: number): ReadyRule {
  const mapping = ruleMapping(hook, rule);
  const lists = [rule.each, rule.eachLine].filter((path) => path !== undefined);
  const columns = [...new Set([...columnsOf(mapping), ...lists])];
  return { index, rule, mapping, columns, places: placesOf(mapping) };
}

/** A body, or the elements of one that is a list. */
function bodiesIn(body: string): readonly string[] {
  const elements = elementsOfJson(body);
  if (elements && elements.length > MAX_ELEMENTS) throw new RowError(`a body has at most ${MAX_ELEMENTS} elements`);
  return elements ?? [body];
}

function* factsOfRule(
  ready: ReadyRule,
  whole: ReadonlyMap<string, string>,
  reading: Reading,
): Generator<HookFacts | undefined, void> {
  const { columns, index, rule } = ready;
  reading.work.add(0, columns.length);
  const record = Object.fromEntries(
    columns.flatMap((column) => {
      const cell = whole.get(column);
      return cell === undefined ? [] : [[column, cell] as const];
    }),
  );
  if (rule.each === undefined) {
    reading.work.addRecords(1);
    yield factsOfRecord(ready, () => record, reading);
    return;
  }
  const elements = faultOr(index, () => elementsAt(record, rule.each!, reading.work));
  if ('fault' in elements) return yield elements;
  for (const element of elements)
    yield factsOfRecord(ready, () => withElement(ready, record, rule.each!, element, reading), reading);
}

/** Runs a step. A RowError becomes the fault of the rule. */
function faultOr<T>(rule: number, step: () => T): T | { readonly rule: number; readonly fault: string } {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return { rule, fault: error.message };
  }
}

/** The facts of a record, or undefined for a record that the rule leaves out. */
function factsOfRecord(ready: ReadyRule, read: () => Row, reading: Reading): HookFacts | undefined {
  const { index, mapping, places, rule } = ready;
  const { work, zone } = reading;
  return faultOr(index, () => {
    const record = read();
    if (isLeftOut(mapping, record)) return undefined;
    const lines =
      rule.eachLine === undefined
        ? [record]
        : elementsAt(record, rule.eachLine, work).map((element) =>
            withElement(ready, record, rule.eachLine!, element, reading),
          );
    // An order without a line is an order by its amount.
    const [used, rows] = lines.length > 0 ? [mapping, lines] : [withoutLines(mapping), [record]];
    for (const row of rows) work.add(charactersOf(row, places), places.length);
    const mapped = mapRows(used, rows, zone);
    work.addFacts((mapped.event ? 1 : 0) + mapped.tags.length + mapped.points.length);
    return { rule: index, mapped };
  });
}

const charactersOf = (row: Row, places: readonly string[]): number =>
  places.reduce((sum, column) => sum + cellOf(row, column).length, 0);

/** The elements of the list at a path. Throws RowError for any other value. */
function elementsAt(record: Row, path: string, work: MappingWork): readonly string[] {
  const text = cellOf(record, path);
  if (text === '') return [];
  work.add(text.length);
  const elements = text.startsWith('[') ? elementsOfJson(text) : undefined;
  if (!elements) throw new RowError(`${path}: not a list`);
  if (elements.length > MAX_ELEMENTS) throw new RowError(`${path}: more than ${MAX_ELEMENTS} elements`);
  work.addRecords(elements.length);
  return elements;
}

/** The record with the cells of an element of the list at a path. */
function withElement(
  { columns, places }: ReadyRule,
  record: Row,
  path: string,
  element: string,
  { wanted, work }: Reading,
): Row {
  work.add(element.length, Math.max(columns.length, places.length));
  return { ...record, ...cellsOfElement(element, path, wanted) };
}

function withoutLines(mapping: Mapping): Mapping {
  const { lines: _lines, ...order } = mapping.event!.order!;
  return { ...mapping, event: { ...mapping.event!, order } };
}
