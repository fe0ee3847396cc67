/** Records the disk writes of a process, and checks every file that a kill or a power loss could have left. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { idKeyOf } from '../../../src/embedded/storage/catalog.js';
import { Database } from '../../../src/embedded/storage/database.js';
import { Int32, isDoc, toNumber, type Doc } from '../../../src/embedded/value/bson.js';
import { indexFaults } from '../../support/index-check.js';
import { random as seeded } from '../../support/random-world.js';
import { killed, marksBefore, powerLost, readLog, type Entry } from './disk.js';

const SOURCE = resolve('test/embedded/power-loss/recorder.c');
const WORKLOAD = resolve('dist/test/embedded/power-loss/workload.js');

/** Whether this machine can record writes: it needs Linux and a C compiler. */
export function canRecord(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs the workload with a preloaded library that records its disk writes. Returns the log. */
export function recorded(seed: number, writes: number): Entry[] {
  const dir = mkdtempSync(join(tmpdir(), 'strata-power-'));
  try {
    const library = join(dir, 'recorder.so');
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl']);
    const { NODE_OPTIONS: _, ...env } = process.env;
    execFileSync(process.execPath, [WORKLOAD, dir, String(seed), String(writes)], {
      env: { ...env, RECORD_LOG: join(dir, 'log'), LD_PRELOAD: library },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return readLog(join(dir, 'log'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * Returns the faults of a file, given the acknowledgements that its process received. The list is empty if there are
 * none.
 */
export async function faultsOf(image: Buffer, marks: readonly string[]): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'strata-image-'));
  try {
    mkdirSync(join(dir, 'db'));
    writeFileSync(join(dir, 'db', 'data.mdb'), image);
    return await faultsIn(join(dir, 'db'), marks);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function faultsIn(dir: string, marks: readonly string[]): Promise<string[]> {
  let database: Database;
  try {
    database = new Database({ dir, noSync: true, nowMs: () => Date.now() });
  } catch (error) {
    // Before the first flush there is no database, so a failed start is correct if nothing was acknowledged.
    return marks.length === 0 ? [] : [`does not start: ${(error as Error).message}`];
  }
  const faults = [...indexFaults(database), ...missing(database, marks)];
  await database.close();
  return faults;
}

/** Runs the workload, kills its process (`SIGKILL`) after a random number of marks, and checks the files. */
export async function killedProcess(seed: number, writes: number): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'strata-killed-'));
  try {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(WORKLOAD, [dir, String(seed), String(writes)], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let left = Math.floor(seeded(seed)() * writes * 5);
    child.on('message', () => {
      if (left-- === 0) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    return await faultsIn(join(dir, 'db'), readFileSync(join(dir, 'marks'), 'utf8').split('\n').slice(0, -1));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function missing(database: Database, marks: readonly string[]): string[] {
  const faults: string[] = [];
  const doc = (coll: string, id: unknown): Doc | undefined => {
    const c = database.catalog.find(`p.${coll}`);
    return c && database.read(database.reader(), c, idKeyOf(id))?.doc;
  };
  const has = (coll: string, n: number): boolean => doc(coll, new Int32(n)) !== undefined;
  let counter = 0;
  const gone = new Set(marks.filter((m) => m.startsWith('ack gone')).map((m) => Number(m.split(' ')[2])));
  for (const m of marks) {
    const [what, a, b] = m.split(' ');
    const n = Number(what === 'ack' ? b : a);
    if (what === 'saw' || what === 'read') {
      if (!has('one', n)) faults.push(`${m}, and it is not there`);
    } else if (a === 'counter') counter = Math.max(counter, n);
    else if (a === 'one' && toNumber(doc('one', new Int32(n))?.n) !== n) faults.push(`${m}, and it is not there`);
    else if (a === 'halves' && !(has('left', n) && has('right', n))) faults.push(`${m}, and it is not there`);
    else if (a === 'gone' && has('two', n * 5)) faults.push(`${m}, and it is there again`);
    // Batches whose number is a multiple of 3 are deleted later. Their deletion may be in progress, so they are not
    // checked.
    else if (a === 'two' && !gone.has(n) && n % 3 !== 0)
      for (let i = 0; i < 5; i++) if (!has('two', n * 5 + i)) faults.push(`${m}, and ${n * 5 + i} is not there`);
  }
  const kept = doc('counter', 'c');
  if (counter > 0 && (!isDoc(kept) || toNumber(kept.n)! < counter))
    faults.push(`the counter was acknowledged at ${counter} and is ${String(toNumber(kept?.n))}`);
  if (kept && toNumber((kept.last as Doc[]).at(-1)!.n) !== toNumber(kept.n)) faults.push('half of an update is there');
  const halves = ['left', 'right'].map((name) => {
    const c = database.catalog.find(`p.${name}`);
    return c ? [...database.find(database.reader(), c, { filter: {} })].map((r) => toNumber(r.doc._id)!) : [];
  });
  if (halves[0].join() !== halves[1].join())
    faults.push(`half of a transaction is there: ${halves.map((h) => h.length).join(' and ')} documents`);
  return faults;
}

/**
 * Returns at most `count` entries before which to simulate a loss. They lie before and after each flush and
 * write-through, after each mark, and at random points.
 */
export function lossPoints(entries: readonly Entry[], count: number, random: () => number): number[] {
  const points = new Set<number>();
  entries.forEach((e, i) => {
    if (e.kind === 'flush' || (e.kind === 'write' && e.through)) for (const at of [i, i + 1]) points.add(at);
    else if (e.kind === 'mark') points.add(i + 1);
  });
  for (let i = 0; i < count; i++) points.add(Math.floor(random() * (entries.length + 1)));
  const all = [...points];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, count).sort((a, b) => a - b);
}

export interface Round {
  readonly at: number;
  readonly kind: 'killed' | 'power lost';
  readonly faults: readonly string[];
}

/** Simulates both a kill and a power loss at one point. */
export async function tryLoss(entries: readonly Entry[], at: number, random: () => number): Promise<Round[]> {
  const marks = marksBefore(entries, at);
  return [
    { at, kind: 'killed', faults: await faultsOf(killed(entries, at), marks) },
    { at, kind: 'power lost', faults: await faultsOf(powerLost(entries, at, random), marks) },
  ];
}
