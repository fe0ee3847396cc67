/** The tables of an export, with their columns. */

import type { ParquetCell, ParquetColumn, ParquetType } from '../../services/exports/parquet-rows.js';

type Columns = Readonly<Record<string, ParquetType>>;

/** The event or order to which a row belongs. A row of an anonymous receipt has no customer. */
const FACT = { customer: 'TEXT', profile: 'TEXT', source: 'TEXT', message_id: 'TEXT' } as const satisfies Columns;
const ORDER = { order_id: 'TEXT', type: 'TEXT', occurred_at: 'INSTANT', day: 'DAY' } as const satisfies Columns;
const LINE = { line_id: 'TEXT', sku: 'TEXT', name: 'TEXT', brand: 'TEXT', category: 'TEXT' } as const satisfies Columns;

const ORDERS = {
  ...FACT,
  ...ORDER,
  ...{ amount: 'DECIMAL', gross_amount: 'DECIMAL', returned_amount: 'DECIMAL', currency: 'TEXT' },
  ...{ lines: 'INTEGER', quantity: 'DECIMAL', coupon: 'TEXT', properties: 'JSON' },
} as const satisfies Columns;

const LINES = {
  ...FACT,
  ...ORDER,
  ...{ position: 'INTEGER', ...LINE },
  ...{ quantity: 'DECIMAL', amount: 'DECIMAL', gross_quantity: 'DECIMAL', gross_amount: 'DECIMAL', currency: 'TEXT' },
} as const satisfies Columns;

const EVENTS = {
  ...FACT,
  ...{ type: 'TEXT', occurred_at: 'INSTANT', day: 'DAY', derived: 'BOOLEAN' },
  ...{ order_id: 'TEXT', amount: 'DECIMAL', currency: 'TEXT', coupon: 'TEXT' },
  ...{ payment_id: 'TEXT', refund_id: 'TEXT', properties: 'JSON' },
} as const satisfies Columns;

/**
 * The columns of each table, in their order. `orders` contains the orders of which something is left, and
 * `returned_orders` those of which nothing is left.
 */
const TABLES = {
  customers: { customer: 'TEXT', created_at: 'INSTANT', day: 'DAY', identities: 'JSON' },
  events: EVENTS,
  orders: ORDERS,
  returned_orders: ORDERS,
  lines: LINES,
  returned_lines: LINES,
  tags: {
    ...{ customer: 'TEXT', tag: 'TEXT', value: 'TEXT', number: 'NUMBER' },
    ...{ valid_from: 'INSTANT', valid_to: 'INSTANT', computed: 'BOOLEAN' },
  },
  memberships: {
    ...{ customer: 'TEXT', profile: 'TEXT', segment: 'TEXT', layer_model: 'TEXT' },
    ...{ entered_at: 'INSTANT', entered_recorded_at: 'INSTANT', entered_cause: 'TEXT' },
    ...{ left_at: 'INSTANT', left_recorded_at: 'INSTANT', left_cause: 'TEXT' },
  },
  contacts: {
    ...{ customer: 'TEXT', contact_id: 'TEXT', campaign: 'TEXT', campaign_version: 'INTEGER', occurrence: 'TEXT' },
    ...{ state: 'TEXT', ending: 'TEXT', assigned_group: 'TEXT', variant: 'TEXT', channel: 'TEXT', attempts: 'INTEGER' },
    ...{ due_at: 'INSTANT', decided_at: 'INSTANT', day: 'DAY', reserved_at: 'INSTANT', handed_over_at: 'INSTANT' },
  },
} as const satisfies Readonly<Record<string, Columns>>;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

export const columnsOf = (table: TableName): readonly ParquetColumn[] =>
  Object.entries<ParquetType>(TABLES[table]).map(([name, type]) => ({ name, type }));

/** A row of a table. `at` determines the month of the file that contains the row. */
export type TableRow = {
  readonly [T in TableName]: {
    readonly table: T;
    readonly at: number;
    readonly cells: Readonly<Record<keyof (typeof TABLES)[T], ParquetCell>>;
  };
}[TableName];

/** The column that the names of the folders add to each table. */
export const MONTH = 'month';
