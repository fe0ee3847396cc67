/**
 * Converts specification tests of older formats (crud v1, transactions, retryable reads and writes, change streams) to
 * the unified format.
 */
import type { Document } from 'mongodb';
import type { CollectionData, ExpectedEvents, Operation, Requirement, Test, TestFile } from './format.js';

const DATABASE = 'spec-tests';
const COLLECTION = 'test';

const isDoc = (v: unknown): v is Document =>
  v !== null && typeof v === 'object' && !Array.isArray(v) && Object.getPrototypeOf(v) === Object.prototype;

/**
 * Converts an expectation. In the old format null means that a field is missing, 42 means any value, and every document
 * may have additional fields.
 */
function expected(v: unknown, inner = false): unknown {
  if (v === null) return { $$exists: false };
  if (v === 42 || v === '42') return { $$exists: true };
  if (Array.isArray(v)) return v.map((x) => expected(x, true));
  if (!isDoc(v)) return v;
  const fields = Object.fromEntries(Object.entries(v).map(([k, x]) => [k, expected(x, true)]));
  return inner ? { $$matchAsRoot: fields } : fields;
}

function requirement(r: Document): Requirement {
  const { topology, ...rest } = r;
  return { ...rest, ...(topology ? { topologies: topology } : {}) };
}

const ERROR_KEYS = ['errorContains', 'errorCodeName', 'errorLabelsContain', 'errorLabelsOmit', 'errorCode'];

/** Returns the expected result or error of an operation. */
function answer(result: unknown, fails: boolean): Partial<Operation> {
  const keys = isDoc(result) ? ERROR_KEYS.filter((k) => k in result) : [];
  if (keys.length > 0) return { expectError: Object.fromEntries(keys.map((k) => [k, (result as Document)[k]])) };
  if (fails) return { expectError: { isError: true } };
  return result === undefined ? {} : { expectResult: result };
}

/** Converts one test, and collects the entities that it needs. */
class Conversion {
  readonly entities: Document[];
  private extra = 0;

  constructor(
    private readonly database: string,
    private readonly collection: string,
    clientOptions: Document,
    sessionOptions: Document,
  ) {
    this.entities = [
      { client: { id: 'client', uriOptions: clientOptions, observeEvents: ['commandStartedEvent'] } },
      { database: { id: 'database', client: 'client', databaseName: database } },
      { collection: { id: 'collection', database: 'database', collectionName: collection } },
      ...['session0', 'session1'].map((id) => ({
        session: { id, client: 'client', sessionOptions: sessionOptions[id] },
      })),
    ];
  }

  operation(o: Document): Operation {
    return {
      name: o.name === 'watch' ? 'createChangeStream' : o.name,
      object: this.object(o),
      arguments: this.args(o),
      ...answer(o.result, o.error === true),
    };
  }

  private object(o: Document): string {
    const object = String(o.object ?? 'collection');
    const options = o.collectionOptions ?? o.databaseOptions;
    if (!options && !o.arguments?.collectionName) return object;
    const id = `extra${this.extra++}`;
    if (object === 'database')
      this.entities.push({ database: { id, client: 'client', databaseName: this.database, databaseOptions: options } });
    else if (object === 'collection')
      this.entities.push({
        collection: { id, database: 'database', collectionName: this.collection, collectionOptions: options },
      });
    else return object;
    return id;
  }

  private args(o: Document): Document {
    const { options, requests, callback, databaseName, ...args } = (o.arguments ?? {}) as Document;
    return {
      ...args,
      ...options,
      ...(databaseName ? { databaseName } : {}),
      ...(requests ? { requests: requests.map((r: Document) => ({ [r.name]: { ...r.arguments } })) } : {}),
      ...(callback ? { callback: callback.operations.map((x: Document) => this.operation(x)) } : {}),
      ...(o.command_name ? { commandName: o.command_name } : {}),
      ...(o.name === 'watch' ? { pipeline: args.pipeline ?? [] } : {}),
    };
  }

  events(expectations: readonly Document[] | null | undefined): ExpectedEvents[] | undefined {
    if (!expectations) return undefined;
    return [
      {
        client: 'client',
        events: expectations.map((e) => {
          const {
            command,
            command_name: commandName,
            database_name: databaseName,
          } = e.command_started_event as Document;
          const wanted = expected(command) as Document;
          // The driver sends `afterClusterTime` with more commands than these older tests expect, so `readConcern` is
          // not compared then.
          if (command.readConcern === null) delete wanted.readConcern;
          if (typeof wanted.lsid === 'string') wanted.lsid = { $$sessionLsid: wanted.lsid };
          return {
            commandStartedEvent: {
              command: wanted,
              ...(commandName ? { commandName } : {}),
              ...(databaseName ? { databaseName } : {}),
            },
          };
        }),
      },
    ];
  }
}

const failPoint = (point: Document): Operation => ({
  name: 'failPoint',
  object: 'testRunner',
  arguments: { client: 'client', failPoint: point },
});

function convertTest(file: Document, t: Document): Test & { readonly createEntities: readonly Document[] } {
  const database = file.database_name ?? DATABASE;
  const collection = file.collection_name ?? COLLECTION;
  const world = new Conversion(database, collection, t.clientOptions ?? {}, t.sessionOptions ?? {});
  const outcome = (t.outcome ?? {}) as Document;
  // The oldest format has a single operation, whose result is part of the outcome.
  const operations = t.operation
    ? [{ ...t.operation, result: outcome.error ? undefined : outcome.result, error: outcome.error }]
    : (t.operations as Document[]);
  const data: CollectionData[] | undefined = outcome.collection
    ? [
        {
          databaseName: database,
          collectionName: outcome.collection.name ?? collection,
          documents: outcome.collection.data,
        },
      ]
    : undefined;
  return {
    description: t.description,
    skipReason: t.skipReason,
    runOnRequirements:
      t.topology || t.minServerVersion || t.maxServerVersion
        ? [
            requirement({
              topology: t.topology,
              minServerVersion: t.minServerVersion,
              maxServerVersion: t.maxServerVersion,
            }),
          ]
        : undefined,
    // Sessions end before events are compared, so that an open transaction is aborted.
    operations: [
      ...(t.failPoint ? [failPoint(t.failPoint)] : []),
      ...operations.map((o) => world.operation(o)),
      ...['session0', 'session1'].map((object) => ({ name: 'endSession', object })),
    ],
    expectEvents: world.events(t.expectations),
    outcome: data,
    createEntities: world.entities,
  };
}

/**
 * Converts a test in the old change stream format: the watched collection, the operations while it is watched, and the
 * expected events or error.
 */
function convertChangeStream(file: Document, t: Document): Test & { readonly createEntities: readonly Document[] } {
  const entities: Document[] = [
    {
      client: {
        id: 'client',
        observeEvents: ['commandStartedEvent'],
        ignoreCommandMonitoringEvents: ['killCursors', 'endSessions', 'getMore'],
      },
    },
    { client: { id: 'others' } },
  ];
  const added = new Map<string, string>();
  const collectionOf = (client: string, database: string, collection: string): string => {
    const name = `${client} ${database}.${collection}`;
    if (!added.has(name)) {
      const id = `c${added.size}`;
      entities.push(
        { database: { id: `d${id}`, client, databaseName: database } },
        { collection: { id, database: `d${id}`, collectionName: collection } },
      );
      added.set(name, id);
    }
    return added.get(name)!;
  };
  const watched = collectionOf('client', file.database_name, file.collection_name);
  const object = t.target === 'client' ? 'client' : t.target === 'database' ? `d${watched}` : watched;
  const fails = t.result.error as Document | undefined;
  const meanwhile: Operation[] = (t.operations as Document[]).map((o) => ({
    name: o.name,
    object: collectionOf('others', o.database, o.collection),
    arguments: o.arguments,
  }));
  const next = { name: 'iterateUntilDocumentOrError', object: 'stream' };
  return {
    description: t.description,
    runOnRequirements: [
      requirement({ topology: t.topology, minServerVersion: t.minServerVersion, maxServerVersion: t.maxServerVersion }),
    ],
    operations: [
      ...(t.failPoint ? [failPoint(t.failPoint)] : []),
      {
        name: 'createChangeStream',
        object,
        arguments: { pipeline: t.changeStreamPipeline, ...t.changeStreamOptions, ...(fails ? { unopened: true } : {}) },
        saveResultAsEntity: 'stream',
      },
      ...(fails ? [{ name: 'open', object: 'stream' }] : []),
      ...meanwhile,
      ...(fails
        ? [
            {
              ...next,
              expectError: {
                ...(fails.code === undefined ? {} : { errorCode: fails.code }),
                ...(fails.errorLabels ? { errorLabelsContain: fails.errorLabels } : {}),
              },
            },
          ]
        : ((t.result.success as Document[] | undefined) ?? []).map((e): Operation => ({
            ...next,
            expectResult: expected(e),
          }))),
    ],
    expectEvents: t.expectations
      ? [
          {
            client: 'client',
            ignoreExtraEvents: true,
            events: (t.expectations as Document[])
              .filter((e) => !('getMore' in e.command_started_event.command))
              .map((e) => ({
                commandStartedEvent: { command: expected(e.command_started_event.command) as Document },
              })),
          },
        ]
      : undefined,
    createEntities: entities,
  };
}

/** Converts a file to one unified file per test, because each old test configures its own client. */
export function convertLegacy(path: string, file: Document): TestFile[] {
  const changeStreams = 'target' in file.tests[0];
  const name = path.replace(/^.*[\\/]/, '').replace(/\.json$/, '');
  const data: CollectionData[] = changeStreams
    ? [
        [file.database_name, file.collection_name],
        [file.database2_name, file.collection2_name],
      ]
        .filter(([d]) => d !== undefined)
        .map(([databaseName, collectionName]) => ({ databaseName, collectionName, documents: [] }))
    : [
        {
          databaseName: file.database_name ?? DATABASE,
          collectionName: file.collection_name ?? COLLECTION,
          documents: file.data ?? [],
        },
      ];
  const requirements = file.runOn
    ? (file.runOn as Document[]).map(requirement)
    : file.minServerVersion || file.maxServerVersion
      ? [requirement({ minServerVersion: file.minServerVersion, maxServerVersion: file.maxServerVersion })]
      : undefined;
  return (file.tests as Document[]).map((t) => {
    const { createEntities, ...test } = changeStreams ? convertChangeStream(file, t) : convertTest(file, t);
    return {
      description: name,
      schemaVersion: '1.0',
      runOnRequirements: requirements,
      createEntities,
      initialData: data,
      tests: [test],
    };
  });
}
