/** GraphQL resolvers that ingest batches of events and link identities. */
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { identify, ingestEvents } from '../../services/events/events.js';
import type { Context } from '../context.js';
import { withMisfits } from '../rejected-items.js';
import { RawArg } from '../raw-arg.js';
import { DateTime } from '../scalars.js';
import { EventInput, IdentityInput } from './event.input.js';
import { IdentifyResult, IngestResult } from './event.type.js';

@Resolver()
export class EventResolver {
  @Authorized('events:write')
  @Mutation(() => IngestResult, {
    description:
      'Ingests up to 1,000 events. Each is accepted, a duplicate, or rejected individually. Accepted events are durable, and profiles, segments and transitions reflect them.',
  })
  async ingestEvents(
    @RawArg('events', () => [EventInput], { description: 'At most 1,000 events.' }) events: EventInput[],
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Validate and report each outcome without writing anything.',
    })
    dryRun: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<IngestResult> {
    const items = withMisfits(events, c.misfits, info);
    const results = await ingestEvents(c.services, c.principal, items, dryRun);
    const count = (status: string): number => results.filter((r) => r.status === status).length;
    return { accepted: count('ACCEPTED'), duplicates: count('DUPLICATE'), rejected: count('REJECTED'), results };
  }

  @Authorized('events:write')
  @Mutation(() => IdentifyResult, { description: 'States that these identities belong to one customer.' })
  identify(
    @Arg('identities', () => [IdentityInput], { description: '2 to 20 identities of one person.' })
    identities: IdentityInput[],
    @Arg('occurredAt', () => DateTime, {
      nullable: true,
      description: 'Time when the link became known. Default: now.',
    })
    occurredAt: string | undefined,
    @Ctx() c: Context,
  ): Promise<IdentifyResult> {
    return identify(c.services, c.principal, identities, occurredAt);
  }
}
