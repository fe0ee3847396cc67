/**
 * Entry point of a thread that reads one uploaded file. A damaged or malicious file can use up the memory and the
 * processor time of this thread only.
 */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { cellOf } from '../mapping/shape.js';
import { isLeftOut } from '../mapping/row-tests.js';
import { batchesOf, type Batch } from './files/batches.js';
import { columnProblems } from './files/columns.js';
import { guessOfFile } from './files/guess.js';
import { splitGroups } from './files/groups.js';
import { openFile } from './files/open.js';
import { EmptyFile, UnreadableFile, type FileRecord, type RecordSource } from './files/records.js';
import type { GuessAnswer, LookAnswer, ReadingTask } from './reading-task.js';

/** Number of values of each column in a guess. */
const VALUES = 3;
/** Maximum number of columns in a guess, and of cells of a row in a look. */
const MOST_COLUMNS = 500;
/** Maximum number of characters of a value that is shown. */
const LONGEST_VALUE = 200;

const task = workerData as ReadingTask;
const clipped = (text: string): string => text.slice(0, LONGEST_VALUE);

async function guess(): Promise<GuessAnswer> {
  const { mapping, sample } = await guessOfFile(task.path, task.name);
  const columns = sample.columns.slice(0, MOST_COLUMNS).map((name) => ({
    name,
    values: [...new Set(sample.rows.map((row) => cellOf(row, name)).filter((value) => value !== ''))]
      .slice(0, VALUES)
      .map(clipped),
  }));
  return { mapping: JSON.stringify(mapping, undefined, 2), columns };
}

/** A source of the first records of another source. */
const beginning = (source: RecordSource, records: readonly FileRecord[]): RecordSource => ({
  size: source.size,
  async *records() {
    yield* records;
  },
});

async function look(): Promise<LookAnswer> {
  const { mapping, zone, rows } = task.reading!;
  const opened = await openFile(task.path, task.name, mapping, mapping);
  const problems = await columnProblems(mapping, opened, task.name);
  if (problems.length > 0) return { problems, rows: [] };
  const records: FileRecord[] = [];
  for await (const record of opened.source.records()) {
    records.push(record);
    if (records.length >= rows) break;
  }
  if (records.length === 0) throw noRows();
  const first = beginning(opened.source, records);
  const split = await splitGroups(first, mapping);
  const batches: Batch[] = [];
  for await (const batch of batchesOf(first, { mapping, zone, split, from: 0, rows: Infinity })) batches.push(batch);
  const isSkipped = ({ cells }: FileRecord): boolean => {
    try {
      return cells !== undefined && isLeftOut(mapping, cells);
    } catch {
      return false;
    }
  };
  return {
    problems: [],
    batches,
    rows: records.map((record) => ({
      row: record.row,
      isLeftOut: isSkipped(record),
      cells: Object.entries(record.cells ?? {})
        .slice(0, MOST_COLUMNS)
        .map(([column, value]) => ({ column, value: clipped(value) })),
    })),
  };
}

/** Sends the batches of the whole file. After each batch, waits until the receiver asks for the next one. */
async function batches(): Promise<undefined> {
  const { mapping, zone, rows, from } = task.reading!;
  const opened = await openFile(task.path, task.name, mapping, mapping);
  const problems = await columnProblems(mapping, opened, task.name);
  if (problems.length > 0) throw new UnreadableFile(problems.join('; '));
  const { source } = opened;
  const split = await splitGroups(source, mapping);
  // The rows of a rejects file are not sorted by number, so its import always begins with the first row.
  const begin = opened.format === 'rejects' ? 0 : from;
  let isEmpty = begin === 0;
  for await (const batch of batchesOf(source, { mapping, zone, split, from: begin, rows })) {
    isEmpty = false;
    parentPort!.postMessage({ batch, size: source.size });
    await once(parentPort!, 'message');
  }
  if (isEmpty) throw noRows();
  return undefined;
}

const noRows = (): EmptyFile => new EmptyFile(`${task.name} has no rows.`);

/** Removes the path of the file from a message, because callers know only the name of the file. */
const shown = (message: string): string => message.replaceAll(task.path, () => task.name);

const WORK = { guess, look, batches } as const;
try {
  const answer = await WORK[task.kind]();
  parentPort!.postMessage({ answer: answer ?? null });
} catch (error) {
  if (!(error instanceof UnreadableFile)) throw error;
  parentPort!.postMessage({ unreadable: shown(error.message), isEmpty: error instanceof EmptyFile });
} finally {
  parentPort!.close();
}
