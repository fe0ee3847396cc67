/** GraphQL subscriptions to memberships, segment sizes and new customer data. */
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { NOTHING_NEW, type FeedItem } from '../../live/hub.js';
import type { ProfileChange } from '../../live/topics.js';
import { requireScope, shownCount } from '../../services/base/access.js';
import { admit } from '../../services/credentials/admit.js';
import { countMembers } from '../../services/segments/listings.js';
import { mustSee } from '../../services/segments/personal-access.js';
import { invalid, ServiceError } from '../../services/base/errors.js';
import type { StoredTransition, ProfileRecord } from '../../services/base/ports.js';
import { hiddenFrom, listener, type Context } from '../context.js';
import { Profile } from '../profiles/profile.type.js';
import { DateTime } from '../scalars.js';
import { showTransition } from './segment.resolver.js';
import { MembershipEvent, TransitionKindEnum } from './segment.type.js';

const MAX_NAMED = 200;

@ObjectType({ description: 'New data about a customer.' })
class ProfileNews {
  @Field(() => String, { description: 'Profile id of the customer.' }) profileId!: string;
  @Field(() => DateTime, { description: 'Time of ingestion.' }) at!: number;
  @Field(() => [String], { description: 'Types of new events.' }) events!: readonly string[];
  @Field(() => [String], { description: 'Keys of tags written.' }) tags!: readonly string[];
  @Field(() => [String], { description: 'Segments entered or left.' }) segments!: readonly string[];
}

@ObjectType({ description: 'An item of a subscription: news about a customer, or on a heartbeat only a new cursor.' })
class ProfileEvent {
  @Field(() => String, {
    description: 'Cursor. Pass it as `after` to continue from here without a gap, on any process.',
  })
  cursor!: string;
  @Field(() => ProfileNews, { nullable: true, description: 'The news. Null on a heartbeat.' }) change?: ProfileNews;
}

@ObjectType({ description: 'Size of a segment.' })
class SegmentSize {
  @Field(() => String, { description: 'The segment.' }) key!: string;
  @Field(() => Int, { description: 'Exact number of members.' }) size!: number;
  @Field(() => DateTime, { description: 'Instant for which the size holds.' }) asOf!: number;
}

interface ChangeArgs {
  readonly segments?: readonly string[] | null;
  readonly profiles?: readonly string[] | null;
  readonly kinds?: readonly ('ENTERED' | 'LEFT')[] | null;
  readonly after?: string | null;
}

@Resolver()
export class LiveResolver {
  @Authorized('segments:read')
  @Subscription(() => MembershipEvent, {
    description: 'Every change of membership as it is committed, from now or from a cursor.',
    subscribe: ({ args, context }) => membershipChanges(args, context as Context),
  })
  membershipChanged(
    @Root() item: FeedItem,
    @Arg('segments', () => [String], { nullable: true, description: 'Only these segments.' }) _segments:
      | string[]
      | undefined,
    @Arg('profiles', () => [String], {
      nullable: true,
      description: 'Only these customers, by any of their profile ids, before and after a merge.',
    })
    _profiles: string[] | undefined,
    @Arg('kinds', () => [TransitionKindEnum], { nullable: true, description: 'Only entries, or only exits.' })
    _kinds: string[] | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to continue from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): MembershipEvent {
    const change = item.change as StoredTransition | undefined;
    return {
      cursor: c.cursors.issue(c.principal.workspace, item.position),
      change: change && !hiddenFrom(c)(change.segment) ? showTransition(change) : undefined,
    };
  }

  @Authorized('profiles:read')
  @Subscription(() => ProfileEvent, {
    description:
      'News about customers as they are committed: new events, written tags, segments entered or left. They are kept for a day.',
    subscribe: ({ args, context }) => profileChanges(args, context as Context),
  })
  profileChanged(
    @Root() item: FeedItem,
    @Arg('profiles', () => [String], {
      nullable: true,
      description: 'Only these customers, by any of their profile ids, before and after a merge.',
    })
    _profiles: string[] | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to continue from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): ProfileEvent {
    const change = item.change as ProfileChange | undefined;
    return {
      cursor: c.cursors.issue(c.principal.workspace, item.position),
      change: change && {
        profileId: change.profile,
        at: change.at,
        events: change.events,
        tags: change.tags,
        segments: change.segments.filter((k) => !hiddenFrom(c)(k)),
      },
    };
  }

  @Authorized('segments:read')
  @Subscription(() => [SegmentSize], {
    description: 'Sizes of segments: at once, then after every change, at most once per `everyMs`.',
    subscribe: ({ args, context }) => sizeChanges(args, context as Context),
  })
  segmentSizes(
    @Root() sizes: SegmentSize[],
    @Arg('segments', () => [String], { description: '1 to 200 segments.' }) _segments: string[],
    @Arg('everyMs', () => Int, {
      defaultValue: 1000,
      description: 'Minimum interval between two items in milliseconds, 100 to 60,000.',
    })
    _everyMs: number,
    @Ctx() c: Context,
  ): SegmentSize[] {
    return sizes.map(({ key, size, asOf }) => ({ key, size: shownCount(c.principal, size), asOf }));
  }
}

/** Resolves the profile of a `ProfileNews` item. The profile is read only if the field is requested. */
@Resolver(() => ProfileNews)
export class ProfileNewsResolver {
  @FieldResolver(() => Profile, { nullable: true, description: 'Current state of the customer.' })
  profile(@Root() { profileId }: ProfileNews, @Ctx() c: Context): Promise<ProfileRecord | undefined> {
    return c.loaders.profile.load(profileId);
  }
}

interface SizeArgs {
  readonly segments: readonly string[];
  readonly everyMs: number;
}

function checkNames(name: string, list: readonly string[] | null | undefined): void {
  if (list && (list.length === 0 || list.length > MAX_NAMED))
    throw invalid('LIST_SIZE_INVALID', `name 1 to ${MAX_NAMED}, or leave it out for all`, name);
}

async function checkSegments(list: readonly string[] | null | undefined, c: Context): Promise<void> {
  checkNames('segments', list);
  const { catalogue } = await c.room();
  for (const key of list ?? [])
    if (!catalogue.segmentDefinition(key))
      throw new ServiceError('SEGMENT_NOT_FOUND', 'the segment was not found', 'segments');
}

const set = <T>(list: readonly T[] | null | undefined): ReadonlySet<T> | undefined =>
  list ? new Set(list) : undefined;
const start = (args: ChangeArgs, c: Context): string | undefined => c.cursors.resume(c.principal.workspace, args.after);

async function* membershipChanges(args: ChangeArgs, c: Context): AsyncGenerator<FeedItem> {
  requireScope(c.principal, 'segments:read');
  checkNames('profiles', args.profiles);
  await checkSegments(args.segments, c);
  const { catalogue } = await c.room();
  for (const key of args.segments ?? []) mustSee(c.principal, key, catalogue);
  yield* c.hub.subscribe(
    {
      ...listener(c),
      topic: 'membership',
      segments: set(args.segments),
      profiles: set(args.profiles),
      kinds: set(args.kinds),
      hidden: hiddenFrom(c),
    },
    start(args, c),
    c.signal,
  );
}

async function* profileChanges(args: ChangeArgs, c: Context): AsyncGenerator<FeedItem> {
  requireScope(c.principal, 'profiles:read');
  checkNames('profiles', args.profiles);
  yield* c.hub.subscribe({ ...listener(c), topic: 'profile', profiles: set(args.profiles) }, start(args, c), c.signal);
}

/** Tracks whether members changed since the last count, and delays the next count until a pause has ended. */
class SizeWatch {
  /** Whether members entered or left since the last count. */
  stale = true;
  resting = false;
  /**
   * Whether a heartbeat arrived. If so, the stream yields an item, so that the server can check the caller's permission
   * again.
   */
  heartbeat = false;
  ended = false;
  failure: Error | undefined;
  private wake: () => void = () => undefined;
  private readonly reading: Promise<void>;

  constructor(changes: AsyncIterable<FeedItem>) {
    // The stream is read in the background. Otherwise, a slow count could make this subscriber too slow for the hub.
    this.reading = this.read(changes)
      .catch((error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.ended = true;
        this.wake();
      });
  }

  get mayCount(): boolean {
    return this.stale && !this.resting;
  }

  /** Prevents counts until the pause has ended. */
  rest(pause: Promise<void>): void {
    this.resting = true;
    void pause.then(() => {
      this.resting = false;
      this.wake();
    });
  }

  /** Resolves at the next event: a change, a heartbeat, the end of a pause, or the end of the stream. */
  next(): Promise<void> {
    return new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Resolves when the stream is no longer read. */
  over(): Promise<void> {
    return this.reading;
  }

  private async read(changes: AsyncIterable<FeedItem>): Promise<void> {
    for await (const item of changes) {
      if (item.change) this.stale = true;
      else this.heartbeat = true;
      this.wake();
    }
  }
}

/** Yields new counts when members entered or left. Changes during a pause are included in the next count. */
async function* sizeChanges(
  { segments, everyMs }: SizeArgs,
  c: Context,
): AsyncGenerator<SegmentSize[] | typeof NOTHING_NEW> {
  requireScope(c.principal, 'segments:read');
  if (everyMs < 100 || everyMs > 60_000)
    throw invalid('NUMBER_INVALID', 'everyMs is a whole number from 100 to 60,000', 'everyMs');
  await checkSegments(segments, c);
  const { workspace } = c.principal;
  const end = new AbortController();
  const abort = (): void => end.abort();
  c.signal?.addEventListener('abort', abort, { once: true });
  if (c.signal?.aborted) abort();
  const interest = { workspace, topic: 'membership', segments: new Set(segments) } as const;
  const watch = new SizeWatch(c.hub.subscribe(interest, undefined, end.signal));
  let lastSent = '';
  try {
    for (;;) {
      if (watch.failure) throw watch.failure;
      if (watch.ended) return;
      if (watch.mayCount) {
        watch.stale = false;
        const counts = await countMembers(c.services, workspace, segments);
        // A caller that became a partner since it subscribed sees rounded sizes, and no items between two of these.
        const { principal, room } = await admit(c.services, c.principal);
        const asOf = room!.now;
        const sizes = segments.map((key) => ({ key, size: counts.get(key) ?? 0, asOf }));
        const shown = JSON.stringify(sizes.map((x) => shownCount(principal, x.size)));
        yield shown === lastSent ? NOTHING_NEW : sizes;
        lastSent = shown;
        watch.rest(c.services.pause(everyMs, end.signal));
      } else if (watch.heartbeat) {
        watch.heartbeat = false;
        yield NOTHING_NEW;
      } else await watch.next();
    }
  } finally {
    c.signal?.removeEventListener('abort', abort);
    abort();
    await watch.over();
  }
}
