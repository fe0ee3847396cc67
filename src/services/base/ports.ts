/** What the services need of storage, in domain types. `storage/` implements it. */
import type {
  EventFact,
  Identity,
  IdentityNamespace,
  OrderLine,
  Property,
  SegmentDefinition,
  TagDefinition,
  TagWrite,
  Transition,
} from '../../engine/model.js';
import type { Coupon } from '../../engine/coupons/coupon.js';
import type { Experiment } from '../../engine/experiments/assignment.js';
import type { Link, Parting } from '../../engine/identity/identity-fold.js';
import type { Alert } from '../../engine/layers/alert.js';
import type { LayerModel } from '../../engine/layers/layers.js';
import type { ListDefinition } from '../../engine/lists/list.js';
import type { Partner } from '../../engine/definitions/partner.js';
import type { Retention } from '../../engine/facts/retention.js';
import type { EvaluationState, Watermark } from '../../engine/memberships/settle.js';
import type { TagState } from '../../engine/tags/tags.js';
import type { Outcome } from './intake.js';

/** A running transaction; opaque to the services. */
export interface Tx {
  readonly transaction: unique symbol;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  /** Grows with every definition saved. */
  readonly catalogueVersion: number;
  readonly createdAt: number;
  /** Grows with every credential that is issued or revoked. */
  readonly credentialsVersion: number;
  /** There was another workspace of this id before. */
  readonly reused: boolean;
  /** How far everyone was brought, by the workspace's clock; `markedAt`: the database's instant from which on changes are looked through for what was written under an older version. */
  readonly watermark: Watermark & { readonly markedAt: number };
  /** How many customers were erased: facts are checked against their tombstones only when there are some. */
  readonly erasures: number;
  /** A sandbox has its own clock: `base` at the database instant `setAt`, running on from there or standing. */
  readonly sandbox?: { readonly base: number; readonly setAt: number; readonly running: boolean };
}

export interface ProfileRecord {
  readonly id: string;
  readonly workspace: string;
  /** The customer's root; its own id when it is the root. */
  readonly root: string;
  readonly identity: Identity;
  readonly createdAt: number;
  /** Grows with every write: what caches are checked against. */
  readonly version: number;
  /** The version that last changed its facts or profiles: what was read of facts holds as long as this stays. */
  readonly factsVersion: number;
  /** Of a root: identities and ids of all its profiles, its own included. */
  readonly identities: readonly Identity[];
  readonly members: readonly string[];
  readonly tags: ReadonlyMap<string, TagState>;
  /** Of a root: ids of the lists that one of its identities stands in. */
  readonly lists: ReadonlySet<string>;
  readonly evaluation: EvaluationState;
  /** Its identity was seen with too many others to name anyone. */
  readonly shared?: boolean;
}

/** What the facts of a root hang on, without where it is. */
export type RootFacts = Pick<
  ProfileRecord,
  'id' | 'workspace' | 'createdAt' | 'factsVersion' | 'members' | 'tags' | 'lists'
>;

export interface StoredEvent extends EventFact {
  readonly profile: string;
  readonly identity: Identity;
  readonly source: string;
  readonly messageId: string;
  readonly receivedAt: number;
  readonly bodyHash: string;
  readonly lines?: readonly OrderLine[];
  readonly properties?: Readonly<Record<string, Property>>;
}

export interface TagFact extends TagWrite {
  readonly profile: string;
  readonly tag: string;
  readonly recordedAt: number;
  /** The token's subject that wrote it. */
  readonly by: string;
  readonly reason?: string;
}

/** What a tag fact that exists says, and of which profile. */
export type KnownWrite = Pick<TagFact, 'profile' | 'value' | 'change'>;

/** Of an event that exists: the hash of its body, and the profile it is recorded under. */
export interface KnownEvent {
  readonly hash: string;
  readonly profile: string;
}

/** A link, and what the fold last made of it. */
export interface LinkFact extends Link {
  readonly accepted: boolean;
  readonly reason?: string;
}

/** A parting, and who decided it. */
export interface PartingFact extends Parting {
  readonly by: string;
  readonly reason?: string;
}

export interface LedgerEntry extends Transition {
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** The customer's other profiles when it was written: a subscription may name any of them. */
  readonly otherProfiles?: readonly string[];
  readonly recordedAt: number;
  /** Told with it: all that was new of the customer when it was written. Of several transitions only the last has it. */
  readonly news?: ProfileNews;
}

export interface Job {
  readonly id: string;
  readonly workspace: string;
  /** BACKFILL: everyone under new definitions. ERASURE: what is left of an erased customer is removed. REGROUP: who is who under new rules. RETENTION: everyone under a new retention, then what is too old is removed. TEMPLATE: a template's bounds are computed anew. LIST: customers whose entries of a list changed, or everyone it concerns. */
  readonly kind: 'BACKFILL' | 'ERASURE' | 'LIST' | 'REGROUP' | 'RETENTION' | 'TEMPLATE';
  readonly subject: string;
  /** Of an ERASURE: the profiles whose facts go. */
  readonly profiles?: readonly string[];
  readonly state: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  readonly done: number;
  readonly total: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
}

/** That something new is known of a customer, without what it is. */
export interface ProfileNews {
  readonly profile: string;
  /** The customer's other profiles when it was written. */
  readonly otherProfiles?: readonly string[];
  readonly at: number;
  readonly events: readonly string[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
}

/** The customers one transaction wrote. */
export interface CustomersWritten {
  /** Under this version of the catalogue. */
  readonly catalogue: number;
  /** Their facts or profiles are others than before. */
  readonly changed: readonly string[];
  /** Customers of their own no more. */
  readonly gone: readonly string[];
  /** Evaluated, with nothing new known of them. */
  readonly evaluated: readonly string[];
}

/** Who holds an idempotency key, until when, and what was answered. */
export interface Claim {
  readonly hash: string;
  /** What whoever claimed it first might do. */
  readonly scopes: readonly string[];
  readonly owner: string;
  readonly until: number;
  readonly answer?: { readonly status: number; readonly body: string };
}

export interface AuditEntry {
  readonly id: string;
  readonly actor: string;
  readonly operation: string;
  readonly target: string;
  readonly at: number;
}

/** A token that was issued here. Instants in ms of the database's clock. */
export interface IssuedToken {
  readonly id: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** What it is for. */
  readonly label?: string;
  /** The subject that issued it, and the id of the token it did so with. */
  readonly issuedBy: string;
  readonly issuedWith?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** About when it was last used: noted once an hour. */
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** What no longer opens a workspace: tokens by id, and by subject those issued before an instant. */
export interface Revocations {
  readonly tokens: ReadonlySet<string>;
  readonly subjects: ReadonlyMap<string, number>;
}

/** A template that is installed anew every so often. */
export interface Schedule {
  readonly workspace: string;
  readonly template: string;
  readonly language: 'en' | 'zh';
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly everyMs: number;
  /** By the workspace's clock. */
  readonly nextAt: number;
}

/** Where the entries of a list are, and what they are of. */
type ListContent = Pick<ListDefinition, 'content' | 'namespace'>;

/**
 * One change of the entries of a list. Of identities it says which customers are still to be evaluated, and goes when they
 * were. Of values it lets a process follow the change instead of reading the whole list. A content that no longer counts
 * is removed with its note.
 */
export interface ListChangeNote {
  /** The list's id. */
  readonly list: string;
  readonly content: string;
  readonly version: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Something is to be done before it goes. */
  readonly isOpen: boolean;
  /** The content it is of does not count any more, and counted before. */
  readonly ended?: boolean;
  /** The content it is of never counted. */
  readonly abandoned?: boolean;
}

/** Entries that are sent piece by piece and count together once it is finished. */
export interface ListReplacement {
  readonly id: string;
  readonly workspace: string;
  /** The list's id. */
  readonly list: string;
  readonly content: string;
  readonly size: number;
  readonly bytes: number;
  /** The catalogue version its entries are read under. */
  readonly catalogue: number;
}

export interface Page {
  readonly after?: string;
  readonly first: number;
}

/** What limits of a coupon are held by: claims of all customers, and what uses here cost, at scale 4. */
export interface CouponCount {
  readonly claimed: number;
  readonly spent: bigint;
}

export interface Stores {
  /** The database server's clock, ms. */
  now(): number;
  /** Runs and commits; throws StoreConflict when a rival was first, UNAVAILABLE when the database cannot be reached. */
  transact<T>(run: (tx: Tx) => Promise<T>): Promise<T>;

  readonly workspaces: {
    get(id: string, tx?: Tx): Promise<Workspace | undefined>;
    list(): Promise<Workspace[]>;
    insert(w: Workspace, tx: Tx): Promise<void>;
    setClock(id: string, sandbox: Workspace['sandbox'], tx?: Tx): Promise<void>;
    /** Raises the catalogue version by one and answers the new one. */
    raiseVersion(id: string, tx: Tx): Promise<number>;
    /** Everyone was brought under a catalogue version; nothing where a later one was reached. */
    raiseWatermark(id: string, to: Workspace['watermark']): Promise<void>;
    noteErasure(id: string, tx: Tx): Promise<void>;
    /** Credentials were issued or revoked: every process reads the revocations again. Answers the new version. */
    raiseCredentials(id: string, tx: Tx): Promise<number>;
    /** Removes the workspace and everything in it; from the first step on it cannot be reached. */
    remove(id: string): Promise<void>;
    /** Goes on with a removal that was interrupted, if there is one. */
    finishRemoval(id: string): Promise<void>;
  };
  readonly definitions: {
    tags(workspace: string, tx?: Tx): Promise<TagDefinition[]>;
    segments(workspace: string, tx?: Tx): Promise<SegmentDefinition[]>;
    namespaces(workspace: string, tx?: Tx): Promise<IdentityNamespace[]>;
    saveTag(workspace: string, t: TagDefinition, tx: Tx): Promise<void>;
    /** Removes what is saved and not published. */
    removeSegmentDraft(workspace: string, key: string, tx: Tx): Promise<void>;
    removeLayerModelDraft(workspace: string, key: string, tx: Tx): Promise<void>;
    saveSegment(workspace: string, s: SegmentDefinition, tx: Tx): Promise<void>;
    layerModels(workspace: string, tx?: Tx): Promise<LayerModel[]>;
    saveLayerModel(workspace: string, m: LayerModel, tx: Tx): Promise<void>;
    partners(workspace: string, tx?: Tx): Promise<Partner[]>;
    savePartner(workspace: string, p: Partner, tx: Tx): Promise<void>;
    retentions(workspace: string, tx?: Tx): Promise<Retention[]>;
    saveRetention(workspace: string, r: Retention, tx: Tx): Promise<void>;
    saveNamespace(workspace: string, n: IdentityNamespace, tx: Tx): Promise<void>;
    segmentVersions(workspace: string, key: string): Promise<SegmentDefinition[]>;
  };
  readonly lists: {
    all(workspace: string, tx?: Tx): Promise<ListDefinition[]>;
    save(workspace: string, list: ListDefinition, tx: Tx): Promise<void>;
    remove(workspace: string, key: string, tx: Tx): Promise<void>;
    /** Of some values those that are entries. */
    present(content: string, values: readonly string[], tx?: Tx): Promise<string[]>;
    /** Adds values that are not entries. */
    add(workspace: string, list: ListContent, values: readonly string[], tx: Tx): Promise<void>;
    take(content: string, values: readonly string[], tx: Tx): Promise<void>;
    /** Entries in order of their value. */
    page(content: string, page: Page): Promise<string[]>;
    /** Many entries in order of their value, from after one on; none when there are no more. */
    readAhead(content: string, after?: string): Promise<string[]>;
    /** Removes up to so many entries; answers how many. */
    removeSome(content: string, limit: number): Promise<number>;
    /** Of some identities those that are entries, with the contents that have them: also such as do not count yet or no longer. */
    standing(
      workspace: string,
      identities: readonly Identity[],
      tx?: Tx,
    ): Promise<{ readonly content: string; readonly identity: Identity }[]>;
    /** Removes some identities from every content. */
    forget(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
    noteChange(workspace: string, note: ListChangeNote, tx: Tx): Promise<void>;
    /** The first changes of lists that leave something to be done. */
    noted(workspace: string, limit: number): Promise<ListChangeNote[]>;
    /** Changes of a content after a version of the list, until another, that are still noted. */
    notesBetween(content: string, after: number, until: number): Promise<ListChangeNote[]>;
    removeNotes(notes: readonly ListChangeNote[]): Promise<void>;
    removeNotesUntil(content: string, version: number, tx: Tx): Promise<void>;
    beginReplacement(replacement: ListReplacement, tx: Tx): Promise<void>;
    replacement(workspace: string, id: string, tx?: Tx): Promise<ListReplacement | undefined>;
    replacementsOf(workspace: string, list: string, tx?: Tx): Promise<ListReplacement[]>;
    endReplacement(id: string, tx: Tx): Promise<void>;
    /** Counts entries of a replacement. */
    growReplacement(id: string, size: number, bytes: number, tx: Tx): Promise<void>;
  };
  readonly coupons: {
    find(workspace: string, keys: readonly string[], tx?: Tx): Promise<Coupon[]>;
    /** By folded names: keys and codes, former ones too. */
    named(workspace: string, names: readonly string[], tx?: Tx): Promise<Coupon[]>;
    /** All of them, by key. */
    list(workspace: string, page: Page): Promise<Coupon[]>;
    save(workspace: string, c: Coupon, tx: Tx): Promise<void>;
    /** Counts of coupons with a total limit or a cost limit. */
    counts(workspace: string, keys: readonly string[], tx?: Tx): Promise<Map<string, CouponCount>>;
    addCounts(workspace: string, added: ReadonlyMap<string, CouponCount>, tx: Tx): Promise<void>;
  };
  readonly experiments: {
    get(workspace: string, key: string): Promise<Experiment | undefined>;
    find(workspace: string, keys: readonly string[], tx: Tx): Promise<Experiment[]>;
    list(workspace: string, page: Page): Promise<Experiment[]>;
    save(workspace: string, e: Experiment, tx: Tx): Promise<void>;
  };
  readonly profiles: {
    find(workspace: string, ids: readonly string[], tx?: Tx): Promise<ProfileRecord[]>;
    insert(list: readonly ProfileRecord[], tx: Tx): Promise<void>;
    remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
    /** Replaces each where its version is still the one before. */
    replace(list: readonly { readonly before: ProfileRecord; readonly after: ProfileRecord }[], tx: Tx): Promise<void>;
    /** Ids of roots due at `at`, earliest first. */
    due(workspace: string, at: number, limit: number): Promise<string[]>;
    /** The earliest due instant, if any root is due by `at`. */
    earliestDue(workspace: string, at: number): Promise<number | undefined>;
    /** Ids of roots that remember something of one of some segments: that are in it, were, or will be. */
    remembering(workspace: string, segments: readonly string[]): Promise<string[]>;
    roots(workspace: string, page: Page): Promise<ProfileRecord[]>;
    /** Roots in order of id, with their tags and without their memberships. */
    rootFacts(workspace: string, page: Page): Promise<RootFacts[]>;
    countRoots(workspace: string): Promise<number>;
    members(workspace: string, segment: string, page: Page): Promise<ProfileRecord[]>;
    countMembersOf(workspace: string, segments: readonly string[]): Promise<Map<string, number>>;
  };
  readonly identities: {
    /** Profile ids by identity text. */
    find(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<Map<string, string>>;
    insert(workspace: string, list: readonly { identity: Identity; profile: string }[], tx: Tx): Promise<void>;
    links(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, LinkFact>>;
    /** Inserts links, or replaces those that are there. */
    saveLinks(workspace: string, list: readonly LinkFact[], tx: Tx): Promise<void>;
    /** Every link that names one of some identities, with those refused. */
    linksOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<LinkFact[]>;
    link(workspace: string, id: string): Promise<LinkFact | undefined>;
    /** Links refused, by id: of all customers. */
    refused(workspace: string, page: Page): Promise<LinkFact[]>;
    removeLinks(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
    insertPartings(workspace: string, list: readonly PartingFact[], tx: Tx): Promise<void>;
    replacePartings(workspace: string, list: readonly PartingFact[], tx: Tx): Promise<void>;
    /** Identities take another form; each belongs to a profile from now on, whoever it belonged to. */
    rename(
      workspace: string,
      list: readonly { readonly from: Identity; readonly to: Identity; readonly profile: string }[],
      tx: Tx,
    ): Promise<void>;
    partingsOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<PartingFact[]>;
    /** Removes identities and every link and parting that names them. */
    remove(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
  };
  readonly events: {
    /** Of those that exist: the hash of the body, and the profile it is recorded under. */
    known(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownEvent>>;
    insert(workspace: string, list: readonly StoredEvent[], tx: Tx): Promise<void>;
    /** Everything evaluation needs of some profiles, by profile. */
    facts(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, EventFact[]>>;
    page(workspace: string, profiles: readonly string[], page: Page, types?: readonly string[]): Promise<StoredEvent[]>;
    count(workspace: string): Promise<number>;
    /** The types of a workspace's events. */
    types(workspace: string): Promise<string[]>;
    /** Events of a type at or before an instant, oldest first. */
    until(
      workspace: string,
      type: string,
      at: number,
      page: Page,
    ): Promise<{ readonly cursor: string; readonly profile: string }[]>;
    countUntil(workspace: string, type: string, at: number): Promise<number>;
    remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
    /** Removes up to so many events of some profiles; answers how many. */
    removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
  };
  readonly tagFacts: {
    /** Those that exist, by id. */
    find(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownWrite>>;
    insert(workspace: string, list: readonly TagFact[], tx: Tx): Promise<void>;
    /** Every write of some profiles, by profile, oldest first. */
    ofProfiles(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, TagFact[]>>;
    /** Writes by a token's subject, newest first. */
    byActor(workspace: string, actor: string, page: Page): Promise<TagFact[]>;
    /** Every write of some profiles in pages, oldest first. */
    page(workspace: string, profiles: readonly string[], page: Page): Promise<TagFact[]>;
    /** Removes up to so many writes of some profiles; answers how many. */
    removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
    /** Writes of a tag with after < at <= until, oldest first. */
    history(
      workspace: string,
      profiles: readonly string[],
      tag: string,
      range: { readonly after?: number; readonly until: number; readonly limit?: number },
    ): Promise<TagFact[]>;
  };
  readonly ledger: {
    insert(list: readonly LedgerEntry[], tx: Tx): Promise<void>;
    ofProfile(workspace: string, profile: string, page: Page): Promise<LedgerEntry[]>;
    ofSegment(workspace: string, segment: string, page: Page): Promise<LedgerEntry[]>;
    /** What was told of some profiles by an instant, of each oldest first. */
    ofProfilesUntil(workspace: string, profiles: readonly string[], at: number): Promise<LedgerEntry[]>;
    /** Enterings of some layers from some layers with after < id <= until, oldest first. */
    movesBetween(
      workspace: string,
      segments: readonly string[],
      from: readonly string[],
      after: string,
      until: string,
    ): Promise<LedgerEntry[]>;
    /** How often some segments were entered and left after a transition. */
    countAfter(
      workspace: string,
      segments: readonly string[],
      after: string,
    ): Promise<{ readonly entered: number; readonly left: number }>;
    /** Changes of a segment that took effect from an instant on, by quarter of an hour (`at` is its beginning), kind and cause. */
    countByQuarter(
      workspace: string,
      segment: string,
      from: number,
    ): Promise<
      {
        readonly at: number;
        readonly kind: LedgerEntry['kind'];
        readonly cause: LedgerEntry['cause'];
        readonly count: number;
      }[]
    >;
    /** Ids of who was a member by what was told by an instant, ascending. */
    membersKnownAt(workspace: string, segment: string, at: number): Promise<string[]>;
  };
  readonly jobs: {
    insert(job: Job, tx?: Tx): Promise<void>;
    /** False when the job no longer runs. */
    progress(workspace: string, id: string, done: number): Promise<boolean>;
    finish(
      workspace: string,
      id: string,
      state: 'DONE' | 'FAILED' | 'CANCELLED',
      at: number,
      done?: number,
    ): Promise<boolean>;
    page(workspace: string, page: Page): Promise<Job[]>;
    get(workspace: string, id: string): Promise<Job | undefined>;
    running(): Promise<Job[]>;
    /** Subjects with a job that is still running. */
    runningSubjects(workspace: string): Promise<Set<string>>;
  };
  /** News of customers, told by subscription and kept for a day. */
  readonly news: {
    insert(workspace: string, list: readonly ProfileNews[], tx: Tx): Promise<void>;
    /** Which customers were written, for the processes themselves. Answers its id; empty, it is a mark to wait for. */
    customers(workspace: string, change: CustomersWritten, tx?: Tx): Promise<string>;
    /** What was told between two of the database's instants of customers written under a version below one. */
    writtenBelow(workspace: string, version: number, from: number, to: number): Promise<CustomersWritten[]>;
  };
  readonly alerts: {
    /** Once: an alert that is there already stays as it is. */
    insert(a: Alert, tx?: Tx): Promise<void>;
    page(workspace: string, page: Page): Promise<Alert[]>;
    /** How far moves were followed; never goes back. */
    position(): Promise<string | undefined>;
    keepPosition(position: string): Promise<void>;
  };
  readonly idempotency: {
    /** Undefined when the key was free and is now held by `owner`; else who holds it. */
    claim(c: {
      readonly id: string;
      readonly workspace: string;
      readonly hash: string;
      readonly scopes: readonly string[];
      readonly owner: string;
      readonly until: number;
      readonly at: number;
    }): Promise<Claim | undefined>;
    takeOver(id: string, from: string, to: string, until: number): Promise<boolean>;
    answer(id: string, owner: string, answer: { readonly status: number; readonly body: string }): Promise<void>;
    release(id: string, owner: string): Promise<void>;
    /** What became of facts written under a key, by their name. */
    outcomes(ids: readonly string[], tx: Tx): Promise<Map<string, Outcome>>;
    insertOutcomes(
      workspace: string,
      list: readonly (readonly [id: string, outcome: Outcome])[],
      tx: Tx,
    ): Promise<void>;
    /** What a change made under a key left, by the change's name. */
    saved(id: string): Promise<Uint8Array | undefined>;
    keep(workspace: string, id: string, saved: Uint8Array, tx: Tx): Promise<void>;
  };
  /** Keyed hashes of erased identities, and when they were erased. */
  readonly tombstones: {
    find(workspace: string, identities: readonly Identity[], tx: Tx): Promise<Map<string, number>>;
    insert(workspace: string, identities: readonly Identity[], at: number, tx: Tx): Promise<void>;
  };
  /** Templates whose bounds are computed anew from time to time. */
  readonly schedules: {
    /** One for each template of a workspace. */
    save(x: Schedule): Promise<void>;
    remove(workspace: string, template: string): Promise<boolean>;
    get(workspace: string, template: string): Promise<Schedule | undefined>;
    list(workspace: string): Promise<Schedule[]>;
    /** Sets when it is due next, where nobody else has. */
    move(x: Schedule, nextAt: number, tx: Tx): Promise<boolean>;
  };
  /** How much of a day's quota a partner has used. */
  readonly quotas: {
    /** Takes `n`, or nothing when fewer are left. */
    take(workspace: string, partner: string, day: string, n: number, limit: number): Promise<boolean>;
    giveBack(workspace: string, partner: string, day: string, n: number): Promise<void>;
    /** By partner. */
    used(workspace: string, day: string): Promise<Map<string, number>>;
  };
  /** What opens a workspace. */
  readonly credentials: {
    insert(workspace: string, token: IssuedToken, tx: Tx): Promise<void>;
    get(workspace: string, id: string, tx?: Tx): Promise<IssuedToken | undefined>;
    /** Tokens issued here, newest first. */
    page(workspace: string, page: Page, filter: { readonly subject?: string }): Promise<IssuedToken[]>;
    /** Ids of the tokens issued with some tokens. */
    issuedWith(workspace: string, ids: readonly string[], tx: Tx): Promise<string[]>;
    countRevoked(workspace: string, tx: Tx): Promise<number>;
    /** False when it had been revoked before. A token without a record gets one that only says that it is revoked. */
    revokeToken(workspace: string, id: string, at: number, by: string, tx: Tx): Promise<boolean>;
    /** Revokes every token of a subject issued before an instant. */
    revokeSubject(workspace: string, subject: string, before: number, by: string, tx: Tx): Promise<void>;
    revocations(workspace: string): Promise<Revocations>;
    /** Does nothing for a token without a record. */
    noteUse(workspace: string, id: string, at: number): Promise<void>;
  };
  readonly upkeep: {
    /** Removes documents older than their collection keeps them. */
    purge(now: number): Promise<void>;
  };
  readonly audit: {
    page(
      workspace: string,
      page: Page,
      filter: { readonly actor?: string; readonly operation?: string },
    ): Promise<AuditEntry[]>;
    insert(
      entries: readonly {
        readonly workspace: string;
        readonly actor: string;
        readonly operation: string;
        readonly target: string;
        readonly at: number;
      }[],
      tx: Tx,
    ): Promise<void>;
  };
}
