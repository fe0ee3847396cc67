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
  description: 'What a customer said of one purpose on one channel; the newest statement counts.',
})
class ConsentType implements ConsentState {
  @Field(() => String, { description: 'What for, e.g. `marketing`.' }) purpose!: string;
  @Field(() => String, { nullable: true, description: 'On which channel; null: on every one not named.' })
  channel?: string;
  @Field(() => Boolean, { description: 'Whether it is permitted now.' }) given!: boolean;
  @Field(() => DateTime, { description: 'When it was said.' }) since!: number;
  @Field(() => DateTime, { nullable: true, description: 'When a permission ends by itself.' }) until?: number;
  @Field(() => String, { description: 'Id of the event that says so.' }) statement!: string;
}

@InputType('ConsentInput', { description: 'What a customer permits or takes back.' })
class RecordConsentInput implements ConsentInput {
  @Field(() => [IdentityInput], { description: 'Whose.' }) identities!: IdentityInput[];
  @Field(() => String, {
    description: 'What for: lower-case letters, digits and _; `marketing` is what unsubscribing takes back.',
  })
  purpose!: string;
  @Field(() => String, { nullable: true, description: 'On which channel, e.g. `sms`. Without one: on all.' })
  channel?: string;
  @Field(() => Boolean, { description: 'True: permitted; false: taken back.' }) given!: boolean;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the permission ends by itself. Without it: with the retention of consents.',
  })
  until?: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was said; default now.' }) at?: string;
  @Field(() => String, { nullable: true, description: 'What shows it, e.g. the version of the text agreed to.' })
  evidence?: string;
  @Field(() => String, { nullable: true, description: 'Names the statement: sent again it counts once.' })
  messageId?: string;
}

@ObjectType({ description: 'What became of a statement about consent.' })
class RecordConsentPayload implements ConsentResult {
  @Field(() => String, { description: "The customer's profile id." }) profile!: string;
  @Field(() => Boolean, { description: 'It had been stated before: it counts once.' }) already!: boolean;
  @Field(() => Boolean, { description: 'Tried only: nothing of it was kept.' }) dryRun!: boolean;
  @Field(() => [ConsentType], { description: 'What the customer permits and has taken back, as of now.' })
  consents!: readonly ConsentState[];
}

@ObjectType('Retention', { description: 'How long events of some types count and are kept.' })
class RetentionType {
  @Field(() => [String], { description: 'Types that are read together and kept equally long.' })
  types!: readonly string[];
  @Field(() => String, { description: 'ISO 8601, in days.' }) keep!: string;
}

@ObjectType({ description: 'What a retention comes to.' })
class SetRetentionPayload extends RetentionType {
  @Field(() => Int, { description: 'Events older than it, which stop counting and are removed.' }) leaving!: number;
  @Field(() => JobType, {
    nullable: true,
    description: 'Brings every customer under it and removes what is older; null in a dry run.',
  })
  job?: JobType;
}

const show = <T extends RetentionRule>({ keepMs, ...r }: T): Omit<T, 'keepMs'> & { keep: string } => ({
  ...r,
  keep: `P${keepMs / DAY}D`,
});

@Resolver(() => Profile)
export class ConsentResolver {
  @FieldResolver(() => [ConsentType], { description: 'What the customer permits and has taken back, as of now.' })
  async consents(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<readonly ConsentState[]> {
    const { catalogue, now } = await c.room();
    return consentsAt((await c.loaders.subject.load(p)).facts, catalogue.setting, now);
  }

  @Authorized('consents:write')
  @Mutation(() => RecordConsentPayload, {
    description: 'States what a customer permits, or has taken back. Conditions read it: `consent marketing on sms`.',
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
    @Arg('dryRun', () => Boolean, { defaultValue: false, description: 'Only say what it would come to.' })
    dryRun: boolean,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Answer when the job has ended.' }) wait: boolean,
    @Ctx() c: Context,
  ): Promise<SetRetentionPayload> {
    const changed: RetentionChange = await setRetention(c.services, c.principal, { eventType, keep, dryRun });
    const job = wait && changed.job ? await jobDone(c.services, c.principal.workspace, changed.job.id) : changed.job;
    return { ...show(changed), job };
  }
}
