/** Normalizes the text in all arguments to Unicode NFC (decision 28), so that individual fields do not have to. */
import { composed as composedText } from '../engine/values/composed.js';
import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

/** Matches text that may change under normalization. Text without these characters is already in NFC. */
const MAY_CHANGE = /[\u0300-\uffff]/;

/**
 * Returns the value with all its text in NFC, including text inside lists and objects. If nothing changes, returns the
 * same object. Property names stay unchanged, because the services normalize them and reject two names that become
 * equal.
 */
export function composed(value: unknown): unknown {
  if (typeof value === 'string') return MAY_CHANGE.test(value) ? composedText(value) : value;
  if (value === null || typeof value !== 'object') return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    const items = value.map(composed);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (prototype !== null && prototype !== Object.prototype) return value;
  const before = Object.entries(value);
  const entries = before.map(([key, v]): [string, unknown] => [key, composed(v)]);
  return entries.some(([, v], i) => v !== before[i][1]) ? Object.fromEntries(entries) : value;
}

/** Wraps the resolver of every field so that it receives normalized arguments. Returns the schema. */
export function composeArguments(schema: GraphQLSchema): GraphQLSchema {
  type Resolver = GraphQLFieldResolver<unknown, unknown>;
  const withComposed =
    (resolve: Resolver): Resolver =>
    (root, args, context, info) =>
      resolve(root, composed(args) as typeof args, context, info);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      if (field.resolve) field.resolve = withComposed(field.resolve);
      if (field.subscribe) field.subscribe = withComposed(field.subscribe);
    }
  }
  return schema;
}
