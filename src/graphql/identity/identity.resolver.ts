/** GraphQL resolvers that return links between identities, and that merge or split customers. */
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
import { AsksPopulation } from '../field-costs.js';
import { IdentityInput } from '../events/event.input.js';
import { PageArgs } from '../page.args.js';
import { IdentityType, Profile } from '../profiles/profile.type.js';
import { showIdentity } from '../profiles/profile.resolver.js';
import { DateTime, showValue, TagValue } from '../scalars.js';
import { DefineNamespaceInput } from '../workspaces/workspace.resolver.js';

const DecisionKind = { LINK: 'LINK', PARTING: 'PARTING' } as const;
registerEnumType(DecisionKind, {
  name: 'IdentityDecisionKind',
  description: 'Kind of a decision about identities.',
  valuesConfig: {
    LINK: { description: 'Two identities belong to one customer.' },
    PARTING: { description: 'Two groups of identities belong to different customers.' },
  },
});

@ObjectType('IdentityDecision', { description: 'A link or split of identities, and its effect.' })
class IdentityDecisionType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => DecisionKind, { description: 'Kind of the decision.' }) kind!: string;
  @Field(() => DateTime, { description: 'Time of the observation or decision.' }) at!: number;
  @Field(() => Boolean, {
    description: 'True if it is in effect. Links are evaluated again whenever an earlier one arrives.',
  })
  accepted!: boolean;
  @Field(() => Boolean, { description: 'True if a person decided it, false if it was observed.' }) byHand!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Reason why a link is not in effect, or the reason given for a split.',
  })
  reason?: string;
  @Field(() => String, { nullable: true, description: 'Subject that split them.' }) by?: string;
  @Field(() => [IdentityType], { description: 'Identities of one side.' }) left!: readonly IdentityType[];
  @Field(() => [IdentityType], { description: 'Identities of the other side.' }) right!: readonly IdentityType[];
}

@ObjectType('IdentityConflict', { description: 'An observed link that is not in effect.' })
class IdentityConflictType extends IdentityDecisionType {
  @Field(() => String, { description: 'Profile id of one customer.' }) leftProfile!: string;
  @Field(() => String, { description: 'Profile id of the other customer.' }) rightProfile!: string;
}

const ConflictConnectionBase = connectionTypes(IdentityConflictType, 'IdentityConflict');
@ObjectType({ description: 'A page of links that are not in effect.' })
class IdentityConflictConnection extends ConflictConnectionBase {}

@ObjectType({ description: 'A tag with differing values for two customers.' })
class MergeConflict {
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, { description: 'Value of one customer.' }) value!: unknown;
  @Field(() => TagValue, { description: 'Value of the other customer.' }) other!: unknown;
  @Field(() => TagValue, { nullable: true, description: 'The value the merged customer would have.' }) served?: unknown;
}

@ObjectType('MergePreview', { description: 'Effect of a merge.' })
class MergePreviewType {
  @Field(() => String, {
    nullable: true,
    description: 'Reasons why an observed link would not merge them. A merge by `mergeProfiles` ignores these.',
  })
  against?: string;
  @Field(() => [IdentityType], { description: 'The identities the customer would have.' })
  identities!: readonly IdentityType[];
  @Field(() => [MergeConflict], { description: 'Tags with differing values.' }) conflicts!: readonly MergeConflict[];
}

@ObjectType({ description: 'A customer that the change would create.' })
class RegroupedSample {
  @Field(() => String, {
    description: 'MERGE if several customers would be merged into it, UNMERGE if it would be split off from one.',
  })
  cause!: string;
  @Field(() => [IdentityType], { description: 'Its identities.' }) identities!: readonly IdentityType[];
}

@ObjectType('NamespacePreview', { description: 'Effect of new rules of an identity namespace on customers.' })
class NamespacePreviewType {
  @Field(() => Int, { description: 'Number of examined customers.' }) examined!: number;
  @Field(() => Boolean, { description: 'True if all customers were examined, false if only the first 20,000.' })
  complete!: boolean;
  @Field(() => Int, { description: 'Number of customers that would result from a merge of several.' }) joined!: number;
  @Field(() => Int, { description: 'Number of customers that would result from a split of one.' }) unmerged!: number;
  @Field(() => Int, { description: 'The same as `unmerged`.', deprecationReason: 'Use `unmerged`.' }) parted!: number;
  @Field(() => [RegroupedSample], { description: 'Sample of these customers.' }) samples!: readonly RegroupedSample[];
}

@ObjectType({ description: 'The two customers after a split.' })
class Unmerged {
  @Field(() => Profile, { description: 'The customer with the remaining identities.' }) profile!: ProfileRecord;
  @Field(() => Profile, { description: 'The customer with the identities that were split off.' })
  unmerged!: ProfileRecord;
  @Field(() => Profile, { description: 'The same as `unmerged`.', deprecationReason: 'Use `unmerged`.' })
  parted!: ProfileRecord;
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
    description: 'Observed links that are not in effect, with the reason. `mergeProfiles` or `keepApart` settles one.',
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
    @Arg('profile', () => String, { description: 'Any profile id of one customer.' }) profile: string,
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
  @AsksPopulation()
  @Query(() => NamespacePreviewType, {
    description: 'Merges and splits that `defineIdentityNamespace` would cause. Changes nothing.',
  })
  async previewIdentityNamespace(
    @Arg('input', () => DefineNamespaceInput, { description: 'The namespace and its changed rules.' })
    input: DefineNamespaceInput,
    @Ctx() c: Context,
  ): Promise<NamespacePreviewType> {
    const preview = await previewNamespace(c.services, c.principal, input);
    return { ...preview, parted: preview.unmerged };
  }

  @Authorized('profiles:merge')
  @Mutation(() => Profile, {
    description:
      'Merges two customers by decision, regardless of the limits and strengths of their identities. Memberships change with cause MERGE. Every id still resolves. `unmergeProfile` reverts it.',
  })
  async mergeProfiles(
    @Arg('profile', () => String, { description: 'Any profile id of one customer.' }) profile: string,
    @Arg('other', () => String, { description: 'Any profile id of the other customer.' }) other: string,
    @Ctx() c: Context,
  ): Promise<ProfileRecord> {
    return loadRoot(c.services, c.principal.workspace, await mergeProfiles(c.services, c.principal, profile, other));
  }

  @Authorized('profiles:merge')
  @Mutation(() => Boolean, {
    description:
      'Decides that two customers are different. No earlier or later link merges them; only a later `mergeProfiles` does.',
  })
  async keepApart(
    @Arg('profile', () => String, { description: 'Any profile id of one customer.' }) profile: string,
    @Arg('other', () => String, { description: 'Any profile id of the other customer.' }) other: string,
    @Arg('reason', () => String, { nullable: true, description: 'Reason, kept with the decision.' }) reason:
      | string
      | undefined,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await keepApart(c.services, c.principal, profile, other, reason);
    return true;
  }

  @Authorized('profiles:merge')
  @Mutation(() => Unmerged, {
    description:
      'Splits identities off from a customer. Both customers get their ids, tags, history and memberships (cause UNMERGE) as if they had never been one, and links that are observed again do not merge them.',
  })
  async unmergeProfile(
    @Arg('profile', () => String, { description: 'Any profile id of the customer.' }) profile: string,
    @Arg('identities', () => [IdentityInput], { description: 'The identities to split off.' })
    identities: IdentityInput[],
    @Arg('reason', () => String, { nullable: true, description: 'Reason, kept with the decision.' }) reason:
      | string
      | undefined,
    @Ctx() c: Context,
  ): Promise<Unmerged> {
    const ids = await unmergeProfile(c.services, c.principal, profile, identities, reason);
    const { workspace } = c.principal;
    const remaining = await loadRoot(c.services, workspace, ids.profile);
    const unmerged = await loadRoot(c.services, workspace, ids.unmerged);
    return { profile: remaining, unmerged, parted: unmerged };
  }
}

function show(d: IdentityDecision, c: Context): IdentityDecisionType {
  const personal = hasScope(c.principal, 'profiles:read:personal');
  const side = (list: IdentityDecision['left']): IdentityType[] => list.map((i) => showIdentity(i, personal));
  // The stored id of a link contains the linked identities, so its hash is returned instead.
  const id = d.kind === 'LINK' ? createHash('sha256').update(d.id).digest('hex').slice(0, 24) : d.id;
  return { ...d, id, left: side(d.left), right: side(d.right) };
}
