/**
 * The customers of a workspace as columns (`engine/columns`), kept in this process: built when first asked for, then
 * followed by the change feed. Whoever asks first lets a mark pass through the feed, so that everything that was
 * acknowledged before the question is in the answer. They are a copy: nothing is lost with them.
 */
import { PartBuilder, type Member, type Part } from '../../engine/columns/part.js';
import { bury, find, PART_SIZE, slotOf, tidied, type LivePart, type Slot } from '../../engine/columns/slots.js';
import type { Room } from '../base/room.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { unavailable } from '../base/errors.js';
import type { KnownFacts } from '../base/intake.js';
import type { CustomersWritten, RootFacts } from '../base/ports.js';
import type { Columns, Services } from '../base/services.js';
import { factsOfMany } from './subjects.js';

/** Customers read at a time, and how many such reads are on their way. */
const PAGE = 500;
const IN_FLIGHT = 3;
/**
 * Events, and customers as ten, kept over all workspaces; a workspace that alone has more is read anew for every
 * question.
 */
const CAPACITY = 80_000_000;
/** Customers of parts gone through before others get a turn. */
const IN_ONE_GO = 150_000;
/** How often it is looked whether a mark has passed, and how many times. */
const MARK_EVERY_MS = 2;
const MARK_TRIES = 5000;

interface Crowd {
  readonly createdAt: number;
  slots: Slot[];
  /** More than can be kept. */
  tooMany: boolean;
  /** Customers that changed since they were read. */
  readonly changed: Set<string>;
  readonly marks: Set<string>;
  /** Questions are prepared one after another. */
  ready: Promise<void>;
}

type Sources = Pick<Services, 'stores' | 'cache' | 'pause' | 'signal'>;

export class KeptColumns implements Columns {
  private readonly crowds = new Map<string, Crowd>();
  private scannedSoFar = 0;

  constructor(readonly capacity = CAPACITY) {}

  /** Events, and customers as ten, that are kept over all workspaces. */
  get kept(): number {
    return [...this.crowds.values()].reduce((n, crowd) => n + weightOf(crowd), 0);
  }

  get scanned(): number {
    return this.scannedSoFar;
  }

  /** A customer changed, or a mark passed. */
  hear(change: CustomersWritten & { readonly id: string; readonly workspace: string }): void {
    const crowd = this.crowds.get(change.workspace);
    if (!crowd) return;
    for (const id of change.changed) crowd.changed.add(id);
    for (const id of change.gone) crowd.changed.add(id);
    if (change.changed.length + change.gone.length + change.evaluated.length === 0) crowd.marks.add(change.id);
  }

  /** Changes were missed: everything is read anew. */
  lose(): void {
    this.crowds.clear();
  }

  /** Whether the customers of a workspace were asked about, and are kept. */
  keeps(workspace: string): boolean {
    return (this.crowds.get(workspace)?.slots.length ?? 0) > 0;
  }

  /** Facts of those of some customers that are here, as of the version they were read at. Ids of events are places. */
  facts(workspace: string, ids: readonly string[]): Map<string, KnownFacts> {
    const slots = this.crowds.get(workspace)?.slots ?? [];
    return new Map(
      ids.flatMap((id) => {
        const found = find(slots, id);
        return found
          ? [
              [
                id,
                { factsVersion: found.slot.part.factsVersions[found.place], facts: found.slot.part.facts(found.place) },
              ],
            ]
          : [];
      }),
    );
  }

  /** All customers of a workspace as of now, part by part. */
  async *parts(s: Sources, room: Room): AsyncGenerator<LivePart> {
    const crowd = await this.current(s, room);
    if (!crowd) {
      for await (const part of build(s, room)) yield this.next(s, { part, live: new Uint8Array(part.size).fill(1) });
      return;
    }
    let looked = 0;
    for (const slot of crowd.slots.map(({ part, live }) => ({ part, live: live.slice() }))) {
      yield this.next(s, slot);
      if ((looked += slot.part.size) < IN_ONE_GO) continue;
      looked = 0;
      await s.pause(0);
    }
  }

  private next(s: Sources, slot: LivePart): LivePart {
    stopIfAbandoned(s);
    this.scannedSoFar += slot.part.size;
    return slot;
  }

  /** The columns with everything acknowledged before; undefined where there are too many customers to keep. */
  private async current(s: Sources, room: Room): Promise<Crowd | undefined> {
    const { id, createdAt } = room.workspace;
    let crowd = this.crowds.get(id);
    // Made anew under the same name.
    if (crowd && crowd.createdAt !== createdAt) {
      this.crowds.delete(id);
      crowd = undefined;
    }
    const before = crowd?.ready ?? Promise.resolve();
    if (!crowd)
      this.crowds.set(
        id,
        (crowd = { createdAt, slots: [], tooMany: false, changed: new Set(), marks: new Set(), ready: before }),
      );
    else {
      // The one asked for last goes last.
      this.crowds.delete(id);
      this.crowds.set(id, crowd);
    }
    const mine = crowd;
    if (mine.tooMany) return undefined;
    const work = before.then(async () => {
      if (mine.slots.length === 0) mine.slots = await this.slotsOf(s, room);
      await passMark(s, room, mine);
      await refresh(s, room, mine);
    });
    mine.ready = work.catch(() => undefined);
    try {
      await work;
    } catch (error) {
      if (error instanceof TooMany) {
        mine.tooMany = true;
        return undefined;
      }
      // What was read halfway is not gone on with.
      if (this.crowds.get(id) === mine) this.crowds.delete(id);
      throw error;
    }
    this.shrink(id);
    return mine;
  }

  private async slotsOf(s: Sources, room: Room): Promise<Slot[]> {
    const slots: Slot[] = [];
    let weight = 0;
    for await (const part of build(s, room)) {
      weight += part.weight;
      if (weight > this.capacity) throw new TooMany('too many customers to keep');
      slots.push({ part, live: new Uint8Array(part.size).fill(1), alive: part.size });
    }
    return slots;
  }

  /** Lets go of the workspaces not asked for the longest. */
  private shrink(except: string): void {
    let weight = this.kept;
    for (const [id, crowd] of this.crowds) {
      if (weight <= this.capacity) return;
      if (id === except) continue;
      weight -= weightOf(crowd);
      this.crowds.delete(id);
    }
  }
}

const weightOf = (crowd: Crowd): number => crowd.slots.reduce((n, { part }) => n + part.weight, 0);

class TooMany extends Error {}

/** Everyone, read in order of id. */
async function* build(s: Sources, room: Room): AsyncGenerator<Part> {
  let builder = new PartBuilder();
  for await (const members of ahead(pages(s, room.workspace.id))) {
    for (const m of members) builder.add(m);
    if (builder.size < PART_SIZE) continue;
    yield builder.sealed();
    builder = new PartBuilder();
  }
  if (builder.size > 0) yield builder.sealed();
}

/** Each page in a box, since a generator would wait for a promise. */
async function* pages(s: Sources, workspace: string): AsyncGenerator<{ readonly members: Promise<Member[]> }> {
  for (let after: string | undefined; ;) {
    const roots = await s.stores.profiles.rootFacts(workspace, { first: PAGE, after });
    yield { members: membersOf(s, roots) };
    if (roots.length < PAGE) return;
    after = roots[roots.length - 1].id;
  }
}

/** A few pages on their way, so that the database works while what it answered is taken in; in their order. */
async function* ahead(reading: AsyncGenerator<{ readonly members: Promise<Member[]> }>): AsyncGenerator<Member[]> {
  const flight: Promise<Member[]>[] = [];
  for await (const { members } of reading) {
    // Its failure is told when its turn comes.
    members.catch(() => undefined);
    flight.push(members);
    if (flight.length > IN_FLIGHT) yield await flight.shift()!;
  }
  for (const members of flight) yield await members;
}

/** Facts are not put into the cache: it is for those who are being written. */
async function membersOf(s: Sources, roots: readonly RootFacts[]): Promise<Member[]> {
  const facts = await factsOfMany(s, roots, false);
  return roots.map((r, i) => ({
    id: r.id,
    factsVersion: r.factsVersion,
    createdAt: r.createdAt,
    facts: facts[i],
    tags: r.tags,
    lists: r.lists,
  }));
}

/** What was committed before this has been heard once its mark has. */
async function passMark(s: Sources, { workspace, catalogue }: Room, crowd: Crowd): Promise<void> {
  const mark = await s.stores.news.customers(workspace.id, {
    catalogue: catalogue.version,
    changed: [],
    gone: [],
    evaluated: [],
  });
  for (let i = 0; !crowd.marks.delete(mark); i++) {
    if (i === MARK_TRIES)
      throw unavailable('CHANGE_FEED_DELAYED', 'the change feed of the database is delayed; retry in a moment');
    await s.pause(MARK_EVERY_MS);
  }
}

/** Reads anew who changed, and puts them into a part of their own. */
async function refresh(s: Sources, room: Room, crowd: Crowd): Promise<void> {
  if (crowd.changed.size === 0) return;
  const ids = [...crowd.changed];
  // Whoever changes from here on is heard of again.
  crowd.changed.clear();
  const members: Member[] = [];
  try {
    for (let i = 0; i < ids.length; i += PAGE) {
      const found = await s.stores.profiles.find(room.workspace.id, ids.slice(i, i + PAGE));
      members.push(
        ...(await membersOf(
          s,
          found.filter((r) => r.root === r.id),
        )),
      );
    }
  } catch (error) {
    for (const id of ids) crowd.changed.add(id);
    throw error;
  }
  for (const id of ids) bury(crowd.slots, id);
  crowd.slots = tidied([...crowd.slots, slotOf(members)]);
}
