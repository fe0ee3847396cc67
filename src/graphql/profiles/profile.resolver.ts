/** GraphQL resolvers that return customers with their tags, segments, layers, events and transitions. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { isLayerKey, layerKey, layerOf, modelOf } from '../../engine/layers/layers.js';
import { distinctIdentities } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/types.js';
import { hasScope, PERSONAL_NAMESPACES, shownCount } from '../../services/base/access.js';
import { forbidden } from '../../services/base/errors.js';
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import { instant } from '../../services/base/inputs.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { isAnonymousReceipt } from '../../services/base/ports/profiles.js';
import { countCustomers, listCustomers, listEvents, listTransitions } from '../../services/profiles/listings.js';
import { segmentsAsKnownAt, segmentsAsOf } from '../../services/profiles/past.js';
import { findProfile, profilesWhere, servedTags, upToDate } from '../../services/profiles/profiles.js';
import { statistics } from '../../services/profiles/statistics.js';
import { aggregateWarnings, conditionWarnings } from '../../services/segments/condition-warnings.js';
import { readCondition } from '../../services/segments/segments.js';
import { maySee, mayUse } from '../../services/segments/personal-access.js';
import { tagHistory } from '../../services/tags/tags.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import { IdentityInput } from '../events/event.input.js';
import { DateTime, showValue } from '../scalars.js';
import { ConditionInput, toCondition } from '../segments/condition.input.js';
import { showLayer } from '../layers/layer.resolver.js';
import { LayerMembership } from '../layers/layer.type.js';
import { PageArgs } from '../page.args.js';
import { measuredBy } from './measured.js';
import { AsksPopulation } from '../field-costs.js';
import {
  asOf,
  isPast,
  PastArgs,
  ProfilePage,
  showSegment,
  showTransition,
  TransitionPage,
} from '../segments/segment.resolver.js';
import type { Transition } from '../segments/segment.type.js';
import { showDefinition } from '../tags/tag.resolver.js';
import type { EventType } from './profile.type.js';
import {
  EventConnection,
  IdentityType,
  MembershipType,
  Profile,
  StatisticsType,
  Tag,
  TagPointType,
} from './profile.type.js';

@ObjectType('EventConnection', { description: 'A page of events, newest first.' })
class EventPage extends EventConnection {}

/** Returns an identity with the details that the caller may see. */
export function showIdentity(identity: Identity, personal: boolean): IdentityType {
  return {
    namespace: identity.namespace,
    value: personal || !PERSONAL_NAMESPACES.has(identity.namespace) ? identity.value : undefined,
  };
}

/** Returns the current state of a root profile. The facts of all customers in the request are loaded in one batch. */
const current = async (p: ProfileRecord, c: Context): Promise<ProfileRecord> =>
  upToDate(await c.room(), p, (r) => c.loaders.subject.load(r));

const idOf = ({ id }: ProfileRecord): string => id;
const itself = (record: ProfileRecord): ProfileRecord => record;

@Resolver(() => Profile)
export class ProfileResolver {
  @Authorized('profiles:read')
  @Query(() => Profile, { nullable: true, description: 'A customer by profile id or by any identity.' })
  async profile(
    @Arg('id', () => String, { nullable: true, description: 'Profile id, of the customer or of any linked profile.' })
    id: string | undefined,
    @Arg('identity', () => IdentityInput, {
      nullable: true,
      description: 'An identity of the customer, instead of the id.',
    })
    identity: IdentityInput | undefined,
    @Ctx() c: Context,
  ): Promise<ProfileRecord | undefined> {
    return findProfile(c.services, c.principal, await c.room(), { id, identity });
  }

  @Authorized('profiles:read')
  @AsksPopulation('where', 'expression')
  @Query(() => ProfilePage, {
    description:
      'All customers by id, or only those who match a condition now. The condition is evaluated like a segment.',
  })
  async profiles(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('where', () => ConditionInput, { nullable: true, description: 'An ad-hoc condition as a tree.' }) where:
      | ConditionInput
      | undefined,
    @Arg('expression', () => String, { nullable: true, description: 'An ad-hoc condition as text.' }) expression:
      | string
      | undefined,
    @Ctx() c: Context,
  ): Promise<object> {
    checkFirst(first);
    const room = await c.room();
    const adHoc = where !== undefined || expression !== undefined;
    if (adHoc && !hasScope(c.principal, 'analytics:read'))
      throw forbidden('SCOPE_MISSING', 'this token lacks the scope analytics:read');
    const condition = adHoc
      ? readCondition({ expression, condition: where && toCondition(where, 'where') }, room.catalogue, 'profiles')
      : undefined;
    if (condition) mayUse(c.principal, condition, room.catalogue);
    const wanted = { first: first + 1, after: decodeCursor(after) };
    // One query finds the matching customers of the page. The total is computed only if it is requested.
    const { page, total } = condition
      ? await profilesWhere(c.services, room, condition, wanted)
      : { page: await listCustomers(c.services, room.workspace.id, wanted), total: undefined };
    return {
      ...toConnection(page, first, idOf, itself),
      totalCount: async () => shownCount(c.principal, total ?? (await countCustomers(c.services, room.workspace.id))),
      asOf: await asOf(c),
      warn: () => conditionWarnings(c.services, c.principal, condition ? [{ condition, path: '' }] : []),
    };
  }

  @Authorized('analytics:read')
  @AsksPopulation()
  @Query(() => StatisticsType, {
    description:
      'An aggregate such as `sum(order_paid.amount)`, or the values of a tag, over all customers or over those who match a condition.',
  })
  async statistics(
    @Arg('metric', () => String, { description: 'The aggregate as text, or `tag KEY` for the values of a tag.' })
    metric: string,
    @Arg('expression', () => String, { nullable: true, description: 'Only customers who match this condition.' })
    expression: string | undefined,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: 'A past instant, by the facts known now. Values and condition are read at it. Default: now.',
    })
    asOf: string | undefined,
    @Ctx() c: Context,
  ): Promise<StatisticsType> {
    const { catalogue } = await c.room();
    const { measured, type } = measuredBy(metric, c.principal, catalogue);
    const condition = expression === undefined ? undefined : readCondition({ expression }, catalogue, 'statistics');
    if (condition) mayUse(c.principal, condition, catalogue);
    const at = asOf === undefined || asOf === null ? undefined : instant(asOf, 'asOf');
    const s = await statistics(c.services, c.principal, measured, condition, at);
    const show = (v: typeof s.min): unknown => (v === undefined ? undefined : showValue(v, type));
    const aggregate = 'metric' in measured ? measured.metric : undefined;
    const warn = (): Promise<ConditionWarning[]> => aggregateWarnings(c.services, c.principal, aggregate, condition);
    return { ...s, min: show(s.min), max: show(s.max), warn };
  }

  @FieldResolver(() => [IdentityType], { description: 'Every identity of the customer.' })
  identities(@Root() p: ProfileRecord, @Ctx() c: Context): IdentityType[] {
    const personal = hasScope(c.principal, 'profiles:read:personal');
    return distinctIdentities(p.identities).map((i) => showIdentity(i, personal));
  }

  @FieldResolver(() => Boolean, { description: 'Whether only receipts name it. It is then not a customer.' })
  isReceipt(@Root() p: ProfileRecord): boolean {
    return isAnonymousReceipt(p);
  }

  @FieldResolver(() => DateTime, { description: 'The instant for which its memberships are evaluated.' })
  async evaluatedAt(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<number> {
    return (await current(p, c)).evaluation.evaluatedAt;
  }

  @FieldResolver(() => [Tag], { description: 'Its current tags, computed ones included.' })
  async tags(
    @Root() p: ProfileRecord,
    @Arg('keys', () => [String], { nullable: true, description: 'Only the tags with these keys.' }) keys:
      | string[]
      | undefined,
    @Ctx() c: Context,
  ): Promise<Tag[]> {
    const room = await c.room();
    return (await servedTags(c.principal, room, p, (r) => c.loaders.subject.load(r), keys)).map((t) => ({
      key: t.definition.key,
      value: showValue(t.value, t.definition.type),
      observedAt: t.at,
      source: t.source,
      expiresAt: t.expiresAt,
      definition: showDefinition(t.definition),
      conflicts: t.conflicts.map((w) => ({
        value: showValue(w.value!, t.definition.type),
        source: w.source,
        observedAt: w.at,
      })),
    }));
  }

  @UseMiddleware(readsAlone)
  @FieldResolver(() => [TagPointType], {
    description:
      'History of a dynamic tag: recorded points, or every change of a computed value, including changes by time alone. At most 5,000 points per request.',
  })
  async tagHistory(
    @Root() p: ProfileRecord,
    @Arg('key', () => String, { description: 'Key of the tag.' }) key: string,
    @Arg('from', () => DateTime, { nullable: true, description: 'Start of the history. Default: 90 days ago.' }) from:
      | string
      | undefined,
    @Arg('to', () => DateTime, { nullable: true, description: 'End of the history. Default: now.' }) to:
      | string
      | undefined,
    @Ctx() c: Context,
  ): Promise<TagPointType[]> {
    const { now, catalogue } = await c.room();
    const until = to === undefined ? now : instant(to, 'to');
    const points = await tagHistory(
      c.services,
      c.principal,
      p.id,
      key,
      from === undefined ? until - 90 * 86_400_000 : instant(from, 'from'),
      until,
    );
    const type = catalogue.tag(key)?.type;
    return points.map((x) => ({
      at: x.at,
      value: x.value === undefined ? undefined : showValue(x.value, type),
      source: x.source,
    }));
  }

  @Authorized('segments:read')
  @FieldResolver(() => [MembershipType], {
    description: 'Segments that the customer is in now, or was in at a past instant by one of the two readings.',
  })
  async segments(
    @Root() p: ProfileRecord,
    @Args(() => PastArgs) past: PastArgs,
    @Arg('keys', () => [String], {
      nullable: true,
      description: 'Only these segments. Without a past instant also layers, as `model.layer`.',
    })
    keys: string[] | undefined,
    @Ctx() c: Context,
  ): Promise<MembershipType[]> {
    const room = await c.room();
    const wanted = (segment: string): boolean => keys?.includes(segment) ?? !isLayerKey(segment);
    if (isPast(past)) {
      const { asOf, asKnownAt } = past;
      const was = await c.inTurn(() =>
        asOf != null
          ? segmentsAsOf(c.services, room, p, instant(asOf, 'asOf'))
          : segmentsAsKnownAt(c.services, room.workspace.id, p, instant(asKnownAt!, 'asKnownAt')),
      );
      return was.flatMap((m) => {
        const definition = room.catalogue.segmentDefinition(m.segment);
        return definition && (!keys || keys.includes(m.segment)) && maySee(c.principal, m.segment, room.catalogue)
          ? [{ segment: showSegment(definition), since: m.since, version: m.version }]
          : [];
      });
    }
    const now = await current(p, c);
    return now.evaluation.segments.flatMap((s) => {
      const definition = room.catalogue.segmentDefinition(s.segment);
      return s.member && definition && wanted(s.segment) && maySee(c.principal, s.segment, room.catalogue)
        ? [
            {
              segment: showSegment(definition),
              since: s.since,
              of: p,
              version: s.version,
              sequence: s.sequence,
              nextFlipAt: s.nextFlipAt,
            },
          ]
        : [];
    });
  }

  @Authorized('segments:read')
  @FieldResolver(() => [LayerMembership], { description: 'Its layer in every layer model.' })
  async layers(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<LayerMembership[]> {
    const room = await c.room();
    const now = await current(p, c);
    return now.evaluation.segments.flatMap((s) => {
      const model =
        s.member && isLayerKey(s.segment) && maySee(c.principal, s.segment, room.catalogue)
          ? room.catalogue.layerModel(modelOf(s.segment))
          : undefined;
      return model
        ? [
            {
              model: model.key,
              layer: showLayer(model, layerOf(s.segment)),
              since: s.since,
              of: p,
              nextMoveAt: s.nextFlipAt,
            },
          ]
        : [];
    });
  }

  @UseMiddleware(readsAlone)
  @FieldResolver(() => EventPage, { description: 'Its events, newest first.' })
  async events(
    @Root() p: ProfileRecord,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('types', () => [String], { nullable: true, description: 'Only these types.' }) types: string[] | undefined,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<EventType>> {
    checkFirst(first);
    const items = await listEvents(
      c.services,
      c.principal.workspace,
      p,
      { first: first + 1, after: decodeCursor(after) },
      types,
    );
    return toConnection(
      items,
      first,
      (e) => `${e.at}:${c.principal.workspace}|${e.id}`,
      (e) => ({ ...e, occurredAt: e.at }),
    );
  }

  @Authorized('segments:read')
  @UseMiddleware(readsAlone)
  @FieldResolver(() => TransitionPage, { description: 'Its transitions, newest first.' })
  async transitions(
    @Root() p: ProfileRecord,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<Transition>> {
    checkFirst(first);
    const items = await listTransitions(c.services, c.principal.workspace, p.id, {
      first: first + 1,
      after: decodeCursor(after),
    });
    const { catalogue } = await c.room();
    const page = toConnection(items, first, (t) => String(t.sequence), showTransition);
    return { ...page, edges: page.edges.filter((e) => maySee(c.principal, e.node.segmentKey, catalogue)) };
  }
}

/**
 * A current membership with its customer. Its start is computed from the facts of the customer, but only if the query
 * requests it.
 */
interface Lasting {
  readonly of?: ProfileRecord;
  /**
   * Start of the membership according to the last evaluation. It is used if the facts give no start, which can happen
   * while a new definition has not been applied to every customer yet.
   */
  readonly since?: number;
}

const sinceOf = async ({ of, since }: Lasting, segment: string, c: Context): Promise<number | undefined> =>
  (of && (await c.loaders.since.load(of))(segment)) ?? since;

const SINCE = {
  nullable: true,
  description:
    'Start of this state, by the facts known now. It does not depend on the order in which facts arrived, and is never before the first fact.',
} as const;

@Resolver(() => MembershipType)
export class MembershipResolver {
  @FieldResolver(() => DateTime, SINCE)
  since(@Root() m: MembershipType & Lasting, @Ctx() c: Context): Promise<number | undefined> {
    return sinceOf(m, m.segment.key, c);
  }
}

@Resolver(() => LayerMembership)
export class LayerMembershipResolver {
  @FieldResolver(() => DateTime, SINCE)
  since(@Root() m: LayerMembership & Lasting, @Ctx() c: Context): Promise<number | undefined> {
    return sinceOf(m, layerKey(m.model, m.layer.key), c);
  }
}

@Resolver(() => ProfilePage)
export class ProfilePageResolver {
  @FieldResolver(() => Int, { description: 'Exact total number.' })
  totalCount(@Root() page: { readonly totalCount: () => Promise<number> }): Promise<number> {
    return page.totalCount();
  }
}
