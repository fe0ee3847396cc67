/**
 * Generates GraphQL documents from the schema: a random root field with arguments that are mostly of the right type.
 * They reach every operation that the server has.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import type { Dice } from '../../support/dice.js';
import { jsonText } from './json-text.js';

const schema = buildSchema(readFileSync(join(process.cwd(), 'schema/schema.graphql'), 'utf8'));
const ROOTS = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
const fieldsOf = (root: GraphQLObjectType): GraphQLField<unknown, unknown>[] => Object.values(root.getFields());

/** Maximum depth of a selection. */
const DEPTH = 3;
/** Maximum nesting of input objects. Below it, optional fields are left out. */
const INPUT_DEPTH = 4;
/** Texts that many arguments accept. None of them names the workspace or the tokens of the run. */
const TEXTS = [
  'city',
  's',
  'member_id',
  'm1',
  'order_paid',
  'viewed',
  'tag city = "Lund"',
  'did(order_paid, within 30d)',
  'shop0',
  'page',
  'en',
  '12.50',
  'a@shop.example',
  'https://shop.example/hook',
  'admin',
  '0123456789abcdef0123456789ab',
];
const INSTANTS = ['2026-03-09T00:00:00Z', '2026-03-11T08:30:00Z', '2025-01-01T00:00:00Z'];

/** Returns JSON text for a value of an input type, or sometimes of any other type. */
function valueText(dice: Dice, type: GraphQLInputType, depth: number): string {
  if (isNonNullType(type)) return valueText(dice, type.ofType, depth);
  if (dice.chance(0.02)) return jsonText(dice, 2);
  if (isListType(type)) {
    const values = Array.from({ length: dice.int(0, 2) }, () => valueText(dice, type.ofType, depth + 1));
    return `[${values.join(',')}]`;
  }
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields())
      .filter((field) => isNonNullType(field.type) || (depth < INPUT_DEPTH && dice.chance(0.3)))
      .map((field) => `${JSON.stringify(field.name)}:${valueText(dice, field.type, depth + 1)}`);
    return `{${members.join(',')}}`;
  }
  if (isEnumType(type)) return JSON.stringify(dice.pick(type.getValues()).name);
  return scalarText(dice, type.name);
}

function scalarText(dice: Dice, name: string): string {
  switch (name) {
    case 'Int':
      return dice.pick(['0', '1', '2', '7', '100', '-1', '2147483647']);
    case 'Float':
      return dice.pick(['0', '0.5', '1', '30', '-1', '1e300']);
    case 'Boolean':
      return dice.pick(['true', 'false']);
    case 'DateTime':
      return JSON.stringify(dice.pick(INSTANTS));
    case 'Decimal':
      return dice.pick(['"12.5"', '"0"', '"-1"', '"99999999999.9999"']);
    case 'Properties':
      return dice.pick(['{}', '{"a":1}', jsonText(dice, 2)]);
    default:
      return JSON.stringify(dice.pick(TEXTS));
  }
}

/** Returns the selection of a field's type, without fields that need arguments. */
function selectionText(dice: Dice, field: GraphQLField<unknown, unknown>, depth: number): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (!isObjectType(type) || depth >= DEPTH) return '{__typename}';
  const chosen = fieldsOf(type)
    .filter((inner) => !inner.args.some((argument) => isNonNullType(argument.type)))
    .filter(() => dice.chance(0.4))
    .slice(0, 8)
    .map((inner) => `${inner.name}${selectionText(dice, inner, depth + 1)}`);
  return `{__typename ${chosen.join(' ')}}`;
}

/** Returns the body of a request, or the payload of a `subscribe` message, for a random root field. */
export function schemaOperationText(dice: Dice): string {
  const root = dice.pick(ROOTS);
  const field = dice.pick(fieldsOf(root));
  const given = field.args.filter((argument) => isNonNullType(argument.type) || dice.chance(0.4));
  const declared = given.map((argument) => `$${argument.name}:${String(argument.type)}`).join(',');
  const passed = given.map((argument) => `${argument.name}:$${argument.name}`).join(',');
  const variables = given.map((argument) => `"${argument.name}":${valueText(dice, argument.type, 0)}`).join(',');
  const head = `${root.name.toLowerCase()}${declared === '' ? '' : `(${declared})`}`;
  const call = `${field.name}${passed === '' ? '' : `(${passed})`}${selectionText(dice, field, 0)}`;
  return `{"query":${JSON.stringify(`${head}{${call}}`)},"variables":{${variables}}}`;
}
