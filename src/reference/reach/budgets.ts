/**
 * Reference implementation of contact budgets. A budget allows at most n contacts in a window. To check a new contact,
 * it is added to the list of contacts. It is allowed if no contact decided under the budget is then in the same window
 * as the contact n positions before it. Shares no code with the engine.
 */
import { shownAt } from './local-times.js';

export interface Budget {
  readonly key: string;
  readonly most: number;
  readonly window:
    | { readonly kind: 'ROLLING'; readonly ms: number }
    | { readonly kind: 'CALENDAR'; readonly unit: 'day' | 'week' | 'month' };
  readonly channel?: string;
  readonly tag?: string;
  readonly layer?: string;
  readonly perDevice?: boolean;
}

export interface Contact {
  readonly id: string;
  readonly at: number;
  readonly channel: string;
  readonly tags: readonly string[];
  readonly device?: string;
  readonly under: readonly string[];
}

/** Returns the name of the calendar period that contains a given time. */
function periodName(at: number, unit: 'day' | 'week' | 'month', zone: string): string {
  const shown = new Date(shownAt(at, zone)).toISOString();
  if (unit === 'day') return shown.slice(0, 10);
  if (unit === 'month') return shown.slice(0, 7);
  // 1970-01-05 was a Monday.
  return String(Math.floor((Date.parse(shown.slice(0, 10)) / 86_400_000 - 4) / 7));
}

const isOf = (budget: Budget, contact: Contact, device: string | undefined): boolean => {
  if (budget.channel !== undefined && contact.channel !== budget.channel) return false;
  if (budget.tag !== undefined && !contact.tags.includes(budget.tag)) return false;
  return !budget.perDevice || (contact.device !== undefined && contact.device === device);
};

/** Returns the keys of the budgets that apply to a contact with a customer in the given layers. */
export function decidedUnder(budgets: readonly Budget[], contact: Contact, layers: readonly string[]): string[] {
  return budgets
    .filter((budget) => isOf(budget, contact, contact.device))
    .filter(({ layer }) => layer === undefined || layers.includes(layer))
    .map(({ key }) => key);
}

/** Whether two times are in the same window of a budget. */
const isClose = ({ window }: Budget, earlier: number, later: number, zone: string): boolean =>
  window.kind === 'ROLLING'
    ? later - earlier < window.ms
    : periodName(earlier, window.unit, zone) === periodName(later, window.unit, zone);

/**
 * Returns the contacts that a budget counts, in time order, up to the given contact. Contacts at the same time keep
 * their order.
 */
function upTo(budget: Budget, contacts: readonly Contact[], last: Contact): Contact[] {
  const list = contacts
    .map((contact, place) => ({ contact, place }))
    .filter(({ contact }) => isOf(budget, contact, last.device))
    .sort((left, right) => left.contact.at - right.contact.at || left.place - right.place)
    .map(({ contact }) => contact);
  return list.slice(0, list.indexOf(last) + 1);
}

/** Whether a contact decided under a budget is in the same window as the contact `most` positions before it. */
function isTooSoon(budget: Budget, contacts: readonly Contact[], later: Contact, zone: string): boolean {
  if (!later.under.includes(budget.key)) return false;
  const first = upTo(budget, contacts, later).at(-1 - budget.most);
  return first !== undefined && isClose(budget, first.at, later.at, zone);
}

/**
 * Returns the contacts that violate a budget, each as the key of the budget and the id of the contact, separated by a
 * space. If several contacts have the same time, those that were decided under the budget come first.
 */
export function tooSoon(budgets: readonly Budget[], contacts: readonly Contact[], zone: string): string[] {
  return budgets.flatMap((budget) => {
    const isUnder = ({ under }: Contact): boolean => under.includes(budget.key);
    const ordered = [...contacts.filter(isUnder), ...contacts.filter((contact) => !isUnder(contact))];
    return ordered.filter((later) => isTooSoon(budget, ordered, later, zone)).map(({ id }) => `${budget.key} ${id}`);
  });
}

/**
 * Whether a contact may be added to other contacts without violating a budget. Contacts at the same time count for each
 * other, regardless of which was decided first.
 */
export function mayJoin(
  budgets: readonly Budget[],
  contact: Contact,
  others: readonly Contact[],
  zone: string,
): boolean {
  const all = [...others, contact];
  return !budgets.some((budget) =>
    all.some((later) => {
      const laterLast = [...all.filter((one) => one !== later), later];
      return (
        isTooSoon(budget, laterLast, later, zone) &&
        upTo(budget, laterLast, later).includes(contact) &&
        isClose(budget, contact.at, later.at, zone)
      );
    }),
  );
}
