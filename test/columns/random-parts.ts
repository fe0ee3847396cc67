/** Generates random customers, and parts of columns that contain them, for tests of column files. */
import { PartBuilder, type PartCustomer, type ColumnPart } from '../../src/engine/columns/part.js';
import { SlotsBuilder, type Slot } from '../../src/engine/columns/part-slots.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { compareWrites } from '../../src/engine/tags/tags.js';
import { atOnce } from '../../src/services/mapping/json-cells.js';
import { idsOf, randomStanding } from '../support/random-lists.js';
import { randomEvents, randomWrites, T0, type Dice } from '../support/random-world.js';

export function randomMembers(dice: Dice, count: number, prefix = 'p'): PartCustomer[] {
  return Array.from({ length: count }, (_, i): PartCustomer => ({
    id: `${prefix}${String(i).padStart(6, '0')}`,
    factsVersion: dice.int(0, 1000),
    createdAt: T0 - dice.int(0, 1e9),
    facts: FactSet.of(randomEvents(dice, dice.int(0, 12))),
    lists: idsOf(randomStanding(dice)),
    tags: new Map(
      [...randomWrites(dice)].map(([key, writes]) => [
        key,
        { key, writes: writes.sort(compareWrites), ...(dice.chance(0.2) ? { from: T0 } : {}) },
      ]),
    ),
    ...(dice.chance(0.2) ? { others: [`${prefix}x${i}`, `${prefix}y${i}`] } : {}),
  }));
}

export function partWith(members: readonly PartCustomer[]): ColumnPart {
  const builder = new PartBuilder();
  for (const member of members) builder.add(member);
  return builder.sealed();
}

/** Builds the parts of some customers. Customers that take little memory are one part. */
export function slotsOf(members: readonly PartCustomer[], areReceipts = false): Slot[] {
  const builder = new SlotsBuilder(areReceipts);
  atOnce(builder.add(members.toSorted((left, right) => (left.id < right.id ? -1 : 1))));
  return builder.finished();
}

/** Returns all data of a part. */
export const contentOf = (part: ColumnPart): unknown =>
  Array.from({ length: part.size }, (_, i) => {
    const { facts, tags, lists, ...member } = part.member(i);
    return { ...member, facts: facts.all(), tags: [...tags], lists: [...lists].sort(), adjusted: part.adjusted[i] };
  });
