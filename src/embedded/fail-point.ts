/**
 * `configureFailPoint: failCommand`, as MongoDB has it with `enableTestCommands`: the next commands of given names fail,
 * lose their connection, wait, or report a failed write concern. Only on a server started for tests.
 */
import { type Doc, isDoc, toNumber } from './value/bson.js';
import { CODES, MongoError, type CodeName } from './value/errors.js';

/** Thrown to drop the connection without an answer. */
export class ConnectionLost extends Error {}

/** Codes after which a write may be sent again, as MongoDB labels them. */
const RETRYABLE_WRITE = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];
/** Codes that end a transaction in a way that trying it again may mend. */
const TRANSIENT_TRANSACTION = [24, 112, 246, 251, 267];

export class FailPoint {
  private data: Doc | undefined;
  private left = 0;
  private skip = 0;

  configure(body: Doc): Doc {
    if (body.configureFailPoint !== 'failCommand') throw new MongoError('BadValue', `there is no fail point ${String(body.configureFailPoint)}`);
    const { mode } = body;
    this.data = mode === 'off' ? undefined : ((body.data ?? {}) as Doc);
    this.left = isDoc(mode) ? (toNumber(mode.times) ?? Infinity) : Infinity;
    this.skip = isDoc(mode) ? (toNumber(mode.skip) ?? 0) : 0;
    return { ok: 1 };
  }

  /** What to add to the answer of a command; throws where it fails instead. */
  async meet(name: string, body: Doc): Promise<Doc> {
    const { data } = this;
    if (!data || !((data.failCommands ?? []) as string[]).some((c) => c.toLowerCase() === name.toLowerCase())) return {};
    if (this.skip-- > 0) return {};
    if (--this.left <= 0) this.data = undefined;
    if (data.blockConnection === true) await new Promise((resolve) => setTimeout(resolve, toNumber(data.blockTimeMS) ?? 0));
    if (data.closeConnection === true) throw new ConnectionLost();
    const code = toNumber(data.errorCode);
    const labels = Array.isArray(data.errorLabels) ? (data.errorLabels as string[]) : undefined;
    if (code !== undefined) {
      const codeName = (Object.keys(CODES) as CodeName[]).find((k) => CODES[k] === code) ?? 'Location';
      throw new MongoError(codeName, "Failing command via 'failCommand' failpoint", { code, labels: labels ?? labelsOf(code, name, body) });
    }
    if (!isDoc(data.writeConcernError)) return {};
    const failed = toNumber(data.writeConcernError.code) ?? 0;
    const all = labels ?? (RETRYABLE_WRITE.includes(failed) && body.txnNumber !== undefined ? ['RetryableWriteError'] : []);
    return { writeConcernError: data.writeConcernError, ...(all.length > 0 ? { errorLabels: all } : {}) };
  }
}

function labelsOf(code: number, name: string, body: Doc): string[] {
  const ending = /^(commit|abort)Transaction$/i.test(name);
  if (body.txnNumber === undefined) return [];
  if (body.autocommit === undefined || ending) return RETRYABLE_WRITE.includes(code) ? ['RetryableWriteError'] : [];
  return TRANSIENT_TRANSACTION.includes(code) || RETRYABLE_WRITE.includes(code) ? ['TransientTransactionError'] : [];
}
