/**
 * Accepts connections to the embedded database. For each connection, it reads messages, runs their commands in order
 * and writes the replies.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Binary, type Doc, encode, isDoc, Long, toNumber } from './value/bson.js';
import { MongoError, notSupported } from './value/errors.js';
import * as admin from './commands/admin.js';
import { onlyArguments } from './commands/arguments.js';
import { checkActive, type Context, type Handler } from './commands/context.js';
import { Cursors } from './commands/cursors.js';
import * as read from './commands/read.js';
import * as write from './commands/write.js';
import { seqToTimestamp } from './storage/change-log.js';
import { Database, type DatabaseOptions, type Transaction } from './storage/database.js';
import { keepHouse, type LogLimits } from './housekeeping.js';
import { ConnectionLost, FailPoints } from './fail-point.js';
import { Sessions } from './sessions.js';
import { appendElement, MessageReader, parseMessage, replyMessage, type Request } from './wire.js';

export interface EmbeddedOptions extends DatabaseOptions, LogLimits {
  /** The address to listen on. It is either a Unix socket that only its owner can open, or a port on 127.0.0.1. */
  readonly listen: { readonly socket: string } | { readonly port: number };
  /** Whether `configureFailPoint` is accepted. Set only in client tests. */
  readonly testCommands?: boolean;
  /**
   * Whether the server reports itself as standalone, and not as a member of a replica set. Set only in client tests.
   */
  readonly standalone?: boolean;
}

const WRITES = new Set(['insert', 'update', 'delete', 'findandmodify']);
/** Commands that are allowed in a transaction. */
const TRANSACTIONAL = new Set([
  ...WRITES,
  'find',
  'aggregate',
  'distinct',
  'getmore',
  'killcursors',
  'committransaction',
  'aborttransaction',
]);
/** Commands that the server still accepts after it has stepped down as primary. */
const ANY_STATE = new Set([
  'hello',
  'ismaster',
  'ping',
  'buildinfo',
  'getparameter',
  'endsessions',
  'killcursors',
  'getmore',
  'replsetstepdown',
  'stratastatus',
]);
const READS = new Set([
  'find',
  'aggregate',
  'distinct',
  'count',
  'listcollections',
  'listindexes',
  'listdatabases',
  'explain',
  'collstats',
]);
const HOUSEKEEPING_MS = 60_000;

export class EmbeddedServer {
  readonly database: Database;
  private readonly cursors: Cursors;
  private readonly sessions: Sessions;
  private readonly failPoints: FailPoints | undefined;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly housekeeping: NodeJS.Timeout;
  private readonly handlers: Readonly<Record<string, Handler>>;
  /** Time in milliseconds since the epoch until which the server is not primary. */
  private steppedDownUntil = 0;
  private isClosing = false;

  constructor(private readonly options: EmbeddedOptions) {
    this.database = new Database(options);
    this.cursors = new Cursors(options.nowMs);
    this.sessions = new Sessions(this.database);
    this.failPoints = options.testCommands ? new FailPoints() : undefined;
    this.handlers = {
      hello: (c) => this.hello(c),
      ismaster: (c) => this.hello(c),
      replsetstepdown: (c) => this.stepDown(c.body),
      ping: admin.ping,
      buildinfo: admin.buildInfo,
      getparameter: admin.getParameter,
      find: read.find,
      getmore: read.getMore,
      killcursors: read.killCursors,
      aggregate: read.aggregate,
      count: read.count,
      distinct: read.distinct,
      explain: read.explain,
      insert: write.insert,
      update: write.update,
      delete: write.remove,
      findandmodify: write.findAndModify,
      create: admin.create,
      drop: admin.drop,
      dropdatabase: admin.dropDatabase,
      listcollections: admin.listCollections,
      listdatabases: admin.listDatabases,
      listindexes: admin.listIndexes,
      createindexes: admin.createIndexes,
      dropindexes: admin.dropIndexes,
      collstats: admin.collStats,
      stratastatus: admin.strataStatus,
      committransaction: (c) => this.sessions.commit(c.body),
      aborttransaction: (c) => this.sessions.abort(c.body),
      endsessions: (c) => {
        this.sessions.end((c.body.endSessions ?? []) as Doc[]);
        return { ok: 1 };
      },
    };
    this.server = createServer((socket) => this.serve(socket));
    this.housekeeping = setInterval(() => {
      this.keepHouse().catch((error: unknown) => {
        // An error during shutdown is expected, because the database is already closed.
        if (!this.isClosing) throw error;
      });
    }, HOUSEKEEPING_MS);
    this.housekeeping.unref();
  }

  /** Starts accepting connections. Resolves with the address of the server. */
  async listen(): Promise<string> {
    const { listen } = this.options;
    if ('socket' in listen) rmSync(listen.socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      if ('socket' in listen) this.server.listen(listen.socket, resolve);
      else this.server.listen(listen.port, '127.0.0.1', resolve);
    });
    if ('socket' in listen) {
      chmodSync(listen.socket, 0o600);
      return `mongodb://${encodeURIComponent(listen.socket)}/?directConnection=true`;
    }
    const { port } = this.server.address() as { port: number };
    return `mongodb://127.0.0.1:${port}/?directConnection=true`;
  }

  async close(): Promise<void> {
    this.isClosing = true;
    clearInterval(this.housekeeping);
    // Waiting reads receive their replies before the connections close. If both arrived together, a client could miss
    // the reply.
    this.cursors.killAll();
    await new Promise<void>((resolve) => setImmediate(resolve));
    // Writes that wait are stored and receive their replies, too.
    await this.database.store.write(() => undefined).catch(() => undefined);
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    await this.database.close();
  }

  /** Runs one round of maintenance. A timer also calls it every minute. */
  keepHouse(): Promise<void> {
    return keepHouse(this.database, this.sessions, this.options);
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    const reader = new MessageReader();
    let turn: Promise<void> = Promise.resolve();
    socket.on('data', (chunk) => {
      let messages: Buffer[];
      try {
        messages = reader.push(chunk);
      } catch {
        socket.destroy();
        return;
      }
      // A connection runs one command at a time and sends the replies in order.
      for (const m of messages) turn = turn.then(() => this.answer(socket, m));
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.sessions.orphan(socket);
    });
  }

  private async answer(socket: Socket, message: Buffer): Promise<void> {
    let request: Request;
    try {
      request = parseMessage(message);
    } catch {
      socket.destroy();
      return;
    }
    const reply = await this.run(request, socket);
    if (!reply) socket.destroy();
    else if (!request.silent && !socket.destroyed) socket.write(replyMessage(request, reply));
  }

  /** Runs a command and returns its reply. Returns undefined if a fail point drops the connection. */
  private async run(request: Request, connection: object): Promise<Buffer | undefined> {
    const { body } = request;
    try {
      const met =
        this.failPoints &&
        (await this.failPoints.meet(
          Object.keys(body)[0] ?? '',
          body,
          () => this.sessions.retryOf(body)?.previous !== undefined,
        ));
      const reply = await this.dispatch(body, connection);
      if (met?.dropAfter) return undefined;
      return this.stamped(
        Buffer.isBuffer(reply) ? reply : encode({ ...reply, ...writeConcernError(body), ...met?.added }),
      );
    } catch (error) {
      if (error instanceof ConnectionLost) return undefined;
      return this.stamped(encode(errorReply(error, body)));
    }
  }

  private dispatch(body: Doc, connection: object): Promise<Doc | Buffer> | Doc | Buffer {
    const name = Object.keys(body)[0] ?? '';
    const lower = name.toLowerCase();
    if (this.failPoints && lower === 'configurefailpoint') return this.failPoints.configure(body);
    const handler = Object.hasOwn(this.handlers, lower) ? this.handlers[lower] : undefined;
    if (!handler) throw new MongoError('CommandNotFound', `no such command: '${name}'`);
    onlyArguments(name, body);
    this.refuseSteppedDown(lower, body);
    const ending = lower === 'committransaction' || lower === 'aborttransaction';
    const transaction = ending ? undefined : this.sessions.transactionOf(body, connection);
    if (transaction && (lower === 'create' || lower === 'createindexes'))
      throw notSupported(`${name} inside a transaction`);
    if (transaction && !TRANSACTIONAL.has(lower))
      throw new MongoError(
        'OperationNotSupportedInTransaction',
        `Cannot run '${name}' in a multi-document transaction.`,
      );
    if (isDoc(body.readConcern) && body.readConcern.level === 'snapshot' && !transaction)
      throw new MongoError('InvalidOptions', 'snapshot reads outside transactions are not supported');
    const context = (): Context => ({
      database: this.database,
      cursors: this.cursors,
      body,
      name,
      db: typeof body.$db === 'string' ? body.$db : 'admin',
      transaction,
      retry: WRITES.has(lower) ? this.sessions.retryOf(body) : undefined,
      tick: lower === 'getmore' ? () => undefined : ticker(toNumber(body.maxTimeMS)),
    });
    if (transaction) return this.inTransaction(handler, context(), transaction);
    if (WRITES.has(lower)) return this.sessions.attempt(body, () => handler(context()));
    return handler(context());
  }

  private hello(c: Context): Doc | Buffer | Promise<Doc | Buffer> {
    const { setName, setVersion, ...alone } = admin.hello(c, this.options.nowMs() >= this.steppedDownUntil);
    return this.options.standalone ? alone : { ...alone, setName, setVersion };
  }

  /** Stops being primary for the requested number of seconds, like a member of a replica set that steps down. */
  private stepDown(body: Doc): Doc {
    const seconds = toNumber(body.replSetStepDown);
    if (seconds === undefined || !(seconds > 0))
      throw new MongoError('BadValue', 'stepdown period must be a positive integer');
    this.steppedDownUntil = this.options.nowMs() + seconds * 1000;
    this.sessions.abortAll();
    return { ok: 1 };
  }

  private refuseSteppedDown(command: string, body: Doc): void {
    if (this.options.nowMs() >= this.steppedDownUntil || ANY_STATE.has(command)) return;
    const retryable = body.txnNumber === undefined ? [] : ['RetryableWriteError'];
    const labels = body.autocommit === false ? ['TransientTransactionError'] : retryable;
    if (!READS.has(command)) throw new MongoError('NotWritablePrimary', 'not primary', { labels });
    const mode = isDoc(body.$readPreference) ? body.$readPreference.mode : 'primary';
    if (mode === 'primary' || body.autocommit === false)
      throw new MongoError('NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false', { labels });
  }

  /** Runs a command inside a transaction. Any error aborts the transaction, including a write error. */
  private inTransaction(handler: Handler, context: Context, transaction: Transaction): Promise<Doc | Buffer> {
    return transaction.inTurn(async () => {
      try {
        checkActive(transaction);
        const reply = await handler(context);
        if (!Buffer.isBuffer(reply) && reply.writeErrors) transaction.finish('aborted');
        return reply;
      } catch (error) {
        transaction.finish('aborted');
        throw error;
      }
    });
  }

  /** Adds operationTime and $clusterTime, which every reply of a replica set contains. */
  private stamped(reply: Buffer): Buffer {
    const time = seqToTimestamp(this.database.log.last);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(this.database.log.last);
    const clusterTime = encode({
      clusterTime: time,
      signature: { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO },
    });
    return appendElement(appendElement(reply, 0x11, 'operationTime', bytes), 3, '$clusterTime', clusterTime);
  }
}

/**
 * Returns an error if the write concern requires several copies, because the replica set has only one member. The write
 * itself succeeds.
 */
function writeConcernError(body: Doc): Doc {
  const w = isDoc(body.writeConcern) ? (body.writeConcern.w as unknown) : undefined;
  const copies = toNumber(w);
  if (copies !== undefined && copies > 1)
    return {
      writeConcernError: { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg: 'Not enough data-bearing nodes' },
    };
  if (typeof w === 'string' && w !== 'majority')
    return {
      writeConcernError: {
        code: 79,
        codeName: 'UnknownReplWriteConcern',
        errmsg: `No write concern mode named '${w}' found in replica set configuration`,
      },
    };
  return {};
}

/** Returns a function that throws after the time limit. It checks the clock only once per 1,024 calls. */
function ticker(maxTimeMs: number | undefined): () => void {
  if (!maxTimeMs) return () => undefined;
  const deadline = performance.now() + maxTimeMs;
  let n = 0;
  return () => {
    if ((n++ & 1023) === 0 && performance.now() > deadline)
      throw new MongoError('MaxTimeMSExpired', 'operation exceeded time limit');
  };
}

function errorReply(error: unknown, body: Doc): Doc {
  if (!(error instanceof MongoError)) {
    return {
      ok: 0,
      errmsg: `internal error: ${(error as Error)?.message ?? String(error)}`,
      code: 1,
      codeName: 'InternalError',
    };
  }
  const labels = [...(error.extra.labels ?? [])].filter(
    (l) => l !== 'TransientTransactionError' || body.autocommit === false,
  );
  return {
    ok: 0,
    errmsg: error.message,
    code: error.code,
    codeName: error.codeName === 'Location' ? `Location${error.code}` : error.codeName,
    ...error.extra.fields,
    ...(labels.length > 0 ? { errorLabels: labels } : {}),
  };
}
