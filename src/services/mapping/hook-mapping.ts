/**
 * Mappings of incoming webhooks, which extract facts from a JSON body. Each rule is an import mapping for one record,
 * so files and webhooks share the same engine. All functions are pure.
 */
import { eventType } from '../../engine/facts/vocabulary.js';
import { atOnce, cellsOfElement, cellsOfObject, elementsOfJson, type Steps } from './json-cells.js';
import { mapRows, type Mapped } from './map-rows.js';
import { ColumnNames, MappingWork } from './mapping-work.js';
import { columnsOf, mappingProblems, parsedMapping, placesOf, textsOf } from './read-mapping.js';
import { isLeftOut, workOfTests } from './row-tests.js';
import { HOOK_SCHEMA } from './schema.js';
import { cellOf, MappingError, RowError, type Mapping, type Row } from './shape.js';
import { schemaProblems } from './check-schema.js';

/** How a sender signs a body. The signature is an HMAC of the body's bytes, sent in a header. */
interface SignatureRule {
  readonly header: string;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** Text before the signature in the header, such as `sha256=`. */
  readonly prefix?: string;
}

/** A rule of a mapping. It selects bodies and specifies the facts to extract from them. */
export interface HookRule extends Pick<
  Mapping,
  'only' | 'skip' | 'optional' | 'receipt' | 'event' | 'tags' | 'points'
> {
  readonly identities?: Mapping['identities'];
  /** Path of a list in the body. The rule is applied to each element. */
  readonly each?: string;
  /** Path of a list in the record. Each element becomes a line of the order. */
  readonly eachLine?: string;
}

export interface HookMapping {
  readonly $schema?: string;
  readonly source: string;
  readonly zone?: string;
  readonly trim?: boolean;
  readonly signature?: SignatureRule;
  /** If set, the body is a form. The JSON is read from the first of these fields that the form contains. */
  readonly form?: readonly string[];
  /** Text of the response that the sender expects. */
  readonly response?: string;
  readonly rules: readonly HookRule[];
}

/** Prefix of column names that refer to request headers, such as `{#header.x-topic}`. */
const HEADER = '#header.';
/** Maximum number of elements in one list. */
const MAX_ELEMENTS = 1000;

/** The facts that one rule extracts from one element, or the reason why it extracts none. */
export type HookFacts =
  | { readonly rule: number; readonly mapped: Mapped }
  | { readonly rule: number; readonly fault: string };

/**
 * Parses a webhook mapping from JSON.
 *
 * @throws MappingError with every problem found.
 */
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

/** Converts a webhook rule to an import mapping. */
export const ruleMapping = ({ source, zone, trim }: HookMapping, rule: HookRule): Mapping => ({
  source,
  ...(zone === undefined ? {} : { zone }),
  ...(trim === undefined ? {} : { trim }),
  ...rule,
  identities: rule.identities ?? [],
});

/** Returns the names of the headers that a mapping reads, in lower case. */
export const headersRead = (mapping: HookMapping): readonly string[] =>
  mapping.rules
    .flatMap((rule) => columnsOf(ruleMapping(mapping, rule)))
    .filter((column) => column.startsWith(HEADER))
    .map((column) => column.slice(HEADER.length).toLowerCase());

/** A rule together with the columns that it reads from each record. */
interface ReadyRule {
  readonly index: number;
  readonly rule: HookRule;
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /**
   * The columns from which the templates of the rule are filled. A column occurs once for each place in which it is
   * used.
   */
  readonly places: readonly string[];
  /** Number and length of the rule's texts. They are read for each record, even if they refer to no column. */
  readonly texts: { readonly count: number; readonly characters: number };
}

/** The values that all rules share while one body is processed. */
interface Reading {
  readonly zone: string;
  readonly wanted: ColumnNames;
  readonly work: MappingWork;
}

/**
 * Yields the facts that the matching rules extract from a body. After a step without facts, yields undefined, so that
 * the caller can pause after each step. If only undefined is yielded, no rule matches the body. This function is pure.
 *
 * @param body valid JSON
 * @param headers request headers by name in lower case
 * @param zone time zone of texts without a time zone, if the mapping does not name one
 *
 * @throws RowError if the body is neither an object nor a list of objects.
 *
 * @throws LIMIT_EXCEEDED if the body produces too many facts or too much work.
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
  for (const text of yield* bodiesIn(body)) {
    work.add(text.length);
    const cells = yield* cellsOfObject(text, wanted);
    if (!cells) throw new RowError('the body is not a JSON object, or a key occurs twice in it');
    const whole = new Map([...Object.entries(cells), ...named]);
    for (const ready of rules) yield* factsOfRule(ready, whole, reading);
  }
}

function readyRule(hook: HookMapping, rule: HookRule, index: number): ReadyRule {
  const mapping = ruleMapping(hook, rule);
  const lists = [rule.each, rule.eachLine].filter((path) => path !== undefined);
  const columns = [...new Set([...columnsOf(mapping), ...lists])];
  return { index, rule, mapping, columns, places: placesOf(mapping), texts: textsOf(mapping) };
}

/** Returns the elements of a body that is a list. Any other body is returned as the only element. */
function* bodiesIn(body: string): Steps<readonly string[]> {
  const elements = yield* elementsOfJson(body);
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

/** Runs a step. If the step throws RowError, its message is returned as the fault of the rule. */
function faultOr<T>(rule: number, step: () => T): T | { readonly rule: number; readonly fault: string } {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return { rule, fault: error.message };
  }
}

/** Returns the facts of a record, or undefined if the rule skips the record. */
function factsOfRecord(ready: ReadyRule, read: () => Row, reading: Reading): HookFacts | undefined {
  const { index, mapping, rule } = ready;
  const { work, zone } = reading;
  return faultOr(index, () => {
    const record = read();
    const tests = workOfTests(mapping, record);
    work.add(tests.characters, tests.values);
    if (isLeftOut(mapping, record)) return undefined;
    const lines =
      rule.eachLine === undefined
        ? [record]
        : elementsAt(record, rule.eachLine, work).map((element) =>
            withElement(ready, record, rule.eachLine!, element, reading),
          );
    // An order without lines is mapped by its total amount alone.
    const [used, rows] = lines.length > 0 ? [mapping, lines] : [withoutLines(mapping), [record]];
    for (const row of rows) addRow(ready, row, work);
    const mapped = withGivenLines(mapRows(used, rows, zone), ready, record, lines.length === 0);
    work.addFacts((mapped.event ? 1 : 0) + mapped.tags.length + mapped.points.length);
    return { rule: index, mapped };
  });
}

/** Counts the work of converting a row to facts, before the row is converted. */
function addRow({ columns, mapping, places, texts }: ReadyRule, row: Row, work: MappingWork): void {
  work.add(charactersOf(row, places) + texts.characters, Math.max(places.length, texts.count));
  // Trimming reads the cells of all columns, including columns that only the tests use.
  if (mapping.trim) work.add(charactersOf(row, columns));
}

const charactersOf = (row: Row, places: readonly string[]): number =>
  places.reduce((sum, column) => sum + cellOf(row, column).length, 0);

/** Returns the elements of the list at a path. Throws RowError if the value is not a list. */
function elementsAt(record: Row, path: string, work: MappingWork): readonly string[] {
  const text = cellOf(record, path);
  if (text === '') return [];
  work.add(text.length);
  const elements = text.startsWith('[') ? atOnce(elementsOfJson(text)) : undefined;
  if (!elements) throw new RowError(`${path}: not a list`);
  if (elements.length > MAX_ELEMENTS) throw new RowError(`${path}: more than ${MAX_ELEMENTS} elements`);
  work.addRecords(elements.length);
  return elements;
}

/** Returns the record extended with the cells of one list element. */
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

/**
 * Gives a refund its empty list of lines if the body contains an empty list. Such a refund refunds nothing by line. A
 * refund without a list refunds the whole order.
 */
function withGivenLines(mapped: Mapped, { rule }: ReadyRule, record: Row, isEmpty: boolean): Mapped {
  const { event } = mapped;
  if (!isEmpty || !event || cellOf(record, rule.eachLine!) === '') return mapped;
  if (eventType(event.type)?.adjustment !== 'refund') return mapped;
  return { ...mapped, event: { ...event, order: { ...event.order, lines: [] } } };
}
