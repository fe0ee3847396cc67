/** The costs of fields that do more work than reading loaded data. Any other field costs 1. */
import { Kind, type FieldNode, type GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/**
 * Cost of a query over all customers, such as counting the customers that match a condition. The limit allows 100 such
 * queries per operation.
 */
export const POPULATION_COST = 500;

/**
 * Marks a field that queries all customers. If arguments are named, it does so only if one of them is given. The cost
 * of an operation can then be computed before it runs.
 */
export const AsksPopulation = (...whereGiven: string[]): MethodDecorator & ClassDecorator & PropertyDecorator =>
  Extensions({ asksPopulation: whereGiven });

/** Sets the cost of a field that does much work without querying all customers. */
export const Costs = (cost: number): MethodDecorator & PropertyDecorator => Extensions({ cost });

/** Returns the cost of a field without the fields below it. The cost is 1 unless `Costs` sets another. */
export const costOf = (field: GraphQLField<unknown, unknown> | undefined): number =>
  (field?.extensions.cost as number | undefined) ?? 1;

/** Returns whether a field in a document queries all customers. False for an unknown field. */
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
