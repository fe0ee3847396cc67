/** What resolvers get: who asks, the services, and loaders that live for one operation. */
import DataLoader from 'dataloader';
import type { MiddlewareFn } from 'type-graphql';
import type { Subject } from '../engine/segment/evaluate.js';
import { hasScope, shownCount, type Principal } from '../services/base/access.js';
import type { Services } from '../services/base/services.js';
import { stopIfAbandoned } from '../services/base/abandoned.js';
import { enter, type Room } from '../services/base/room.js';
import type { Cursors } from '../services/base/cursors.js';
import { forbidden } from '../services/base/errors.js';
import type { ProfileRecord } from '../services/base/ports.js';
import { maySee } from '../services/segments/segments.js';
import type { IssueToken } from '../services/partners/tokens.js';
import { DefinitionUsers } from '../services/base/definition-users.js';
import { couponTerms, type CouponTerms } from '../services/coupons/coupon-holdings.js';
import { sinceWhen, wholeSubjects } from '../services/profiles/past.js';
import { rootsOf } from '../services/population/roots.js';
import { subjectsForNow } from '../services/population/subjects.js';
import type { Hub } from '../live/hub.js';
import { Places } from '../live/places.js';
import { NO_MISFITS, type Misfits } from './items.js';

/** Reads that one operation makes at a time for fields that read for each node alone. */
const READS_AT_A_TIME = 4;

export interface Api {
  readonly services: Services;
  readonly hub: Hub;
  readonly cursors: Cursors;
  readonly issueToken: IssueToken | undefined;
}

export interface Context extends Api {
  readonly principal: Principal;
  /** The workspace as it was when the caller was admitted. */
  readonly entered: Room | undefined;
  /** Items of its variables that do not fit their type. */
  readonly misfits: Misfits;
  /** Aborted when the caller no longer waits for a query or subscription. */
  readonly signal: AbortSignal | undefined;
  /** The workspace as this operation sees it. */
  readonly room: () => Promise<Room>;
  /** Segments whose newest version is still being brought to every customer. */
  readonly publishing: () => Promise<ReadonlySet<string>>;
  /** The coupons of the workspace, read once. */
  readonly couponTerms: () => Promise<CouponTerms>;
  /** Reads of its own for each node of a list: a few at a time, so that one operation leaves connections for others. */
  readonly inTurn: <T>(read: () => Promise<T>) => Promise<T>;
  /** What names definitions of the workspace, read once. */
  readonly users: () => Promise<DefinitionUsers>;
  readonly loaders: {
    /** Roots by any profile id. */
    readonly profile: DataLoader<string, ProfileRecord | undefined>;
    readonly segmentSize: DataLoader<string, number>;
    /** What evaluation needs of roots for now. */
    readonly subject: DataLoader<ProfileRecord, Subject>;
    /** Since when roots are in segments and layers they are in now, read off all their facts. */
    readonly since: DataLoader<ProfileRecord, (segment: string) => number | undefined>;
  };
}

/**
 * A context for one operation (or one event of a subscription); `entered` is the workspace as it was when the caller
 * was admitted.
 */
export function operationContext(
  api: Api,
  principal: Principal,
  entered?: Room,
  { signal, misfits = NO_MISFITS }: { readonly signal?: AbortSignal; readonly misfits?: Misfits } = {},
): Context {
  const services: Services = signal ? { ...api.services, signal } : api.services;
  let entering = entered && Promise.resolve(entered);
  const room = (): Promise<Room> => (entering ??= enter(services, principal.workspace));
  let places: Places | undefined;
  let terms: Promise<CouponTerms> | undefined;
  let users: Promise<DefinitionUsers> | undefined;
  let publishing: Promise<ReadonlySet<string>> | undefined;
  return {
    ...api,
    services,
    principal,
    entered,
    misfits,
    signal,
    room,
    publishing: () => (publishing ??= services.stores.jobs.runningSubjects(principal.workspace)),
    inTurn: (read) =>
      (places ??= new Places(READS_AT_A_TIME)).during(() => {
        stopIfAbandoned(services);
        return read();
      }),
    users: () => (users ??= room().then((inside) => DefinitionUsers.read(services.stores, inside))),
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
        const counts = await services.stores.profiles.countMembersOf(principal.workspace, keys);
        return keys.map((k) => shownCount(principal, counts.get(k) ?? 0));
      }),
    },
  };
}

/** Who hears of changes. */
export function listener({ principal }: Context): { readonly workspace: string; readonly subject: string } {
  return { workspace: principal.workspace, subject: principal.subject };
}

/**
 * Segments and layers a caller may not hear of, by the definitions it was admitted under or those this process used
 * since.
 */
export function hiddenFrom({ services, principal, entered }: Context): (segment: string) => boolean {
  return (segment) => {
    const latest = services.catalogues.latest(principal.workspace);
    const catalogue = latest && latest.version > (entered?.catalogue.version ?? -1) ? latest : entered?.catalogue;
    return catalogue !== undefined && !maySee(principal, segment, catalogue);
  };
}

/**
 * type-graphql's `@UseMiddleware(readsAlone)`: a field that reads for each node alone takes its turn in its operation.
 */
export const readsAlone: MiddlewareFn<Context> = ({ context }, next) => context.inTurn(next);

/** type-graphql's `@Authorized(scope)`: asked at every field that carries it, and again per event of a subscription. */
export function checkScopes({ context }: { context: Context }, scopes: readonly string[]): boolean {
  for (const scope of scopes)
    if (!hasScope(context.principal, scope)) throw forbidden('SCOPE_MISSING', `this token lacks the scope ${scope}`);
  return true;
}
