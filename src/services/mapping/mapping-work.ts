/** Limits the work that a mapping may do for one body. The work of each step is counted before the step runs. */
import { limit } from '../base/errors.js';
import type { CellNames } from './json-cells.js';

/**
 * Maximum number of list records that all rules together read from one body. The number of facts has the same maximum.
 */
const MAX_RECORDS = 5000;
/**
 * Maximum work for one body, which takes about half a second. One unit of work is one character that is read or
 * written.
 */
const MAX_WORK = 100_000_000;
/**
 * Additional units of work for each text of a mapping that is filled or compared, on top of one unit for each of its
 * characters.
 */
const PLACE_WORK = 64;

/** Counts the work for one body. Every method throws LIMIT_EXCEEDED above a limit. */
export class MappingWork {
  private records = 0;
  private facts = 0;
  private work = 0;

  /** Counts records that are read from the lists of a body. */
  addRecords(count: number): void {
    this.records += count;
    if (this.records > MAX_RECORDS) throw tooMany();
  }

  addFacts(count: number): void {
    this.facts += count;
    if (this.facts > MAX_RECORDS) throw tooMany();
  }

  /** Counts characters that are about to be read, and texts (`places`) that are about to be filled. */
  add(characters: number, places = 0): void {
    this.work += characters + places * PLACE_WORK;
    if (this.work > MAX_WORK)
      throw limit(
        'BATCH_TOO_LARGE',
        'this body is too much work for the rules of the mapping; send fewer or smaller elements at a time',
      );
  }
}

const tooMany = (): Error =>
  limit('BATCH_TOO_LARGE', `the lists of a body make at most ${MAX_RECORDS} facts and lines by all rules`);

/**
 * The columns that a mapping reads. Other fields of a body are skipped. Nested objects that contain none of the columns
 * are skipped as a whole.
 */
export class ColumnNames implements CellNames {
  private readonly names: ReadonlySet<string>;
  private readonly sorted: readonly string[];

  constructor(
    names: Iterable<string>,
    private readonly work: MappingWork,
  ) {
    this.names = new Set(names);
    this.sorted = [...this.names].sort();
  }

  has(name: string): boolean {
    this.work.add(name.length);
    return this.names.has(name);
  }

  hasBelow(name: string): boolean {
    const prefix = `${name}.`;
    let [from, to] = [0, this.sorted.length];
    this.work.add(prefix.length);
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.sorted[middle] < prefix) from = middle + 1;
      else to = middle;
    }
    return this.sorted[from]?.startsWith(prefix) ?? false;
  }
}
