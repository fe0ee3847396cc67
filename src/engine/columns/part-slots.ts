/**
 * Manages the parts that together hold all customers. When a customer changes, a new part receives the new version.
 * Parts with few current customers are merged or rebuilt. Merging and rebuilding are generators that yield every few
 * milliseconds, so that the caller can let other work run.
 */
import type { Entries } from './entries.js';
import { PART_BYTES, PART_SIZE, PartBuilder, type PartCustomer, type ColumnPart } from './part.js';

/** Number of customers that are copied between two yields. */
const CUSTOMERS_PER_STEP = 50;

/** Work that yields every few milliseconds and returns the parts. */
export type PartSteps = Generator<undefined, Slot[]>;

/** A part and an array `live`. The array has a 1 for each customer whose current version is in this part. */
export interface LivePart {
  readonly part: ColumnPart;
  readonly live: Uint8Array;
}

/**
 * A part with the number of customers whose current version it holds. The number decreases as customers change and move
 * to newer parts.
 */
export interface Slot extends LivePart {
  alive: number;
}

/**
 * Builds parts of customers, or of anonymous receipts if `areReceipts` is true. When a part is full, the next one
 * begins. Customers are added in the order of their ids, so that `find` can use a binary search. The builder does not
 * keep the facts of a customer, because the facts of all customers of a part may exceed the available memory.
 *
 * @example
 * const builder = new SlotsBuilder(false);
 * yield* builder.add(members);
 * const slots = builder.finished();
 */
export class SlotsBuilder {
  private readonly full: Slot[] = [];
  private builder: PartBuilder;

  constructor(private readonly areReceipts: boolean) {
    this.builder = new PartBuilder(areReceipts);
  }

  *add(members: readonly PartCustomer[]): Generator<undefined, void> {
    for (const [i, member] of members.entries()) {
      this.builder.add(member);
      if (this.builder.isFull) this.seal();
      if ((i + 1) % CUSTOMERS_PER_STEP === 0) yield undefined;
    }
  }

  /** Returns all parts. The builder must not be used afterwards. */
  finished(): Slot[] {
    if (this.builder.size > 0) this.seal();
    return this.full;
  }

  private seal(): void {
    this.full.push(wholeSlot(this.builder.sealed()));
    this.builder = new PartBuilder(this.areReceipts);
  }
}

/** Returns the part that holds the current version of a customer, and the customer's position in this part. */
export function find(slots: readonly Slot[], id: string): { readonly slot: Slot; readonly place: number } | undefined {
  for (const slot of slots) {
    const { ids } = slot.part;
    if (ids.length === 0 || id < ids.at(0) || id > ids.at(ids.length - 1)) continue;
    const place = placeOf(ids, id);
    if (place !== undefined && slot.live[place]) return { slot, place };
  }
  return undefined;
}

/** Marks a customer as replaced in the part that holds the customer's current version. */
export function tombstone(slots: readonly Slot[], id: string): void {
  const found = find(slots, id);
  if (!found) return;
  // Readers that are already running use their own copy of this array, so they see the state at their start.
  found.slot.live[found.place] = 0;
  found.slot.alive--;
}

function placeOf(ids: Entries<string>, id: string): number | undefined {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (ids.at(mid) < id) low = mid + 1;
    else high = mid;
  }
  return low < ids.length && ids.at(low) === id ? low : undefined;
}

/**
 * Merges neighboring small parts of similar size, as a log-structured merge tree does (O'Neil et al. 1996). Each
 * customer is therefore copied only a few times, and few parts remain. A part in which less than half of the customers
 * are current is rebuilt. Parts of customers come before parts of anonymous receipts.
 */
export function* compacted(slots: readonly Slot[]): PartSteps {
  const kept = slots.filter(({ alive }) => alive > 0);
  const [customers, receipts] = [false, true].map((kind) => kept.filter(({ part }) => part.isOfReceipts === kind));
  return [...(yield* compactedOf(customers)), ...(yield* compactedOf(receipts))];
}

function* compactedOf(slots: readonly Slot[]): PartSteps {
  const out = [...slots];
  for (let i = out.length - 1; i > 0; i--) {
    const [a, b] = [out[i - 1], out[i]];
    if (a.alive > 2 * b.alive || a.alive + b.alive > PART_SIZE) continue;
    if (a.part.weight + b.part.weight > PART_BYTES || a.part.bytes + b.part.bytes > PART_BYTES) continue;
    out.splice(i - 1, 2, yield* livingIn([a, b]));
  }
  return yield* remade(out, ({ alive, part }) => alive * 2 < part.size);
}

/**
 * Rebuilds every part that contains facts of the given profiles, in a current or a replaced row. The rebuilt parts
 * contain no replaced rows.
 */
export function withoutTraces(slots: readonly Slot[], profiles: ReadonlySet<string>): PartSteps {
  return remade(
    slots,
    ({ part }) => [...profiles].some((id) => placeOf(part.ids, id) !== undefined) || part.holdsOther(profiles),
  );
}

/** Rebuilds the parts that have replaced rows, without these rows. */
export const withoutReplaced = (slots: readonly Slot[]): PartSteps =>
  remade(slots, ({ alive, part }) => alive < part.size);

function* remade(slots: readonly Slot[], isAffected: (slot: Slot) => boolean): PartSteps {
  const out: Slot[] = [];
  for (const slot of slots) out.push(isAffected(slot) ? yield* livingIn([slot]) : slot);
  return out.filter(({ alive }) => alive > 0);
}

export const wholeSlot = (part: ColumnPart): Slot => ({
  part,
  live: new Uint8Array(part.size).fill(1),
  alive: part.size,
});

/**
 * Returns a part with the current customers of the given parts, in the order of their ids. All parts hold customers, or
 * all hold anonymous receipts. The facts of the customers are restored one customer at a time, because the facts of all
 * customers may exceed the available memory.
 */
function* livingIn(slots: readonly Slot[]): Generator<undefined, Slot> {
  const places = slots.flatMap(({ part, live }) =>
    Array.from({ length: part.size }, (_, place) => place)
      .filter((place) => live[place])
      .map((place) => ({ id: part.ids.at(place), part, place })),
  );
  const builder = new PartBuilder(slots[0].part.isOfReceipts);
  let copied = 0;
  for (const { part, place } of places.sort((left, right) => (left.id < right.id ? -1 : 1))) {
    builder.add(part.member(place));
    if (++copied % CUSTOMERS_PER_STEP === 0) yield undefined;
  }
  return { part: builder.sealed(), live: new Uint8Array(places.length).fill(1), alive: places.length };
}
