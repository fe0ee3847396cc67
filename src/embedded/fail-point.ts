/**
 * Implements `configureFailPoint`, which MongoDB supports with `enableTestCommands`. The next commands with the given
 * names fail, wait, lose their connection before or after they run, or report a failed write concern. Only servers for
 * tests support this command.
 */
import { type Doc, isDoc, toNumber } from './value/bson.js';
import { CODES, MongoError, type CodeName } from './value/errors.js';

/** Thrown to close the connection without a reply. */
export class ConnectionLost extends Error {}

/** Error codes after which a write may be retried. MongoDB labels them RetryableWriteError. */
const RETRYABLE_WRITE = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];
/** Error codes after which an aborted transaction may be retried. */
const TRANSIENT_TRANSACTION = [24, 112, 246, 251, 267];
/** Error codes after which a change stream may resume from its token. */
const RESUMABLE = [...RETRYABLE_WRITE, 63, 133, 150, 234, 13388];

const POINTS = ['failCommand', 'failGetMoreAfterCursorCheckout', 'onPrimaryTransactionalWrite'];

interface Armed {
  readonly data: Doc;
  left: number;
  skip: number;
}

/** The effect of the fail points on one command. */
export interface Met {
  /** Fields that are added to the reply. */
  readonly added: Doc;
  /** Whether the connection is closed after the command has run. */
  readonly dropAfter: boolean;
}

const NOTHING: Met = { added: {}, dropAfter: false };

export class FailPoints {
  private readonly armed = new Map<string, Armed>();

  configure(body: Doc): Doc {
    const name = String(body.configureFailPoint);
    if (!POINTS.includes(name)) throw new MongoError('BadValue', `there is no fail point ${name}`);
    const { mode } = body;
    const of = (k: string): number | undefined => (isDoc(mode) ? toNumber(mode[k]) : undefined);
    if (mode === 'off') this.armed.delete(name);
    else this.armed.set(name, { data: (body.data ?? {}) as Doc, left: of('times') ?? Infinity, skip: of('skip') ?? 0 });
    return { ok: 1 };
  }

  /**
   * Applies the active fail points to a command. Throws if the command must fail and must not run. `done` returns
   * whether a retried write has already been performed.
   */
  async meet(command: string, body: Doc, done: () => boolean): Promise<Met> {
    const retryable =
      body.txnNumber !== undefined &&
      body.autocommit === undefined &&
      this.armed.has('onPrimaryTransactionalWrite') &&
      !done();
    for (const [name, point] of this.armed) {
      if (!isMeant(name, point.data, command, retryable) || point.skip-- > 0) continue;
      if (--point.left <= 0) this.armed.delete(name);
      const { data } = point;
      if (data.blockConnection === true)
        await new Promise((resolve) => setTimeout(resolve, toNumber(data.blockTimeMS) ?? 0));
      if (name === 'onPrimaryTransactionalWrite') {
        const before = toNumber(data.failBeforeCommitExceptionCode);
        if (before === undefined) return { ...NOTHING, dropAfter: data.closeConnection !== false };
        if (data.closeConnection !== false) throw new ConnectionLost();
        fail(before, labelsOf(before, command, body));
      }
      if (data.closeConnection === true) throw new ConnectionLost();
      const labels = Array.isArray(data.errorLabels) ? (data.errorLabels as string[]) : undefined;
      const code = toNumber(data.errorCode);
      if (code !== undefined) {
        const resumable = RESUMABLE.includes(code) ? ['ResumableChangeStreamError'] : [];
        fail(code, labels ?? (name === 'failCommand' ? labelsOf(code, command, body) : resumable));
      }
      if (isDoc(data.writeConcernError))
        return { ...NOTHING, added: concernError(data.writeConcernError, labels, command, body) };
    }
    return NOTHING;
  }
}

function isMeant(name: string, data: Doc, command: string, retryable: boolean): boolean {
  if (name === 'failGetMoreAfterCursorCheckout') return command === 'getMore';
  if (name !== 'failCommand') return retryable;
  return ((data.failCommands ?? []) as string[]).some((c) => c.toLowerCase() === command.toLowerCase());
}

function fail(code: number, labels: readonly string[]): never {
  const codeName = (Object.keys(CODES) as CodeName[]).find((k) => CODES[k] === code) ?? 'Location';
  throw new MongoError(codeName, "Failing command via 'failCommand' failpoint", { code, labels });
}

const ends = (command: string): boolean => /^(commit|abort)Transaction$/i.test(command);

function concernError(error: Doc, given: readonly string[] | undefined, command: string, body: Doc): Doc {
  const retryable =
    RETRYABLE_WRITE.includes(toNumber(error.code) ?? 0) &&
    body.txnNumber !== undefined &&
    (body.autocommit === undefined || ends(command));
  const labels = given ?? (retryable ? ['RetryableWriteError'] : []);
  return { writeConcernError: error, ...(labels.length > 0 ? { errorLabels: labels } : {}) };
}

function labelsOf(code: number, command: string, body: Doc): string[] {
  if (body.txnNumber === undefined) return [];
  if (body.autocommit !== undefined && TRANSIENT_TRANSACTION.includes(code)) return ['TransientTransactionError'];
  if (!RETRYABLE_WRITE.includes(code)) return [];
  return body.autocommit === undefined || ends(command) ? ['RetryableWriteError'] : ['TransientTransactionError'];
}
