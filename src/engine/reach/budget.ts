/**
 * The contact budget of a customer limits the number of contacts in a rolling window or a calendar period. A contact is
 * allowed only if every budget that applies to it has room.
 *
 * A contact that is planned for later counts at its planned time. A new contact is therefore checked in the window that
 * ends with it, and also in the windows of later contacts that include it.
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
   * If set, the budget applies only to customers who are in this layer (`model.layer`) when the contact is decided.
   * Earlier contacts also count if the customer was in another layer at the time of these contacts.
   */
  readonly layer?: string;
  /** If true, only contacts to the same device count, because phone manufacturers set quotas for each device. */
  readonly perDevice?: boolean;
}

/** The data of a contact that budgets use. It includes the tags that the campaign had at the time of the decision. */
export interface BudgetedContact {
  readonly at: number;
  readonly channel: string;
  readonly tags: readonly string[];
  readonly device?: string;
}

/**
 * A contact that uses up budget. It is reserved, it was handed over, its outcome is unknown, or it was reported by
 * another system.
 */
export interface CountedContact extends BudgetedContact {
  readonly id: string;
  /**
   * Keys of the budgets that applied when the contact was decided. Empty for exempt contacts and for contacts that
   * another system reported.
   */
  readonly under: readonly string[];
}

/** The customer's time zone, and the layers that the customer is in when the contact is decided. */
export interface BudgetSubject {
  readonly zone: string;
  readonly layers: ReadonlySet<string>;
}

/** Returns an additional budget for the maximum number of messages that the customer requested. */
export const wishBudget = (most: number, windowMs: number): Budget => ({
  key: 'wish',
  most,
  window: { kind: 'ROLLING', ms: windowMs },
});

/** Whether a budget counts a contact. The layer of the customer is not considered here. */
function countsContact(budget: Budget, contact: BudgetedContact, device: string | undefined): boolean {
  return (
    (budget.channel === undefined || budget.channel === contact.channel) &&
    (budget.tag === undefined || contact.tags.includes(budget.tag)) &&
    (!budget.perDevice || (device !== undefined && contact.device === device))
  );
}

/** Returns the budgets that apply to a contact with a customer in the given layers. */
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
 * Returns the first budget that has no room for a contact, or undefined if the contact is allowed. An existing contact
 * at the same time or later may also block the new contact. For such an existing contact, each budget that applied to
 * it is checked, even if that budget does not apply to the new contact.
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
 * Returns the times at which a full budget may have room again. At such a time, an existing contact leaves the window,
 * or the time of a later contact has passed.
 */
function turningPoints(budgets: readonly Budget[], counted: readonly CountedContact[], zone: string): number[] {
  return budgets.flatMap(({ window }) =>
    counted.flatMap((c) => [
      window.kind === 'ROLLING' ? c.at + window.ms : periodAround(c.at, window.unit, zone)[1],
      c.at + 1,
    ]),
  );
}

/** Returns the first time at or after `at` that is outside quiet hours. */
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

/**
 * A contact that exceeds a budget, because too many contacts lie in its window. This can happen when customers are
 * merged.
 */
export interface OverBudget {
  readonly budget: string;
  readonly contact: string;
}

/**
 * Returns the contacts that exceed a budget which applied when they were decided. Decisions for one customer never
 * exceed a budget. When customers are merged, however, contacts that were decided separately count together.
 */
export function overBudget(budgets: readonly Budget[], counted: readonly CountedContact[], zone: string): OverBudget[] {
  return budgets.flatMap((budget) => {
    // Among contacts at the same time, the contacts that were decided under the budget come first. The other contacts
    // may exceed the budget.
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
