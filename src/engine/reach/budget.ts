/**
 * The contact budget of a customer: the maximum number of contacts in a rolling window or a calendar period. A contact
 * is allowed only if every budget that applies has room.
 *
 * Contacts that are planned for later count at their planned time. A new contact is therefore checked in its own
 * window, and in the windows of later contacts that contain it.
 */
import { firstDay, shiftPeriod } from '../time/calendar.js';
import { dayOf, startOfDay } from '../time/time.js';

type BudgetUnit = 'day' | 'week' | 'month';

type BudgetWindow =
  | { readonly kind: 'ROLLING'; readonly ms: number }
  /** A day, a week that begins on Monday, or a month, in the customer's time zone. */
  | { readonly kind: 'CALENDAR'; readonly unit: BudgetUnit };

export interface Budget {
  readonly key: string;
  /** Maximum number of contacts in the window. */
  readonly most: number;
  readonly window: BudgetWindow;
  /** If set, only contacts of this channel count. */
  readonly channel?: string;
  /** If set, only contacts of campaigns with this tag count. */
  readonly tag?: string;
  /**
   * If set, the budget applies only to customers who are in this layer (`model.layer`) at the time of the decision.
   * Earlier contacts count regardless of the layer.
   */
  readonly layer?: string;
  /** If true, only contacts to the same device count. Needed for the quotas of phone manufacturers. */
  readonly perDevice?: boolean;
}

/** The data of a contact that budgets use. It includes the tags that the campaign had at the time of the decision. */
export interface BudgetedContact {
  readonly at: number;
  readonly channel: string;
  readonly tags: readonly string[];
  readonly device?: string;
}

/** A contact that uses up budget, because it is reserved, handed over, of unknown outcome, or reported from outside. */
export interface CountedContact extends BudgetedContact {
  readonly id: string;
  /**
   * Keys of the budgets that applied at the time of the decision. Empty for exempt contacts and for contacts that were
   * reported from outside.
   */
  readonly under: readonly string[];
}

/** The customer's time zone, and the layers of the customer at the time of the decision. */
export interface BudgetSubject {
  readonly zone: string;
  readonly layers: ReadonlySet<string>;
}

/** Returns the customer's preferred maximum of messages as an additional budget. */
export const wishBudget = (most: number, windowMs: number): Budget => ({
  key: 'wish',
  most,
  window: { kind: 'ROLLING', ms: windowMs },
});

/** Whether a budget counts a contact, regardless of the layer. */
function countsContact(budget: Budget, contact: BudgetedContact, device: string | undefined): boolean {
  return (
    (budget.channel === undefined || budget.channel === contact.channel) &&
    (budget.tag === undefined || contact.tags.includes(budget.tag)) &&
    (!budget.perDevice || (device !== undefined && contact.device === device))
  );
}

/** Returns the budgets that apply to a contact. */
export function budgetsFor(
  budgets: readonly Budget[],
  contact: BudgetedContact,
  { layers }: Pick<BudgetSubject, 'layers'>,
): Budget[] {
  return budgets.filter(
    (budget) =>
      (budget.layer === undefined || layers.has(budget.layer)) && countsContact(budget, contact, contact.device),
  );
}

/** Returns the calendar period that contains a given time, from its start to the start of the next period. */
function periodAround(at: number, unit: BudgetUnit, zone: string): readonly [from: number, to: number] {
  const first = firstDay(dayOf(at, zone), unit);
  return [startOfDay(first, zone), startOfDay(shiftPeriod(first, unit, 1), zone)];
}

/** Returns a function that tells whether a time lies in the window that ends with `end`, inclusive. */
function windowUpTo(end: number, { window }: Budget, zone: string): (at: number) => boolean {
  if (window.kind === 'ROLLING') return (at) => at <= end && end - at < window.ms;
  const [from] = periodAround(end, window.unit, zone);
  return (at) => at <= end && from <= at;
}

/** A budget that has no room for a contact, and the contacts that fill it. */
export interface FullBudget {
  readonly budget: string;
  readonly most: number;
  readonly contacts: readonly string[];
}

/**
 * Returns the first budget that has no room for a contact, or undefined if the contact is allowed. A contact at the
 * same time or later blocks the new contact in each budget that applied to the later contact, even if that budget does
 * not apply to the new contact.
 *
 * @example
 * // At most 1 in 7 days, with a reservation on Friday: Thursday has no room.
 * firstFull([{ key: 'weekly', most: 1, window: { kind: 'ROLLING', ms: WEEK } }], thursdayContact, [fridayContact],
 * subject)
 */
export function firstFull(
  budgets: readonly Budget[],
  contact: BudgetedContact,
  counted: readonly CountedContact[],
  subject: BudgetSubject,
): FullBudget | undefined {
  const own = new Set(budgetsFor(budgets, contact, subject).map(({ key }) => key));
  for (const budget of budgets) {
    if (!countsContact(budget, contact, contact.device)) continue;
    const relevant = counted.filter((c) => countsContact(budget, c, contact.device));
    const ends = relevant.filter((c) => c.at >= contact.at && c.under.includes(budget.key)).map((c) => c.at);
    for (const end of own.has(budget.key) ? [contact.at, ...ends] : ends) {
      const isInside = windowUpTo(end, budget, subject.zone);
      if (!isInside(contact.at)) continue;
      const filling = relevant.filter((c) => isInside(c.at));
      if (filling.length >= budget.most)
        return { budget: budget.key, most: budget.most, contacts: filling.map(({ id }) => id) };
    }
  }
  return undefined;
}

/**
 * Returns the times after which some budget may have room again. At these times, a contact leaves its window, or a
 * later contact is reached.
 */
function turningPoints(budgets: readonly Budget[], counted: readonly CountedContact[], zone: string): number[] {
  return budgets.flatMap(({ window }) =>
    counted.flatMap((c) => [
      window.kind === 'ROLLING' ? c.at + window.ms : periodAround(c.at, window.unit, zone)[1],
      c.at + 1,
    ]),
  );
}

/** Returns the first time, at or after the given one, that is outside quiet hours. */
export type EndOfQuiet = (at: number) => number;

/**
 * Returns the first time, at or after `contact.at`, that is outside quiet hours and has room in every budget. Returns
 * undefined if there is no such time before `before`.
 */
export function nextPossible(
  budgets: readonly Budget[],
  contact: BudgetedContact,
  counted: readonly CountedContact[],
  subject: BudgetSubject,
  { endOfQuiet, before = Infinity }: { readonly endOfQuiet: EndOfQuiet; readonly before?: number },
): number | undefined {
  const points = [contact.at, ...turningPoints(budgets, counted, subject.zone)].filter((at) => at >= contact.at);
  const candidates = new Set(points.flatMap((at) => [at, endOfQuiet(at)]));
  return [...candidates]
    .sort((left, right) => left - right)
    .find((at) => at < before && endOfQuiet(at) === at && !firstFull(budgets, { ...contact, at }, counted, subject));
}

/** A contact in a window that has more contacts than its budget allows. This can happen after a merge of customers. */
export interface OverBudget {
  readonly budget: string;
  readonly contact: string;
}

/**
 * Returns the contacts that exceed a budget under which they were decided. Decisions alone never exceed a budget, but a
 * merge of customers combines contacts that were decided separately.
 */
export function overBudget(budgets: readonly Budget[], counted: readonly CountedContact[], zone: string): OverBudget[] {
  return budgets.flatMap((budget) => {
    // At the same time, contacts decided under the budget come first, because only the others are allowed to exceed it.
    const last = ({ under }: CountedContact): number => Number(!under.includes(budget.key));
    const sorted = [...counted].sort((left, right) => left.at - right.at || last(left) - last(right));
    return sorted.flatMap((contact, place) => {
      if (!contact.under.includes(budget.key)) return [];
      const isInside = windowUpTo(contact.at, budget, zone);
      const filling = sorted
        .slice(0, place + 1)
        .filter((c) => isInside(c.at) && countsContact(budget, c, contact.device));
      return filling.length > budget.most ? [{ budget: budget.key, contact: contact.id }] : [];
    });
  });
}
