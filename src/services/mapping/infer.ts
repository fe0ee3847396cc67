/** Guesses a mapping from the columns and the first rows of a file. The guess is a draft that a person reviews. */
import { numberOf, plainDecimal } from './written-numbers.js';
import { timeOf } from './times.js';
import { cellOf, type Mapping, type Row, type Template, type TimeMapping, type TypedTemplate } from './shape.js';

/** Time formats in the order in which they are tried. Unambiguous formats come first. */
const TIMES: readonly Omit<TimeMapping, 'value'>[] = [
  { as: 'instant' },
  { as: 'local' },
  { as: 'day' },
  ...['yyyy/MM/dd HH:mm:ss', 'yyyy/M/d H:mm', 'yyyy/M/d', 'yyyy年M月d日', 'yyyyMMdd', 'dd.MM.yyyy'].map((pattern) => ({
    pattern,
  })),
  ...['MM/dd/yyyy HH:mm', 'dd/MM/yyyy HH:mm', 'MM/dd/yyyy', 'dd/MM/yyyy', 'M/d/yyyy H:mm', 'd/M/yyyy H:mm'].map(
    (pattern) => ({ pattern }),
  ),
];

/** Patterns of column names that contain identities, each with the namespace of the identities. */
const IDENTITIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:customer|member|user|client|buyer|会员|客户|用户)[ _-]?(?:id|no|number|key|编号|号|码)?$/i, 'customer_id'],
  [/e-?mail|邮箱/i, 'email'],
  [/phone|mobile|手机|电话/i, 'phone'],
];

const ROLES = {
  order: /order[ _-]?(?:id|no|number)$|^order$|invoice|订单|单号/i,
  amount: /amount|total|revenue|paid|payment|金额|实付/i,
  unitPrice: /unit[ _-]?price|^price|单价/i,
  quantity: /quantity|^qty|pieces|数量|件数/i,
  sku: /sku|stock[ _-]?code|(?:product|item)[ _-]?(?:id|code)|商品/i,
  time: /time|date|_at$|日期|时间/i,
} as const;

/** The columns of a file and its first rows. */
export interface Sample {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const valuesOf = ({ rows }: Sample, column: string): string[] =>
  rows.map((row) => cellOf(row, column)).filter((value) => value !== '');

const place = (column: string): string => `{${column}}`;

/**
 * Guesses a mapping. `source` is the name of the source in it.
 */
export function guessedMapping(sample: Sample, source: string): Mapping {
  const { columns } = sample;
  const identities = columns.flatMap((column) => {
    const found = IDENTITIES.find(([name]) => name.test(column));
    return found ? [{ namespace: found[1], value: place(column), column }] : [];
  });
  if (identities.length === 0)
    identities.push({ namespace: 'customer_id', value: place(columns[0]), column: columns[0] });
  const times = columns.flatMap((column) => {
    const time = timeForm(valuesOf(sample, column));
    return time ? [{ column, time }] : [];
  });
  const time = times.find(({ column }) => ROLES.time.test(column)) ?? times[0];
  const used = new Set([...identities.map(({ column }) => column), ...(time ? [time.column] : [])]);
  const role = (name: keyof typeof ROLES, isFigure: boolean): string | undefined => {
    const found = columns.find(
      (column) => !used.has(column) && ROLES[name].test(column) && (!isFigure || isNumeric(valuesOf(sample, column))),
    );
    if (found !== undefined) used.add(found);
    return found;
  };
  const order = orderGuess(sample, role);
  const properties = Object.fromEntries(
    columns.filter((column) => !used.has(column)).map((column) => [column, propertyGuess(sample, column)]),
  );
  return {
    source,
    ...(order?.group ? { group: order.group } : {}),
    identities: identities.map(({ namespace, value }) => ({ namespace, value })),
    event: {
      type: order ? 'order_paid' : 'record_imported',
      messageId: messageIdGuess(sample, source, order?.group),
      occurredAt: time ? { value: place(time.column), ...time.time } : { value: '2026-01-01', as: 'day' },
      ...(order ? { order: order.mapping } : {}),
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
    },
  };
}

type Order = NonNullable<NonNullable<Mapping['event']>['order']>;

function orderGuess(
  sample: Sample,
  role: (name: keyof typeof ROLES, isFigure: boolean) => string | undefined,
): { readonly group?: readonly string[]; readonly mapping: Order } | undefined {
  const order = role('order', false);
  const unitPrice = role('unitPrice', true);
  const amount = role('amount', true);
  if (order === undefined && amount === undefined) return undefined;
  const quantity = order === undefined ? undefined : role('quantity', true);
  const figure = (column: string): Template => figureOf(sample, column);
  const orderId = order === undefined ? 'row-{#row}' : place(order);
  const isSplit = order !== undefined && isRepeated(valuesOf(sample, order));
  if (!isSplit) return { mapping: { orderId, ...(amount === undefined ? {} : { amount: figure(amount) }) } };
  const sku = role('sku', false);
  const isPriced = unitPrice !== undefined && quantity !== undefined;
  const priced: Template | undefined = isPriced ? { product: [figure(quantity), figure(unitPrice)] } : undefined;
  const money = amount === undefined ? priced : figure(amount);
  const line = {
    ...(sku === undefined ? {} : { sku: place(sku) }),
    ...(quantity === undefined ? {} : { quantity: figure(quantity) }),
    ...(money === undefined ? {} : { amount: money }),
  };
  return { group: [order], mapping: { orderId, lines: [line] } };
}

const isRepeated = (values: readonly string[]): boolean => new Set(values).size < values.length;

/**
 * Builds a template for message ids. The template uses the group columns, if there are any. Otherwise, it uses a column
 * that has unique values and a name like an id. Without such a column, it uses the row number.
 */
function messageIdGuess(sample: Sample, source: string, group: readonly string[] | undefined): string {
  if (group) return `${source}-${group.map(place).join('-')}`;
  const unique = sample.columns.filter((column) => {
    const values = valuesOf(sample, column);
    return values.length === sample.rows.length && !isRepeated(values) && /(?:id|no|number|line|号)$/i.test(column);
  });
  return unique.length > 0 ? `${source}-${place(unique[0])}` : `${source}-{#row}`;
}

function timeForm(values: readonly string[]): Omit<TimeMapping, 'value'> | undefined {
  if (values.length === 0) return undefined;
  const fits = (form: Omit<TimeMapping, 'value'>): boolean =>
    values.every((value) => {
      try {
        return timeOf(value, { value: '', ...form }, 'UTC') !== '';
      } catch {
        return false;
      }
    });
  if (values.every((value) => /^1[0-9]{9}$/.test(value))) return { as: 'epochSeconds' };
  if (values.every((value) => /^1[0-9]{12}$/.test(value))) return { as: 'epochMillis' };
  return TIMES.find(fits);
}

/** Returns whether there are values and all of them are plain or formatted numbers. */
const isNumeric = (values: readonly string[]): boolean =>
  values.length > 0 && values.every((value) => plainDecimal(value, '.', SIGNS) !== undefined || isComma(value));

const SIGNS = ['¥', '￥', '$', '€', '£', '元'];
const isComma = (value: string): boolean => plainDecimal(value, ',', SIGNS) !== undefined;

function figureOf(sample: Sample, column: string): Template {
  const values = valuesOf(sample, column);
  if (values.every((value) => /^-?\d+(?:\.\d+)?$/.test(value.trim()))) return place(column);
  const signs = SIGNS.filter((sign) => values.some((value) => value.includes(sign)));
  const isPoint = values.every((value) => plainDecimal(value, '.', SIGNS) !== undefined);
  return {
    number: place(column),
    ...(isPoint ? {} : { decimal: ',' as const }),
    ...(signs.length > 0 ? { signs } : {}),
  };
}

const WORDS = /^(?:true|false|t|f|yes|no|y|n|on|off|是|否)$/i;

function propertyGuess(sample: Sample, column: string): string | TypedTemplate {
  const values = valuesOf(sample, column);
  if (values.length > 0 && values.every((value) => WORDS.test(value.trim())))
    return { value: place(column), type: 'boolean' };
  // Codes and phone numbers can begin with a zero, which a number would lose. A column with such a value therefore
  // stays text.
  const isNumber = values.every((value) => typeof numberOf(value) === 'number' && !/^0\d/.test(value.trim()));
  return values.length > 0 && isNumber ? { value: place(column), type: 'number' } : place(column);
}
