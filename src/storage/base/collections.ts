/**
 * The registry of collections. A new collection needs only an entry here. The connection then creates it with its
 * indexes, the removal of a workspace empties it, the change stream watches it, and its old documents are purged.
 * `test/privacy/collections.test.ts` counts the documents that an erasure and a removal leave in each collection.
 */
import type { IndexDescription } from 'mongodb';

/**
 * What remains of a customer in a collection after an erasure. In the order of the values:
 * - no documents;
 * - only ids and hashes that identify nobody;
 * - only responses that are stored under idempotency keys for a day;
 * - nothing, because the collection never contains customer data.
 */
type AfterErasure = 'nothing' | 'opaque ids' | 'responses of a day' | 'never of a customer';

/**
 * The properties of a collection: its indexes, the owner of its documents, and how long they are kept.
 *
 * @example
 * // One document for each key of a workspace. Documents older than 30 days are deleted.
 * const points: Registration = {
 *   indexes: [{ key: { ws: 1, key: 1 }, unique: true }],
 *   belongsTo: 'WORKSPACE',
 *   afterErasure: 'nothing',
 *   purge: { days: 30, age: 'AT' },
 * };
 */
export interface Registration {
  /**
   * Each index begins with the workspace, so that no query crosses workspaces. The exceptions are TTL indexes and the
   * index over the jobs of all workspaces.
   */
  readonly indexes: readonly IndexDescription[];
  /** With WORKSPACE, each document contains the workspace id in `ws` and is deleted together with the workspace. */
  readonly belongsTo: 'WORKSPACE' | 'INSTALLATION';
  readonly afterErasure: AfterErasure;
  /**
   * Documents older than `days` days are deleted. Their age is read from the id (`newId`), or from the field `at` or
   * `lastAt`. If `purge` is absent, documents are kept.
   */
  readonly purge?: { readonly days: number; readonly age: 'ID' | 'AT' | 'LAST_AT' };
  /** Whether the change stream watches inserts into the collection. */
  readonly streamed?: true;
}

/** A collection of definitions or settings, without customer data. */
const defined = (...indexes: readonly IndexDescription[]): Registration => ({
  indexes,
  belongsTo: 'WORKSPACE',
  afterErasure: 'never of a customer',
});

/** A collection of customer data. */
const known = (afterErasure: AfterErasure, ...indexes: readonly IndexDescription[]): Registration => ({
  indexes,
  belongsTo: 'WORKSPACE',
  afterErasure,
});

/**
 * A collection whose documents are streamed once and kept for a day. It needs no index, because documents are queried
 * only by id, and an id begins with the time.
 */
const announced = {
  indexes: [],
  belongsTo: 'WORKSPACE',
  afterErasure: 'opaque ids',
  purge: { days: 1, age: 'ID' },
  streamed: true,
} as const satisfies Registration;

const BY_KEY: IndexDescription = { key: { ws: 1, key: 1 }, unique: true };
const BY_WORKSPACE: IndexDescription = { key: { ws: 1 } };

const COLLECTIONS = {
  meta: { indexes: [], belongsTo: 'INSTALLATION', afterErasure: 'never of a customer' },
  // The id of a removed workspace is kept, so that its tokens do not give access to a later workspace with the same id.
  workspaces: { indexes: [], belongsTo: 'INSTALLATION', afterErasure: 'never of a customer' },
  namespaces: defined({ key: { ws: 1, name: 1 }, unique: true }),
  tagDefinitions: defined(BY_KEY),
  segments: defined(BY_KEY),
  layerModels: defined(BY_KEY),
  coupons: defined(BY_KEY),
  couponPacks: defined(BY_KEY),
  experiments: defined(BY_KEY),
  webhookEndpoints: defined(BY_KEY),
  campaigns: defined(BY_KEY, { key: { ws: 1, state: 1 } }),
  campaignVersions: defined({ key: { ws: 1, key: 1, version: 1 }, unique: true }),
  reachRules: defined(BY_KEY),
  hooks: defined(BY_KEY),
  reports: defined(BY_KEY),
  reportVersions: defined({ key: { ws: 1, key: 1, version: 1 }, unique: true }),
  boards: defined(BY_KEY),
  metricAlerts: defined({ key: { ws: 1, report: 1 } }),
  // Versions contain parameters and aggregate figures, but no facts of single customers.
  models: defined(BY_KEY),
  modelVersions: defined(
    { key: { ws: 1, key: 1, version: 1 }, unique: true },
    { key: { ws: 1, key: 1, usableFor: 1, version: -1 } },
  ),
  modelSchedules: defined(BY_KEY),
  strategies: defined(BY_KEY),
  // Records contain figures of groups of at least ten customers, but no facts of single customers.
  strategyRecords: defined(BY_KEY, { key: { ws: 1, strategy: 1, key: 1 } }, { key: { ws: 1, layer: 1, key: 1 } }),
  couponCounts: defined(BY_WORKSPACE),
  couponNames: defined(BY_WORKSPACE),
  segmentVersions: defined({ key: { ws: 1, key: 1, version: 1 }, unique: true }),
  partners: defined(BY_KEY),
  // Tokens are deleted a month after they expire. A revocation without a token record has no expiry and is kept.
  credentials: defined(
    { key: { ws: 1, 'revoked.at': 1 } },
    { key: { ws: 1, issuedWith: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 30 * 86_400 },
  ),
  roles: defined(BY_KEY),
  // The document of a user contains an e-mail address until the user is retired.
  users: defined(
    { key: { ws: 1, email: 1 } },
    { key: { ws: 1, external: 1 } },
    { key: { forgottenAt: 1 }, expireAfterSeconds: 0 },
  ),
  sessions: defined({ key: { ws: 1, user: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
  // A quota counter is deleted a week after the day for which it counts.
  quotas: defined({ key: { ws: 1, day: 1 } }, { key: { at: 1 }, expireAfterSeconds: 7 * 86_400 }),
  schedules: defined({ key: { ws: 1, _id: 1 } }),
  lists: defined(BY_KEY),
  // The id of an entry consists of its content (the name of a set of entries) and its value. The index finds an
  // identity in all lists.
  listEntries: known('nothing', { key: { ws: 1, ns: 1, value: 1 } }),
  listChanges: known('nothing', { key: { ws: 1, open: 1, _id: 1 } }),
  listReplacements: defined({ key: { ws: 1, list: 1 } }),
  itemCatalogues: defined(BY_KEY),
  // The id consists of the content (the name of a set of entries) and the key of the entry. The index finds the entries
  // that changed after a given version.
  items: defined({ key: { ws: 1, content: 1, version: 1 } }),
  retentions: defined({ key: { ws: 1, family: 1 }, unique: true }),
  profiles: known(
    'nothing',
    { key: { ws: 1, isRoot: 1, _id: 1 } },
    { key: { ws: 1, isReceipt: 1, _id: 1 }, partialFilterExpression: { isReceipt: true } },
    { key: { ws: 1, 'memberships.segment': 1, _id: 1 } },
    { key: { ws: 1, nextCheckAt: 1 } },
  ),
  identities: known('nothing', BY_WORKSPACE),
  links: known('nothing', { key: { ws: 1, ends: 1 } }, { key: { ws: 1, accepted: 1, _id: 1 } }),
  partings: known('nothing', { key: { ws: 1, ends: 1 } }),
  // Keyed hashes of erased identities.
  tombstones: known('opaque ids', BY_WORKSPACE),
  events: known('nothing', { key: { ws: 1, profile: 1, type: 1, at: 1 } }, { key: { ws: 1, type: 1, at: 1, _id: 1 } }),
  tagFacts: known(
    'nothing',
    { key: { ws: 1, profile: 1, tag: 1, at: 1 } },
    { key: { ws: 1, by: 1, recordedAt: 1, _id: 1 } },
  ),
  // The retention periods of events do not apply to contacts.
  contacts: known(
    'nothing',
    { key: { ws: 1, profile: 1, decidedAt: 1 } },
    { key: { ws: 1, campaign: 1, state: 1 } },
    { key: { ws: 1, nextAttemptAt: 1 } },
    { key: { ws: 1, plannedFor: 1 } },
    { key: { ws: 1, openFor: 1, openUntil: 1, _id: 1 } },
  ),
  receivedMessages: {
    ...known('nothing', { key: { ws: 1, at: 1 } }, { key: { ws: 1, profile: 1 } }, { key: { at: 1 } }),
    purge: { days: 7, age: 'AT' },
  },
  transitions: {
    ...known('opaque ids', { key: { ws: 1, profile: 1, sequence: 1 } }, { key: { ws: 1, segment: 1, _id: 1 } }),
    streamed: true,
  },
  profileChanges: announced,
  jobs: known('opaque ids', { key: { ws: 1, state: 1 } }, { key: { ws: 1, _id: 1 } }, { key: { state: 1 } }),
  jobChanges: announced,
  // Alerts that earlier versions stored have no `at`, so they are never purged.
  alerts: {
    ...known('opaque ids', { key: { ws: 1, _id: 1 } }, { key: { at: 1 } }),
    purge: { days: 366, age: 'AT' },
    streamed: true,
  },
  customerChanges: announced,
  followers: defined(BY_WORKSPACE),
  // The intake log contains the calls, names and outcomes of messages, but no values.
  intakeSenders: {
    ...defined({ key: { ws: 1, kind: 1, lastAt: 1 } }, { key: { lastAt: 1 } }),
    purge: { days: 90, age: 'LAST_AT' },
  },
  intakeMessages: {
    ...defined({ key: { ws: 1, sender: 1, upTo: 1 } }),
    purge: { days: 30, age: 'ID' },
    streamed: true,
  },
  idempotency: {
    ...known('responses of a day', BY_WORKSPACE, { key: { at: 1 } }),
    purge: { days: 1, age: 'AT' },
  },
  outcomes: {
    ...known('opaque ids', BY_WORKSPACE, { key: { at: 1 } }),
    purge: { days: 1, age: 'AT' },
  },
  audit: known('opaque ids', { key: { ws: 1, _id: 1 } }, { key: { ws: 1, actor: 1, _id: 1 } }),
} as const satisfies Readonly<Record<string, Registration>>;

export type CollectionName = keyof typeof COLLECTIONS;

/** Collections whose inserts are streamed. */
export type StreamedCollection = {
  [C in CollectionName]: (typeof COLLECTIONS)[C] extends { readonly streamed: true } ? C : never;
}[CollectionName];

/** All collections with their registrations. */
export const REGISTERED: readonly (readonly [CollectionName, Registration])[] = Object.entries(COLLECTIONS) as never;

const where = (chosen: (registration: Registration) => boolean): readonly CollectionName[] =>
  REGISTERED.filter(([, registration]) => chosen(registration)).map(([name]) => name);

/** Collections whose documents are deleted with their workspace, in registry order. */
export const OF_WORKSPACES = where(({ belongsTo }) => belongsTo === 'WORKSPACE');

/** Names of the streamed collections. */
export const STREAMED = where(({ streamed }) => streamed === true);

/** Collections of announcements, which only the change feed reads. */
export const ANNOUNCED = REGISTERED.filter(([, registration]) => registration === announced).map(([name]) => name);
