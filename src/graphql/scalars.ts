/** Strict GraphQL scalars. An invalid value is rejected and never rounded or converted. */
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { formatDecimal, formatNumber } from '../engine/values/decimal.js';
import type { Value, ValueType } from '../engine/types.js';
import type { Reason } from '../reasons/index.js';

function refuse(message: string): never {
  throw new GraphQLError(message, { extensions: { reason: 'ARGUMENT_INVALID' satisfies Reason } });
}

function text(v: unknown, what: string): string {
  return typeof v === 'string' ? v : refuse(`${what} is a text`);
}

const literalText = (node: ValueNode, what: string): string =>
  node.kind === Kind.STRING ? node.value : refuse(`${what} is a text`);

export const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description:
    'An instant with its zone, ISO 8601: `2026-02-28T10:00:00+08:00`. Responses are in UTC with milliseconds.',
  serialize: (v) => new Date(v as number).toISOString(),
  // Only the format is checked here. The services check the time itself, so that one invalid item of a batch is
  // rejected separately.
  parseValue: (v) => text(v, 'DateTime'),
  parseLiteral: (node) => literalText(node, 'DateTime'),
});

export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal as text, with at most 4 digits after the point: `"1234.5"`. Input may also be a whole number. Money is never a float. Aggregates of numbers in properties have all their digits.',
  serialize: (v) => {
    if (typeof v === 'bigint') return formatDecimal(v);
    return typeof v === 'number' ? formatNumber(v) : String(v);
  },
  // Integers are exact even as JSON numbers, so they are accepted in addition to texts.
  parseValue: (v) => (Number.isSafeInteger(v) ? String(v) : text(v, 'Decimal')),
  parseLiteral: (node) => (node.kind === Kind.INT ? node.value : literalText(node, 'Decimal')),
});

type Plain = string | number | boolean | string[];

function checkPlain(v: unknown): Plain {
  if (typeof v === 'string' || typeof v === 'boolean') return v;
  if (typeof v === 'number' && Number.isFinite(v) && (!Number.isInteger(v) || Number.isSafeInteger(v))) return v;
  if (Array.isArray(v) && v.every((x) => typeof x === 'string')) return v;
  return refuse('a value is a text, a number within 2^53, true or false, or a list of texts');
}

export const TagValue = new GraphQLScalarType<Plain, Plain>({
  name: 'TagValue',
  description:
    'The value of a tag or aggregate: a text, whole number, true or false, or list of texts. Decimals, days and instants are texts.',
  serialize: (v) => (typeof v === 'bigint' ? formatDecimal(v) : (v as Plain)),
  parseValue: checkPlain,
  parseLiteral: (node) => {
    if (node.kind === Kind.INT && !Number.isSafeInteger(Number(node.value)))
      return refuse('a whole number lies within 2^53');
    return checkPlain(valueFromASTUntyped(node));
  },
});

export const ListValue = new GraphQLScalarType<unknown, Plain>({
  name: 'ListValue',
  description: 'An entry of a list: a text, or a number for a list of numbers.',
  serialize: (v) => v as Plain,
  // Accepts any value here. The services check the values later, so that one invalid entry is rejected separately.
  parseValue: (v) => v,
  parseLiteral: (node) => valueFromASTUntyped(node),
});

export const Properties = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: 'Properties',
  description: 'Properties of an event: an object whose values are texts, numbers, true or false, or lists of texts.',
  serialize: (v) => v as Record<string, unknown>,
  parseValue: (v) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? (v as Record<string, unknown>)
      : refuse('Properties is an object'),
  parseLiteral: (node, variables) =>
    node.kind === Kind.OBJECT
      ? (valueFromASTUntyped(node, variables) as Record<string, unknown>)
      : refuse('Properties is an object'),
});

/** Converts a value of the engine for the API. Decimals and times are converted to text. */
export function showValue(value: Value, type: ValueType | undefined): Plain {
  if (typeof value === 'bigint') return formatDecimal(value);
  if (type === 'DATETIME' && typeof value === 'number') return new Date(value).toISOString();
  return typeof value === 'object' ? [...value] : value;
}
