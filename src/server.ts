/** The composition root: the only file that wires storage, services, live, GraphQL and the edge together. */
import { createHmac, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEMPLATES } from '../seeds/templates/index.js';
import { baseUrl } from './address.js';
import type { Config } from './config.js';
import { openColumnFiles } from './column-files/column-folder.js';
import { openImportFiles } from './import-files/import-folder.js';
import { openDatabase } from './database.js';
import { createDelivery } from './delivery/attempt.js';
import { OpenIdProvider } from './delivery/openid.js';
import { Admission, MAX_CALLERS } from './edge/admission.js';
import { Assets } from './edge/assets.js';
import { ByteBudget } from './edge/byte-budget.js';
import { KeptRequests } from './edge/kept-requests.js';
import { Connections } from './edge/connections.js';
import { MAX_DOWNLOADS, MAX_UPLOADS } from './edge/transfers.js';
import { Gate } from './edge/document-gate.js';
import { Metrics } from './edge/metrics.js';
import type { EdgeOptions } from './edge/options.js';
import { HttpEdge } from './edge/server.js';
import { SignInAttempts } from './edge/sign-in-attempts.js';
import { SignInState } from './edge/sign-in-state.js';
import { InvalidKeyLimit } from './edge/invalid-key-limit.js';
import { MAX_VERIFIED, type Tokens } from './edge/tokens.js';
import { MainThreadTurns } from './edge/main-thread-turns.js';
import { Readiness } from './edge/readiness.js';
import { Unsent } from './edge/unsent.js';
import { WsEdge } from './edge/ws.js';
import type { Api } from './graphql/context.js';
import { toPublicError } from './graphql/errors.js';
import { sharedSchema } from './graphql/schema.js';
import { HistoryLost, Hub } from './live/hub.js';
import { FairSemaphore } from './live/fair-semaphore.js';
import { TooSlow } from './live/subscriber.js';
import { Ticker } from './services/scheduling/ticker.js';
import { FOLLOWERS } from './services/scheduling/followers.js';
import { FellBehind, Followers, PositionLost, type FollowedFeed } from './services/base/follower.js';
import { createServices } from './services/create-services.js';
import type { ColumnFiles, ImportFiles } from './services/base/ports.js';
import { pause } from './pause.js';
import type { Services } from './services/base/services.js';
import { Cursors } from './services/base/cursors.js';
import { createFeed, deploymentEpoch } from './storage/feed.js';
import { Mongo } from './storage/base/mongo.js';
import { LONGEST_TRANSACTION_S, SHORTEN_TRANSACTIONS } from './storage/base/transaction-lifetime.js';
import { createStores } from './storage/stores.js';
import { countCommands, openTelemetry, tracedDelivery, tracedWrites } from './telemetry.js';
import { traceIdFor } from './tracing/tracer.js';
import { memoryLimits } from './memory.js';
import { createTokens, installationSecret } from './tokens.js';

const MIB = 2 ** 20;
/** Memory limits of the network layer (`src/edge`). docs/OPERATIONS.md lists them. */
const MAX_KEPT_DOCUMENT_BYTES = 32 * MIB;
const MAX_WAITING_BYTES = 32 * MIB;
const TURN_LIMITS = { sliceMs: 4, maxWaiting: 1000, maxBytes: MAX_WAITING_BYTES };
const MAX_KEY_BYTES = MIB;
const MAX_BODY_BYTES = 256 * MIB;
const MAX_SUBSCRIPTION_BYTES = 128 * MIB;
const MAX_UNSENT_BYTES = 256 * MIB;
/** Maximum number of subscription items and dry runs that may query all customers at the same time. */
const MAX_QUESTIONS = 2;

export interface RunningServer {
  readonly port: number;
  readonly services: Services;
  readonly tokens: Tokens;
  readonly hub: Hub;
  /** Connection URI under which other processes can reach the same database. */
  readonly databaseUri: string;
  /** Recommendations for database settings that are not in effect. */
  readonly advice: readonly string[];
  /**
   * Finishes accepted work, closes sockets with code 1001, and then closes the database. Can be called several times.
   */
  close(): Promise<void>;
}

/**
 * Returns advice if the database would keep the transaction of a dead process open for too long. Returns an empty list
 * otherwise, and if the lifetime is unknown.
 */
export function adviceOf(transactionLifetimeSeconds: number | undefined): string[] {
  if (transactionLifetimeSeconds === undefined || transactionLifetimeSeconds <= LONGEST_TRANSACTION_S) return [];
  return [
    `the database leaves the transaction of a dead process open for ${transactionLifetimeSeconds} s, and its customers cannot be written meanwhile; set transactionLifetimeLimitSeconds to ${LONGEST_TRANSACTION_S} on every node: ${SHORTEN_TRANSACTIONS}`,
  ];
}

/** Adapts the hub to the change feed that followers read. */
export function followedFeed(hub: Hub): FollowedFeed {
  return {
    get position() {
      return hub.at;
    },
    async *follow(workspace, followed, after, signal) {
      try {
        for await (const { position, change } of hub.subscribe({ ...followed, workspace, isOwn: true }, after, signal))
          yield change && 'segment' in change ? { position, change } : { position };
      } catch (error) {
        if (error instanceof HistoryLost) throw new PositionLost('the change feed lost a position', { cause: error });
        if (error instanceof TooSlow) throw new FellBehind('a follower fell behind', { cause: error });
        throw error;
      }
    },
  };
}

/** Adds metrics of the work that is due to the passage of time, such as jobs and due changes. */
function watchClock(metrics: Metrics, ticker: Ticker, { stores }: Services): void {
  metrics.gauge(
    'strata_jobs_running',
    'Jobs that run, over all workspaces and processes.',
    async () => (await stores.jobs.running()).length,
  );
  metrics.gauge(
    'strata_workspaces_failing',
    'Workspaces whose last round of due work failed; each is retried within a second.',
    () => ticker.failing,
  );
  metrics.gauge(
    'strata_clock_round_age_seconds',
    'Time since the last round over all workspaces began. Rounds begin every 0.2 seconds.',
    () => ticker.roundAgeSeconds,
  );
}

/** Adds the size of the embedded database to the metrics. */
function watchDatabase(metrics: Metrics, file: string): void {
  metrics.gauge(
    'strata_database_bytes',
    'Size of the file of the embedded database.',
    async () => (await stat(file)).size,
  );
}

/** Adds metrics of the bounded resources of the network layer (`src/edge`). */
function watchEdge(config: Config, edge: EdgeOptions, hub: Hub, subscriptionBytes: ByteBudget): void {
  edge.metrics.bound(
    { name: 'connections', limit: config.doors.maxConnections, used: () => edge.connections.open },
    { name: 'operations', limit: config.admission.maxRunning, used: () => edge.admission.inPlaces },
    { name: 'downloads', limit: MAX_DOWNLOADS, used: () => edge.connections.downloads.running },
    { name: 'uploads', limit: MAX_UPLOADS, used: () => edge.connections.uploads.running },
    { name: 'documents_bytes', limit: edge.gate.maxBytes, used: () => edge.gate.bytes },
    { name: 'waiting_documents_bytes', limit: MAX_WAITING_BYTES, used: () => edge.turns.waitingBytes },
    { name: 'callers', limit: MAX_CALLERS, used: () => edge.admission.callers },
    { name: 'verified_tokens', limit: MAX_VERIFIED, used: () => edge.tokens.verified },
    { name: 'write_keys_bytes', limit: edge.invalidKeys.maxBytes, used: () => edge.invalidKeys.bytes },
    { name: 'queued_changes', limit: hub.waiting.limit, used: () => hub.waiting.used },
    { name: 'bodies_bytes', limit: edge.bodies.maxBytes, used: () => edge.bodies.bytes },
    { name: 'subscription_bytes', limit: subscriptionBytes.maxBytes, used: () => subscriptionBytes.bytes },
    { name: 'unsent_bytes', limit: edge.unsent.maxBytes, used: () => edge.unsent.bytes },
  );
}

/** Adds metrics of the memory and the work of the services. */
function watchServices(metrics: Metrics, services: Services): void {
  const { writer, columns, cache, catalogues, intakeLog, importFiles } = services;
  const { listValues, items } = catalogues;
  metrics.gauge('strata_facts_waiting', 'Facts accepted and not yet committed.', () => writer.waiting());
  metrics.bound(
    { name: 'write_hints_bytes', limit: writer.hintBytes.limit, used: () => writer.hintBytes.used },
    { name: 'loaded_facts_bytes', limit: writer.loading.capacity, used: () => writer.loading.bytes },
    { name: 'cached_facts_bytes', limit: cache.capacity, used: () => cache.bytes },
    { name: 'compiled_definitions', limit: catalogues.capacity, used: () => catalogues.definitions },
    { name: 'list_bytes', limit: listValues.capacity, used: () => listValues.bytes },
    { name: 'catalogue_bytes', limit: items.capacity, used: () => items.bytes },
    { name: 'logged_messages', limit: intakeLog.capacity, used: () => intakeLog.waiting },
    { name: 'column_bytes', limit: columns.capacity, used: () => columns.bytes },
    { name: 'column_files_bytes', limit: columns.files.capacity, used: () => columns.files.bytes },
    { name: 'import_files_bytes', limit: importFiles.capacity, used: () => importFiles.bytes },
  );
  metrics.counter(
    'strata_customers_scanned_total',
    'Customers that queries about all customers scanned.',
    () => columns.scanned,
  );
  metrics.counter(
    'strata_customers_read_total',
    'Customers whose facts were read from the database into columns.',
    () => columns.read,
  );
}

/** Returns the key that signs cursors. It is derived from the key of the tokens, so all processes have the same key. */
const cursorKeyOf = ({ tokens, dataDir }: Config): Buffer =>
  createHmac('sha256', tokens.secret ?? tokens.publicKey ?? installationSecret(dataDir))
    .update('strata cursors')
    .digest();

/**
 * Returns the key that signs the state of a sign-in at the OpenID provider. Processes with the same secret have the
 * same key. Without a secret, a sign-in must end at the process where it began.
 */
const signInKeyOf = ({ openId, tokens }: Config): Buffer =>
  createHmac('sha256', openId?.clientSecret ?? tokens.secret ?? randomBytes(32))
    .update('strata sign-ins')
    .digest();

const openIdOf = (config: Config): Pick<EdgeOptions, 'signInState' | 'identityProvider'> => ({
  signInState: new SignInState(signInKeyOf(config)),
  identityProvider: config.openId && new OpenIdProvider(config.openId),
});

/** Opens the folders of columns and of uploaded files. */
async function openFiles(
  config: Config,
  report: (error: unknown) => void,
): Promise<{ readonly columns: ColumnFiles; readonly imports: ImportFiles; close(): Promise<unknown> }> {
  const { columns: settings, dataDir, database, importBytes } = config;
  const columns = await openColumnFiles(join(settings.dir, database), settings.maxBytes, report);
  const imports = await openImportFiles(join(dataDir, 'imports', database), importBytes, report);
  return { columns, imports, close: () => Promise.all([columns.close(), imports.close()]) };
}

/** Returns the time of the monotonic clock in ms. */
const elapsedMs = (): number => performance.now();

export async function startServer(
  config: Config,
  reportTo: (error: unknown, requestId?: string, traceId?: string) => void,
): Promise<RunningServer> {
  const tokens = createTokens(config);
  const metrics = new Metrics();
  const telemetry = await openTelemetry(config.tracing, metrics);
  const { tracer } = telemetry;
  const report = (error: unknown, requestId?: string): void => reportTo(error, requestId, traceIdFor(tracer, error));
  const database = await openDatabase(config);
  const closers: (() => Promise<unknown>)[] = [() => telemetry.close(), () => database.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const mongo = await Mongo.connect(database.uri, config.database, config.databaseTimeoutMs, countCommands(tracer));
    closers.push(() => mongo.close());
    const advice = adviceOf(await mongo.transactionLifetimeSeconds());
    const stores = createStores(mongo);
    const files = await openFiles(config, report);
    closers.push(() => files.close());
    let openPort = config.port;
    const services = createServices(stores, pause, {
      templates: TEMPLATES,
      delivery: tracedDelivery(createDelivery(config.deliveryAllow), tracer),
      ...{ columnFiles: files.columns, importFiles: files.imports, memory: memoryLimits() },
      observer: tracedWrites(metrics, tracer),
      maxSandboxes: config.maxSandboxes,
      publicAddress: { stated: config.publicUrl, local: () => baseUrl(config.host, openPort) },
    });
    const epoch = await deploymentEpoch(mongo, randomBytes(9).toString('base64url'));
    const { columns, lateCommits, intakeLog } = services;
    const hub = new Hub(createFeed(mongo), () => performance.now(), pause, report, [columns, lateCommits]);
    await hub.start();
    const followers = new Followers(services, followedFeed(hub), FOLLOWERS, report);
    closers.push(
      () => hub.stop(),
      () => columns.close(),
    );

    const schema = await sharedSchema();
    const subscriptionBytes = new ByteBudget(MAX_SUBSCRIPTION_BYTES);
    const edge = {
      schema,
      tokens,
      report,
      show: (error: unknown) => {
        const shown = toPublicError(error, report);
        metrics.refused(shown.extensions.code, shown.extensions.reason);
        return shown;
      },
      nowMs: () => Date.now(),
      readiness: new Readiness(() => performance.now()),
      allowedOrigins: config.allowedOrigins,
      api: {
        services,
        hub,
        questions: new FairSemaphore(MAX_QUESTIONS),
        cursors: new Cursors(cursorKeyOf(config), epoch),
        issueToken: config.tokens.algorithm === 'HS256' ? (p) => tokens.issue(p) : undefined,
      } satisfies Api,
      admission: new Admission(config.admission, () => performance.now()),
      gate: new Gate(schema, MAX_KEPT_DOCUMENT_BYTES),
      turns: new MainThreadTurns(TURN_LIMITS, () => performance.now()),
      connections: new Connections(config.doors),
      invalidKeys: new InvalidKeyLimit({ ...config.doors, maxBytes: MAX_KEY_BYTES }, elapsedMs),
      signInAttempts: new SignInAttempts(elapsedMs, config.doors.wrongKeysPerSecond > 0),
      ...openIdOf(config),
      bodies: new ByteBudget(MAX_BODY_BYTES),
      subscriptions: new KeptRequests(subscriptionBytes),
      unsent: new Unsent(MAX_UNSENT_BYTES),
      ...{ metrics, tracer },
      assets: new Assets(fileURLToPath(new URL('../pages', import.meta.url))),
    };
    watchEdge(config, edge, hub, subscriptionBytes);
    watchServices(metrics, services);
    const http = new HttpEdge(edge);
    const ws = new WsEdge(edge, http);
    const ticker = new Ticker(services, report, followers, metrics);
    watchClock(metrics, ticker, services);
    if (database.file) watchDatabase(metrics, database.file);
    ticker.start();
    closers.push(
      () => Promise.all([services.writer.close(), intakeLog.close()]),
      () => ticker.stop(),
      () => followers.done(),
      () => Promise.resolve(followers.stop()),
    );
    edge.readiness.watch();
    const port = (openPort = await http.start(config.port, config.host));
    closers.push(
      () => http.stop(),
      () => ws.stop(),
    );
    edge.readiness.started();
    let closing: Promise<void> | undefined;
    return {
      port,
      services,
      tokens,
      hub,
      databaseUri: database.uri,
      advice,
      close: () => {
        edge.readiness.stopping();
        return (closing ??= closeAll());
      },
    };
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  }
}
