/** Manual identity decisions. */
import { createHash } from 'node:crypto';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { hasScope } from '../../services/base/access.js';
import {
  identityConflicts,
  identityHistory,
  keepApart,
  mergeProfiles,
  previewMerge,
  previewNamespace,
  unmergeProfile,
  type IdentityDecision,
} from '../../services/identity/identity.js';
import { loadRoot } from '../../services/population/roots.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import { AsksEveryone } from '../prices.js';
import { IdentityInput } from '../event/event.input.js';
import { PageArgs } from '../page.args.js';
import { IdentityType, Profile } from '../profile/profile.type.js';
import { showIdentity } from '../profile/profile.resolver.js';
import { DateTime, showValue, TagValue } from '../scalars.js';
import { DefineNamespaceInput } from '../workspace/workspace.resolver.js';

const DecisionKind = { LINK: 'LINK', PARTING: 'PARTING' } as const;
registerEnumType(DecisionKind, {
  name: 'IdentityDecisionKind',
  description: 'What was said of some identities.',
  valuesConfig: {
    LINK: { description: 'That two are one customer.' },
    PARTING: { description: 'That some are not the customer of some others.' },
  },
});

@ObjectType('IdentityDecision', { description: 'One thing said about who a customer is, and what became of it.' })
class IdentityDecisionType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => DecisionKind, { description: 'What was said.' }) kind!: string;
  @Field(() => DateTime, { description: 'When it was observed or decided.' }) at!: number;
  @Field(() => Boolean, { description: 'Whether it counts: links are weighed again whenever an earlier one comes in.' })
  accepted!: boolean;
  @Field(() => Boolean, { description: 'Decided by a person, not observed.' }) byHand!: boolean;
  @Field(() => String, { nullable: true, description: 'Why a link does not count; or the reason given for a parting.' })
  reason?: string;
  @Field(() => String, { nullable: true, description: 'Who parted them.' }) by?: string;
  @Field(() => [IdentityType], { description: 'One side.' }) left!: readonly IdentityType[];
  @Field(() => [IdentityType], { description: 'The other.' }) right!: readonly IdentityType[];
}

@ObjectType('IdentityConflict', { description: 'A link that was seen and does not count.' })
class IdentityConflictType extends IdentityDecisionType {
  @Field(() => String, { description: 'Profile id of the one customer.' }) leftProfile!: string;
  @Field(() => String, { description: 'Profile id of the other.' }) rightProfile!: string;
}

const ConflictConnectionBase = connectionTypes(IdentityConflictType, 'IdentityConflict');
@ObjectType({ description: 'A page of links that do not count.' })
class IdentityConflictConnection extends ConflictConnectionBase {}

@ObjectType({ description: 'A tag of which two customers have differing values.' })
class MergeConflict {
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, { description: 'The value of the one.' }) value!: unknown;
  @Field(() => TagValue, { description: 'The value of the other.' }) other!: unknown;
  @Field(() => TagValue, { nullable: true, description: 'The value the merged customer would have.' }) served?: unknown;
}

@ObjectType('MergePreview', { description: 'Effect of a merge.' })
class MergePreviewType {
  @Field(() => String, {
    nullable: true,
    description: 'Why an observed link would not join them; a merge by hand does all the same.',
  })
  against?: string;
  @Field(() => [IdentityType], { description: 'The identities the customer would have.' })
  identities!: readonly IdentityType[];
  @Field(() => [MergeConflict], { description: 'Tags with differing values.' }) conflicts!: readonly MergeConflict[];
}

@ObjectType({ description: 'A customer there would be.' })
class RegroupedSample {
  @Field(() => String, { description: 'MERGE: it is several now; UNMERGE: it is a part of one now.' }) cause!: string;
  @Field(() => [IdentityType], { description: 'Its identities.' }) identities!: readonly IdentityType[];
}

@ObjectType('NamespacePreview', { description: 'Effect of new rules of an identity namespace on customers.' })
class NamespacePreviewType {
  @Field(() => Int, { description: 'Customers looked at.' }) examined!: number;
  @Field(() => Boolean, { description: 'Whether those were all; otherwise the first 20,000.' }) complete!: boolean;
  @Field(() => Int, { description: 'Customers there would be that are several now.' }) joined!: number;
  @Field(() => Int, { description: 'Customers there would be that are a part of one now.' }) parted!: number;
  @Field(() => [RegroupedSample], { description: 'A sample.' }) samples!: readonly RegroupedSample[];
}

@ObjectType({ description: 'The two customers a parting left.' })
class Unmerged {
  @Field(() => Profile, { description: 'Who the other identities are.' }) profile!: ProfileRecord;
  @Field(() => Profile, { description: 'Who the parted identities are.' }) parted!: ProfileRecord;
}

@Resolver(() => Profile)
export class IdentityResolver {
  @UseMiddleware(readsAlone)
  @FieldResolver(() => [IdentityDecisionType], {
    description: 'Every link and split that names one of its identities, oldest first. Includes rejected ones.',
  })
  async identityHistory(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<IdentityDecisionType[]> {
    return (await identityHistory(c.services, c.principal.workspace, p)).map((d) => show(d, c));
  }

  @Authorized('profiles:merge', 'profiles:read:personal')
  @Query(() => IdentityConflictConnection, {
    description:
      'Links that were seen and do not count, with the reason: settle one by `mergeProfiles` or by `keepApart`.',
  })
  async identityConflicts(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<IdentityConflictType>> {
    checkFirst(first);
    return toConnection(
      await identityConflicts(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (d) => d.id,
      (d) => ({ ...show(d, c), leftProfile: d.leftProfile, rightProfile: d.rightProfile }),
    );
  }

  @Authorized('profiles:merge', 'profiles:read:personal')
  @Query(() => MergePreviewType, { description: 'Effect that `mergeProfiles` would have. Changes nothing.' })
  async previewMerge(
    @Arg('profile', () => String, { description: 'Any profile id of the one customer.' }) profile: string,
    @Arg('other', () => String, { description: 'Any profile id of the other customer.' }) other: string,
    @Ctx() c: Context,
  ): Promise<MergePreviewType> {
    const { catalogue } = await c.room();
    const preview = await previewMerge(c.services, c.principal, profile, other);
    return {
      ...preview,
      conflicts: preview.conflicts.map((x) => {
        const type = catalogue.tag(x.tag)?.type;
        return {
          tag: x.tag,
          value: showValue(x.value!, type),
          other: showValue(x.other!, type),
          served: x.served === undefined ? undefined : showValue(x.served, type),
        };
      }),
    };
  }

  @Authorized('define', 'profiles:read:personal')
  @AsksEveryone()
  @Query(() => NamespacePreviewType, {
    description: 'Merges and splits that `defineIdentityNamespace` would cause. Changes nothing.',
  })
  previewIdentityNamespace(
    @Arg('input', () => DefineNamespaceInput, { description: 'The namespace, with what would change of it.' })
    input: DefineNamespaceInput,
    @Ctx() c: Context,
  ): Promise<NamespacePreviewType> {
    return previewNamespace(c.services, c.principal, input);
  }

  @Authorized('profiles:merge')
  @Mutation(() => Profile, {
    description:
      'Merges two customers by decision, regardless of the limits and strengths of their identities. Memberships change with cause MERGE. Every id still resolves. `unmergeProfile` reverts it.',
  })
  async mergeProfiles(
    @Arg('profile', () => String, { description: 'Any profile id of the one.' }) profile: string,
    @Arg('other', () => String, { description: 'Any profile id of the other.' }) other: string,
    @Ctx() c: Context,
  ): Promise<ProfileRecord> {
    return loadRoot(c.services, c.principal.workspace, await mergeProfiles(c.services, c.principal, profile, other));
  }

  @Authorized('profiles:merge')
  @Mutation(() => Boolean, {
    description:
      'Decides that two customers are two: no link seen before or after joins them; only a later `mergeProfiles` does.',
  })
  async keepApart(
    @Arg('profile', () => String, { description: 'Any profile id of the one.' }) profile: string,
    @Arg('other', () => String, { description: 'Any profile id of the other.' }) other: string,
    @Arg('reason', () => String, { nullable: true, description: 'Kept with the decision.' }) reason: string | undefined,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await keepApart(c.services, c.principal, profile, other, reason);
    return true;
  }

  @Authorized('profiles:merge')
  @Mutation(() => Unmerged, {
    description:
      'Parts identities from a customer: both get their ids, tags, history and memberships (cause UNMERGE) as if they had never been one, and links seen again do not join them.',
  })
  async unmergeProfile(
    @Arg('profile', () => String, { description: 'Any profile id of the customer.' }) profile: string,
    @Arg('identities', () => [IdentityInput], { description: 'Who is somebody else.' }) identities: IdentityInput[],
    @Arg('reason', () => String, { nullable: true, description: 'Kept with the decision.' }) reason: string | undefined,
    @Ctx() c: Context,
  ): Promise<Unmerged> {
    const ids = await unmergeProfile(c.services, c.principal, profile, identities, reason);
    const { workspace } = c.principal;
    return {
      profile: await loadRoot(c.services, workspace, ids.profile),
      parted: await loadRoot(c.services, workspace, ids.parted),
    };
  }
}

function show(d: IdentityDecision, c: Context): IdentityDecisionType {
  const personal = hasScope(c.principal, 'profiles:read:personal');
  const side = (list: IdentityDecision['left']): IdentityType[] => list.map((i) => showIdentity(i, personal));
  // The stored id of a link contains the identities it names, so return a hash.
  const id = d.kind === 'LINK' ? createHash('sha256').update(d.id).digest('hex').slice(0, 24) : d.id;
  return { ...d, id, left: side(d.left), right: side(d.right) };
}
