/** The shape of import mappings: how one record of any format becomes an event, tag writes and tag points. */

/** Text with `{column}` places, a lookup of a column in a table, an exact product, or a number as people write it. */
export type Template = string | LookupTemplate | ProductTemplate | NumberTemplate;

interface LookupTemplate {
  readonly column: string;
  readonly map: Readonly<Record<string, string>>;
  readonly otherwise?: string;
}

interface ProductTemplate {
  readonly product: readonly [Template, Template];
}

/** A number with thousands separators, a decimal comma or a currency sign; filled as a plain decimal. */
export interface NumberTemplate {
  readonly number: Template;
  /** The decimal mark. Default `.`. */
  readonly decimal?: '.' | ',';
  /** Texts before or after the number that are dropped, such as `¥` and `元`. */
  readonly signs?: readonly string[];
}

export const TIME_KINDS = ['instant', 'local', 'day', 'epochSeconds', 'epochMillis', 'excelSerial'] as const;
export type TimeKind = (typeof TIME_KINDS)[number];

export interface TimeMapping {
  readonly value: Template;
  /** Required without `pattern`. */
  readonly as?: TimeKind;
  /** Date patterns such as `yyyy/MM/dd HH:mm`, tried in order. */
  readonly pattern?: string | readonly string[];
}

export const VALUE_TYPES = ['string', 'number', 'boolean', 'list'] as const;
type ValueType = (typeof VALUE_TYPES)[number];

export interface TypedTemplate {
  readonly value: Template;
  readonly type?: ValueType;
  /** Separator of the entries of a list. Without it a list is a JSON array. */
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

/** A value, several values, or comparisons that all hold; `*` at the end of a value stands for any ending. */
export type RowTest = string | readonly string[] | Comparison;

export const LINE_FIELDS = ['lineId', 'sku', 'name', 'brand', 'category', 'quantity', 'amount'] as const;
export type LineField = (typeof LINE_FIELDS)[number];

export interface OrderMapping {
  /** Undefined for a credit note. */
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

interface IdentityMapping {
  readonly namespace: string;
  readonly value: Template;
}

export const FORMATS = ['csv', 'tsv', 'ndjson', 'json', 'parquet', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

export interface Mapping {
  readonly $schema?: string;
  /** The sending system; part of what makes an event unique. */
  readonly source: string;
  readonly format?: Format;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly sheet?: string;
  /** Zone of times without one. Defaults to the workspace's zone. */
  readonly zone?: string;
  readonly trim?: boolean;
  /** Columns that a file or a record may lack. */
  readonly optional?: readonly string[];
  /** Rows for which any of these tests holds are left out. */
  readonly skip?: Readonly<Record<string, RowTest>>;
  /** Only rows for which all of these tests hold are read. */
  readonly only?: Readonly<Record<string, RowTest>>;
  /** Rows with the same values in these columns are one event with a line from each. */
  readonly group?: readonly string[];
  /** Rows of a group are consecutive, so the file is not read for groups in advance. */
  readonly adjacent?: boolean;
  readonly identities: readonly IdentityMapping[];
  readonly event?: EventMapping;
  readonly tags?: readonly TagMapping[];
  readonly points?: readonly PointMapping[];
}

/** A row of a file, as a map from column name to text. */
export type Row = Readonly<Record<string, string>>;

/** The text of a column, empty if the row lacks it. A column may have a name that every object has. */
export const cellOf = (row: Row, column: string): string => (Object.hasOwn(row, column) ? row[column] : '');

/** The column every record has: its number in the file, from 1. */
export const ROW_NUMBER = '#row';

/** A record that does not fit its mapping. */
export class RowError extends Error {}

/** A mapping that cannot be used, with every problem that was found. */
export class MappingError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}
