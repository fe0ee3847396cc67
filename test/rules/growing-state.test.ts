/**
 * Tests that every collection that can grow while the server runs has a limit, and that the limit is on the page about
 * operations. A new collection fails this test until its limit is entered here.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { growingState, stateIn } from './checks/growing-state.js';

/** Ends with the request, transaction or query that made it. */
const OF_REQUEST = 'a request';
/** Has as many entries as the program has routes, files, metrics or kinds of errors. */
const OF_PROGRAM = 'the program';
/** Has an entry for each workspace that exists, or that is being worked on. */
const OF_WORKSPACES = 'workspaces';
/** A WeakMap. An entry ends with the object that is its key, which has a limit of its own. */
const OF_KEYS = 'the objects that are its keys';

/** Returns the limit of collections of `Catalogue`, the compiled definitions of a workspace. */
const ofCatalogue = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [`Catalogue.${name}`, 'compiled_definitions']));

/**
 * The limit of each collection. It is one of the four above, or the name of a limit in a table of docs/OPERATIONS.md,
 * in the section about limits.
 */
const LIMITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'src/edge/admission.ts': {
    'Admission.places': 'operations',
    'Admission.operations': 'callers',
    'Admission.judging': 'checking_time',
  },
  'src/edge/answers.ts': { outboxes: 'connections' },
  'src/edge/assets.ts': { 'Assets.files': OF_PROGRAM },
  'src/edge/byte-budget.ts': { 'ByteBudget.held': 'bodies_bytes' },
  'src/edge/connections.ts': {
    'Connections.total': 'connections',
    'Connections.addresses': 'connections',
    'Connections.subjects': 'connections',
  },
  'src/edge/counter.ts': { 'Counter.counts': 'connections' },
  'src/edge/document-gate.ts': { 'Gate.known': 'documents_bytes', 'Gate.byHash': 'documents_bytes' },
  'src/edge/event-streams.ts': { 'EventStreams.running': 'connections' },
  'src/edge/fewer-messages-route.ts': { 'FewerMessagesRoute.rates': 'links' },
  'src/edge/inbox.ts': { 'Inbox.known': 'bodies_bytes' },
  'src/edge/kept-requests.ts': { 'KeptRequests.documents': 'subscription_bytes' },
  'src/edge/metrics.ts': {
    'Metrics.bounded': OF_PROGRAM,
    'Metrics.requests': OF_PROGRAM,
    'Metrics.errors': OF_PROGRAM,
    'Metrics.conflicts': OF_PROGRAM,
  },
  'src/edge/pipelines.ts': { 'Pipelines.connections': 'connections' },
  'src/edge/readiness.ts': { 'Readiness.delays': OF_PROGRAM },
  'src/edge/receiving.ts': { 'Receiving.whole': 'bodies_bytes' },
  'src/edge/sign-in-attempts.ts': { 'SignInAttempts.accounts': 'sign_ins', 'SignInAttempts.addresses': 'sign_ins' },
  'src/edge/sliced-json.ts': { 'ListTarget.value': 'bodies_bytes' },
  'src/edge/invalid-key-limit.ts': {
    'InvalidKeyLimit.wrong': 'write_keys_bytes',
    'InvalidKeyLimit.opened': 'write_keys_bytes',
    'InvalidKeyLimit.requests': 'addresses',
  },
  'src/edge/token-buckets.ts': { 'TokenBuckets.buckets': 'callers' },
  'src/edge/tokens.ts': { 'Tokens.known': 'verified_tokens' },
  'src/edge/transfers.ts': { 'Transfers.counts': 'downloads' },
  'src/edge/unsent.ts': { 'Unsent.waiting': 'connections' },
  'src/edge/ws.ts': { 'WsEdge.sockets': 'connections' },
  'src/column-files/column-folder.ts': {
    'ColumnFolder.sizes': 'column_files_bytes',
    'ColumnFolder.turns': OF_WORKSPACES,
    'ColumnFolder.written': OF_KEYS,
  },
  'src/column-files/owner.ts': { owned: OF_PROGRAM },
  'src/delivery/resolve.ts': { 'WorkspacePlaces.taken': 'hand_overs' },
  'src/engine/analyses/events.ts': { 'EventReader.readers': OF_REQUEST },
  'src/engine/columns/block.ts': { 'BlockWriter.arrays': OF_REQUEST },
  'src/engine/columns/column-evaluator.ts': { 'ColumnEvaluator.metrics': OF_REQUEST },
  'src/engine/columns/derived.ts': { derived: OF_KEYS },
  'src/engine/columns/dictionary.ts': {
    'CodeColumnBuilder.known': OF_REQUEST,
    'ColumnsBuilder.columns': OF_REQUEST,
  },
  'src/engine/columns/part-slots.ts': { 'SlotsBuilder.full': OF_REQUEST },
  'src/engine/columns/part.ts': {
    ...{ 'ColumnPart.events': 'column_bytes', 'ColumnPart.tags': 'column_bytes', 'ColumnPart.lists': 'column_bytes' },
    ...{ 'PartBuilder.events': OF_REQUEST, 'PartBuilder.tags': OF_REQUEST, 'PartBuilder.lists': OF_REQUEST },
    'PartBuilder.adjusted': OF_REQUEST,
  },
  'src/engine/columns/row-contributions.ts': { listsOf: OF_KEYS, unitsOf: OF_KEYS },
  'src/engine/columns/tag-table.ts': { 'TagTableBuilder.sums': OF_REQUEST, 'TagTableBuilder.since': OF_REQUEST },
  'src/engine/coupons/history.ts': {
    ...{ 'Uses.uses': OF_REQUEST, 'Uses.reported': OF_REQUEST, 'Uses.latest': OF_REQUEST },
    'Uses.cancelled': OF_REQUEST,
  },
  'src/engine/coupons/outcome-columns.ts': { kept: OF_KEYS },
  'src/engine/definitions/catalogue.ts': {
    ...ofCatalogue(['lists', 'partners', 'tags', 'retiredTags', 'segmentDrafts', 'layerModelDrafts', 'models']),
    ...ofCatalogue(['segmentsByKey', 'namespaces', 'byList', 'byEvent', 'byTag', 'concealed', 'concealedTags']),
    ...ofCatalogue(['reads', 'dependants', 'tagBacks', 'eventBacks', 'touched', 'published', 'ended']),
  },
  'src/engine/facts/order-fold.ts': {
    ...{ 'Reports.payments': OF_REQUEST, 'Reports.included': OF_REQUEST },
    ...{ 'Refunds.lines': OF_REQUEST, 'Refunds.spread': OF_REQUEST },
    ...{ 'Returns.byCurrency': OF_REQUEST, 'Returns.byId': OF_REQUEST },
  },
  'src/engine/identity/identity-fold.ts': { 'IdentityFold.groups': OF_REQUEST, 'IdentityFold.sides': OF_REQUEST },
  'src/engine/identity/identity.ts': { blockedForms: OF_KEYS },
  'src/engine/memberships/membership.ts': { 'Membership.changes': OF_REQUEST },
  'src/engine/reach/campaign-messages.ts': { 'CampaignMessages.compiled': OF_REQUEST },
  'src/engine/seen-values/value-counts.ts': { 'ValueCounts.counts': OF_REQUEST, 'ValueCounts.types': OF_REQUEST },
  'src/engine/segments/aggregates.ts': { keys: OF_KEYS },
  'src/engine/segments/condition.ts': { ordered: OF_KEYS },
  'src/engine/segments/evaluate.ts': {
    ...{ 'Evaluation.metrics': OF_REQUEST, 'Evaluation.segments': OF_REQUEST, 'Evaluation.tags': OF_REQUEST },
    'Evaluation.earlierOnes': OF_REQUEST,
  },
  'src/engine/segments/gaps.ts': { 'Gaps.instants': OF_REQUEST, 'Gaps.lengths': OF_REQUEST },
  'src/engine/time/time.ts': { zones: 'time_zones' },
  'src/engine/values/value-list.ts': { indexes: OF_KEYS },
  'src/graphql/input-fits.ts': { compiled: OF_KEYS },
  // An empty map that nothing is added to.
  'src/graphql/rejected-items.ts': { NO_MISFITS: OF_PROGRAM },
  'src/graphql/request-ids.ts': { ids: OF_KEYS },
  'src/import-files/import-folder.ts': {
    'ImportFolder.records': 'import_records',
    'ImportFolder.appending': 'uploads',
    'ImportFolder.rejects': 'import_records',
  },
  'src/live/fair-queue.ts': { 'FairQueue.lines': 'operations' },
  'src/live/hub.ts': { 'Hub.rooms': 'subscription_bytes' },
  'src/live/pulses.ts': { 'Pulses.listeners': 'subscription_bytes' },
  'src/live/subscriber.ts': { 'Subscriber.queue': 'queued_changes' },
  'src/tracing/tracer.ts': { traceOf: OF_REQUEST },
  'src/tracing/span-queue.ts': { 'SpanQueue.waiting': 'waiting_spans_bytes' },
  'src/services/saved-reports/metric-alerts.ts': { 'MetricRounds.passes': OF_WORKSPACES },
  'src/services/accounts/passwords.ts': { 'ScryptPasswords.waiting': 'passwords' },
  'src/services/accounts/sessions.ts': { 'KeptSessions.cached': 'users' },
  'src/services/base/catalogues.ts': {
    'Catalogues.cached': 'compiled_definitions',
    'Catalogues.parts': 'outdated_definitions',
    'Catalogues.loading': OF_WORKSPACES,
  },
  'src/services/base/follower.ts': {
    'Followers.runs': OF_WORKSPACES,
    'Followers.waiting': OF_WORKSPACES,
    'Followers.wanted': OF_WORKSPACES,
  },
  'src/services/base/item-cache.ts': { 'ItemCache.kept': 'catalogue_bytes', 'ItemCache.reading': OF_WORKSPACES },
  'src/services/base/list-values.ts': { 'ListValues.kept': 'list_bytes', 'ListValues.reading': OF_WORKSPACES },
  'src/services/base/keyed-mutex.ts': { 'KeyedMutex.last': 'operations', 'KeyedMutex.waiting': OF_WORKSPACES },
  'src/services/coupons/reports/scan.ts': { kept: 'column_bytes' },
  'src/services/credentials/credentials.ts': {
    'KeptCredentials.cached': 'credentials',
    'KeptCredentials.noted': 'token_uses',
  },
  'src/services/hooks/received-body.ts': {
    'HookWriting.facts': OF_REQUEST,
    'HookWriting.rejected': OF_REQUEST,
    'HookWriting.duplicates': OF_REQUEST,
    'HookWriting.warnings': OF_REQUEST,
  },
  'src/services/imports/files/batches.ts': { 'BatchBuilder.open': OF_REQUEST },
  'src/services/imports/files/groups.ts': { 'HeldRows.held': OF_REQUEST },
  'src/services/imports/files/xlsx.ts': {
    'Styles.formats': OF_REQUEST,
    'Styles.used': OF_REQUEST,
    'SheetReader.rows': OF_REQUEST,
    'SheetReader.cells': OF_REQUEST,
  },
  'src/services/imports/reading.ts': { 'Reading.messages': OF_REQUEST },
  'src/services/imports/rejects-file.ts': { 'RejectsFile.waiting': OF_REQUEST },
  'src/services/imports/sender.ts': { 'Reasons.found': OF_REQUEST },
  'src/services/identity/identity.ts': { 'SharedForms.groupOf': OF_REQUEST },
  'src/services/intake-log/kept-intake-log.ts': {
    'KeptIntakeLog.senders': 'logged_messages',
    'KeptIntakeLog.waiters': 'operations',
  },
  'src/services/mapping/date-patterns.ts': { compiled: 'date_patterns' },
  'src/services/mapping/mapping-work.ts': { 'ColumnNames.names': OF_REQUEST },
  'src/services/population/background-columns.ts': {
    'BackgroundColumns.running': OF_WORKSPACES,
    'BackgroundColumns.heard': OF_WORKSPACES,
    'BackgroundColumns.hurried': OF_WORKSPACES,
    'BackgroundColumns.restsUntil': OF_WORKSPACES,
  },
  'src/services/population/columns.ts': { 'KeptColumns.workspaces': 'column_bytes' },
  'src/services/population/views.ts': { 'View.truths': OF_REQUEST, 'FirstFew.ids': OF_REQUEST },
  'src/services/population/fact-cache.ts': { 'KeptFacts.entries': 'cached_facts_bytes' },
  'src/services/population/workspace-columns.ts': {
    'WorkspaceColumns.slots': 'column_bytes',
    'WorkspaceColumns.changed': 'column_bytes',
    'WorkspaceColumns.marks': 'operations',
  },
  'src/services/profiles/unmatched.ts': { found: 'column_bytes' },
  'src/services/publication/late-commits.ts': { 'TrackedLateCommits.watches': 'late_commits' },
  'src/services/reach/hand-over.ts': { 'HandOver.loops': OF_WORKSPACES },
  'src/services/scheduling/ticker.ts': {
    'Ticker.rounds': OF_WORKSPACES,
    'Ticker.tended': OF_WORKSPACES,
    'Ticker.failed': OF_WORKSPACES,
  },
  'src/services/scheduling/sweep.ts': { 'Sweep.seen': OF_WORKSPACES },
  'src/services/strategies/strategy-rounds.ts': {
    'StrategyRounds.running': OF_WORKSPACES,
    'StrategyRounds.failed': OF_WORKSPACES,
  },
  'src/services/tracking/identities.ts': { 'Identities.list': OF_REQUEST },
  'src/services/tracking/notes.ts': { 'Notes.list': OF_REQUEST },
  'src/services/tracking/tracking.ts': {
    'Intake.taken': OF_REQUEST,
    'Intake.rejected': OF_REQUEST,
    'Intake.duplicates': OF_REQUEST,
  },
  'src/services/write-path/batches.ts': { 'Batch.all': OF_REQUEST, 'Batch.keys': OF_REQUEST },
  'src/services/write-path/fact-memory.ts': { 'FactMemory.waiting': 'loaded_facts_bytes' },
  'src/services/write-path/fact-writer.ts': {
    'QueuedWriter.queues': OF_WORKSPACES,
    'QueuedWriter.hints': 'write_hints_bytes',
  },
  'src/services/write-path/load-together.ts': { 'HeldCall.intakes': OF_REQUEST },
  'src/services/write-path/tag-writes.ts': { 'RequestOrder.last': OF_REQUEST },
  'src/storage/base/coalesce.ts': { 'Coalescer.failures': 'operations' },
};

/** Files whose objects live in one write transaction only. */
const OF_TRANSACTION = /^src\/services\/write-path\/(?:commit\/|deciders\/|dues\/|customers\.ts$|identity-graph\.ts$)/;

test('every collection that can grow has a documented limit', () => {
  const state = growingState('.').filter(({ path }) => !OF_TRANSACTION.test(path));
  assert.ok(state.length > 150, `${state.length} collections`);
  const unlisted = state.filter(({ path, name }) => LIMITS[path]?.[name] === undefined);
  assert.deepEqual(unlisted, [], 'give it a limit and enter it here, and on the page about operations');
  const found = new Set(state.map(({ path, name }) => `${path} ${name}`));
  const gone = Object.entries(LIMITS).flatMap(([path, names]) =>
    Object.keys(names).filter((name) => !found.has(`${path} ${name}`)),
  );
  assert.deepEqual(gone, [], 'it no longer exists');
});

test('each of these limits is in a table of OPERATIONS.md', () => {
  const page = readFileSync('docs/OPERATIONS.md', 'utf8');
  const section = page.slice(page.indexOf('### What is bounded'), page.indexOf('### Columns as files'));
  const rows = new Set([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));
  const kinds = [OF_REQUEST, OF_PROGRAM, OF_WORKSPACES, OF_KEYS];
  const named = new Set(Object.values(LIMITS).flatMap((names) => Object.values(names)));
  assert.deepEqual(
    [...named].filter((name) => !kinds.includes(name) && !rows.has(name)),
    [],
  );
});

test('the check finds every kind of growing collection, and no constant or local one', () => {
  const text = `
    const cache = new Map<string, number>();
    export const recent = new LRUCache({ max: 3 });
    const NAMES = new Set(['a', 'b']);
    const NONE: ReadonlySet<string> = new Set();
    function once() { const local = new Map(); return local; }
    class Kept {
      private readonly byName = new Map<string, number>();
      list: string[] = [];
      readonly limits = [1, 2];
      constructor(max: number) { this.last = new LRUCache({ max }); const seen = new Set(); }
      read() { const found = new Map(); return found; }
    }`;
  assert.deepEqual(
    stateIn(text, 'planted.ts').map(({ name }) => name),
    ['cache', 'recent', 'Kept.byName', 'Kept.list', 'Kept.last'],
  );
});
