/** Costs of fields that do more than read loaded data. Every other field costs 1. */
import { Kind, type FieldNode, type GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** Cost of a query over all customers, such as a count by a condition. One operation may contain 100 of them. */
export const EVERYONE = 500;

/**
 * Marks a field that queries all customers: always, or only when one of the named arguments is given. The cost of an
 * operation is known before it runs.
 */
export const AsksEveryone = (...whereGiven: string[]): MethodDecorator & ClassDecorator & PropertyDecorator =>
  Extensions({ asksEveryone: whereGiven });

/** Whether a field in a document queries all customers. An unknown field does not. */
export function asksEveryone(
  field: GraphQLField<unknown, unknown> | undefined,
  { arguments: given }: FieldNode,
): boolean {
  const whereGiven = field?.extensions.asksEveryone as readonly string[] | undefined;
  if (!whereGiven) return false;
  const asks = (name: string): boolean =>
    given?.some((argument) => argument.name.value === name && argument.value.kind !== Kind.NULL) ?? false;
  return whereGiven.length === 0 || whereGiven.some(asks);
}
