/** Texts are composed where they are taken in (decision 28), so that no field has to think of it. */
import { composed as composedText } from '../engine/values/composed.js';
import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

/** Texts without these characters are composed already. */
const MAY_CHANGE = /[\u0300-\uffff]/;

/**
 * The value with every text in it in its composed Unicode form (NFC), in lists and objects too; the same object where
 * nothing changes. Names of properties stay as they are: the services compose them, and refuse two of one name.
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

/** Makes every field of a schema get its arguments with composed texts; answers the schema. */
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
