/**
 * Groups rows. Each group becomes one event. A group of consecutive rows is processed as it is read. If the rows of a
 * group are scattered over the file, they are held in memory until the last of them has been read.
 */
import { isLeftOut } from '../../mapping/row-tests.js';
import { RowError, type Mapping, type Row } from '../../mapping/shape.js';
import { UnreadableFile, type FileRecord, type RecordSource } from './records.js';

/** First and last row of a group whose rows are scattered over the file. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export type SplitGroups = ReadonlyMap<string, Span>;

const MOST_GROUPS = 3_000_000;
const MOST_SPLIT = 300_000;
/** Maximum number of characters of rows held in memory. */
const MOST_HELD = 40_000_000;

/** Returns the key of the group of a row. It consists of the values of the grouping columns. */
export const groupKey = (mapping: Mapping, row: Row): string =>
  JSON.stringify(mapping.group!.map((column) => row[column] ?? ''));

/** Finds the groups whose rows are scattered over the file. Returns the first and last row of each. */
export async function splitGroups(source: RecordSource, mapping: Mapping): Promise<SplitGroups> {
  const keys = new Set<string>();
  if (mapping.group && !mapping.adjacent) {
    const closed = new HashSet(MOST_GROUPS);
    for await (const { key, isNew } of keysOf(source, mapping)) {
      if (!isNew || closed.add(key)) continue;
      keys.add(key);
      if (keys.size > MOST_SPLIT) throw unsorted(mapping);
    }
    if (closed.isFull)
      throw new UnreadableFile(
        `The file has more than ${MOST_GROUPS.toLocaleString('en')} groups. Sort it by ` +
          `${mapping.group.join(', ')} and put "adjacent": true into the mapping.`,
      );
  }
  return keys.size === 0 ? new Map() : spans(source, mapping, keys);
}

const unsorted = (mapping: Mapping): UnreadableFile =>
  new UnreadableFile(
    `Rows of one ${mapping.group!.join(', ')} are too far apart to be held in memory. Sort the file by it.`,
  );

async function spans(source: RecordSource, mapping: Mapping, keys: ReadonlySet<string>): Promise<SplitGroups> {
  const found = new Map<string, Span>();
  for await (const { key, row } of keysOf(source, mapping))
    if (keys.has(key)) found.set(key, { first: found.get(key)?.first ?? row, last: row });
  return found;
}

/** Yields the group key of each row that the mapping does not skip, and whether it differs from the previous key. */
async function* keysOf(
  source: RecordSource,
  mapping: Mapping,
): AsyncGenerator<{ readonly key: string; readonly row: number; readonly isNew: boolean }> {
  let before: string | undefined;
  for await (const { row, cells } of source.records()) {
    if (!cells || !isRead(mapping, cells)) continue;
    const key = groupKey(mapping, cells);
    yield { key, row, isNew: key !== before };
    before = key;
  }
}

function isRead(mapping: Mapping, cells: Row): boolean {
  try {
    return !isLeftOut(mapping, cells);
  } catch (error) {
    if (error instanceof RowError) return false;
    throw error;
  }
}

/**
 * A set of 52-bit hashes of texts. In rare cases, a new text has the same hash as a known one. The group of the new
 * text then counts as scattered, which costs memory but does not change the result.
 */
class HashSet {
  private table = new Float64Array(1 << 12);
  private count = 0;
  isFull = false;

  constructor(private readonly most: number) {}

  /** Adds a text. Returns true if the text is new or the set is full. */
  add(text: string): boolean {
    if (this.count >= this.most) this.isFull = true;
    if (this.isFull) return true;
    // The table grows when it is three quarters full. 3,000,000 texts need 32 MiB.
    if (this.count * 4 >= this.table.length * 3) this.grow();
    const isNew = this.put(hashOf(text));
    if (isNew) this.count++;
    return isNew;
  }

  private put(hash: number): boolean {
    const { table } = this;
    let place = hash % table.length;
    for (; table[place] !== 0; place = (place + 1) % table.length) if (table[place] === hash) return false;
    table[place] = hash;
    return true;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Float64Array(old.length * 2);
    for (const hash of old) if (hash !== 0) this.put(hash);
  }
}

/** Combines two FNV-like hashes of 26 bits each in one number. The number is never 0. */
function hashOf(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 13;
  }
  a ^= a >>> 15;
  return (a >>> 6) * 2 ** 26 + (b >>> 6) + 1;
}

/** A record that was read successfully, with its cells. */
export type ReadRecord = FileRecord & { readonly cells: Row };

/** Holds the rows of scattered groups in memory. The rows of a group are released when its last row has been read. */
export class HeldRows {
  private readonly held = new Map<string, ReadRecord[]>();
  private characters = 0;

  constructor(
    private readonly mapping: Mapping,
    private readonly split: SplitGroups,
  ) {}

  spanOf(cells: Row): Span | undefined {
    return this.split.size === 0 ? undefined : this.split.get(groupKey(this.mapping, cells));
  }

  /** Adds a row. Returns the whole group if the row is the last of its group. */
  add(record: ReadRecord, span: Span): readonly ReadRecord[] | undefined {
    const key = groupKey(this.mapping, record.cells);
    const rows = this.held.get(key) ?? [];
    rows.push(record);
    this.characters += weight(record);
    if (record.row >= span.last) {
      this.held.delete(key);
      for (const row of rows) this.characters -= weight(row);
      return rows;
    }
    this.held.set(key, rows);
    if (this.characters > MOST_HELD) throw unsorted(this.mapping);
    return undefined;
  }

  /** Number of the first held row, which belongs to the scattered group that began first. */
  get first(): number | undefined {
    const [rows] = this.held.values();
    return rows?.[0].row;
  }
}

const weight = ({ cells }: ReadRecord): number => Object.values(cells).reduce((sum, cell) => sum + cell.length + 16, 0);
