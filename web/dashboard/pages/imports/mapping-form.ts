/**
 * Converts mappings of imports to the fields of a form and back. A mapping that the fields cannot express is not
 * converted, and is edited as text.
 */
import {
  LINE_FIELDS,
  TIME_KINDS,
  VALUE_TYPES,
  type LineField,
  type Mapping,
  type OrderMapping,
  type Template,
  type TimeKind,
  type TimeMapping,
  type TypedTemplate,
} from '../../../../src/services/mapping/shape.js';

type ValueType = (typeof VALUE_TYPES)[number];
type Typed = Pick<TypedTemplate, 'type' | 'separator'>;

/** What a column is used for. */
export type Use =
  | { readonly kind: 'identity'; readonly namespace: string }
  | { readonly kind: 'amount' | 'unitPrice' }
  | { readonly kind: 'line'; readonly field: LineField }
  | ({ readonly kind: 'property'; readonly name: string } & Typed)
  | ({ readonly kind: 'tag' | 'point'; readonly tag: string } & Typed);

/** How the numbers of a column are written. */
interface NumberForm {
  readonly decimal?: '.' | ',';
  readonly signs?: readonly string[];
}

export interface ColumnForm {
  readonly use?: Use;
  readonly number?: NumberForm;
}

export interface MappingForm {
  readonly source: string;
  readonly zone?: string;
  readonly encoding?: string;
  readonly sheet?: string;
  readonly isTrimmed: boolean;
  /** Type of the events. Empty if the rows become no events. */
  readonly eventType: string;
  readonly messageId: string;
  readonly orderId: string;
  /** Template of the currency of orders. */
  readonly currency: string;
  /** Template of the time: a column in braces, or a constant. */
  readonly time: string;
  readonly timeKind: TimeKind | 'pattern';
  readonly pattern: string;
  /** Columns with equal values in the rows of one order. */
  readonly group: readonly string[];
  readonly columns: Readonly<Record<string, ColumnForm>>;
  /** The parts of the mapping that have no fields. They stay as they are. */
  readonly rest: Pick<
    Mapping,
    'format' | 'delimiter' | 'optional' | 'skip' | 'only' | 'adjacent' | 'receipt' | '$schema'
  >;
}

export const isTimeKind = (kind: string): kind is TimeKind => (TIME_KINDS as readonly string[]).includes(kind);
export { LINE_FIELDS, VALUE_TYPES, type LineField, type Mapping, type ValueType };

const place = (column: string): string => `{${column}}`;

/** Returns the column of a template that consists of one placeholder. */
export const columnOf = (template: unknown): string | undefined =>
  typeof template === 'string' ? /^\{([^{}]+)\}$/.exec(template)?.[1] : undefined;

/** Columns whose values are numbers, as a template writes them. */
const figure = (column: string, { number }: ColumnForm): Template =>
  number ? { number: place(column), ...number } : place(column);

const without = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== '')) as T;

/** Returns the mapping of a form. */
export function mappingOf(form: MappingForm): Mapping {
  const used = Object.entries(form.columns);
  const { eventType, group, time } = form;
  const properties = used.flatMap(([column, { use, number }]) => {
    if (use?.kind !== 'property') return [];
    const value = number ? figure(column, { number }) : place(column);
    const typed = { value, ...typedOf(use) };
    return [[use.name, typeof value === 'string' && !use.type ? value : typed] as const];
  });
  const writes = (kind: 'tag' | 'point') =>
    used.flatMap(([column, each]) =>
      each.use?.kind === kind ? [{ tag: each.use.tag, value: figure(column, each), ...typedOf(each.use) }] : [],
    );
  const at = timeOf(form);
  const tags = writes('tag').map((tag) => ({ ...tag, ...(time === '' ? {} : { observedAt: at }) }));
  const points = writes('point').map((point) => ({ ...point, at }));
  const order = orderOf(form);
  return {
    ...without({ ...form.rest, source: form.source, zone: form.zone, encoding: form.encoding, sheet: form.sheet }),
    ...(form.isTrimmed ? { trim: true } : {}),
    ...(group.length > 0 ? { group } : {}),
    identities: used.flatMap(([column, { use }]) =>
      use?.kind === 'identity' ? [{ namespace: use.namespace, value: place(column) }] : [],
    ),
    ...(eventType === ''
      ? {}
      : {
          event: {
            ...{ type: eventType, messageId: form.messageId, occurredAt: at },
            ...(order ? { order } : {}),
            ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
          },
        }),
    ...(tags.length > 0 ? { tags } : {}),
    ...(points.length > 0 ? { points } : {}),
  };
}

const typedOf = ({ type, separator }: Typed): Typed => ({
  ...(type === undefined || type === 'string' ? {} : { type }),
  ...(type === 'list' && separator !== undefined && separator !== '' ? { separator } : {}),
});

function timeOf({ time, timeKind, pattern }: MappingForm): TimeMapping {
  const patterns = pattern.split('\n').filter((each) => each.trim() !== '');
  if (timeKind !== 'pattern') return { value: time, as: timeKind };
  return { value: time, pattern: patterns.length === 1 ? patterns[0] : patterns };
}

function orderOf({ columns, group, orderId, currency }: MappingForm): OrderMapping | undefined {
  const used = Object.entries(columns);
  const find = (kind: 'amount' | 'unitPrice'): Template | undefined => {
    const found = used.find(([, { use }]) => use?.kind === kind);
    return found && figure(...found);
  };
  const line: Partial<Record<LineField, Template>> = Object.fromEntries(
    used.flatMap(([column, each]) => {
      if (each.use?.kind !== 'line') return [];
      const isFigure = each.use.field === 'quantity' || each.use.field === 'amount';
      return [[each.use.field, isFigure ? figure(column, each) : place(column)] as const];
    }),
  );
  const unitPrice = find('unitPrice');
  if (unitPrice !== undefined && line.quantity !== undefined && line.amount === undefined)
    line.amount = { product: [line.quantity, unitPrice] };
  const hasLine = group.length > 0 || Object.keys(line).length > 0;
  const order = without({ orderId, amount: find('amount'), currency });
  if (Object.keys(order).length === 0 && !hasLine) return undefined;
  return { ...order, ...(hasLine ? { lines: [line] } : {}) };
}

/** Returns the form of a mapping for the columns of a file, or undefined if the fields cannot express the mapping. */
export function formOf(mapping: Mapping, columns: readonly string[]): MappingForm | undefined {
  const {
    source,
    zone,
    encoding,
    sheet,
    trim,
    group = [],
    identities,
    event,
    tags,
    points,
    catalogue,
    entry,
    ...rest
  } = mapping;
  if (catalogue !== undefined || entry !== undefined || (event && typeof event.type !== 'string')) return undefined;
  const time = event?.occurredAt ?? tags?.[0]?.observedAt ?? points?.[0]?.at;
  const uses = new Map<string, ColumnForm>(columns.map((column) => [column, {}]));
  const set = (template: Template | undefined, use: Use): void => {
    const [column, number] = readPlace(template);
    if (column !== undefined && uses.has(column) && !uses.get(column)!.use)
      uses.set(column, { use, ...(number ? { number } : {}) });
  };
  for (const { namespace, value } of identities) set(value, { kind: 'identity', namespace });
  readOrder(event?.order, set);
  for (const [name, given] of Object.entries(event?.properties ?? {})) {
    const { value, ...typed } = typeof given === 'string' ? { value: given } : given;
    set(value, { kind: 'property', name, ...typed });
  }
  for (const { tag, value, observedAt: _at, ...typed } of tags ?? []) set(value, { kind: 'tag', tag, ...typed });
  for (const { tag, value, at: _at, ...typed } of points ?? []) set(value, { kind: 'point', tag, ...typed });
  const form: MappingForm = {
    ...{ source, isTrimmed: trim ?? false, group, rest, columns: Object.fromEntries(uses) },
    ...without({ zone, encoding, sheet }),
    eventType: (event?.type as string | undefined) ?? '',
    messageId: textOf(event?.messageId),
    orderId: textOf(event?.order?.orderId),
    currency: textOf(event?.order?.currency),
    time: textOf(time?.value),
    timeKind: time?.as ?? (time ? 'pattern' : 'day'),
    pattern: [time?.pattern ?? []].flat().join('\n'),
  };
  return canonical(mappingOf(form)) === canonical(mapping) ? form : undefined;
}

const textOf = (template: Template | undefined): string => (typeof template === 'string' ? template : '');

function readOrder(order: OrderMapping | undefined, set: (template: Template | undefined, use: Use) => void): void {
  set(order?.amount, { kind: 'amount' });
  for (const field of LINE_FIELDS) {
    const template = order?.lines?.[0]?.[field];
    if (field === 'amount' && typeof template === 'object' && 'product' in template)
      set(template.product[1], { kind: 'unitPrice' });
    else set(template, { kind: 'line', field });
  }
}

/** Returns the column of a template, and how its numbers are written. */
function readPlace(template: Template | undefined): readonly [column?: string, number?: NumberForm] {
  if (typeof template !== 'object' || !('number' in template)) return [columnOf(template)];
  const { number, ...form } = template;
  return [columnOf(number), form];
}

/** Returns a mapping as text in which equal mappings are equal. */
function canonical(mapping: Mapping): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(
      ([key, each]) => each !== undefined && !(key === 'type' && each === 'string'),
    );
    return Object.fromEntries(
      entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
    );
  };
  const { event, identities, ...others } = mapping;
  const properties = Object.entries(event?.properties ?? {}).map(([name, given]) => [
    name,
    typeof given === 'string' ? { value: given } : given,
  ]);
  return JSON.stringify(
    sorted({
      ...others,
      trim: others.trim === true ? true : undefined,
      identities: [...identities].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
      event: event && { ...event, properties: Object.fromEntries(properties) },
      tags: others.tags?.length ? others.tags : undefined,
    }),
  );
}
