/** Reads from the published schema which fields have something, so that tests name every one of them. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';

export const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

export interface PagedField {
  /** Type and name, such as `Segment.members`. */
  readonly path: string;
  readonly owner: string;
  readonly name: string;
  /** Names of the required arguments besides the page size. */
  readonly needs: readonly string[];
  /** Field that identifies an entry: `id`, or else `key`. Undefined if an entry has neither, or for a subscription. */
  readonly id: string | undefined;
}

const objects = (): GraphQLObjectType[] => Object.values(schema.getTypeMap()).filter(isObjectType);

function idOf({ type }: GraphQLField<unknown, unknown>): string | undefined {
  let inner = getNamedType(type);
  for (const name of ['edges', 'node']) {
    const next = isObjectType(inner) ? inner.getFields()[name] : undefined;
    if (!next) return undefined;
    inner = getNamedType(next.type);
  }
  const fields = isObjectType(inner) ? Object.keys(inner.getFields()) : [];
  return ['id', 'key'].find((name) => fields.includes(name));
}

/** Returns every field that takes a cursor: lists, and subscriptions that can be resumed. */
export const pagedFields = (): PagedField[] =>
  objects().flatMap((owner) =>
    Object.values(owner.getFields())
      .filter(({ args }) => args.some(({ name }) => name === 'after'))
      .map((field) => ({
        path: `${owner.name}.${field.name}`,
        owner: owner.name,
        name: field.name,
        needs: field.args.flatMap((arg) => (isRequiredArgument(arg) && arg.name !== 'first' ? [arg.name] : [])),
        id: idOf(field),
      })),
  );

/** Returns the mutations whose input names a customer either by a profile or by identities. */
export const mutationsOfCustomers = (): string[] =>
  Object.values(schema.getMutationType()!.getFields())
    .filter(({ args }) =>
      args.some(({ type }) => {
        const input = getNamedType(type);
        const fields = isInputObjectType(input) ? input.getFields() : {};
        return 'profile' in fields && 'identities' in fields;
      }),
    )
    .map(({ name }) => name);
