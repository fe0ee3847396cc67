/** Runs files of the unified test format against a MongoDB server through the driver. */
import { EventEmitter } from 'node:events';
import type { MongoError } from 'mongodb';
import {
  MongoClient,
  MongoServerError,
  ReadConcern,
  WriteConcern,
  type ClientSession,
  type Db,
  type Document,
} from 'mongodb';
import {
  Skipped,
  unmet,
  type CollectionData,
  type ExpectedEvents,
  type Operation,
  type Test,
  type TestFile,
} from './format.js';
import { match, type Entities } from './match.js';
import { driverOptions, readPreference, runOperation } from './operations.js';

export type Verdict = 'passed' | 'failed' | 'skipped' | 'refused';

export interface Result {
  readonly test: string;
  readonly verdict: Verdict;
  /** Reason why the test was skipped, rejected by the server, or failed. */
  readonly why?: string;
}

const SENSITIVE = [
  'authenticate',
  'saslStart',
  'saslContinue',
  'getnonce',
  'createUser',
  'updateUser',
  'copydbgetnonce',
  'copydbsaslstart',
  'copydb',
  'hello',
  'isMaster',
  'ismaster',
];
const NOT_SUPPORTED = 238;

interface Observed {
  readonly types: readonly string[];
  readonly ignored: readonly string[];
  readonly events: { readonly type: string; readonly event: Document }[];
}

/** The entities and state of one test. */
export class World implements Entities {
  private readonly entities = new Map<string, unknown>();
  private readonly observed = new Map<string, Observed>();
  private readonly clients: MongoClient[] = [];

  constructor(
    private readonly uri: string,
    private readonly internal: MongoClient,
  ) {}

  get(id: string): unknown {
    if (!this.entities.has(id)) throw new Error(`there is no entity ${id}`);
    return this.entities.get(id);
  }

  async create(list: readonly Document[]): Promise<void> {
    for (const entry of list) {
      const [kind, spec] = Object.entries(entry)[0] as [string, Document];
      const make = Object.hasOwn(this.makers, kind) ? this.makers[kind as keyof World['makers']] : undefined;
      if (!make) throw new Skipped(`entities of kind ${kind} are not run here`);
      this.entities.set(spec.id, await make(spec));
    }
  }

  private readonly makers = {
    client: async (spec: Document): Promise<MongoClient> => {
      if (spec.serverApi || spec.autoEncryptOpts) throw new Skipped('a server API version or encryption is asked for');
      const options: Document = { ...spec.uriOptions };
      delete options.appname;
      if (options.readConcernLevel) options.readConcern = { level: options.readConcernLevel };
      delete options.readConcernLevel;
      const concern = Object.fromEntries(
        ['w', 'wTimeoutMS', 'journal']
          .filter((k) => k in options)
          .map((k) => [k === 'wTimeoutMS' ? 'wtimeoutMS' : k, options[k]]),
      );
      for (const k of Object.keys(concern)) delete options[k === 'wtimeoutMS' ? 'wTimeoutMS' : k];
      const client = new MongoClient(this.uri, {
        ...options,
        ...(Object.keys(concern).length > 0 ? { writeConcern: concern } : {}),
        monitorCommands: true,
      });
      this.clients.push(client);
      const observed: Observed = {
        types: spec.observeEvents ?? [],
        ignored: [
          ...(spec.ignoreCommandMonitoringEvents ?? []),
          ...(spec.observeSensitiveCommands ? [] : SENSITIVE),
          'configureFailPoint',
        ],
        events: [],
      };
      this.observed.set(spec.id, observed);
      for (const type of ['commandStarted', 'commandSucceeded', 'commandFailed'] as const) {
        client.on(type, (event: { commandName: string }) => {
          if (observed.types.includes(`${type}Event`) && !observed.ignored.includes(event.commandName))
            observed.events.push({ type: `${type}Event`, event: event });
        });
      }
      await client.connect();
      return client;
    },
    database: (spec: Document): Db =>
      (this.get(spec.client) as MongoClient).db(spec.databaseName, concerns(spec.databaseOptions)),
    collection: (spec: Document): unknown =>
      (this.get(spec.database) as Db).collection(spec.collectionName, concerns(spec.collectionOptions)),
    session: (spec: Document): ClientSession => {
      const options: Document = { ...spec.sessionOptions };
      if (options.snapshot) throw new Skipped('snapshot sessions need MongoDB 5.0');
      if (options.defaultTransactionOptions)
        options.defaultTransactionOptions = driverOptions(options.defaultTransactionOptions, this);
      return (this.get(spec.client) as MongoClient).startSession(options);
    },
  };

  async perform(operation: Operation, passErrors = false): Promise<void> {
    if (operation.object === 'testRunner') return this.own(operation);
    let result: unknown;
    try {
      result = await runOperation(operation, this);
    } catch (error) {
      if (error instanceof Skipped || (error as MongoServerError).code === NOT_SUPPORTED) throw error;
      if (operation.expectError) {
        matchError(error as Error, operation.expectError, this);
        if (passErrors) throw error;
        return;
      }
      if (operation.ignoreResultAndError) return;
      throw error;
    }
    if (operation.ignoreResultAndError) return;
    if (operation.expectError)
      throw new Error(
        `${operation.name} went well, and should have failed with ${JSON.stringify(operation.expectError)}`,
      );
    if (operation.saveResultAsEntity) this.entities.set(operation.saveResultAsEntity, result);
    if ('expectResult' in operation) match(result, operation.expectResult, this, operation.name);
  }

  /** Runs an operation that the format addresses to the test runner itself. */
  private async own({ name, arguments: a = {} }: Operation): Promise<void> {
    const session = (): ClientSession => this.get(a.session) as ClientSession;
    const lastLsids = (): unknown[] =>
      this.events(a.client ?? 'client')
        .filter((e) => e.type === 'commandStartedEvent')
        .slice(-2)
        .map((e) => String((e.event.command.lsid as Document)?.id?.toString('hex')));
    const check = (holds: boolean, what: string): void => {
      if (!holds) throw new Error(`${what} does not hold`);
    };
    switch (name) {
      case 'createEntities':
        return this.create(a.entities);
      case 'failPoint':
      case 'targetedFailPoint':
        await this.internal.db('admin').command(a.failPoint);
        return;
      case 'assertSessionTransactionState':
        return check(
          transactionState(session()) === a.state,
          `transaction state ${String(a.state)}, not ${transactionState(session())},`,
        );
      case 'assertSessionDirty':
        return check(session().serverSession.isDirty, 'a dirty session');
      case 'assertSessionNotDirty':
        return check(!session().serverSession.isDirty, 'a clean session');
      case 'assertSessionPinned':
        return check(session().isPinned, 'a pinned session');
      case 'assertSessionUnpinned':
        return check(!session().isPinned, 'an unpinned session');
      case 'assertSameLsidOnLastTwoCommands':
        return check(new Set(lastLsids()).size === 1, 'the same session on the last two commands');
      case 'assertDifferentLsidOnLastTwoCommands':
        return check(new Set(lastLsids()).size === 2, 'two sessions on the last two commands');
      case 'assertCollectionExists':
      case 'assertCollectionNotExists': {
        const names = (
          await this.internal
            .db(a.databaseName ?? a.database)
            .listCollections({}, { nameOnly: true })
            .toArray()
        ).map((c) => c.name);
        return check(
          names.includes(a.collectionName ?? a.collection) === (name === 'assertCollectionExists'),
          `${name} ${String(a.collectionName)}`,
        );
      }
      case 'assertIndexExists':
      case 'assertIndexNotExists': {
        const names = (
          await this.internal
            .db(a.databaseName ?? a.database)
            .collection(a.collectionName ?? a.collection)
            .listIndexes()
            .toArray()
            .catch(() => [])
        ).map((i) => i.name);
        return check(
          names.includes(a.indexName ?? a.index) === (name === 'assertIndexExists'),
          `${name} ${String(a.indexName)}`,
        );
      }
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, a.ms));
        return;
      default:
        throw new Skipped(`the operation ${name} of the test runner is not run here`);
    }
  }

  events(client: string): Observed['events'] {
    return this.observed.get(client)?.events ?? [];
  }

  checkEvents(expected: ExpectedEvents): void {
    if (expected.eventType && expected.eventType !== 'command')
      throw new Skipped(`${expected.eventType} events are not observed here`);
    const events = this.events(expected.client);
    if (
      expected.ignoreExtraEvents ? events.length < expected.events.length : events.length !== expected.events.length
    ) {
      throw new Error(
        `${events.length} events instead of ${expected.events.length}: ${events.map((e) => `${e.type} ${e.event.commandName}`).join(', ')}`,
      );
    }
    expected.events.forEach((e, i) => {
      const [type, wanted] = Object.entries(e)[0] as [string, Document];
      const { type: got, event } = events[i];
      const path = `event ${i}`;
      if (got !== type) throw new Error(`${path} is ${got}, not ${type}`);
      if (wanted.command) match(event.command, wanted.command, this, `${path} command`);
      if (wanted.commandName) match(event.commandName, wanted.commandName, this, `${path} name`);
      if (wanted.databaseName) match(event.databaseName, wanted.databaseName, this, `${path} database`);
      if (wanted.reply) match(event.reply, wanted.reply, this, `${path} reply`);
      if (wanted.hasServiceId || wanted.hasServerConnectionId)
        throw new Skipped('service and connection ids are not told here');
    });
  }

  async close(): Promise<void> {
    for (const entity of this.entities.values()) {
      const e = entity as { endSession?(): Promise<void>; close?(): Promise<void> } | null;
      if (e?.endSession) await e.endSession().catch(() => undefined);
      else if (e?.close && !(e instanceof MongoClient)) await e.close().catch(() => undefined);
    }
    for (const client of this.clients) await client.close().catch(() => undefined);
  }
}

/** Converts the driver's transaction state to the word of the format. */
function transactionState(session: ClientSession): string {
  const words: Record<string, string> = {
    NO_TRANSACTION: 'none',
    STARTING_TRANSACTION: 'starting',
    TRANSACTION_IN_PROGRESS: 'in_progress',
    TRANSACTION_COMMITTED: 'committed',
    TRANSACTION_COMMITTED_EMPTY: 'committed',
    TRANSACTION_ABORTED: 'aborted',
  };
  return words[String((session as unknown as { transaction: { state: string } }).transaction.state)];
}

function concerns(options: Document | undefined): Document {
  if (!options) return {};
  return {
    ...options,
    ...(options.readConcern ? { readConcern: ReadConcern.fromOptions({ readConcern: options.readConcern }) } : {}),
    ...(options.writeConcern ? { writeConcern: WriteConcern.fromOptions({ writeConcern: options.writeConcern }) } : {}),
    ...(options.readPreference ? { readPreference: readPreference(options.readPreference) } : {}),
  };
}

function matchError(error: Error, expected: Document, entities: Entities): void {
  const fail = (what: string): never => {
    throw new Error(
      `${what}: ${error.name} ${error.message} (${String((error as MongoServerError).code)} ${String((error as MongoServerError).codeName)}, labels ${String((error as MongoError).errorLabels)})`,
      { cause: error },
    );
  };
  const server = error as MongoServerError & {
    writeErrors?: Document[];
    result?: unknown;
    writeConcernError?: Document;
  };
  if (expected.isClientError === true && (error instanceof MongoServerError || !(error instanceof Error)))
    fail('no client error');
  if (expected.isClientError === false && !(error instanceof MongoServerError)) fail('a client error');
  if (expected.isTimeoutError !== undefined) throw new Skipped('client-side operation timeouts are not run here');
  if (expected.errorContains && !error.message.toLowerCase().includes(String(expected.errorContains).toLowerCase()))
    fail(`the text does not contain "${String(expected.errorContains)}"`);
  if (
    expected.errorCode !== undefined &&
    Number(server.code) !== Number(expected.errorCode) &&
    Number(server.writeConcernError?.code) !== Number(expected.errorCode)
  )
    fail(`the code is not ${String(expected.errorCode)}`);
  if (expected.errorCodeName && server.codeName !== expected.errorCodeName)
    fail(`the code name is not ${String(expected.errorCodeName)}`);
  for (const label of expected.errorLabelsContain ?? [])
    if (!server.hasErrorLabel?.(label)) fail(`no label ${String(label)}`);
  for (const label of expected.errorLabelsOmit ?? [])
    if (server.hasErrorLabel?.(label)) fail(`a label ${String(label)}`);
  if (expected.errorResponse) match(server.errorResponse, expected.errorResponse, entities, 'error response');
  if (expected.expectResult) match(server.result, expected.expectResult, entities, 'result of the error');
}

async function prepare(internal: MongoClient, data: readonly CollectionData[]): Promise<void> {
  for (const { databaseName, collectionName, documents, createOptions } of data) {
    const db = internal.db(databaseName);
    await db.dropCollection(collectionName).catch(() => undefined);
    await db.createCollection(collectionName, createOptions);
    if (documents.length > 0) await db.collection(collectionName).insertMany([...documents]);
  }
}

async function runTest(uri: string, internal: MongoClient, file: TestFile, test: Test): Promise<void> {
  const reason = test.skipReason ?? unmet(file.runOnRequirements) ?? unmet(test.runOnRequirements);
  if (reason) throw new Skipped(reason);
  await prepare(internal, file.initialData ?? []);
  const world = new World(uri, internal);
  try {
    await world.create(file.createEntities ?? []);
    for (const operation of test.operations) await world.perform(operation);
    for (const expected of test.expectEvents ?? []) world.checkEvents(expected);
    for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
      const found = await internal
        .db(databaseName)
        .collection(collectionName)
        .find({}, { readPreference: 'primary' })
        .sort({ _id: 1 })
        .toArray();
      if (found.length !== documents.length)
        throw new Error(`${collectionName} holds ${JSON.stringify(found)} instead of ${JSON.stringify(documents)}`);
      documents.forEach((d, i) => match(found[i], d, world, `${collectionName}[${i}]`, false));
    }
  } finally {
    for (const point of ['failCommand', 'failGetMoreAfterCursorCheckout', 'onPrimaryTransactionalWrite'])
      await internal.db('admin').command({ configureFailPoint: point, mode: 'off' });
    await world.close();
  }
}

const TEST_LIMIT_MS = 30_000;

/** Runs every test of a file, each with new entities. `skip` returns the reason to skip a test. */
export async function runFile(
  uri: string,
  internal: MongoClient,
  file: TestFile,
  skip: (test: Test) => string | undefined = () => undefined,
): Promise<Result[]> {
  EventEmitter.defaultMaxListeners = 100;
  const results: Result[] = [];
  for (const test of file.tests) {
    const name = `${file.description}: ${test.description}`;
    let timer: NodeJS.Timeout | undefined;
    try {
      const reason = skip(test);
      if (reason) throw new Skipped(reason);
      const limit = new Promise<never>(
        (_, reject) =>
          (timer = setTimeout(() => reject(new Error(`not over after ${TEST_LIMIT_MS / 1000} s`)), TEST_LIMIT_MS)),
      );
      await Promise.race([runTest(uri, internal, file, test), limit]);
      results.push({ test: name, verdict: 'passed' });
    } catch (error) {
      const refused = refusal(error);
      if (error instanceof Skipped) results.push({ test: name, verdict: 'skipped', why: error.message });
      else if (refused) results.push({ test: name, verdict: 'refused', why: refused });
      else results.push({ test: name, verdict: 'failed', why: (error as Error).message });
    } finally {
      clearTimeout(timer);
    }
  }
  return results;
}

/** Returns the unsupported feature that the server names in its error, or undefined for other errors. */
function refusal(error: unknown): string | undefined {
  const e = error as { code?: number; message?: string; cause?: unknown } | undefined;
  if (e?.code === NOT_SUPPORTED || /the embedded database does not support/.test(e?.message ?? ''))
    return /does not support ([^;]*)/.exec(e?.message ?? '')?.[1] ?? e?.message;
  return e?.cause ? refusal(e.cause) : undefined;
}
