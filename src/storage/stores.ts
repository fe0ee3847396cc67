/** Creates the stores that use MongoDB. Each method performs one query or write of the domain. */
import type { Stores } from '../services/base/ports.js';
import { toServiceError } from './base/database-errors.js';
import type { Mongo } from './base/mongo.js';
import { alertStore } from './alerts.js';
import { auditStore } from './audit.js';
import { campaignStore } from './campaigns.js';
import { contactStore } from './contacts.js';
import { couponPackStore } from './coupon-packs.js';
import { couponStore } from './coupons.js';
import { credentialStore } from './credentials.js';
import { followerStore } from './followers.js';
import { eventStore } from './events.js';
import { experimentStore } from './experiments.js';
import { idempotencyStore } from './idempotency.js';
import { identityStore } from './identities.js';
import { hookStore } from './hooks.js';
import { intakeLogStore } from './intake-log.js';
import { itemCatalogueStore } from './item-catalogues.js';
import { jobStore } from './jobs.js';
import { layerModelStore } from './layer-models.js';
import { listStore } from './lists.js';
import { modelStore } from './models.js';
import { namespaceStore } from './namespaces.js';
import { metricAlertStore } from './metric-alerts.js';
import { missedChanges } from './missed-changes.js';
import { newsStore } from './news.js';
import { partnerStore } from './partners.js';
import { profileStore } from './profiles.js';
import { boardStore, reportStore } from './reports.js';
import { quotaStore } from './quotas.js';
import { receivedMessageStore } from './received-messages.js';
import { retentionStore } from './retentions.js';
import { roleStore } from './roles.js';
import { scheduleStore } from './schedules.js';
import { segmentStore } from './segments.js';
import { sessionStore } from './sessions.js';
import { strategyRecordStore, strategyStore } from './strategies.js';
import { tagDefinitionStore } from './tag-definitions.js';
import { tagFactStore } from './tag-facts.js';
import { tombstoneStore } from './tombstones.js';
import { transitionStore } from './transitions.js';
import { upkeepStore } from './base/upkeep.js';
import { userStore } from './users.js';
import { webhookEndpointStore } from './webhook-endpoints.js';
import { workspaceStore } from './workspaces.js';

/** Timeout in milliseconds of removals and purges, whose duration depends on the amount of data. */
const LONG_MS = 30 * 60_000;

/**
 * Wraps a store so that each method has a timeout and throws service errors. The methods named in `long` have the
 * timeout LONG_MS.
 */
function bounded<S extends object>(mongo: Mongo, store: S, long: readonly (keyof S)[] = []): S {
  const wrap = ([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    (...args: unknown[]) =>
      mongo.bounded(call(...args), long.includes(name as keyof S) ? LONG_MS : undefined).catch(rethrow),
  ];
  return Object.fromEntries(Object.entries(store).map((x) => wrap(x as never))) as S;
}

export function createStores(mongo: Mongo): Stores {
  return {
    now: () => mongo.now(),
    transact: (run) => mongo.transact(run),
    workspaces: bounded(mongo, workspaceStore(mongo), ['remove', 'finishRemoval']),
    definitions: bounded(mongo, definitionStore(mongo)),
    lists: bounded(mongo, listStore(mongo)),
    itemCatalogues: bounded(mongo, itemCatalogueStore(mongo)),
    coupons: bounded(mongo, couponStore(mongo)),
    couponPacks: bounded(mongo, couponPackStore(mongo)),
    experiments: bounded(mongo, experimentStore(mongo)),
    webhookEndpoints: bounded(mongo, webhookEndpointStore(mongo)),
    hooks: bounded(mongo, hookStore(mongo)),
    reports: bounded(mongo, reportStore(mongo)),
    boards: bounded(mongo, boardStore(mongo)),
    models: bounded(mongo, modelStore(mongo)),
    strategies: bounded(mongo, strategyStore(mongo)),
    strategyRecords: bounded(mongo, strategyRecordStore(mongo)),
    metricAlerts: bounded(mongo, metricAlertStore(mongo)),
    intakeLog: bounded(mongo, intakeLogStore(mongo)),
    campaigns: bounded(mongo, campaignStore(mongo)),
    contacts: bounded(mongo, contactStore(mongo)),
    receivedMessages: bounded(mongo, receivedMessageStore(mongo)),
    profiles: bounded(mongo, profileStore(mongo), ['remembering']),
    identities: bounded(mongo, identityStore(mongo)),
    events: bounded(mongo, eventStore(mongo)),
    tagFacts: bounded(mongo, tagFactStore(mongo)),
    transitions: bounded(mongo, transitionStore(mongo)),
    jobs: bounded(mongo, jobStore(mongo)),
    news: bounded(mongo, { ...newsStore(mongo), ...missedChanges(mongo) }, ['missed']),
    alerts: bounded(mongo, alertStore(mongo)),
    followers: bounded(mongo, followerStore(mongo)),
    idempotency: bounded(mongo, idempotencyStore(mongo)),
    tombstones: bounded(mongo, tombstoneStore(mongo)),
    quotas: bounded(mongo, quotaStore(mongo)),
    credentials: bounded(mongo, credentialStore(mongo)),
    roles: bounded(mongo, roleStore(mongo)),
    users: bounded(mongo, userStore(mongo)),
    sessions: bounded(mongo, sessionStore(mongo)),
    schedules: bounded(mongo, scheduleStore(mongo)),
    upkeep: bounded(mongo, upkeepStore(mongo), ['purge']),
    audit: bounded(mongo, auditStore(mongo)),
  };
}

/** Returns the store of all definitions of a workspace. It combines the stores of the kinds of definitions. */
const definitionStore = (mongo: Mongo): Stores['definitions'] => ({
  ...tagDefinitionStore(mongo),
  ...segmentStore(mongo),
  ...layerModelStore(mongo),
  ...namespaceStore(mongo),
  ...partnerStore(mongo),
  ...retentionStore(mongo),
});

function rethrow(error: unknown): never {
  throw toServiceError(error);
}
