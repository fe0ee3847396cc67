/** The context of resolvers. It contains the caller, the services, and data loaders that last for one operation. */
import DataLoader from 'dataloader';
import type { MiddlewareFn } from 'type-graphql';
import type { CustomerFacts } from '../engine/segments/evaluate.js';
import { hasScope, shownCount, type Principal } from '../services/base/access.js';
import type { Services } from '../services/base/services.js';
import { stopIfAbandoned } from '../services/base/abandoned.js';
import { enter, type Room } from '../services/base/room.js';
import type { Cursors } from '../services/base/cursors.js';
import { forbidden } from '../services/base/errors.js';
import type { ProfileRecord } from '../services/base/ports.js';
import { subjectsOfRunningJobs } from '../services/jobs/job-listings.js';
import { countMembers } from '../services/segments/listings.js';
import { maySee } from '../services/segments/personal-access.js';
import type { IssueToken } from '../services/credentials/tokens.js';
import { DefinitionReferences } from '../services/base/definition-references.js';
import { couponTerms, type CouponTerms } from '../services/coupons/coupon-holdings.js';
import { sinceWhen, wholeSubjects } from '../services/profiles/past.js';
import { rootsOf } from '../services/population/roots.js';
import { subjectsForNow } from '../services/population/subjects.js';
import type { Hub } from '../live/hub.js';
import { FairSemaphore } from '../live/fair-semaphore.js';
import { AnswerSize } from './answer-size.js';
import { NO_MISFITS, type Misfits } from './rejected-items.js';

/** Maximum number of concurrent reads within one operation, for fields that read separately for each node. */
const READS_AT_A_TIME = 4;

export interface Api {
  readonly services: Services;
  readonly hub: Hub;
  readonly cursors: Cursors;
  /** Limits how many items of subscriptions, and how many dry runs, query all customers at the same time. */
  readonly questions: FairSemaphore;
  readonly issueToken: IssueToken | undefined;
}

export interface Context extends Api {
  readonly principal: Principal;
  /** The workspace as it was when the caller was admitted. */
  readonly entered: Room | undefined;
  /** Items that were removed from the variables because they do not match their type. */
  readonly misfits: Misfits;
  /** Aborted when the caller no longer waits for the result. */
  readonly signal: AbortSignal | undefined;
  /** Id of the HTTP request that contained the operation. Undefined if the operation arrived in another way. */
  readonly requestId: string | undefined;
  /** Returns the workspace. It is read only once, so it stays the same for the whole operation. */
  readonly room: () => Promise<Room>;
  /** Returns the keys of segments whose latest version has not been applied to every customer yet. */
  readonly publishing: () => Promise<ReadonlySet<string>>;
  /** Returns the coupons of the workspace. The coupons are read once per operation. */
  readonly couponTerms: () => Promise<CouponTerms>;
  /**
   * Runs a read for one node of a list. Limits the number of concurrent reads, so that one operation does not occupy
   * all database connections.
   */
  readonly inTurn: <T>(read: () => Promise<T>) => Promise<T>;
  /** Computes a value at most once per operation. Later calls with the same name return the same value. */
  readonly once: <T>(name: string, compute: () => Promise<T>) => Promise<T>;
  /** Counts the characters of the result. */
  readonly answerSize: AnswerSize;
  /** Returns the references to each definition. They are read once per operation. */
  readonly references: () => Promise<DefinitionReferences>;
  readonly loaders: {
    /** Loads root profiles by any of their profile ids. */
    readonly profile: DataLoader<string, ProfileRecord | undefined>;
    readonly segmentSize: DataLoader<string, number>;
    /** Loads the data that is needed to evaluate a root profile at the current time. */
    readonly subject: DataLoader<ProfileRecord, CustomerFacts>;
    /**
     * Loads all facts of a root profile. Returns a function that returns the start of the profile's membership in one
     * of its current segments or layers.
     */
    readonly since: DataLoader<ProfileRecord, (segment: string) => number | undefined>;
  };
}

export interface ContextOptions {
  readonly signal?: AbortSignal;
  readonly requestId?: string;
  readonly misfits?: Misfits;
}

/**
 * Creates the context of one operation or one subscription event. `entered` is the workspace as it was when the caller
 * was admitted.
 */
export function operationContext(
  api: Api,
  principal: Principal,
  entered?: Room,
  { signal, requestId, misfits = NO_MISFITS }: ContextOptions = {},
): Context {
  const services: Services = signal ? { ...api.services, signal } : api.services;
  let entering = entered && Promise.resolve(entered);
  const room = (): Promise<Room> => (entering ??= enter(services, principal.workspace));
  let places: FairSemaphore | undefined;
  let terms: Promise<CouponTerms> | undefined;
  let references: Promise<DefinitionReferences> | undefined;
  let publishing: Promise<ReadonlySet<string>> | undefined;
  const computed = new Map<string, Promise<unknown>>();
  return {
    ...api,
    services,
    principal,
    entered,
    misfits,
    signal,
    requestId,
    room,
    publishing: () => (publishing ??= subjectsOfRunningJobs(services, principal.workspace)),
    inTurn: (read) =>
      (places ??= new FairSemaphore(READS_AT_A_TIME)).during(() => {
        stopIfAbandoned(services);
        return read();
      }),
    once: <T>(name: string, compute: () => Promise<T>) => {
      const there = computed.get(name) ?? compute();
      computed.set(name, there);
      return there as Promise<T>;
    },
    answerSize: new AnswerSize(),
    references: () => (references ??= room().then((inside) => DefinitionReferences.read(services, inside))),
    couponTerms: () => (terms ??= room().then((inside) => couponTerms(services, inside))),
    loaders: {
      subject: new DataLoader(async (roots: readonly ProfileRecord[]) => subjectsForNow(services, await room(), roots)),
      since: new DataLoader(async (roots: readonly ProfileRecord[]) => {
        const inside = await room();
        const subjects = await wholeSubjects(services, roots);
        return roots.map((root, i) => sinceWhen(inside, root, subjects[i], inside.now));
      }),
      profile: new DataLoader((ids: readonly string[]) => rootsOf(services, principal.workspace, ids)),
      segmentSize: new DataLoader(async (keys: readonly string[]) => {
        const counts = await countMembers(services, principal.workspace, keys);
        return keys.map((k) => shownCount(principal, counts.get(k) ?? 0));
      }),
    },
  };
}

/** Returns the workspace and the subject of the caller, as the subscription hub needs them. */
export function listener({ principal }: Context): { readonly workspace: string; readonly subject: string } {
  return { workspace: principal.workspace, subject: principal.subject };
}

/**
 * Returns a function that checks whether a segment or layer is hidden from the caller. It uses the latest definitions
 * that this process has loaded, but at least those at the time of admission.
 */
export function hiddenFrom({ services, principal, entered }: Context): (segment: string) => boolean {
  return (segment) => {
    const latest = services.catalogues.latest(principal.workspace);
    const catalogue = latest && latest.version > (entered?.catalogue.version ?? -1) ? latest : entered?.catalogue;
    return catalogue !== undefined && !maySee(principal, segment, catalogue);
  };
}

/**
 * Type-graphql middleware for a field that reads separately for each node. It limits how many of these reads run at the
 * same time. Usage: `@UseMiddleware(readsAlone)`.
 */
export const readsAlone: MiddlewareFn<Context> = ({ context }, next) => context.inTurn(next);

/**
 * Implements `@Authorized(scope)` for type-graphql. It runs for every field with that decorator. For a subscription, it
 * runs again for each event.
 */
export function checkScopes({ context }: { context: Context }, scopes: readonly string[]): boolean {
  for (const scope of scopes)
    if (!hasScope(context.principal, scope)) throw forbidden('SCOPE_MISSING', `this token lacks the scope ${scope}`);
  return true;
}
