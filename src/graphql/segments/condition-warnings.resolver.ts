/**
 * GraphQL resolvers of the field `conditionWarnings`. All types that save, preview or evaluate conditions have this
 * field. The warnings are computed only if the query requests them.
 */
import { Arg, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import { definitionWarnings } from '../../services/segments/condition-warnings.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { ConditionWarningType } from './condition-warning.type.js';

/** A function that computes the warnings of a result. Results contain it as a property that is not a GraphQL field. */
export type Warn = () => Promise<readonly ConditionWarning[]>;

const DESCRIPTION =
  'Valid parts that are probably mistakes: contradictions, and event types, properties, values and types of values that were never seen. Counted when asked for. Values of tags need `analytics:read`, of personal ones `profiles:read:personal`, of events `profiles:read`; without them nothing that rests on values is warned of.';

/** Creates the `conditionWarnings` resolver for a type whose objects have the property `warn`. */
export const warningsField = (type: new () => { readonly warn: Warn }): new () => object =>
  warningsFieldOf(type, (root) => root.warn());

/** Creates the `conditionWarnings` resolver for a type. `warn` computes the warnings of one of its objects. */
export function warningsFieldOf<Shown extends object>(
  type: new () => Shown,
  warn: (root: Shown, context: Context) => Promise<readonly ConditionWarning[]>,
): new () => object {
  @Resolver(() => type)
  class ConditionWarningsResolver {
    @AsksPopulation()
    @FieldResolver(() => [ConditionWarningType], { description: DESCRIPTION })
    conditionWarnings(@Root() root: Shown, @Ctx() context: Context): Promise<readonly ConditionWarning[]> {
      return warn(root, context);
    }
  }
  return ConditionWarningsResolver;
}

@Resolver()
export class DefinitionWarningsResolver {
  @Authorized('segments:read')
  @AsksPopulation()
  @Query(() => [ConditionWarningType], {
    description: 'Warnings of a saved definition, based on the data observed so far.',
  })
  definitionWarnings(
    @Arg('segment', () => String, { nullable: true, description: 'Key of a segment, or `model.layer`.' })
    segment: string | undefined,
    @Arg('layerModel', () => String, { nullable: true, description: 'Key of a layer model.' })
    layerModel: string | undefined,
    @Arg('tag', () => String, { nullable: true, description: 'Key of a computed tag.' }) tag: string | undefined,
    @Ctx() c: Context,
  ): Promise<readonly ConditionWarning[]> {
    return definitionWarnings(c.services, c.principal, { segment, layerModel, tag });
  }
}
