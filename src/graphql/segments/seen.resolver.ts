/** GraphQL resolvers for observed values, event types and fields, which the pickers of the builder offer. */
import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import { seenEvents, seenFields } from '../../services/segments/seen-events.js';
import { seenValues } from '../../services/segments/seen-values.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { showValue } from '../scalars.js';
import { SeenValuesType } from './condition-warning.type.js';
import { SeenEventsType, SeenFieldsType } from './seen.type.js';

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

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => SeenEventsType, {
    description: 'Event types that occurred, with their frequency and the time of the last event, the latest first.',
  })
  async seenEvents(
    @Arg('prefix', () => String, {
      nullable: true,
      description: 'Only event types with this prefix, regardless of letter case, width and Unicode form.',
    })
    prefix: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Number of event types, at most 100.' }) first: number,
    @Ctx() c: Context,
  ): Promise<SeenEventsType> {
    return seenEvents(c.services, c.principal, { prefix, first });
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => SeenFieldsType, {
    description:
      'Fields that events of a type have: properties, built-in fields, fields of order lines such as `line.brand` and fields of the product catalogue, by their names in conditions, the most frequent first.',
  })
  async seenFields(
    @Arg('event', () => String, { description: 'An event type.' }) event: string,
    @Arg('prefix', () => String, {
      nullable: true,
      description: 'Only fields with this prefix, regardless of letter case, width and Unicode form.',
    })
    prefix: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Number of fields, at most 100.' }) first: number,
    @Ctx() c: Context,
  ): Promise<SeenFieldsType> {
    return seenFields(c.services, c.principal, { event, prefix, first });
  }
}
