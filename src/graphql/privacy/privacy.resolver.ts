/** GraphQL resolvers for data export, erasure and the audit log. */
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  registerEnumType,
} from 'type-graphql';
import { jobDone } from '../../services/base/jobs.js';
import { auditLog, eraseProfile, exportProfile } from '../../services/privacy/privacy.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { JobType } from '../jobs/job.type.js';
import { PageArgs } from '../page.args.js';
import { DateTime, Properties } from '../scalars.js';

const ExportKindEnum = {
  PROFILE: 'PROFILE',
  LINK: 'LINK',
  PARTING: 'PARTING',
  TAG: 'TAG',
  EVENT: 'EVENT',
  TRANSITION: 'TRANSITION',
  CONTACT: 'CONTACT',
} as const;
registerEnumType(ExportKindEnum, {
  name: 'ExportKind',
  description: 'Kind of a record in an export.',
  valuesConfig: {
    PROFILE: { description: 'The customer with all identities.' },
    LINK: { description: 'A link: two identities that belong to one customer.' },
    PARTING: { description: 'A split: identities that belong to different customers.' },
    TAG: { description: 'A tag write, as it was received.' },
    EVENT: { description: 'An event, as it was received.' },
    TRANSITION: { description: 'A membership change as it was published.' },
    CONTACT: { description: 'A contact as it was decided.' },
  },
});

@ObjectType('ExportRecord', { description: 'A complete record stored about a customer.' })
class ExportRecordType {
  @Field(() => ExportKindEnum, { description: 'Kind of the record.' }) kind!: string;
  @Field(() => String, { description: 'Its id.' }) id!: string;
  @Field(() => Properties, { description: 'The whole record, with decimals and instants as texts.' }) body!: Readonly<
    Record<string, unknown>
  >;
}

@ObjectType('AuditEntry', { description: 'A change and the subject that made it.' })
class AuditEntryType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: "The token's subject." }) actor!: string;
  @Field(() => String, { description: 'The mutation.' }) operation!: string;
  @Field(() => String, { description: 'Target of the change: a key, an id, or a number of facts.' }) target!: string;
  @Field(() => DateTime, { description: "Time on the workspace's clock." }) at!: number;
}

const ExportConnectionBase = connectionTypes(ExportRecordType, 'ExportRecord');
@ObjectType({ description: 'A page of an export.' })
class ExportConnection extends ExportConnectionBase {}

const AuditConnectionBase = connectionTypes(AuditEntryType, 'AuditEntry');
@ObjectType({ description: 'A page of the audit log.' })
export class AuditConnection extends AuditConnectionBase {}

@ArgsType()
class AuditArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only changes by this token subject.' }) actor?: string;
  @Field(() => String, { nullable: true, description: 'Only this mutation.' }) operation?: string;
}

@Resolver()
export class PrivacyResolver {
  @Authorized('profiles:read', 'profiles:read:personal')
  @Query(() => ExportConnection, {
    description:
      'Everything stored about a customer, page by page: profile and identities, links, splits, tag writes, events, transitions. `strata export` writes it to a file.',
  })
  async exportProfile(
    @Arg('profile', () => String, { description: 'Any profile id of the customer.' }) profile: string,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ExportRecordType>> {
    checkFirst(first);
    return toConnection(
      await exportProfile(c.services, c.principal, profile, { first: first + 1, after: decodeCursor(after) }),
      first,
      (r) => r.cursor,
      (r) => ({ kind: r.kind, id: r.id, body: r.body }),
    );
  }

  @Authorized('profiles:erase')
  @Mutation(() => JobType, {
    description:
      'Erases a customer. They can no longer be found, and their memberships end with cause ERASURE. A job removes the remaining data. Facts dated before the erasure are rejected, and later ones create a new customer.',
  })
  async eraseProfile(
    @Arg('profile', () => String, { description: 'Any profile id of the customer.' }) profile: string,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when the job has ended.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<JobType> {
    const job = await eraseProfile(c.services, c.principal, profile);
    return wait ? jobDone(c.services, c.principal.workspace, job.id) : job;
  }

  @Authorized('admin')
  @Query(() => AuditConnection, { description: 'Changes and the subjects that made them, newest first.' })
  async auditLog(
    @Args(() => AuditArgs) { first, after, actor, operation }: AuditArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<AuditEntryType>> {
    checkFirst(first);
    return toConnection(
      await auditLog(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }, { actor, operation }),
      first,
      (e) => e.id,
      (e) => e,
    );
  }
}
