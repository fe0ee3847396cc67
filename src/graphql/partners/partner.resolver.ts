/**
 * GraphQL resolvers for partner systems. Operators define the grants of a partner, and partners read their own writes.
 */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  registerEnumType,
} from 'type-graphql';
import type { Partner } from '../../engine/definitions/partner.js';
import { hasScope, mayLearnEveryId, mayLookUp } from '../../services/base/access.js';
import { definePartner, ownCalls, ownWrites, partnersOf, type PartnerInput } from '../../services/partners/partners.js';
import { rootBehind } from '../../services/profiles/profiles.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { IdentityInput } from '../events/event.input.js';
import { PageArgs } from '../page.args.js';
import { AuditConnection } from '../privacy/privacy.resolver.js';
import type { AuditEntry } from '../../services/base/ports.js';
import { DateTime, showValue, TagValue } from '../scalars.js';

const PartnerModeEnum = { ACTIVE: 'ACTIVE', TRIAL: 'TRIAL', SUSPENDED: 'SUSPENDED' } as const;
registerEnumType(PartnerModeEnum, {
  name: 'PartnerMode',
  description: 'Write permission of a partner.',
  valuesConfig: {
    ACTIVE: { description: 'Its writes are kept.' },
    TRIAL: { description: 'Its writes are validated and get their usual results, but nothing is kept.' },
    SUSPENDED: { description: 'Every request is FORBIDDEN.' },
  },
});

@ObjectType('Partner', {
  description:
    'A partner system: a token subject that is limited to these grants, regardless of the scopes of its token.',
})
class PartnerType implements Partner {
  @Field(() => String, { description: 'The subject of its tokens.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => [String], { description: 'Namespaces of tags it may write.' }) tags!: readonly string[];
  @Field(() => [String], { description: 'Identity namespaces it may use to address and look up customers.' })
  lookups!: readonly string[];
  @Field(() => [String], { description: 'Sources it may write events as, apart from its own name.' })
  sources!: readonly string[];
  @Field(() => Int, {
    nullable: true,
    description: 'Maximum number of facts it may write per day in the time zone of the workspace. Null means no limit.',
  })
  writesPerDay?: number;
  @Field(() => PartnerModeEnum, { description: 'Write permission.' }) mode!: Partner['mode'];
  @Field(() => Int, {
    nullable: true,
    description: 'Number of facts it has written today. Counted only if there is a quota.',
  })
  writesToday?: number;
}

@InputType({
  description:
    'A partner and its grants. Fields that are left out of an existing partner stay unchanged; null removes them.',
})
class DefinePartnerInput implements PartnerInput {
  @Field(() => String, { description: 'The subject of its tokens.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Namespaces of tags it may write; its token needs the scopes too. Default none.',
  })
  tags?: string[];
  @Field(() => [String], {
    nullable: true,
    description: 'Identity namespaces it may use to address and look up customers. Default none.',
  })
  lookups?: string[];
  @Field(() => [String], {
    nullable: true,
    description:
      'Sources it may write events as, apart from its own name; its token needs the scopes too. Default none.',
  })
  sources?: string[];
  @Field(() => Int, { nullable: true, description: 'Maximum number of facts per day. Default: no limit.' })
  writesPerDay?: number;
  @Field(() => PartnerModeEnum, { nullable: true, description: 'Default ACTIVE.' }) mode?: string;
}

@ObjectType({ description: "A tag write of the caller's own." })
class OwnWrite {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, {
    nullable: true,
    description: 'The value. Null if the tag was cleared, or is personal and the token may not read it.',
  })
  value?: unknown;
  @Field(() => String, {
    nullable: true,
    description: '`add`, `remove` or `increment`, if the write changes the previous value.',
  })
  change?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The profile it was addressed to. Null if the token may not look customers up by every namespace.',
  })
  profile?: string;
  @Field(() => DateTime, { description: 'Time of the observation.' }) observedAt!: number;
  @Field(() => DateTime, { description: 'Time of ingestion.' }) recordedAt!: number;
}

const OwnWriteConnectionBase = connectionTypes(OwnWrite, 'OwnWrite');
@ObjectType({ description: "A page of the caller's own tag writes, newest first." })
class OwnWriteConnection extends OwnWriteConnectionBase {}

@Resolver()
export class PartnerResolver {
  @Authorized('admin')
  @Query(() => [PartnerType], { description: 'All partners, by key.' })
  partners(@Ctx() c: Context): Promise<PartnerType[]> {
    return partnersOf(c.services, c.principal);
  }

  @Authorized('admin')
  @Mutation(() => PartnerType, {
    description:
      'Makes a token subject a partner, or changes its grants. From the next request on, its tokens are limited to these grants.',
  })
  definePartner(
    @Arg('input', () => DefinePartnerInput, { description: 'The partner with all its grants.' })
    input: DefinePartnerInput,
    @Ctx() c: Context,
  ): Promise<PartnerType> {
    return definePartner(c.services, c.principal, input);
  }

  @Query(() => String, {
    nullable: true,
    description:
      'The profile id behind an identity, and nothing else of the customer. Needs the scope `profiles:lookup:<namespace>`.',
  })
  async profileId(
    @Arg('identity', () => IdentityInput, { description: 'The identity.' }) identity: IdentityInput,
    @Ctx() c: Context,
  ): Promise<string | undefined> {
    mayLookUp(c.principal, identity.namespace, 'identity.namespace');
    return (await rootBehind(c.services, await c.room(), identity))?.id;
  }

  @Query(() => OwnWriteConnection, { description: "The caller's own tag writes, newest first." })
  async ownWrites(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<OwnWrite>> {
    checkFirst(first);
    const { catalogue } = await c.room();
    // A tag without a definition may have been personal, so it is treated as personal.
    const shows = (tag: string): boolean =>
      hasScope(c.principal, 'profiles:read:personal') ||
      (catalogue.tagInStore(tag)?.personal === false && !catalogue.concealsTag(tag));
    const page = await ownWrites(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(
      page,
      first,
      (f) => `${f.recordedAt}:${f.id}`,
      (f) => ({
        id: f.id,
        tag: f.tag,
        ...(mayLearnEveryId(c.principal) ? { profile: f.profile } : {}),
        observedAt: f.at,
        recordedAt: f.recordedAt,
        change: f.change,
        ...(f.value === undefined || !shows(f.tag)
          ? {}
          : { value: showValue(f.value, catalogue.tagInStore(f.tag)?.type) }),
      }),
    );
  }

  @Query(() => AuditConnection, {
    description: "The caller's own accepted mutations, with the number of facts each kept, newest first.",
  })
  async ownCalls(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<AuditEntry>> {
    checkFirst(first);
    return toConnection(
      await ownCalls(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (e) => e.id,
      (e) => e,
    );
  }
}
