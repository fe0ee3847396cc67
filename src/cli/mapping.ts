/** Import mappings: how rows of a file become an event and tag writes. Pure; knows no file and no server. */
import type { EventInput, OrderLineInput, SetTagInput } from '../../schema/generated/operations.js';
import { isSubject } from '../services/base/access.js';
import { isTimeZone, parseDay, parseInstant, startOfDay, zoneOffset } from '../engine/time/time.js';

/** A text with `{column}` places, a value by column and table, or the exact product of two decimals. */
type Template =
  | string
  | { readonly column: string; readonly map: Readonly<Record<string, string>>; readonly otherwise?: string }
  | { readonly product: readonly [Template, Template] };

export interface Mapping {
  /** The sending system; part of what makes an event unique. */
  readonly source: string;
  readonly format?: 'csv' | 'ndjson';
  readonly delimiter?: string;
  /** Zone of times that have none. Default UTC. */
  readonly zone?: string;
  /**
   * Rows whose columns hold one of these values are left out, e.g. {"customer_id": "", "invoice": "C*"}; `*` at the
   * end: whatever begins so.
   */
  readonly skip?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Rows that follow each other with the same values in these columns are one event: an order with a line from each;
   * all else comes from the first.
   */
  readonly group?: readonly string[];
  readonly identities: readonly { readonly namespace: string; readonly value: Template }[];
  readonly event?: {
    readonly type: Template;
    readonly messageId: Template;
    readonly occurredAt: TimeMapping;
    /** A text, or a value with its type. */
    readonly properties?: Readonly<
      Record<string, string | { readonly value: Template; readonly type?: 'string' | 'number' | 'boolean' }>
    >;
    readonly order?: {
      /** Absent: a credit note. */
      readonly orderId?: Template;
      readonly paymentId?: Template;
      readonly refundId?: Template;
      readonly amount?: Template;
      readonly currency?: Template;
      readonly lines?: readonly Partial<
        Readonly<Record<'lineId' | 'sku' | 'name' | 'brand' | 'category' | 'quantity' | 'amount', Template>>
      >[];
    };
    readonly coupon?: Template;
  };
  readonly tags?: readonly {
    readonly tag: string;
    readonly value: Template;
    readonly type?: 'string' | 'number' | 'boolean';
    readonly observedAt?: TimeMapping;
  }[];
}

interface TimeMapping {
  readonly value: Template;
  /** instant (with zone), local (no zone: the mapping's), day (its first instant), epochSeconds or epochMillis. */
  readonly as: 'instant' | 'local' | 'day' | 'epochSeconds' | 'epochMillis';
}

export type Row = Readonly<Record<string, string>>;

/** The column every file has: the number of the row, from 1. */
export const ROW_NUMBER = '#row';

export class RowError extends Error {}
export class MappingError extends Error {}

/** Checks a mapping's shape; names what is missing. */
export function readMapping(text: string): Mapping {
  let m: Partial<Mapping>;
  try {
    m = JSON.parse(text) as Partial<Mapping>;
  } catch (error) {
    const at = /position \d+/.exec((error as Error).message)?.[0];
    throw new MappingError(`the mapping is not JSON${at ? `, at ${at}` : ''}`);
  }
  if (typeof m !== 'object' || m === null) throw new MappingError('the mapping is not an object');
  const missing = [
    typeof m.source !== 'string' && '"source"',
    !Array.isArray(m.identities) && '"identities"',
    !m.event && !m.tags && '"event" or "tags"',
    m.group !== undefined &&
      !(Array.isArray(m.group) && m.group.length > 0 && m.event?.order?.lines) &&
      '"group" as a list of columns, with "event.order.lines"',
    m.event &&
      (!m.event.type || !m.event.messageId || !m.event.occurredAt) &&
      '"event.type", "event.messageId" and "event.occurredAt"',
  ].filter((x) => typeof x === 'string');
  if (missing.length > 0) throw new MappingError(`the mapping lacks ${missing.join(', ')}`);
  if (!isSubject(m.source!))
    throw new MappingError('"source" in the mapping is letters, digits and _ . : @ -, at most 64, and not strata');
  if (m.zone !== undefined && !isTimeZone(m.zone)) throw new MappingError(`time zone ${m.zone} does not exist`);
  const wrong = templates(m as Mapping).find(([, t]) => t !== undefined && !isTemplate(t));
  if (wrong)
    throw new MappingError(
      `"${wrong[0]}" in the mapping is neither a text with {column} places nor {"column", "map"} nor {"product"}`,
    );
  return m as Mapping;
}

function isTemplate(t: unknown): boolean {
  if (typeof t === 'string') return true;
  const o = t as { column?: unknown; map?: unknown; product?: unknown } | null;
  if (typeof o !== 'object' || o === null) return false;
  if (o.product !== undefined) return Array.isArray(o.product) && o.product.length === 2 && o.product.every(isTemplate);
  return typeof o.column === 'string' && typeof o.map === 'object' && o.map !== null;
}

/** Every place that is filled from a row, by its path. */
function templates(m: Mapping): [path: string, template: unknown][] {
  const { event } = m;
  const { order } = event ?? {};
  return [
    ...m.identities.map((x, i): [string, unknown] => [`identities[${i}].value`, x.value ?? null]),
    ...(event
      ? ([
          ['event.type', event.type],
          ['event.messageId', event.messageId],
          ['event.occurredAt.value', event.occurredAt.value ?? null],
          ['event.coupon', event.coupon],
        ] as [string, unknown][])
      : []),
    ...Object.entries(event?.properties ?? {}).map(([k, v]): [string, unknown] => [
      `event.properties.${k}`,
      typeof v === 'string' ? v : (v?.value ?? null),
    ]),
    ...(order
      ? ([
          ['event.order.orderId', order.orderId],
          ['event.order.paymentId', order.paymentId],
          ['event.order.refundId', order.refundId],
          ['event.order.amount', order.amount],
          ['event.order.currency', order.currency],
        ] as [string, unknown][])
      : []),
    ...(order?.lines ?? []).flatMap((l, i) =>
      Object.entries(l).map(([k, t]): [string, unknown] => [`event.order.lines[${i}].${k}`, t]),
    ),
    ...(m.tags ?? []).flatMap((t, i): [string, unknown][] => [
      [`tags[${i}].value`, t.value ?? null],
      [`tags[${i}].observedAt.value`, t.observedAt?.value],
    ]),
  ];
}

export function isSkipped(mapping: Mapping, row: Row): boolean {
  return Object.entries(mapping.skip ?? {}).some(([column, values]) =>
    [values]
      .flat()
      .some((v) => (v.endsWith('*') ? (row[column] ?? '').startsWith(v.slice(0, -1)) : (row[column] ?? '') === v)),
  );
}

/** Whether a row goes on with the event of the row before it. */
export function continues(mapping: Mapping, before: Row, row: Row): boolean {
  return mapping.group !== undefined && mapping.group.every((column) => before[column] === row[column]);
}

function fill(t: Template, row: Row): string {
  if (typeof t !== 'string' && 'product' in t) return product(fill(t.product[0], row), fill(t.product[1], row));
  if (typeof t !== 'string') {
    const v = cell(row, t.column);
    const mapped = Object.hasOwn(t.map, v) ? t.map[v] : t.otherwise;
    if (mapped === undefined) throw new RowError(`column ${t.column} holds a value the mapping does not know`);
    return mapped;
  }
  return t.replace(/\{([^{}]+)\}/g, (_all, column: string) => cell(row, column));
}

/** Exact, in as many places as the two have together. */
function product(a: string, b: string): string {
  const [x, y] = [a, b].map((text) => /^(-?)(\d{1,15})(?:\.(\d{1,8}))?$/.exec(text.trim()));
  if (!x || !y) throw new RowError('a product is made of two decimal numbers');
  const places = (x[3] ?? '').length + (y[3] ?? '').length;
  const digits = String(BigInt(x[2] + (x[3] ?? '')) * BigInt(y[2] + (y[3] ?? ''))).padStart(places + 1, '0');
  const sign = x[1] === y[1] ? '' : '-';
  return places === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
}

function cell(row: Row, column: string): string {
  if (!Object.hasOwn(row, column))
    throw new RowError(`column ${column} does not exist; the file has ${Object.keys(row).join(', ')}`);
  return row[column];
}

function time(t: TimeMapping, row: Row, zone: string): string {
  const text = fill(t.value, row).trim();
  const at = ((): number | undefined => {
    switch (t.as) {
      case 'instant':
        return parseInstant(text);
      case 'day':
        return parseDay(text) === undefined ? undefined : startOfDay(text, zone);
      case 'local': {
        const utc = parseInstant(`${text.replace(' ', 'T')}Z`);
        return utc === undefined ? undefined : utc - zoneOffset(utc - zoneOffset(utc, zone), zone);
      }
      case 'epochSeconds':
        return /^\d{1,11}$/.test(text) ? Number(text) * 1000 : undefined;
      case 'epochMillis':
        return /^\d{1,14}$/.test(text) ? Number(text) : undefined;
    }
  })();
  if (at === undefined) throw new RowError(`the time is not a valid ${t.as}`);
  return new Date(at).toISOString();
}

function typed(text: string, type: 'string' | 'number' | 'boolean' | undefined): string | number | boolean {
  if (type === 'number') {
    const n = Number(text);
    if (text.trim() === '' || !Number.isFinite(n)) throw new RowError('expected a number');
    return n;
  }
  if (type === 'boolean') return /^(1|true|yes|y)$/i.test(text.trim());
  return text;
}

export interface Mapped {
  readonly event?: EventInput;
  readonly tags: readonly SetTagInput[];
}

/**
 * One event (and tags) from a row, or from several that belong together. Throws RowError when they do not fit the
 * mapping.
 */
export function mapRows(mapping: Mapping, rows: readonly Row[]): Mapped {
  const [row] = rows;
  for (const column of mapping.group ?? []) cell(row, column);
  const zone = mapping.zone ?? 'UTC';
  const identities = mapping.identities
    .map((i) => ({ namespace: i.namespace, value: fill(i.value, row) }))
    .filter((i) => i.value !== '');
  if (identities.length === 0) throw new RowError('no identity in this row');
  const tags = (mapping.tags ?? []).flatMap((t): SetTagInput[] => {
    const value = fill(t.value, row);
    return value === ''
      ? []
      : [
          {
            identities,
            tag: t.tag,
            value: typed(value, t.type),
            ...(t.observedAt ? { observedAt: time(t.observedAt, row, zone) } : {}),
          },
        ];
  });
  if (!mapping.event) return { tags };
  const e = mapping.event;
  const optional = <K extends string>(key: K, t: Template | undefined): Partial<Record<K, string>> =>
    t === undefined ? {} : ({ [key]: fill(t, row) } as Record<K, string>);
  /** An empty cell names nothing. */
  const named = <K extends string>(key: K, t: Template | undefined): Partial<Record<K, string>> => {
    const v = t === undefined ? '' : fill(t, row);
    return v === '' ? {} : ({ [key]: v } as Record<K, string>);
  };
  const properties = Object.fromEntries(
    Object.entries(e.properties ?? {}).flatMap(([k, given]) => {
      const p = typeof given === 'string' ? { value: given, type: undefined } : given;
      const v = fill(p.value, row);
      return v === '' ? [] : [[k, typed(v, p.type)]];
    }),
  );
  const lines =
    e.order?.lines &&
    rows.flatMap((r) =>
      e.order!.lines!.map((line): OrderLineInput =>
        Object.fromEntries(Object.entries(line).map(([k, t]) => [k, fill(t as Template, r).trim()])),
      ),
    );
  return {
    tags,
    event: {
      source: mapping.source,
      type: fill(e.type, row),
      messageId: fill(e.messageId, row),
      occurredAt: time(e.occurredAt, row, zone),
      identities,
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(e.order
        ? {
            order: {
              ...named('orderId', e.order.orderId),
              ...named('paymentId', e.order.paymentId),
              ...named('refundId', e.order.refundId),
              ...optional('amount', e.order.amount),
              ...optional('currency', e.order.currency),
              ...(lines ? { lines } : {}),
            },
          }
        : {}),
      ...optional('coupon', e.coupon),
    },
  };
}
