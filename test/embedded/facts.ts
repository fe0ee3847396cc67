/**
 * Compares recorded results of a real MongoDB with results of the embedded database. A result is the same, different,
 * or refused because the embedded database does not support the operation.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EJSON } from 'bson';
import { decode, encode, toNumber, type Doc } from '../../src/embedded/value/bson.js';
import { MongoError } from '../../src/embedded/value/errors.js';
import { onlyArguments } from '../../src/embedded/commands/arguments.js';
import { Cursors } from '../../src/embedded/commands/cursors.js';
import type { Context, Handler } from '../../src/embedded/commands/context.js';
import * as read from '../../src/embedded/commands/read.js';
import * as write from '../../src/embedded/commands/write.js';
import type { Database } from '../../src/embedded/storage/database.js';

export interface Fact {
  readonly id: number;
  readonly docs: Doc[];
  readonly v_other?: Doc[];
  readonly command: Doc;
  readonly answer: Doc;
  readonly after?: Doc[];
}

export type Verdict = 'same' | 'refused' | 'different';

const HANDLERS: Readonly<Record<string, Handler>> = {
  find: read.find,
  aggregate: read.aggregate,
  count: read.count,
  distinct: read.distinct,
  insert: write.insert,
  update: write.update,
  delete: write.remove,
  findAndModify: write.findAndModify,
};

/** Encodes and decodes a value as BSON, so that it has the types a client would send. */
function typed(v: unknown): any {
  return decode(encode({ v: EJSON.deserialize({ v } as never, { relaxed: false }).v })).v;
}

export function readFacts(folder: string): Fact[] {
  return readdirSync(folder)
    .filter((f) => /\.ndjson(\.gz)?$/.test(f))
    .sort()
    .flatMap((f) => {
      const raw = readFileSync(join(folder, f));
      const text = (f.endsWith('.gz') ? gunzipSync(raw) : raw).toString();
      return text
        .trim()
        .split('\n')
        .map((line) => {
          const j = JSON.parse(line) as Record<string, unknown>;
          return {
            id: toNumber(typed(j.id))!,
            docs: typed(j.docs),
            v_other: j.v_other ? typed(j.v_other) : undefined,
            command: typed(j.command),
            answer: typed(j.answer),
            after: j.after ? typed(j.after) : undefined,
          } as Fact;
        });
    });
}

/**
 * Formats a value as comparable text. Types and field order matter, and doubles have 11 digits.
 *
 * The recorded replies passed through a driver that turns whole Longs and Doubles into Ints. For replies (`loose`), all
 * types of whole numbers are therefore equal. Documents read back afterwards keep their types.
 */
function text(v: unknown, loose = false): string {
  return JSON.stringify(EJSON.serialize({ v } as never, { relaxed: false }), (_k, x: unknown) => {
    if (loose && x !== null && typeof x === 'object') {
      const n = Number(
        ('$numberInt' in x && x.$numberInt) ||
          ('$numberLong' in x && Object.keys(x).length === 1 && x.$numberLong) ||
          ('$numberDouble' in x && x.$numberDouble) ||
          NaN,
      );
      if (Number.isInteger(n)) return { whole: String(n) };
    }
    if (x !== null && typeof x === 'object' && '$numberDouble' in x) {
      const n = Number(x.$numberDouble);
      return { $numberDouble: Number.isFinite(n) ? String(Number(n.toPrecision(11))) : x.$numberDouble };
    }
    return x;
  });
}

const multiset = (list: readonly unknown[], loose = false): string =>
  JSON.stringify(list.map((v) => text(v, loose)).sort());

export async function judge(
  database: Database,
  fact: Fact,
): Promise<{ verdict: Verdict; got: string; wanted: string }> {
  const name = Object.keys(fact.command)[0];
  const { catalog, store } = database;
  await store.write(() => {
    for (const c of catalog.list()) catalog.drop(c);
    for (const [coll, docs] of [
      ['v', fact.docs],
      ['v_other', fact.v_other ?? []],
    ] as const) {
      const c = catalog.ensure('t', coll);
      const statement = database.direct();
      for (const d of docs) database.insert(statement, c, d);
    }
  });
  let reply: Doc;
  const context: Context = {
    database,
    cursors: new Cursors(() => 0),
    body: name === 'aggregate' && !fact.command.cursor ? { ...fact.command, cursor: {} } : fact.command,
    name,
    db: 't',
    tick: () => undefined,
  };
  try {
    onlyArguments(name, context.body);
    const r = await HANDLERS[name](context);
    reply = Buffer.isBuffer(r) ? decode(r) : decode(encode(r));
  } catch (error) {
    if (!(error instanceof MongoError))
      return { verdict: 'different', got: `crash: ${(error as Error).stack}`, wanted: text(fact.answer) };
    if (error.codeName === 'NotSupported') return { verdict: 'refused', got: error.message, wanted: '' };
    const wantedError = fact.answer.error !== undefined;
    return {
      verdict: wantedError ? 'same' : 'different',
      got: `error ${error.code} ${error.message}`,
      wanted: text(fact.answer),
    };
  }
  const refused = (reply.writeErrors as Doc[] | undefined)?.find((e) => Number(e.code) === 238);
  if (refused) return { verdict: 'refused', got: String(refused.errmsg), wanted: '' };
  const unordered = name === 'aggregate' || name === 'distinct';
  const shape = (r: Doc): string => {
    if (r.error !== undefined) return 'error';
    const cursor = r.firstBatch ?? r.cursor?.firstBatch;
    if (cursor) return unordered ? multiset(cursor, true) : text(cursor, true);
    if (r.values) return multiset(r.values, true);
    const { ok: _ok, writeErrors, opTime: _o, electionId: _e, ...rest } = r;
    return text({ ...rest, ...(writeErrors ? { writeErrors: (writeErrors as Doc[]).length } : {}) }, true);
  };
  let got = shape(reply);
  let wanted = shape(fact.answer);
  if (fact.after) {
    const rows = [...database.find(database.reader(), catalog.find('t.v'), { filter: {} })].map((r) => r.doc);
    got += multiset(rows);
    wanted += multiset(fact.after);
  }
  return { verdict: got === wanted ? 'same' : 'different', got, wanted };
}
