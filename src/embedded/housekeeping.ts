/**
 * Periodic maintenance: deletes expired documents (TTL), removes old replies to retryable writes, and trims the change
 * log.
 */
import { isDoc } from './value/bson.js';
import type { Index } from './storage/index-keys.js';
import type { Database } from './storage/database.js';
import type { Sessions } from './sessions.js';

export interface LogLimits {
  /** Time in milliseconds for which changes stay in the log. Defaults to 24 h. */
  readonly logRetentionMs?: number;
  /**
   * Maximum size of the log in bytes. Above it, the oldest changes are removed regardless of their age. Defaults to 2
   * GiB.
   */
  readonly logMaxBytes?: number;
}

const DAY_MS = 24 * 3600_000;
const GIB = 2 ** 30;
const EXPIRE_CHUNK = 1000;
const TRIM_CHUNK = 20_000;

/**
 * Runs one round of maintenance. Each step is a write of limited duration. A failed step runs again in the next round.
 */
export async function keepHouse(database: Database, sessions: Sessions, limits: LogLimits): Promise<void> {
  const nowMs = database.options.nowMs();
  await database.store.write(() => sessions.sweep(nowMs)).catch(() => undefined);
  for (const c of database.catalog.list()) {
    for (const index of c.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      for (let removed = EXPIRE_CHUNK; removed === EXPIRE_CHUNK;)
        removed = await expire(database, c.ns, index, nowMs).catch(() => 0);
    }
  }
  const { logRetentionMs = DAY_MS, logMaxBytes = 2 * GIB } = limits;
  for (let removed = TRIM_CHUNK; removed === TRIM_CHUNK;) {
    removed = await database.store
      .write(() => database.log.trim({ beforeMs: nowMs - logRetentionMs, maxBytes: logMaxBytes, limit: TRIM_CHUNK }))
      .catch(() => 0);
  }
}

/**
 * Deletes documents whose TTL date has passed. If the field is an array, its earliest date is used. Change streams
 * report these deletes like any others.
 */
function expire(database: Database, ns: string, index: Index, nowMs: number): Promise<number> {
  return database.write((s) => {
    const c = database.catalog.find(ns);
    // The index may have been dropped since the round began.
    if (!c?.indexes.some((each) => each.id === index.id)) return 0;
    const due = { [index.fields[0].path]: { $lte: new Date(nowMs - index.expireAfterSeconds! * 1000) } };
    const partial = index.partial?.filter;
    const rows = [
      ...database.find(s, c, { filter: isDoc(partial) ? { $and: [partial, due] } : due, limit: EXPIRE_CHUNK }),
    ];
    s.awaitFree(
      c,
      rows.map((r) => r.idKey),
      () => [],
    );
    for (const row of rows) database.remove(s, c, row);
    return rows.length;
  });
}
