/**
 * JSON schema of import mappings. `read-mapping.ts` validates mappings with it. `strata import --schema` prints it for
 * use in editors.
 */
import { FORMATS, LINE_FIELDS, TIME_KINDS, VALUE_TYPES } from './shape.js';

/** The subset of JSON Schema (draft 2020-12) that mappings need. */
export interface Schema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/**
 * Maximum number of currency signs of a number, and maximum number of patterns of a time. All of them may be tried on
 * every record.
 */
const MOST_SIGNS = 20;
const MOST_PATTERNS = 20;
/** Maximum number of identities of a record. A fact cannot have more. */
const MOST_IDENTITIES = 20;
/** Maximum number of order lines that one record can produce. */
const MOST_LINES = 50;
/** Maximum number of properties in the mapping of a webhook. An event cannot have more. */
const MOST_PROPERTIES = 100;
const MOST_RULES = 100;

const text = (description?: string): Schema => ({ type: 'string', ...(description ? { description } : {}) });
const choice = (values: readonly string[], description: string): Schema => ({
  type: 'string',
  enum: values,
  description,
});
const list = (items: Schema, description?: string, maxItems?: number): Schema => ({
  type: 'array',
  items,
  minItems: 1,
  ...(maxItems === undefined ? {} : { maxItems }),
  ...(description ? { description } : {}),
});
const record = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  description?: string,
): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...(description ? { description } : {}),
});
const named = (additionalProperties: Schema, description?: string): Schema => ({
  type: 'object',
  additionalProperties,
  ...(description ? { description } : {}),
});
const use = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const textOrList: Schema = { anyOf: [text(), list(text())], description: 'a text or a list of texts' };

const template: Schema = {
  description: 'a text with {column} places, {"column", "map"}, {"product"} or {"number"}',
  anyOf: [
    text('Text with {column} places; {#row} is the number of the row.'),
    record(
      { column: text(), map: named(text()), otherwise: text() },
      ['column', 'map'],
      'A lookup of a column in a table.',
    ),
    record(
      { product: { type: 'array', items: use('template'), minItems: 2, maxItems: 2 } },
      ['product'],
      'The exact product of two decimals.',
    ),
    record(
      {
        number: use('template'),
        decimal: choice(['.', ','], 'The decimal mark. Default ".".'),
        signs: list(
          { type: 'string', minLength: 1 },
          'Texts before or after the number that are dropped, e.g. "¥".',
          MOST_SIGNS,
        ),
      },
      ['number'],
      'A number with thousands separators, a decimal comma or a currency sign.',
    ),
  ],
};

const time = record(
  {
    value: use('template'),
    as: choice(TIME_KINDS, 'How the text is read. Required without "pattern".'),
    pattern: {
      description: 'a date pattern such as "yyyy/MM/dd HH:mm", or a list of patterns in the order of trying',
      anyOf: [text(), list(text(), undefined, MOST_PATTERNS)],
    },
  },
  ['value'],
);

const number: Schema = {
  description: 'a number, or a decimal as text',
  anyOf: [{ type: 'number' }, text()],
};

const test: Schema = {
  description: 'a value, a list of values, or comparisons such as {"above": 10}',
  anyOf: [
    text('A value; "*" at its end stands for any ending.'),
    list(text()),
    {
      ...record({
        equals: textOrList,
        startsWith: textOrList,
        above: number,
        atLeast: number,
        below: number,
        atMost: number,
      }),
      minProperties: 1,
    },
  ],
};

const typed = {
  value: use('template'),
  type: choice(VALUE_TYPES, 'Type of the value. Default "string".'),
  separator: { type: 'string', minLength: 1, description: 'Between the entries of a list; without it a JSON array.' },
} as const satisfies Readonly<Record<string, Schema>>;

const properties = named({
  description: 'a text with {column} places, or {"value", "type"}',
  anyOf: [text(), record(typed, ['value'])],
});

const event = (ofProperties: Schema): Schema =>
  record(
    {
      type: use('template'),
      messageId: use('template'),
      occurredAt: use('time'),
      properties: ofProperties,
      order: record({
        orderId: use('template'),
        paymentId: use('template'),
        refundId: use('template'),
        amount: use('template'),
        currency: use('template'),
        lines: list(
          record(Object.fromEntries(LINE_FIELDS.map((field) => [field, use('template')]))),
          undefined,
          MOST_LINES,
        ),
      }),
      coupon: use('template'),
    },
    ['type', 'messageId', 'occurredAt'],
  );

/** Schema of the facts that a record is mapped to. All kinds of mappings share it. */
const facts = {
  identities: list(
    record({ namespace: text(), value: use('template') }, ['namespace', 'value']),
    undefined,
    MOST_IDENTITIES,
  ),
  receipt: use('template'),
  event: event(properties),
  tags: list(record({ tag: text(), ...typed, observedAt: use('time') }, ['tag', 'value'])),
  points: list(record({ tag: text(), ...typed, at: use('time') }, ['tag', 'value', 'at'])),
} as const satisfies Readonly<Record<string, Schema>>;

export const MAPPING_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Import mapping of Strata',
  ...record(
    {
      $schema: text(),
      source: text('The sending system. Source and messageId together make an event unique.'),
      format: choice(FORMATS, "Default: by the file's name, else csv."),
      encoding: text('Character encoding of a text file, e.g. "gbk". Default: utf-8, or by its byte order mark.'),
      delimiter: { type: 'string', minLength: 1, description: 'Between the fields of a CSV file. Default ",".' },
      sheet: text('Sheet of an XLSX file. Default: the first.'),
      zone: text("IANA time zone of times that have none. Default: the workspace's."),
      trim: { type: 'boolean', description: 'Removes white space at both ends of every cell.' },
      optional: list(text(), 'Columns that the file or a record may lack; they read as empty.'),
      skip: named(test, 'Rows for which any of these tests holds are left out.'),
      only: named(test, 'Only rows for which all of these tests hold are read.'),
      group: list(text(), 'Rows with the same values in these columns are one event with a line from each.'),
      adjacent: { type: 'boolean', description: 'The file is sorted by its groups; it is not searched for others.' },
      ...facts,
      catalogue: text('Key of the catalogue that the rows are entries of, in place of facts of customers.'),
      entry: record({ key: use('template'), values: properties }, ['key'], 'The entry that a row is.'),
    },
    ['source'],
  ),
  $defs: { template, time },
};

const SIGNATURE: Schema = record(
  {
    header: text('The header with the signature.'),
    algorithm: choice(['sha1', 'sha256', 'sha512'], 'The hash of the HMAC.'),
    encoding: choice(['hex', 'base64'], 'The encoding of the signature.'),
    prefix: text('Text before the signature, such as "sha256=".'),
  },
  ['header', 'algorithm', 'encoding'],
  'How the sender signs a body.',
);

/** JSON schema of the mappings for incoming webhooks. */
export const HOOK_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Webhook mapping of Strata',
  ...record(
    {
      $schema: text(),
      source: text('The sending system. Source and messageId together make an event unique.'),
      zone: text("IANA time zone of times that have none. Default: the workspace's."),
      trim: { type: 'boolean', description: 'Removes white space at both ends of every value.' },
      signature: SIGNATURE,
      form: list(text(), 'Names of form fields. The body is a form, and the first of these fields contains the JSON.'),
      response: { type: 'string', minLength: 1, description: 'Text that the sender expects as the response.' },
      rules: list(
        record(
          {
            only: named(test, 'The rule is for bodies for which all of these tests hold.'),
            skip: named(test, 'The rule is not for bodies for which any of these tests holds.'),
            each: text('Path of a list. The rule is applied to each of its elements.'),
            eachLine: text('Path of a list whose elements are the lines of the order.'),
            optional: list(text(), 'Paths whose amounts and quantities may be empty.'),
            ...facts,
            event: event({ ...properties, maxProperties: MOST_PROPERTIES }),
          },
          [],
        ),
        'Every rule that is for a body makes facts of it.',
        MOST_RULES,
      ),
    },
    ['source', 'rules'],
  ),
  $defs: { template, time },
};
