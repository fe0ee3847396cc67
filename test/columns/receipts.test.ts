/**
 * Tests that parts hold either customers or anonymous receipts, also after they are merged, rebuilt, saved or loaded.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headOf, partOf } from '../../src/engine/columns/part-file.js';
import {
  tombstone,
  compacted,
  SlotsBuilder,
  withoutReplaced,
  withoutTraces,
  type Slot,
} from '../../src/engine/columns/part-slots.js';
import { atOnce } from '../../src/services/mapping/json-cells.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { randomMembers, slotsOf } from './random-parts.js';

const SEED = seedOf(83);

/** Returns the current ids in the parts, divided into customers and receipts. */
function divided(slots: readonly Slot[]): { customers: string[]; receipts: string[] } {
  const idsOf = (isOfReceipts: boolean): string[] =>
    slots
      .filter(({ part }) => part.isOfReceipts === isOfReceipts)
      .flatMap(({ part, live }) => Array.from(live).flatMap((isLive, i) => (isLive ? [part.ids.at(i)] : [])))
      .sort();
  return { customers: idsOf(false), receipts: idsOf(true) };
}

test(`customers and receipts never share a part (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  for (let round = 0; round < amount(20, 200); round++) {
    const expected = { customers: new Set<string>(), receipts: new Set<string>() };
    let slots: Slot[] = [];
    for (let step = 0; step < 12; step++) {
      const areReceipts = d.chance(0.5);
      const members = randomMembers(d, d.int(1, 4), `${areReceipts ? 'r' : 'c'}${step}-`);
      for (const { id } of members) expected[areReceipts ? 'receipts' : 'customers'].add(id);
      const [gone] = d.chance(0.5) ? [...expected.receipts, ...expected.customers] : [];
      if (gone !== undefined) {
        tombstone(slots, gone);
        expected.receipts.delete(gone);
        expected.customers.delete(gone);
      }
      slots = atOnce(
        compacted([
          ...slots,
          ...slotsOf(
            members.filter(({ id }) => id !== gone),
            areReceipts,
          ),
        ]),
      );
      const kind = areReceipts ? expected.receipts : expected.customers;
      if (gone !== undefined) kind.delete(gone);
      const last = [...kind].at(-1);
      for (const same of [slots, atOnce(withoutReplaced(slots)), atOnce(withoutTraces(slots, new Set([last ?? ''])))])
        assert.deepEqual(
          divided(same),
          { customers: [...expected.customers].sort(), receipts: [...expected.receipts].sort() },
          `seed ${SEED}, round ${round}, step ${step}`,
        );
      const firstOfReceipts = slots.findIndex(({ part }) => part.isOfReceipts);
      assert.ok(firstOfReceipts < 0 || slots.slice(firstOfReceipts).every(({ part }) => part.isOfReceipts));
    }
  }
});

test('a part that is read from a file still holds receipts', () => {
  const members = randomMembers(new Dice(random(SEED)), 3);
  for (const areReceipts of [false, true]) {
    const [{ part }] = slotsOf(members, areReceipts);
    assert.equal(partOf(headOf(part).layout, part.block).isOfReceipts, areReceipts);
  }
});

test('building, joining and rebuilding parts yields after every few customers', () => {
  const dice = new Dice(random(SEED));
  const yields = <T>(work: Generator<undefined, T>): [number, T] => {
    for (let n = 0; ; n++) {
      const step = work.next();
      if (step.done) return [n, step.value];
    }
  };
  const builder = new SlotsBuilder(false);
  const [built] = yields(builder.add(randomMembers(dice, 200, 'a')));
  const [slot] = builder.finished();
  const [other] = slotsOf(randomMembers(dice, 200, 'b'));
  const [joined, slots] = yields(compacted([slot, other]));
  assert.equal(slots.length, 1);
  tombstone(slots, slots[0].part.ids.at(0));
  const [rebuilt] = yields(withoutReplaced(slots));
  for (const [what, found, least] of [
    ['built', built, 3],
    ['joined', joined, 7],
    ['rebuilt', rebuilt, 7],
  ] as const)
    assert.ok(found >= least, `${what}: ${found} yields`);
});
