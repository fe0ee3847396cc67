/**
 * Types of import mappings. A mapping describes how one record of any format becomes an event, tag writes and tag
 * points.
 */

/**
 * A text with `{column}` placeholders, a lookup of a column's value in a table, an exact product, or a formatted
 * number.
 */
export type Template = string | LookupTemplate | ProductTemplate | NumberTemplate;

interface LookupTemplate {
  readonly column: string;
  readonly map: Readonly<Record<string, string>>;
  readonly otherwise?: string;
}

interface ProductTemplate {
  readonly product: readonly [Template, Template];
}

/**
 * A number written with thousands separators, a decimal comma or a currency sign. It is converted to a plain decimal.
 */
export interface NumberTemplate {
  readonly number: Template;
  /** The decimal separator. Defaults to `.`. */
  readonly decimal?: '.' | ',';
  /** Texts to remove before or after the number, such as `¥` and `元`. */
  readonly signs?: readonly string[];
}

export const TIME_KINDS = ['instant', 'local', 'day', 'epochSeconds', 'epochMillis', 'excelSerial'] as const;
export type TimeKind = (typeof TIME_KINDS)[number];

export interface TimeMapping {
  readonly value: Template;
  /** Kind of time. Required if there is no `pattern`. */
  readonly as?: TimeKind;
  /** Date patterns such as `yyyy/MM/dd HH:mm`, tried in order. */
  readonly pattern?: string | readonly string[];
}

export const VALUE_TYPES = ['string', 'number', 'boolean', 'list'] as const;
type ValueType = (typeof VALUE_TYPES)[number];

export interface TypedTemplate {
  readonly value: Template;
  readonly type?: ValueType;
  /** Separator between the entries of a list. Without a separator, the list is a JSON array. */
  readonly separator?: string;
}

export interface Comparison {
  readonly equals?: string | readonly string[];
  readonly startsWith?: string | readonly string[];
  readonly above?: number | string;
  readonly atLeast?: number | string;
  readonly below?: number | string;
  readonly atMost?: number | string;
}

/**
 * A test of a cell. It is a value, a list of allowed values, or comparisons that must all be true. A `*` at the end of
 * a value matches any ending.
 */
export type RowTest = string | readonly string[] | Comparison;

export const LINE_FIELDS = ['lineId', 'sku', 'name', 'brand', 'category', 'quantity', 'amount'] as const;
export type LineField = (typeof LINE_FIELDS)[number];

export interface OrderMapping {
  /** Template of the order id. Absent for a credit note. */
  readonly orderId?: Template;
  readonly paymentId?: Template;
  readonly refundId?: Template;
  readonly amount?: Template;
  readonly currency?: Template;
  readonly lines?: readonly Partial<Readonly<Record<LineField, Template>>>[];
}

export interface EventMapping {
  readonly type: Template;
  readonly messageId: Template;
  readonly occurredAt: TimeMapping;
  readonly properties?: Readonly<Record<string, string | TypedTemplate>>;
  readonly order?: OrderMapping;
  readonly coupon?: Template;
}

interface TagMapping extends TypedTemplate {
  readonly tag: string;
  readonly observedAt?: TimeMapping;
}

interface PointMapping extends TypedTemplate {
  readonly tag: string;
  readonly at: TimeMapping;
}

/** How a record becomes an entry of a catalogue. */
export interface EntryMapping {
  readonly key: Template;
  readonly values?: Readonly<Record<string, string | TypedTemplate>>;
}

interface IdentityMapping {
  readonly namespace: string;
  readonly value: Template;
}

export const FORMATS = ['csv', 'tsv', 'ndjson', 'json', 'parquet', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

export interface Mapping {
  readonly $schema?: string;
  /** The system that sends the data. Together with the message id, it identifies an event. */
  readonly source: string;
  readonly format?: Format;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly sheet?: string;
  /** Time zone of texts without a time zone. Defaults to the workspace's time zone. */
  readonly zone?: string;
  readonly trim?: boolean;
  /** Columns that may be missing from a file or record. */
  readonly optional?: readonly string[];
  /** Rows are skipped if any of these tests is true. */
  readonly skip?: Readonly<Record<string, RowTest>>;
  /** Rows are read only if all of these tests are true. */
  readonly only?: Readonly<Record<string, RowTest>>;
  /**
   * Columns that identify an event. Rows with equal values in these columns form one event, and each row provides one
   * line of the event's order.
   */
  readonly group?: readonly string[];
  /** Whether the rows of each group are consecutive. If so, the file is not scanned for groups before the import. */
  readonly adjacent?: boolean;
  readonly identities: readonly IdentityMapping[];
  /**
   * Template of the receipt that is used for records without an identity. It is usually the order id. If it is absent,
   * such records are rejected.
   */
  readonly receipt?: Template;
  readonly event?: EventMapping;
  readonly tags?: readonly TagMapping[];
  readonly points?: readonly PointMapping[];
  /**
   * Key of the catalogue to which the records are added as entries. A mapping with a catalogue produces nothing else.
   */
  readonly catalogue?: string;
  readonly entry?: EntryMapping;
}

/** A row of a file, as a map from column name to text. */
export type Row = Readonly<Record<string, string>>;

/**
 * Returns the text of a column, or an empty text if the row does not have the column. Inherited names such as
 * `constructor` are not mistaken for columns.
 */
export const cellOf = (row: Row, column: string): string => (Object.hasOwn(row, column) ? row[column] : '');

/** Name of a column that every record has. It contains the number of the record in the file, starting at 1. */
export const ROW_NUMBER = '#row';

/** Thrown when a record does not match its mapping. */
export class RowError extends Error {}

/** Error for an invalid mapping. It contains every problem that was found. */
export class MappingError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}
