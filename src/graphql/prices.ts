/** The costs of fields that do more than read loaded data. Any other field costs 1. */
import { Kind, type FieldNode, type GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/**
 * Cost of a query over all customers, such as counting the customers that match a condition. The limit allows 100 such
 * queries per operation.
 */
export const POPULATION_PRICE = 500;

/**
 * Marks a field that queries all customers, either always or only if one of the named arguments is given. The cost of
 * an operation can then be computed before it runs.
 */
export const AsksPopulation = (...whereGiven: string[]): MethodDecorator & ClassDecorator & PropertyDecorator =>
  Extensions({ asksPopulation: whereGiven });

/** Gives a field a cost, if it does much work without querying all customers. */
export const Costs = (cost: number): MethodDecorator & PropertyDecorator => Extensions({ cost });

/** Returns the cost of a field by itself, without the fields below it. It is 1 unless `Costs` says otherwise. */
export const costOf = (field: GraphQLField<unknown, unknown> | undefined): number =>
  (field?.extensions.cost as number | undefined) ?? 1;

/** Returns whether a field in a document queries all customers. Returns false for an unknown field. */
export function asksPopulation(
  field: GraphQLField<unknown, unknown> | undefined,
  { arguments: given }: FieldNode,
): boolean {
  const whereGiven = field?.extensions.asksPopulation as readonly string[] | undefined;
  if (!whereGiven) return false;
  const asks = (name: string): boolean =>
    given?.some((argument) => argument.name.value === name && argument.value.kind !== Kind.NULL) ?? false;
  return whereGiven.length === 0 || whereGiven.some(asks);
}
