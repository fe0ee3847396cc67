/** GraphQL resolvers for segments: definitions, members, explanations and live changes. */
import {
  Arg,
  Args,
  ArgsType,
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
  UseMiddleware,
} from 'type-graphql';
import type { Condition, SegmentDefinition } from '../../engine/types.js';
import type { Explanation } from '../../engine/segments/explain.js';
import { warningsOf } from '../../engine/segments/contradiction.js';
import { diffConditions } from '../../engine/segments/diff.js';
import { printCondition } from '../../engine/segments/print.js';
import { hasScope, shownCount } from '../../services/base/access.js';
import { forbidden, invalid } from '../../services/base/errors.js';
import type { StoredTransition, Page, ProfileRecord } from '../../services/base/ports.js';
import { jobDone } from '../../services/base/jobs.js';
import { definitionOf, membersAsKnownAt, membersAsOf, sizeAsOf, type Placed } from '../../services/profiles/past.js';
import {
  defineSegment,
  discardSegmentDraft,
  explainMembership,
  publishSegment,
  redefineSegment,
  retireSegment,
  rollBackSegment,
} from '../../services/segments/segments.js';
import {
  completeUntil,
  listMembers,
  listTransitionsOfSegment,
  listVersions,
} from '../../services/segments/listings.js';
import { mayUse, mustSee } from '../../services/segments/personal-access.js';
import { conditionWarnings, definitionWarnings } from '../../services/segments/condition-warnings.js';
import type { Warn } from './condition-warnings.resolver.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import type { Profile } from '../profiles/profile.type.js';
import { ProfileConnectionBase, TransitionConnection } from '../profiles/profile.type.js';
import { PageArgs } from '../page.args.js';
import { AsksPopulation } from '../field-costs.js';
import { DateTime, showValue } from '../scalars.js';
import { instant } from '../../services/base/inputs.js';
import { ConditionInput, toCondition } from './condition.input.js';
import type { ExplanationType, Transition } from './segment.type.js';
import { MembershipExplanation, Segment, SegmentPayload, SegmentVersionType, SegmentDayType } from './segment.type.js';
import { segmentGrowth, type SegmentDay } from '../../services/workspaces/growth.js';

@InputType({ description: 'A segment to define. The condition is given as text or as a tree.' })
export class DefineSegmentInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the segment.' }) description?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The condition as text, e.g. `count(order_paid, last 90d) >= 3`.',
  })
  expression?: string;
  @Field(() => ConditionInput, { nullable: true, description: 'The condition as a tree, instead of text.' })
  condition?: ConditionInput;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True to let every caller see and use its members although the condition uses personal tags. Default false.',
  })
  shareable?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True to save a draft without effect on customers, which `publishSegment` puts into effect. Default false.',
  })
  draft?: boolean;
}

@ArgsType()
export class PastArgs {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Read the past as of this instant, by the facts known now, including late ones.',
  })
  asOf?: string;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Read the past as it was known at this instant, from the recorded transitions.',
  })
  asKnownAt?: string;
}

@ArgsType()
class SegmentPastArgs extends PastArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'With asOf: the version of the definition. Default: the current version.',
  })
  version?: number;
}

export function isPast(past: PastArgs & { version?: number }): boolean {
  if (past.asOf != null && past.asKnownAt != null)
    throw invalid(
      'ALTERNATIVES_CONFLICT',
      'the past is read as of an instant or as known at one, not both',
      'asKnownAt',
    );
  if (past.version != null && past.asOf == null) throw invalid('FIELD_NOT_ALLOWED', 'version requires asOf', 'version');
  return past.asOf != null || past.asKnownAt != null;
}

/** Returns the condition of a segment or of one of its versions. Throws if the caller may not use its personal tags. */
async function pastCondition(key: string, version: number | undefined, c: Context): Promise<Condition> {
  const room = await c.room();
  const { condition } = await definitionOf(c.services, room, key, version);
  mayUse(c.principal, condition, room.catalogue);
  return condition;
}

function mustSeePast({ principal }: Context): void {
  if (!hasScope(principal, 'analytics:read'))
    throw forbidden('SCOPE_MISSING', 'the past needs the scope analytics:read');
}

/** Returns a page of past members after a position in the list. Throws if the caller may not query past members. */
async function pastMembers(key: string, past: SegmentPastArgs, page: Page, c: Context): Promise<Placed[]> {
  mustSeePast(c);
  const room = await c.room();
  if (past.asOf != null)
    return membersAsOf(c.services, room, await pastCondition(key, past.version, c), instant(past.asOf, 'asOf'), page);
  const known = instant(past.asKnownAt!, 'asKnownAt');
  const list: Placed[] = [];
  for await (const member of membersAsKnownAt(c.services, room.workspace.id, key, known, page.after)) {
    list.push(member);
    if (list.length === page.first) break;
  }
  return list;
}

/** Returns the number of past members. Throws if the caller may not query past members. */
async function pastSize(key: string, past: SegmentPastArgs, c: Context): Promise<number> {
  mustSeePast(c);
  const room = await c.room();
  if (past.asOf != null)
    return sizeAsOf(c.services, room, await pastCondition(key, past.version, c), instant(past.asOf, 'asOf'));
  const known = instant(past.asKnownAt!, 'asKnownAt');
  let size = 0;
  for await (const _ of membersAsKnownAt(c.services, room.workspace.id, key, known)) size++;
  return size;
}

const SegmentConnectionBase = connectionTypes(Segment, 'Segment');

@ObjectType('SegmentConnection', { description: 'A page of segments.' })
class SegmentConnection extends SegmentConnectionBase {}

@ObjectType('TransitionConnection', { description: 'A page of transitions, newest first.' })
export class TransitionPage extends TransitionConnection {}

@ObjectType('ProfileConnection', { description: 'A page of customers.' })
export class ProfilePage extends ProfileConnectionBase {
  readonly warn!: Warn;
  @Field(() => Int, { description: 'Total number.' }) totalCount!: number;
  @Field(() => DateTime, { description: 'The instant up to which all changes by time alone are complete.' })
  asOf!: number;
}

export function showSegment(segment: SegmentDefinition): Segment {
  return {
    key: segment.key,
    name: segment.name,
    description: segment.description,
    expression: printCondition(segment.condition),
    version: segment.version,
    retired: segment.retired,
    shareable: segment.shareable ?? false,
    draft: segment.draft ?? false,
  };
}

export function showTransition(entry: StoredTransition): Transition {
  return {
    id: entry.id,
    profileId: entry.profile,
    segmentKey: entry.segment,
    kind: entry.kind,
    cause: entry.cause,
    effectiveAt: entry.effectiveAt,
    recordedAt: entry.recordedAt,
    version: entry.version,
    sequence: entry.sequence,
    fact: entry.fact,
  };
}

const transitionPage = (items: readonly StoredTransition[], first: number): ConnectionOf<Transition> =>
  toConnection(items, first, (t) => t.id, showTransition);

/**
 * Returns the time up to which the stored state is complete. All changes that are due to the passage of time have been
 * applied up to this time.
 */
export const asOf = async (context: Context): Promise<number> => completeUntil(context.services, await context.room());

function showExplanation(e: Explanation): ExplanationType {
  return {
    text: e.text,
    truth: e.truth,
    observed: e.observed === undefined ? undefined : showValue(e.observed, undefined),
    evidence: e.evidence,
    nextFlipAt: e.nextFlipAt,
    children: e.children.map(showExplanation),
  };
}

@Resolver(() => Segment)
export class SegmentResolver {
  @Authorized('segments:read')
  @Query(() => Segment, { nullable: true, description: 'A segment by its key.' })
  async segment(
    @Arg('key', () => String, { description: 'Key of the segment, or `model.layer`.' }) key: string,
    @Ctx() c: Context,
  ): Promise<Segment | undefined> {
    const { catalogue } = await c.room();
    const found = catalogue.segmentDefinition(key) ?? catalogue.draft(key);
    return found && showSegment(found);
  }

  @Authorized('segments:read')
  @Query(() => SegmentConnection, { description: 'All segments in use, and drafts of new ones, by key.' })
  async segments(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<Segment>> {
    checkFirst(first);
    const from = decodeCursor(after);
    const { catalogue } = await c.room();
    const all = [...catalogue.ownSegments(), ...catalogue.drafts().filter((d) => !catalogue.segmentDefinition(d.key))]
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .filter((s) => from === undefined || s.key > from);
    return toConnection(all.slice(0, first + 1), first, (s) => s.key, showSegment);
  }

  @AsksPopulation('asOf', 'asKnownAt')
  @FieldResolver(() => Int, {
    description: 'Exact number of members, now or at a past instant by one of the two readings.',
  })
  async size(
    @Root() s: Segment,
    @Args(() => SegmentPastArgs) past: SegmentPastArgs,
    @Ctx() c: Context,
  ): Promise<number> {
    if (!isPast(past)) return c.loaders.segmentSize.load(s.key);
    return shownCount(c.principal, await c.inTurn(() => pastSize(s.key, past, c)));
  }

  @UseMiddleware(readsAlone)
  @AsksPopulation()
  @FieldResolver(() => [SegmentDayType], {
    description:
      'Size of the segment at the end of each of the last days, including today, with the number of entries and exits that took effect on the day. Oldest first.',
  })
  async growth(
    @Root() s: Segment,
    @Arg('days', () => Int, { defaultValue: 30, description: 'Number of days, 1 to 366.' }) days: number,
    @Ctx() c: Context,
  ): Promise<SegmentDay[]> {
    return segmentGrowth(c.services, c.principal, s.key, days);
  }

  @UseMiddleware(readsAlone)
  @FieldResolver(() => [SegmentVersionType], {
    description: 'The last 100 versions with their changes, newest first; fewer if they are long.',
  })
  async versions(@Root() s: Segment, @Ctx() c: Context): Promise<SegmentVersionType[]> {
    const list = await listVersions(c.services, c.principal.workspace, s.key);
    return list
      .map((v, i): SegmentVersionType => ({
        version: v.version,
        expression: printCondition(v.condition),
        retired: v.retired,
        savedAt: v.savedAt,
        savedBy: v.savedBy,
        changes: i === 0 || v.retired || list[i - 1].retired ? [] : diffConditions(list[i - 1].condition, v.condition),
      }))
      .reverse();
  }

  @FieldResolver(() => String, {
    description: '`LIVE`, `PUBLISHING` while customers are still being evaluated under its newest version, or `DRAFT`.',
  })
  async state(@Root() s: Segment, @Ctx() c: Context): Promise<string> {
    if (s.draft) return 'DRAFT';
    return (await c.publishing()).has(s.key) ? 'PUBLISHING' : 'LIVE';
  }

  @FieldResolver(() => [String], {
    description:
      'Definitions that refer to this segment: keys of segments, derived tags as `tag <key>`, `warning <model>.<key>`, `coupon <key>`, `pack <key>`, and drafts.',
  })
  async dependants(@Root() s: Segment, @Ctx() c: Context): Promise<readonly string[]> {
    return (await c.references()).toSegment(s.key);
  }

  @FieldResolver(() => Segment, { nullable: true, description: 'The unpublished draft of its next version.' })
  async nextDraft(@Root() s: Segment, @Ctx() c: Context): Promise<Segment | undefined> {
    const draft = s.draft ? undefined : (await c.room()).catalogue.draft(s.key);
    return draft && showSegment(draft);
  }

  @Authorized('profiles:read')
  @UseMiddleware(readsAlone)
  @AsksPopulation('asOf', 'asKnownAt')
  @FieldResolver(() => ProfilePage, {
    description: 'Members by id, now or at a past instant by one of the two readings.',
  })
  async members(
    @Root() s: Segment,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Args(() => SegmentPastArgs) past: SegmentPastArgs,
    @Ctx() c: Context,
  ): Promise<object> {
    checkFirst(first);
    mustSee(c.principal, s.key, (await c.room()).catalogue);
    const warn: Warn = () => definitionWarnings(c.services, c.principal, { segment: s.key });
    if (isPast(past)) {
      const list = await pastMembers(s.key, past, { first: first + 1, after: decodeCursor(after) }, c);
      return {
        ...toConnection(
          list,
          first,
          ({ position }) => position,
          ({ record }) => record as unknown as Profile,
        ),
        totalCount: () => this.size(s, past, c),
        asOf: instant((past.asOf ?? past.asKnownAt)!, 'asOf'),
        warn,
      };
    }
    const page = await listMembers(c.services, c.principal.workspace, s.key, {
      first: first + 1,
      after: decodeCursor(after),
    });
    return {
      ...toConnection(
        page,
        first,
        (p: ProfileRecord) => p.id,
        (p) => p as unknown as Profile,
      ),
      totalCount: () => c.loaders.segmentSize.load(s.key),
      asOf: await asOf(c),
      warn,
    };
  }

  @UseMiddleware(readsAlone)
  @FieldResolver(() => TransitionPage, { description: 'Entries and exits, newest first.' })
  async transitions(
    @Root() s: Segment,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<Transition>> {
    checkFirst(first);
    mustSee(c.principal, s.key, (await c.room()).catalogue);
    return transitionPage(
      await listTransitionsOfSegment(c.services, c.principal.workspace, s.key, {
        first: first + 1,
        after: decodeCursor(after),
      }),
      first,
    );
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, {
    description: 'Defines a segment and evaluates every customer. With `wait`, returns when that is done.',
  })
  defineSegment(
    @Arg('input', () => DefineSegmentInput, { description: 'The segment.' }) input: DefineSegmentInput,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when every customer is evaluated.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SegmentPayload> {
    return saved(c, defineSegment(c.services, c.principal, parse(input)), wait);
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, { description: 'Saves a new version of a segment and evaluates every customer.' })
  redefineSegment(
    @Arg('input', () => DefineSegmentInput, { description: 'The segment and its changes.' })
    input: DefineSegmentInput,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when every customer is evaluated.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SegmentPayload> {
    return saved(c, redefineSegment(c.services, c.principal, parse(input)), wait);
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, { description: 'Publishes the draft of a segment and evaluates every customer.' })
  publishSegment(
    @Arg('key', () => String, { description: 'Key of the segment.' }) key: string,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when every customer is evaluated.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SegmentPayload> {
    return saved(c, publishSegment(c.services, c.principal, key), wait);
  }

  @Authorized('define')
  @Mutation(() => Boolean, { description: 'Removes the draft of a segment. The published version stays.' })
  async discardSegmentDraft(
    @Arg('key', () => String, { description: 'Key of the segment.' }) key: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await discardSegmentDraft(c.services, c.principal, key);
    return true;
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, { description: 'Publishes an earlier version again, as a new version.' })
  rollBackSegment(
    @Arg('key', () => String, { description: 'Key of the segment.' }) key: string,
    @Arg('version', () => Int, { description: 'The version to publish again.' }) version: number,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when every customer is evaluated.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SegmentPayload> {
    return saved(c, rollBackSegment(c.services, c.principal, key, version), wait);
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, {
    description:
      'Retires a segment, and all members leave it. Rejected with CONFLICT while a definition refers to it. A segment that was never published is removed.',
  })
  retireSegment(
    @Arg('key', () => String, { description: 'Key of the segment.' }) key: string,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when every member has left.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SegmentPayload> {
    return saved(c, retireSegment(c.services, c.principal, key), wait);
  }

  @Authorized('segments:read', 'profiles:read')
  @Query(() => MembershipExplanation, {
    description:
      'Explains why a customer is in a segment or not, with observed values, evidence, and the next change by time.',
  })
  async explainMembership(
    @Arg('profile', () => String, { description: 'Any profile id of the customer.' }) profile: string,
    @Arg('segment', () => String, { description: 'Key of the segment, or `model.layer`.' }) segment: string,
    @Arg('at', () => DateTime, {
      nullable: true,
      description: 'A past instant, by the facts known now. Default: now.',
    })
    at: string | undefined,
    @Arg('version', () => Int, {
      nullable: true,
      description: 'Version of the definition. Default: the current version.',
    })
    version: number | undefined,
    @Ctx() c: Context,
  ): Promise<MembershipExplanation> {
    const r = await explainMembership(
      c.services,
      c.principal,
      profile,
      segment,
      at === undefined ? undefined : instant(at, 'at'),
      version,
    );
    return {
      member: r.explanation.truth,
      at: r.at,
      version: r.version,
      nextFlipAt: r.explanation.nextFlipAt,
      condition: showExplanation(r.explanation),
    };
  }
}

function parse(input: DefineSegmentInput): Parameters<typeof defineSegment>[2] {
  return { ...input, condition: input.condition ? toCondition(input.condition, 'input.condition') : undefined };
}

async function saved(c: Context, saving: ReturnType<typeof defineSegment>, wait: boolean): Promise<SegmentPayload> {
  const { segment, job } = await saving;
  return {
    segment: showSegment(segment),
    warnings: warningsOf(segment.condition),
    warn: () => conditionWarnings(c.services, c.principal, [{ condition: segment.condition, path: '' }]),
    job: job && wait ? await jobDone(c.services, c.principal.workspace, job.id) : job,
  };
}
