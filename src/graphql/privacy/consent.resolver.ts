/** Consent of customers, and retention of events. */
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
} from '../../services/privacy/retention.js';
import type { Context } from '../context.js';
import { IdentityInput } from '../event/event.input.js';
import { JobType } from '../job/job.type.js';
import { Profile } from '../profile/profile.type.js';
import { DateTime } from '../scalars.js';

@ObjectType('Consent', {
  description: 'The consent of a customer for one purpose on one channel. The newest statement counts.',
})
class ConsentType implements ConsentState {
  @Field(() => String, { description: 'What for, e.g. `marketing`.' }) purpose!: string;
  @Field(() => String, { nullable: true, description: 'On which channel; null: on every one not named.' })
  channel?: string;
  @Field(() => Boolean, { description: 'Whether it is permitted now.' }) given!: boolean;
  @Field(() => DateTime, { description: 'Time of the statement.' }) since!: number;
  @Field(() => DateTime, { nullable: true, description: 'When a permission ends by itself.' }) until?: number;
  @Field(() => String, { description: 'Id of the event with the statement.' }) statement!: string;
}

@InputType('ConsentInput', { description: 'Consent that a customer gives or withdraws.' })
class RecordConsentInput implements ConsentInput {
  @Field(() => [IdentityInput], { description: 'Whose.' }) identities!: IdentityInput[];
  @Field(() => String, {
    description: 'What for: lower-case letters, digits and _; `marketing` is what unsubscribing takes back.',
  })
  purpose!: string;
  @Field(() => String, { nullable: true, description: 'Channel, e.g. `sms`. Defaults to all channels.' })
  channel?: string;
  @Field(() => Boolean, { description: 'True: permitted; false: taken back.' }) given!: boolean;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the permission ends by itself. Without it: with the retention of consents.',
  })
  until?: string;
  @Field(() => DateTime, { nullable: true, description: 'Time of the statement. Defaults to now.' }) at?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Evidence, e.g. the version of the text that the customer agreed to.',
  })
  evidence?: string;
  @Field(() => String, { nullable: true, description: 'Names the statement: sent again it counts once.' })
  messageId?: string;
}

@ObjectType({ description: 'Result of a consent statement.' })
class RecordConsentPayload implements ConsentResult {
  @Field(() => String, { description: "The customer's profile id." }) profile!: string;
  @Field(() => Boolean, { description: 'It had been stated before: it counts once.' }) already!: boolean;
  @Field(() => Boolean, { description: 'Tried only: nothing of it was kept.' }) dryRun!: boolean;
  @Field(() => [ConsentType], { description: 'Consent that the customer has given or withdrawn, as of now.' })
  consents!: readonly ConsentState[];
}

@ObjectType('Retention', { description: 'How long events of some types count and are kept.' })
class RetentionType {
  @Field(() => [String], { description: 'Types that are read together and kept equally long.' })
  types!: readonly string[];
  @Field(() => String, { description: 'ISO 8601, in days.' }) keep!: string;
}

@ObjectType({ description: 'Effect of a retention.' })
class SetRetentionPayload extends RetentionType {
  @Field(() => Int, { description: 'Events older than it, which stop counting and are removed.' }) leaving!: number;
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
  @FieldResolver(() => [ConsentType], { description: 'Consent that the customer has given or withdrawn, as of now.' })
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
    @Arg('input', () => RecordConsentInput, { description: 'Who permits or takes back what.' })
    input: RecordConsentInput,
    @Ctx() c: Context,
  ): Promise<RecordConsentPayload> {
    const stated = await recordConsent(c.services, c.principal, input);
    const root = await c.loaders.profile.load(stated.profile);
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
      'Keeps events of a type, and of those it is read together with, for so long. They stop counting by time, as in any window; then they are removed.',
  })
  async setRetention(
    @Arg('eventType', () => String, { description: 'An event type, e.g. `page_viewed`.' }) eventType: string,
    @Arg('keep', () => String, { description: 'ISO 8601, P1D to P3650D.' }) keep: string,
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Dry run: compute the result and change nothing.',
    })
    dryRun: boolean,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Answer when the job has ended.' }) wait: boolean,
    @Ctx() c: Context,
  ): Promise<SetRetentionPayload> {
    const changed: RetentionChange = await setRetention(c.services, c.principal, { eventType, keep, dryRun });
    const job = wait && changed.job ? await jobDone(c.services, c.principal.workspace, changed.job.id) : changed.job;
    return { ...show(changed), job };
  }
}
