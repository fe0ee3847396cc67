/**
 * The columns of one workspace. They are read from the database, or loaded from files and completed with the changes
 * since then. Afterwards, they are kept up to date.
 */
import { PART_SIZE, PartBuilder, type PartCustomer, type ColumnPart } from '../../engine/columns/part.js';
import { tombstone, find, compacted, SlotsBuilder, withoutTraces, type Slot } from '../../engine/columns/part-slots.js';
import { unavailable } from '../base/errors.js';
import { Slices } from '../base/slices.js';
import type { Page, ProfileRecord, RootFacts } from '../base/ports.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';
import type { Services } from '../base/services.js';
import { inPages } from './pages.js';
import { factsOfMany } from './subjects.js';
import { eachPage } from '../base/pages.js';

/** Memory of the id of a changed customer, in bytes. */
const CHANGED_BYTES = 100;
/** Number of customers per query. `IN_FLIGHT` is the maximum number of concurrent queries. */
const PAGE = 500;
const IN_FLIGHT = 3;
/**
 * Interval in ms between two checks whether a mark has arrived, and the maximum number of checks. A mark is an empty
 * announcement that is sent through the change feed.
 */
const MARK_EVERY_MS = 2;
const MARK_TRIES = 5000;

/**
 * Data sources for reading columns. `pace` waits between pages, so that callers take precedence. `onRead` receives the
 * number of customers that were read from the database.
 */
export interface Sources extends Pick<Services, 'stores' | 'cache' | 'pause' | 'signal'> {
  readonly pace?: () => Promise<void>;
  readonly onRead?: (customers: number) => void;
}

/**
 * The position of columns in the change feed. The columns include everything that was announced before the empty
 * announcement with the id `mark`.
 */
export interface Standing {
  readonly mark: string;
  readonly position: string;
}

/** Thrown when columns were evicted while a caller waited for a mark. The caller then retries with new columns. */
export class Dropped extends Error {}

export class WorkspaceColumns {
  slots: Slot[] = [];
  /** Whether every customer is either in the parts or in `changed`. */
  isRead = false;
  /** Whether the columns were evicted. Evicted columns receive no marks. */
  isDropped = false;
  /** Whether the columns exceed the memory budget. */
  tooMany = false;
  /** The position of the columns in the change feed. Undefined while the parts are incomplete. */
  standing: Standing | undefined;
  /** The parts as last saved, and the time of the save. */
  saved: { readonly slots: readonly Slot[]; readonly at: number } | undefined;
  /** Resolves when the previous query has been prepared. Queries are prepared one at a time. */
  ready: Promise<void> = Promise.resolve();
  /** Customers that changed since they were read. */
  readonly changed = new Set<string>();
  /**
   * Position of each mark that has arrived, by the id of the mark. It is filled only while a caller waits for a mark.
   */
  private readonly marks = new Map<string, string>();
  private awaited = 0;

  constructor(
    readonly workspace: string,
    readonly createdAt: number,
  ) {}

  /** Bytes of the parts, of the data derived from them, and of the ids of changed customers. */
  get bytes(): number {
    return this.slots.reduce((sum, { part }) => sum + part.bytes, CHANGED_BYTES * this.changed.size);
  }

  /** Whether a caller is waiting for a mark. */
  get isAwaited(): boolean {
    return this.awaited > 0;
  }

  hearMark(mark: string, position: string): void {
    if (this.awaited > 0) this.marks.set(mark, position);
  }

  /**
   * Writes a mark and waits until the mark arrives through the feed. All changes committed before the mark have then
   * arrived too.
   */
  async passMark(s: Sources, catalogue: number, meanwhile?: (mark: string) => Promise<void>): Promise<Standing> {
    this.awaited++;
    try {
      const mark = await s.stores.news.customers(this.workspace, {
        catalogue,
        changed: [],
        removed: [],
        evaluated: [],
      });
      await meanwhile?.(mark);
      for (let i = 0; i < MARK_TRIES; i++) {
        const position = this.marks.get(mark);
        if (position !== undefined) return { mark, position };
        if (this.isDropped) throw new Dropped('the columns are no longer kept');
        await s.pause(MARK_EVERY_MS);
      }
      throw unavailable('CHANGE_FEED_DELAYED', 'the change feed of the database is delayed; retry in a moment');
    } finally {
      if (--this.awaited === 0) this.marks.clear();
    }
  }

  /** Reads changed customers again and removes erased customers from every part. */
  async refresh(s: Sources): Promise<void> {
    const ids = [...this.changed];
    // From here on, collect new changes. They arrive through the feed while the customers are being read.
    this.changed.clear();
    try {
      while (ids.length > 0) {
        await this.readAgain(s, ids.slice(-PART_SIZE));
        ids.length = Math.max(0, ids.length - PART_SIZE);
      }
    } catch (error) {
      for (const id of ids) this.changed.add(id);
      throw error;
    }
  }

  private async readAgain(s: Sources, changed: readonly string[]): Promise<void> {
    const ids = changed.toSorted();
    const slices = new Slices(s);
    const [customers, receipts] = [new SlotsBuilder(false), new SlotsBuilder(true)];
    const known = new Set<string>();
    for (let i = 0; i < ids.length; i += PAGE) {
      await s.pace?.();
      const found = await s.stores.profiles.find(this.workspace, ids.slice(i, i + PAGE));
      for (const { id } of found) known.add(id);
      const roots = found.filter(isRoot).sort((left, right) => (left.id < right.id ? -1 : 1));
      for (const page of inPages(
        roots.filter((record) => !isAnonymousReceipt(record)),
        PAGE,
      ))
        await slices.finish(customers.add(await membersOf(s, page)));
      for (const page of inPages(roots.filter(isAnonymousReceipt), PAGE))
        await slices.finish(receipts.add(await membersOf(s, page)));
    }
    // Ids without a stored profile belong to erased customers. A merged customer still has its profile.
    const erased = new Set(ids.filter((id) => !known.has(id)).flatMap((id) => [id, ...this.profilesOf(id)]));
    const added = [...customers.finished(), ...receipts.finished()];
    // A query that reads the parts during the next steps finds each customer once: the old version is replaced and the
    // new one is added without a pause between them.
    for (const id of ids) tombstone(this.slots, id);
    this.slots = [false, true].flatMap((kind) =>
      [...this.slots, ...added].filter(({ part }) => part.isOfReceipts === kind),
    );
    this.slots = await slices.finish(compacted(this.slots));
    if (erased.size > 0) this.slots = await slices.finish(withoutTraces(this.slots, erased));
  }

  private profilesOf(id: string): readonly string[] {
    const found = find(this.slots, id);
    return found ? found.slot.part.profilesOf(found.place) : [];
  }
}

const isRoot = (record: ProfileRecord): boolean => record.root === record.id;

/** Reads all customers and then all anonymous receipts, each ordered by id. */
export async function* partsOfPopulation(sources: Sources, workspace: string): AsyncGenerator<ColumnPart> {
  const { profiles } = sources.stores;
  yield* partsOf(sources, false, (page) => profiles.rootFacts(workspace, page));
  yield* partsOf(sources, true, (page) => profiles.receiptFacts(workspace, page));
}

type ReadPage = (page: Page) => Promise<RootFacts[]>;

async function* partsOf(sources: Sources, areReceipts: boolean, read: ReadPage): AsyncGenerator<ColumnPart> {
  let builder = new PartBuilder(areReceipts);
  for await (const members of ahead(pages(sources, read))) {
    for (const member of members) {
      builder.add(member);
      if (!builder.isFull) continue;
      yield builder.sealed();
      builder = new PartBuilder(areReceipts);
    }
  }
  if (builder.size > 0) yield builder.sealed();
}

/**
 * Yields pages of customers. Each promise is wrapped in an object, because an async generator would await a bare
 * promise.
 */
async function* pages(s: Sources, read: ReadPage): AsyncGenerator<{ readonly members: Promise<PartCustomer[]> }> {
  const paced: ReadPage = async (page) => {
    await s.pace?.();
    return read(page);
  };
  for await (const roots of eachPage(paced, ({ id }) => id, PAGE))
    for (const page of inPages(roots, PAGE)) yield { members: membersOf(s, page) };
}

/** Reads a few pages ahead and yields them in order, so that the database works while pages are being processed. */
async function* ahead(
  reading: AsyncGenerator<{ readonly members: Promise<PartCustomer[]> }>,
): AsyncGenerator<PartCustomer[]> {
  const flight: Promise<PartCustomer[]>[] = [];
  for await (const { members } of reading) {
    // A rejected promise is handled when its page is consumed.
    members.catch(() => undefined);
    flight.push(members);
    if (flight.length > IN_FLIGHT) yield await flight.shift()!;
  }
  for (const members of flight) yield await members;
}

/**
 * Reads customers without adding them to the fact cache. The cache is meant for customers that are currently being
 * written.
 */
async function membersOf(s: Sources, roots: readonly RootFacts[]): Promise<PartCustomer[]> {
  const facts = await factsOfMany(s, roots, false);
  s.onRead?.(roots.length);
  return roots.map((r, i) => ({
    id: r.id,
    factsVersion: r.factsVersion,
    createdAt: r.createdAt,
    facts: facts[i],
    tags: r.tags,
    lists: r.lists,
    others: r.members.filter((id) => id !== r.id),
  }));
}
