/**
 * Generates random customers and analysis questions. Times are drawn from a coarse grid, so that events coincide and
 * fall on the bounds of periods.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PartBuilder, type ColumnPart } from '../../src/engine/columns/part.js';
import type { Choice } from '../../src/engine/analyses/events.js';
import type { Analysis, Customers } from '../../src/engine/analyses/analysis.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { FAMILIES, type Retention } from '../../src/engine/facts/event-retention.js';
import type { Setting } from '../../src/engine/facts/selection.js';
import type { EventFact, Filter } from '../../src/engine/types.js';
import type { ShopWorld } from '../../src/reference/receipts.js';
import type { Dice } from '../support/dice.js';
import { randomFilter } from '../support/random-fields.js';
import { randomEvents, randomSetting, T0 } from '../support/random-world.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface RandomShop {
  readonly worlds: readonly ShopWorld[];
  readonly parts: readonly ColumnPart[];
  readonly setting: Setting;
  readonly now: number;
}

const TYPES = ['order_paid', 'order_placed', 'product_viewed', 'custom', 'page_viewed', 'visit'] as const;

/** Event types that questions can name, and the types that change orders. */
const KEPT: readonly string[] = [...TYPES, 'order_refunded', 'order_cancelled'];

/** Changes an event of a random history, so that it has another type. */
type Retype = (dice: Dice, event: EventFact) => EventFact;

/**
 * Turns many events of a history that are no orders into exposures and clicks of slots, carts, contacts and
 * registrations. Their properties have few values, so that slots, items and campaigns meet.
 */
export function asReach(dice: Dice, event: EventFact): EventFact {
  if (event.type.startsWith('order_') || dice.chance(0.3)) return event;
  const type = dice.pick([
    ...['slot_viewed', 'slot_clicked', 'slot_clicked', 'added_to_cart', 'added_to_cart', 'registered'],
    ...['contact_sent', 'contact_delivered', 'contact_opened', 'contact_clicked'],
  ]);
  return { id: event.id, at: event.at, type, properties: reachProperties(dice) };
}

function reachProperties(dice: Dice): Record<string, string | number> {
  return {
    ...(dice.chance(0.9) ? { slot: dice.pick(['home', 'cart', 'search']) } : {}),
    ...(dice.chance(0.8) ? { position: dice.int(1, 2) } : {}),
    ...(dice.chance(0.9) ? { sku: `s${dice.int(1, 3)}` } : {}),
    ...(dice.chance(0.8) ? { campaignId: dice.pick(['spring', 'summer']) } : {}),
    ...(dice.chance(0.8) ? { channel: dice.pick(['app', 'web']) } : {}),
  };
}

/**
 * Returns customers with up to `most` events each, distributed over one to three parts. The last `receipts` of them are
 * anonymous receipts in a part of their own. Times lie on a grid of `step` milliseconds, some of them one millisecond
 * off. `retype` may change the type of each event.
 */
export function randomShop(
  dice: Dice,
  customers: number,
  most: number,
  step: number,
  { receipts = 0, retype = (_, event) => event }: { readonly receipts?: number; readonly retype?: Retype } = {},
): RandomShop {
  const near = (at: number): number =>
    T0 + Math.round((at - T0) / step) * step + (dice.chance(0.1) ? dice.pick([-1, 1]) : 0);
  const { zone, currency } = randomSetting(dice);
  const retentions = new Map<string, Retention>(
    ['ORDERS', 'ACTIVITY', 'custom']
      .filter(() => dice.chance(0.15))
      .map((family) => [family, { family, ms: dice.pick([2, 20, 400]) * DAY, publishedAt: 1 }]),
  );
  const byType = new Map(
    [...retentions.values()].flatMap((r) =>
      (FAMILIES.find((f) => f.name === r.family)?.types ?? [r.family]).map((t) => [t, r.ms] as const),
    ),
  );
  const histories = Array.from({ length: customers + receipts }, () =>
    randomEvents(dice, dice.chance(0.1) ? 0 : dice.int(1, 2 * most))
      .filter(({ type }) => KEPT.includes(type))
      .slice(0, most)
      .map((e): EventFact => retype(dice, { ...e, at: near(e.at) })),
  );
  const builders = Array.from({ length: dice.int(1, 3) }, () => new PartBuilder());
  const ofReceipts = new PartBuilder(true);
  histories.forEach((events, i) =>
    (i < customers ? builders[i % builders.length] : ofReceipts).add({
      id: `p${i}`,
      factsVersion: i,
      createdAt: T0,
      facts: FactSet.of(events),
      tags: new Map(),
      lists: new Set(),
    }),
  );
  return {
    worlds: histories.map((events, i) => ({
      ...(i < customers ? {} : { isReceipt: true }),
      events,
      writes: new Map(),
      tags: new Map(),
      segments: new Map(),
      retentions: byType,
      zone,
      currency,
    })),
    parts: [...builders, ...(receipts > 0 ? [ofReceipts] : [])].map((b) => b.sealed()),
    setting: { zone, currency, retentions },
    now: near(T0 + dice.int(10, 45) * DAY),
  };
}

/** Returns uniformly distributed seeds for the random generators. */
export const seeds = (): fc.Arbitrary<number> => fc.noBias(fc.integer());

/** Returns one to `most` alternatives. Each has a different type, so no event matches two of them. */
export function randomChoices(dice: Dice, most: number): Choice[] {
  const types = [...TYPES].sort(() => dice.int(-1, 1)).slice(0, dice.int(1, most));
  return types.map((event) => ({ event, ...(dice.chance(0.25) ? { where: plainFilter(dice, event) } : {}) }));
}

/** Returns a random filter that does not refer to a list. */
function plainFilter(dice: Dice, event: string): Filter {
  for (;;) {
    const filter = randomFilter(dice, event);
    if (!JSON.stringify(filter, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)).includes('nList"'))
      return filter;
  }
}

/** Returns a period whose ends lie on the grid or one millisecond off it. */
export function randomPeriod(dice: Dice, step: number): { from: number; to: number } {
  const from = T0 + Math.round((dice.int(0, 30) * DAY) / step) * step + dice.pick([0, 0, -1, 1]);
  return {
    from,
    to: from + Math.max(step, Math.round((dice.int(1, 25) * DAY) / step) * step) + dice.pick([0, 0, -1, 1]),
  };
}

/**
 * Computes a sum for each part, merges the sums, and returns the resulting figure. Also returns the customers recorded
 * for each row. Anonymous receipts are added only if the analysis counts them, and to no row.
 */
export function figureOf<Sum, Figure>(
  analysis: Analysis<Sum, Figure>,
  { parts, setting, now }: RandomShop,
  more: Partial<Customers> = {},
): { figure: Figure; members: Map<string, Set<string>> } {
  const members = new Map<string, Set<string>>();
  const total = analysis.begin();
  for (const part of parts) {
    const sum = analysis.begin();
    const given = { part, setting, now, ...more };
    const fold = part.isOfReceipts ? analysis.overReceipts?.(given) : analysis.over(given);
    for (let i = 0; i < part.size; i++)
      fold?.(sum, i, (row) => {
        assert.equal(part.isOfReceipts, false, 'a row has a receipt');
        const there = members.get(row);
        if (there) there.add(part.ids.at(i));
        else members.set(row, new Set([part.ids.at(i)]));
      });
    analysis.merge(total, sum);
  }
  return { figure: analysis.finish(total), members };
}
