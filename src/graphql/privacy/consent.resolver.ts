/** GraphQL resolvers for the consent of customers and the retention of events. */
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { consentsAt, type ConsentState } from '../../engine/facts/consent.js';
import { DAY } from '../../engine/time/time.js';
import { recordConsent, type ConsentInput, type ConsentResult } from '../../services/privacy/consent.js';
import { jobDone } from '../../services/base/jobs.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import {
  retentionRules,
  setRetention,
  type RetentionChange,
  type RetentionRule,
} from '../../services/privacy/event-retention.js';
import type { Context } from '../context.js';
import { IdentityInput } from '../events/event.input.js';
import { JobType } from '../jobs/job.type.js';
import { Profile } from '../profiles/profile.type.js';
import { DateTime } from '../scalars.js';

@ObjectType('Consent', {
  description: 'The consent of a customer for one purpose on one channel. The newest statement counts.',
})
class ConsentType implements ConsentState {
  @Field(() => String, { description: 'Purpose, e.g. `marketing`.' }) purpose!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Channel. Null means every channel without a statement of its own.',
  })
  channel?: string;
  @Field(() => Boolean, { description: 'True if consent is in effect now.' }) given!: boolean;
  @Field(() => DateTime, { description: 'Time of the statement.' }) since!: number;
  @Field(() => DateTime, { nullable: true, description: 'Expiry of the consent.' }) until?: number;
  @Field(() => String, { description: 'Id of the event with the statement.' }) statement!: string;
}

@InputType('ConsentInput', { description: 'Consent that a customer gives or withdraws.' })
class RecordConsentInput implements ConsentInput {
  @Field(() => [IdentityInput], { description: 'Identities of the customer.' }) identities!: IdentityInput[];
  @Field(() => String, {
    description: 'Purpose: lower-case letters, digits and _. Unsubscribing withdraws `marketing`.',
  })
  purpose!: string;
  @Field(() => String, { nullable: true, description: 'Channel, e.g. `sms`. Defaults to all channels.' })
  channel?: string;
  @Field(() => Boolean, { description: 'True if consent is given, false if it is withdrawn.' }) given!: boolean;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Expiry of the consent. Default: the end of the retention of consents.',
  })
  until?: string;
  @Field(() => DateTime, { nullable: true, description: 'Time of the statement. Defaults to now.' }) at?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Evidence, e.g. the version of the text that the customer agreed to.',
  })
  evidence?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Id of the statement. A statement that is sent again counts once.',
  })
  messageId?: string;
}

@ObjectType({ description: 'Result of a consent statement.' })
class RecordConsentPayload implements ConsentResult {
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id. Null without the right to look customers up by one of the identities.",
  })
  profile?: string;
  readonly written!: string;
  @Field(() => Boolean, { description: 'True if the same statement was made before. It counts once.' })
  already!: boolean;
  @Field(() => Boolean, { description: 'True for a dry run: nothing was kept.' }) dryRun!: boolean;
  @Field(() => [ConsentType], { description: 'Consent that the customer has currently given or withdrawn.' })
  consents!: readonly ConsentState[];
}

@ObjectType('Retention', { description: 'Retention of events of some types.' })
class RetentionType {
  @Field(() => [String], { description: 'Event types that are read together and have the same retention.' })
  types!: readonly string[];
  @Field(() => String, { description: 'Retention as an ISO 8601 duration in days.' }) keep!: string;
}

@ObjectType({ description: 'Result of setting a retention.' })
class SetRetentionPayload extends RetentionType {
  @Field(() => Int, { description: 'Number of events older than the retention. They stop counting and are removed.' })
  leaving!: number;
  @Field(() => JobType, {
    nullable: true,
    description: 'Job that evaluates every customer and removes older events. Null for a dry run.',
  })
  job?: JobType;
}

const show = <T extends RetentionRule>({ keepMs, ...r }: T): Omit<T, 'keepMs'> & { keep: string } => ({
  ...r,
  keep: `P${keepMs / DAY}D`,
});

@Resolver(() => Profile)
export class ConsentResolver {
  @FieldResolver(() => [ConsentType], { description: 'Consent that the customer has currently given or withdrawn.' })
  async consents(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<readonly ConsentState[]> {
    const { catalogue, now } = await c.room();
    return consentsAt((await c.loaders.subject.load(p)).facts, catalogue.setting, now);
  }

  @Authorized('consents:write')
  @Mutation(() => RecordConsentPayload, {
    description:
      'Records consent that a customer gives or withdraws. Conditions can test it: `consent marketing on sms`.',
  })
  async recordConsent(
    @Arg('input', () => RecordConsentInput, {
      description: 'The customer, the purpose, and whether consent is given or withdrawn.',
    })
    input: RecordConsentInput,
    @Ctx() c: Context,
  ): Promise<RecordConsentPayload> {
    const stated = await recordConsent(c.services, c.principal, input);
    const root = await c.loaders.profile.load(stated.written);
    return { ...stated, consents: root ? await this.consents(root, c) : [] };
  }

  @Authorized('segments:read')
  @Query(() => [RetentionType], { description: 'Event types that are not kept for the default three years.' })
  async retentions(@Ctx() c: Context): Promise<RetentionType[]> {
    return retentionRules(await c.room()).map(show);
  }

  @Authorized('admin')
  @Mutation(() => SetRetentionPayload, {
    description:
      'Sets the retention of an event type and of the types read together with it. Older events stop counting exactly at that age, as at the end of a window, and are then removed.',
  })
  async setRetention(
    @Arg('eventType', () => String, { description: 'An event type, e.g. `page_viewed`.' }) eventType: string,
    @Arg('keep', () => String, { description: 'Retention as an ISO 8601 duration, P1D to P3650D.' }) keep: string,
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Dry run: compute the result and change nothing.',
    })
    dryRun: boolean,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when the job has ended.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SetRetentionPayload> {
    const changed: RetentionChange = await setRetention(c.services, c.principal, { eventType, keep, dryRun });
    const job = wait && changed.job ? await jobDone(c.services, c.principal.workspace, changed.job.id) : changed.job;
    return { ...show(changed), job };
  }
}
