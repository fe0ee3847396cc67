/** What fields cost that do more than read what is at hand. Every other field costs 1. */
import { Kind, type FieldNode, type GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** The price of a question about everyone, such as a count by a condition: one operation may ask 100. */
export const EVERYONE = 500;

/**
 * A field that asks a question about everyone: always, or only where one of the named arguments is given. The price of
 * an operation is known before it runs.
 */
export const AsksEveryone = (...whereGiven: string[]): MethodDecorator & ClassDecorator & PropertyDecorator =>
  Extensions({ asksEveryone: whereGiven });

/** Whether a field asks a question about everyone as a document has it; an unknown field asks none. */
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
