/**
 * Independent audit of the stored contacts of one customer. It finds contacts that came too soon for one of the budgets
 * that applied when they were decided. Shares no code with the engine.
 */
import { tooSoon, type Budget, type Contact } from './budgets.js';

/** A contact in its stored form. */
export interface StoredContact {
  readonly id: string;
  /** The profile for which the contact was decided. */
  readonly profile: string;
  readonly decidedAt: number;
  readonly sequence: number;
  readonly state: string;
  readonly mayHaveArrived: boolean;
  readonly tags: readonly string[];
  readonly reservation?: Reservation;
  /** Messages on earlier channels. All of them were handed over. */
  readonly earlier?: readonly Reservation[];
}

interface Reservation {
  readonly channel: string;
  readonly device?: string;
  readonly at: number;
  readonly under: readonly string[];
  readonly counts: boolean;
  /** When the budgets were asked, if this was later than the decision about the contact. */
  readonly askedAt?: number;
}

export interface Audited {
  /** Contacts that violate a budget, each as the key of the budget and the id of the contact, separated by a space. */
  readonly broken: readonly string[];
  /**
   * Contacts that exceed a budget only because the customer's profiles were merged after each profile had received
   * contacts.
   */
  readonly merged: readonly string[];
  /** Number of contacts that were compared with the budgets. */
  readonly compared: number;
}

const WAITING_OR_DONE = ['RESERVED', 'ASSIGNED', 'HANDED_OVER', 'DELIVERED'];

/** A contact that uses up budget, with its position in the order of decisions. */
interface Counted extends Contact {
  readonly decidedAt: number;
  readonly sequence: number;
}

function counted(contacts: readonly StoredContact[]): Counted[] {
  return contacts.flatMap(({ id, tags, state, mayHaveArrived, reservation, earlier = [], decidedAt, sequence }) => {
    const list = [...earlier];
    if (reservation && (WAITING_OR_DONE.includes(state) || mayHaveArrived)) list.push(reservation);
    return list
      .filter(({ counts }) => counts)
      .map(({ channel, device, at, under, askedAt }, number) => ({
        ...{ id, tags, channel, at, under, sequence },
        // A message on a later channel was decided at the time of its reservation.
        decidedAt: askedAt ?? (number === 0 ? decidedAt : at),
        ...(device === undefined ? {} : { device }),
      }));
  });
}

/**
 * Whether a contact came too soon for a budget. Contacts that were decided under the budget always count. Other
 * contacts count only if they were decided before this one, because they may exceed the budget themselves.
 */
function isOver(budget: Budget, contact: Counted, all: readonly Counted[], zone: string): boolean {
  const isBefore = (other: Counted): boolean =>
    other.decidedAt < contact.decidedAt || (other.decidedAt === contact.decidedAt && other.sequence < contact.sequence);
  const list = all.filter((other) => other.under.includes(budget.key) || isBefore(other));
  return tooSoon([budget], list, zone).includes(`${budget.key} ${contact.id}`);
}

/**
 * Audits one customer. Contacts decided before `since` were decided under other budgets. They are not checked, but they
 * count in the windows of later contacts. Contacts that other systems sent are excluded, because the time at which they
 * became known is not stored.
 */
export function audit(
  budgets: readonly Budget[],
  since: number,
  contacts: readonly StoredContact[],
  zone: string,
): Audited {
  const overIn = (list: readonly StoredContact[]): string[] => {
    const all = counted(list);
    const recent = all.filter(({ decidedAt }) => decidedAt >= since);
    return budgets.flatMap((budget) =>
      recent
        .filter((contact) => contact.under.includes(budget.key) && isOver(budget, contact, all, zone))
        .map(({ id }) => `${budget.key} ${id}`),
    );
  };
  const profiles = [...new Set(contacts.map(({ profile }) => profile))];
  const broken = profiles.flatMap((profile) => overIn(contacts.filter((contact) => contact.profile === profile)));
  return {
    broken,
    merged: overIn(contacts).filter((line) => !broken.includes(line)),
    compared: counted(contacts).filter(({ decidedAt }) => decidedAt >= since).length,
  };
}
