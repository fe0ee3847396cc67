/** Segments: definitions, members, explanations and live changes. */
import { Arg, Args, ArgsType, Authorized, Ctx, Field, FieldResolver, InputType, Int, Mutation, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { SegmentDefinition } from '../../engine/model.js';
import type { Explanation } from '../../engine/segment/explain.js';
import { printCondition } from '../../engine/segment/print.js';
import type { FeedItem } from '../../live/hub.js';
import { requireScope } from '../../services/access.js';
import { ServiceError } from '../../services/errors.js';
import type { LedgerEntry, ProfileRecord } from '../../services/ports.js';
import { defineSegment, explainMembership, jobDone, redefineSegment, retireSegment } from '../../services/segments.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { Profile, ProfileConnectionBase, TransitionConnection } from '../profile/profile.type.js';
import { DateTime, showValue } from '../scalars.js';
import { instant } from '../../services/inputs.js';
import { ConditionInput, toCondition } from './condition.input.js';
import { ExplanationType, JobType, MembershipEvent, MembershipExplanation, Segment, SegmentPayload, Transition, TransitionKindEnum } from './segment.type.js';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'How many, 1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true, description: 'Cursor to go on from.' }) after?: string;
}

@InputType({ description: 'A segment to define: the condition as text or as a tree.' })
export class DefineSegmentInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, { nullable: true, description: 'The condition as text, e.g. `count(order_paid, last 90d) >= 3`.' }) expression?: string;
  @Field(() => ConditionInput, { nullable: true, description: 'The condition as a tree, instead of text.' }) condition?: ConditionInput;
}

const SegmentConnectionBase = connectionTypes(Segment, 'Segment');

@ObjectType('SegmentConnection', { description: 'A page of segments.' })
class SegmentConnection extends SegmentConnectionBase {}

@ObjectType('TransitionConnection', { description: 'A page of transitions, newest first.' })
export class TransitionPage extends TransitionConnection {}

@ObjectType('ProfileConnection', { description: 'A page of customers.' })
export class ProfilePage extends ProfileConnectionBase {
  @Field(() => Int, { description: 'How many there are in all.' }) totalCount!: number;
  @Field(() => DateTime, { description: 'The instant up to which every change by time alone is done.' }) asOf!: number;
}

export function showSegment(s: SegmentDefinition): Segment {
  return { key: s.key, name: s.name, description: s.description, expression: printCondition(s.condition), version: s.version, retired: s.retired };
}

export function showTransition(t: LedgerEntry): Transition {
  return { id: t.id, profileId: t.profile, segmentKey: t.segment, kind: t.kind, cause: t.cause, effectiveAt: t.effectiveAt, recordedAt: t.recordedAt, version: t.version, sequence: t.sequence, fact: t.fact };
}

export const transitionPage = (items: readonly LedgerEntry[], first: number): ConnectionOf<Transition> => toConnection(items, first, (t) => t.id, showTransition);

/** The instant up to which a list is settled. */
export async function asOf(c: Context): Promise<number> {
  const { workspace, now } = await c.room();
  const due = await c.services.stores.profiles.earliestDue(workspace.id, now);
  return due === undefined ? now : due - 1;
}

function showExplanation(e: Explanation): ExplanationType {
  return { text: e.text, truth: e.truth, observed: e.observed === undefined ? undefined : showValue(e.observed, undefined), evidence: e.evidence, nextFlipAt: e.nextFlipAt, children: e.children.map(showExplanation) };
}

const MAX_NAMED = 200;

@Resolver(() => Segment)
export class SegmentResolver {
  @Authorized('segments:read')
  @Query(() => Segment, { nullable: true, description: 'A segment by its key.' })
  async segment(@Arg('key', () => String) key: string, @Ctx() c: Context): Promise<Segment | undefined> {
    const found = (await c.room()).catalogue.segmentDefinition(key);
    return found && showSegment(found);
  }

  @Authorized('segments:read')
  @Query(() => SegmentConnection, { description: 'All segments in use, by key.' })
  async segments(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<Segment>> {
    checkFirst(first);
    const from = decodeCursor(after);
    const all = [...(await c.room()).catalogue.allSegments()].sort((a, b) => (a.key < b.key ? -1 : 1)).filter((s) => from === undefined || s.key > from);
    return toConnection(all.slice(0, first + 1), first, (s) => s.key, showSegment);
  }

  @FieldResolver(() => Int, { description: 'How many members there are, exactly.' })
  size(@Root() s: Segment, @Ctx() c: Context): Promise<number> {
    return c.loaders.segmentSize.load(s.key);
  }

  @FieldResolver(() => String, { description: '`LIVE`, or `PUBLISHING` while customers are still being evaluated under its newest version.' })
  async state(@Root() s: Segment, @Ctx() c: Context): Promise<string> {
    return (await c.publishing()).has(s.key) ? 'PUBLISHING' : 'LIVE';
  }

  @FieldResolver(() => [String], { description: 'Segments whose condition names this one.' })
  async dependants(@Root() s: Segment, @Ctx() c: Context): Promise<readonly string[]> {
    return (await c.room()).catalogue.dependantsOf(s.key);
  }

  @Authorized('profiles:read')
  @FieldResolver(() => ProfilePage, { description: 'Its members, by id.' })
  async members(@Root() s: Segment, @Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<object> {
    checkFirst(first);
    const page = await c.services.stores.profiles.members(c.principal.workspace, s.key, { first: first + 1, after: decodeCursor(after) });
    return { ...toConnection(page, first, (p: ProfileRecord) => p.id, (p) => p as unknown as Profile), totalCount: await c.loaders.segmentSize.load(s.key), asOf: await asOf(c) };
  }

  @FieldResolver(() => TransitionPage, { description: 'Who came and went, newest first.' })
  async transitions(@Root() s: Segment, @Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<Transition>> {
    checkFirst(first);
    return transitionPage(await c.services.stores.ledger.ofSegment(c.principal.workspace, s.key, { first: first + 1, after: decodeCursor(after) }), first);
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, { description: 'Defines a segment and evaluates every customer; `wait` answers when that is done.' })
  defineSegment(@Arg('input', () => DefineSegmentInput) input: DefineSegmentInput, @Arg('wait', () => Boolean, { defaultValue: false, description: 'Answer only when every customer is evaluated.' }) wait: boolean, @Ctx() c: Context): Promise<SegmentPayload> {
    return saved(c, defineSegment(c.services, c.principal, parse(input)), wait);
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, { description: 'Gives a segment a new version and evaluates every customer.' })
  redefineSegment(@Arg('input', () => DefineSegmentInput) input: DefineSegmentInput, @Arg('wait', () => Boolean, { defaultValue: false, description: 'Answer only when every customer is evaluated.' }) wait: boolean, @Ctx() c: Context): Promise<SegmentPayload> {
    return saved(c, redefineSegment(c.services, c.principal, parse(input)), wait);
  }

  @Authorized('define')
  @Mutation(() => SegmentPayload, { description: 'Ends a segment: its members leave. CONFLICT while another segment uses it.' })
  retireSegment(@Arg('key', () => String) key: string, @Arg('wait', () => Boolean, { defaultValue: false, description: 'Answer only when everyone has left.' }) wait: boolean, @Ctx() c: Context): Promise<SegmentPayload> {
    return saved(c, retireSegment(c.services, c.principal, key), wait);
  }

  @Authorized('segments:read')
  @Query(() => JobType, { nullable: true, description: 'A job by its id.' })
  job(@Arg('id', () => String) id: string, @Ctx() c: Context): Promise<JobType | undefined> {
    return c.services.stores.jobs.get(c.principal.workspace, id);
  }

  @Authorized('segments:read', 'profiles:read')
  @Query(() => MembershipExplanation, { description: 'Why a customer is in a segment or not, with observed values, evidence and what comes next.' })
  async explainMembership(
    @Arg('profile', () => String) profile: string,
    @Arg('segment', () => String) segment: string,
    @Arg('at', () => DateTime, { nullable: true, description: 'A past instant, read from the facts known now; default now.' }) at: string | undefined,
    @Ctx() c: Context,
  ): Promise<MembershipExplanation> {
    const r = await explainMembership(c.services, c.principal, profile, segment, at === undefined ? undefined : instant(at, 'at'));
    return { member: r.explanation.truth, at: r.at, version: r.version, nextFlipAt: r.explanation.nextFlipAt, condition: showExplanation(r.explanation) };
  }

  @Authorized('segments:read')
  @Subscription(() => MembershipEvent, { description: 'Every change of membership as it is committed, from now or from a cursor on.', subscribe: ({ args, context }) => membershipChanges(args as unknown as ChangeArgs, context as Context) })
  membershipChanged(
    @Root() item: FeedItem,
    @Arg('segments', () => [String], { nullable: true, description: 'Only these segments.' }) _segments: string[] | undefined,
    @Arg('profiles', () => [String], { nullable: true, description: 'Only these customers.' }) _profiles: string[] | undefined,
    @Arg('kinds', () => [TransitionKindEnum], { nullable: true, description: 'Only entering, or only leaving.' }) _kinds: string[] | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to go on from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): MembershipEvent {
    return { cursor: c.cursors.issue(c.principal.workspace, item.position), change: item.change && showTransition(item.change) };
  }
}

interface ChangeArgs {
  readonly segments?: readonly string[] | null;
  readonly profiles?: readonly string[] | null;
  readonly kinds?: readonly ('ENTERED' | 'LEFT')[] | null;
  readonly after?: string | null;
}

async function* membershipChanges(args: ChangeArgs, c: Context): AsyncGenerator<FeedItem> {
  requireScope(c.principal, 'segments:read');
  for (const [name, list] of [['segments', args.segments], ['profiles', args.profiles]] as const) {
    if (list && (list.length === 0 || list.length > MAX_NAMED)) throw new ServiceError('BAD_USER_INPUT', `name 1 to ${MAX_NAMED}, or leave it out for all`, name);
  }
  const { catalogue } = await c.room();
  for (const key of args.segments ?? []) if (!catalogue.segmentDefinition(key)) throw new ServiceError('NOT_FOUND', 'there is no such segment', 'segments');
  const after = args.after ? c.cursors.read(c.principal.workspace, args.after) : undefined;
  const set = <T>(list: readonly T[] | null | undefined): ReadonlySet<T> | undefined => (list ? new Set(list) : undefined);
  yield* c.hub.subscribe({ workspace: c.principal.workspace, segments: set(args.segments), profiles: set(args.profiles), kinds: set(args.kinds) }, after);
}

function parse(input: DefineSegmentInput): Parameters<typeof defineSegment>[2] {
  return { ...input, condition: input.condition ? toCondition(input.condition, 'input.condition') : undefined };
}

async function saved(c: Context, saving: ReturnType<typeof defineSegment>, wait: boolean): Promise<SegmentPayload> {
  const { segment, job } = await saving;
  return { segment: showSegment(segment), job: wait ? await jobDone(c.services, c.principal.workspace, job.id) : job };
}

