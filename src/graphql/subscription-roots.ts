/**
 * Checks that the root field of a subscription is unconditional. With `@skip` or `@include`, the subscription could end
 * up without a field.
 */
import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

const CONDITIONS = ['skip', 'include'];

/** A validation rule that makes the rule "Single Root Field" of the GraphQL specification stricter. */
export function subscriptionRootRule(context: ValidationContext): ASTVisitor {
  const seen = new Set<string>();
  const check = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      const condition = selection.directives?.find((directive) => CONDITIONS.includes(directive.name.value));
      if (condition)
        context.reportError(
          new GraphQLError(`the field of a subscription may not depend on @${condition.name.value}`, {
            nodes: condition,
          }),
        );
      if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) check(fragment.selectionSet);
    }
  };
  return {
    OperationDefinition(node) {
      if (node.operation === 'subscription') check(node.selectionSet);
      return undefined;
    },
  };
}
