/** GraphQL resolvers for observed values, which value pickers offer. */
import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import { seenValues } from '../../services/segments/seen-values.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { showValue } from '../scalars.js';
import { SeenValuesType } from './condition-warning.type.js';

@Resolver()
export class SeenResolver {
  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => SeenValuesType, {
    description:
      'Current values of a tag, or values of a property in the stored events, with their frequency, most frequent first. Values of events need `profiles:read`, those of personal tags `profiles:read:personal`.',
  })
  async seenValues(
    @Arg('tag', () => String, {
      nullable: true,
      description: 'Key of a tag. Give either this or an event and a property.',
    })
    tag: string | undefined,
    @Arg('event', () => String, { nullable: true, description: 'An event type.' }) event: string | undefined,
    @Arg('property', () => String, {
      nullable: true,
      description:
        'A property of the event, `amount`, `currency`, `order`, `coupon`, or `line.brand` of order lines. `"time"` in quotes is the property of that name.',
    })
    property: string | undefined,
    @Arg('prefix', () => String, {
      nullable: true,
      description: 'Only values with this prefix, regardless of letter case, width and Unicode form.',
    })
    prefix: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Number of values, at most 100.' }) first: number,
    @Ctx() c: Context,
  ): Promise<SeenValuesType> {
    const seen = await seenValues(c.services, c.principal, { tag, event, property, prefix, first });
    const type = tag == null ? undefined : (await c.room()).catalogue.tag(tag)?.type;
    return { ...seen, values: seen.values.map(({ value, count }) => ({ value: showValue(value, type), count })) };
  }
}
