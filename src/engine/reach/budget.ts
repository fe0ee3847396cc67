/**
 * The contact budget of a customer: how many contacts may go in a rolling time or a calendar period. Every budget that
 * applies must have room. Contacts planned for a later instant count at that instant, so a new contact is checked
 * against the windows before it and those of later contacts that it would lie in.
 */
import { firstDay, shiftPeriod } from '../time/calendar.js';
import { dayOf, startOfDay } from '../time/time.js';

type BudgetUnit = 'day' | 'week' | 'month';

type BudgetWindow =
  | { readonly kind: 'ROLLING'; readonly ms: number }
  /** A day, a week from Monday or a month in the zone of the customer. */
  | { readonly kind: 'CALENDAR'; readonly unit: BudgetUnit };

export interface Budget {
  readonly key: string;
  /** Contacts in the window at most. */
  readonly most: number;
  readonly window: BudgetWindow;
  /** Contacts of this channel only. */
  readonly channel?: string;
  /** Contacts of campaigns with this tag only. */
  readonly tag?: string;
  /** For customers who are in this layer (`model.layer`) at the decision; earlier contacts count whatever the layer. */
  readonly layer?: string;
  /** Contacts to the same device only: quotas of phone makers. */
  readonly perDevice?: boolean;
}

/** What a budget looks at in a contact. Tags are those that its campaign had at the decision. */
export interface BudgetedContact {
  readonly at: number;
  readonly channel: string;
  readonly tags: readonly string[];
  readonly device?: string;
}

/** A contact that uses budget: reserved, handed over, unknown, or reported from outside. */
export interface CountedContact extends BudgetedContact {
  readonly id: string;
  /**
   * Keys of the budgets that applied at the decision. Empty for exempt contacts and for contacts reported from outside.
   */
  readonly under: readonly string[];
}

/** The customer's zone, and the layers the customer is in at the decision. */
export interface BudgetSubject {
  readonly zone: string;
  readonly layers: ReadonlySet<string>;
}

/** The wish of a customer for fewer messages, as one more budget. */
export const wishBudget = (most: number, windowMs: number): Budget => ({
  key: 'wish',
  most,
  window: { kind: 'ROLLING', ms: windowMs },
});

/** Whether a budget counts a contact, whatever the layer. */
function countsContact(budget: Budget, contact: BudgetedContact, device: string | undefined): boolean {
  return (
    (budget.channel === undefined || budget.channel === contact.channel) &&
    (budget.tag === undefined || contact.tags.includes(budget.tag)) &&
    (!budget.perDevice || (device !== undefined && contact.device === device))
  );
}

/** The budgets that a contact is decided under. */
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

/** The calendar period around an instant, from its first instant on and up to the first of the next. */
function periodAround(at: number, unit: BudgetUnit, zone: string): readonly [from: number, to: number] {
  const first = firstDay(dayOf(at, zone), unit);
  return [startOfDay(first, zone), startOfDay(shiftPeriod(first, unit, 1), zone)];
}

/** Whether instants lie in the window that ends with `end`, itself included. */
function windowUpTo(end: number, { window }: Budget, zone: string): (at: number) => boolean {
  if (window.kind === 'ROLLING') return (at) => at <= end && end - at < window.ms;
  const [from] = periodAround(end, window.unit, zone);
  return (at) => at <= end && from <= at;
}

/** A budget without room for a contact, and the contacts that fill it. */
export interface FullBudget {
  readonly budget: string;
  readonly most: number;
  readonly contacts: readonly string[];
}

/**
 * The first budget without room for a contact; undefined when it may go. A contact of the same instant or later holds
 * the new one back in each budget that it was decided under, also where the new one is not decided under it itself.
 *
 * @example
 * // At most 1 in 7 days, with a reservation on Friday: Thursday has no room.
 * firstFull([{ key: 'weekly', most: 1, window: { kind: 'ROLLING', ms: WEEK } }], thursdayContact, [fridayContact], subject)
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

/** Instants after which some budget may have room again: contacts leave its window or no longer lie ahead. */
function turningPoints(budgets: readonly Budget[], counted: readonly CountedContact[], zone: string): number[] {
  return budgets.flatMap(({ window }) =>
    counted.flatMap((c) => [
      window.kind === 'ROLLING' ? c.at + window.ms : periodAround(c.at, window.unit, zone)[1],
      c.at + 1,
    ]),
  );
}

/** The first instant that is not quiet, from an instant on. */
export type EndOfQuiet = (at: number) => number;

/**
 * Returns the first time from `contact.at` on that is outside quiet hours and has room in every budget. Returns
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

/** A contact that lies in a window with more contacts than its budget allows; merges may leave some behind. */
export interface OverBudget {
  readonly budget: string;
  readonly contact: string;
}

/**
 * The contacts that exceed a budget they were decided under. Decisions alone never exceed a budget, but a merge of
 * customers combines contacts that were decided separately.
 */
export function overBudget(budgets: readonly Budget[], counted: readonly CountedContact[], zone: string): OverBudget[] {
  return budgets.flatMap((budget) => {
    // At equal times, contacts decided under the budget come first, because the others may exceed it.
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
