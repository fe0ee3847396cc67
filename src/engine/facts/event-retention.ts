/** Determines how long events are kept, by event type. Also finds the events of a customer that can be removed. */
import type { FactSet } from './facts.js';
import type { EventFact } from '../types.js';
import { DAY } from '../time/time.js';
import { CONSENT_TYPES, eventType, RETENTION_MS, VISIT_GAP_MS, VOCABULARY } from './vocabulary.js';

/**
 * Event types that share a retention because they are read together. For example, a refund is useless without its
 * order.
 */
export interface Family {
  readonly name: string;
  readonly types: readonly string[];
  /**
   * If true, the retention cannot be shorter than the default, because limits and permissions depend on these events.
   */
  readonly books?: boolean;
}

const named = (test: (name: string) => boolean): string[] => VOCABULARY.map((t) => t.name).filter(test);

export const FAMILIES: readonly Family[] = [
  { name: 'ORDERS', types: named((n) => eventType(n)!.order === true || eventType(n)!.adjustment !== undefined) },
  { name: 'ACTIVITY', types: [...named((n) => eventType(n)!.activity === true), 'visit'] },
  // Cart events with a coupon code do not belong to this family, because no decision depends on them.
  { name: 'COUPONS', types: named((n) => eventType(n)!.required?.includes('couponId') === true), books: true },
  { name: 'CONSENTS', types: CONSENT_TYPES, books: true },
  { name: 'EXPERIMENTS', types: ['experiment_assigned'], books: true },
];

/** Event types about coupons and experiments. If a source is removed, its events of these types are kept. */
export const KEPT_FOR_GOOD: readonly string[] = FAMILIES.filter(
  ({ name }) => name === 'COUPONS' || name === 'EXPERIMENTS',
).flatMap(({ types }) => types);

/**
 * Whether events of a type are kept when their source is removed. They are kept because limits were decided on the
 * basis of these events.
 */
export const isKeptForGood = (type: string): boolean => KEPT_FOR_GOOD.includes(type);

/** Minimum and maximum retention, in ms. */
export const MIN_RETENTION_MS = DAY;
export const MAX_RETENTION_MS = 3650 * DAY;

/** How long the events of a family are kept, in ms. */
export interface Retention {
  readonly family: string;
  readonly ms: number;
  /**
   * Catalogue version in which this retention was set. Conditions on events of the family are re-evaluated if their
   * last evaluation used an earlier version.
   */
  readonly publishedAt: number;
}

const BY_TYPE = new Map(FAMILIES.flatMap((f) => f.types.map((t) => [t, f] as const)));
const BY_NAME = new Map(FAMILIES.map((f) => [f.name, f]));
/** Prefix for event types whose name could be mistaken for the name of a family. */
const MARK = '"';

/** Returns the family of an event type. An event type that is in no built-in family forms a family of its own. */
export function familyOf(type: string): Family {
  const named = BY_NAME.has(type) || type.startsWith(MARK) ? MARK + type : type;
  return BY_TYPE.get(type) ?? { name: named, types: [type] };
}

/**
 * Returns the family with the given name. If no built-in family has this name, returns the family of the event type
 * with this name.
 */
export function familyNamed(name: string): Family {
  return BY_NAME.get(name) ?? familyOf(name.startsWith(MARK) ? name.slice(1) : name);
}

export type Retentions = ReadonlyMap<string, Retention>;

/**
 * Returns the retention of an event type in ms. An event counts until the retention has passed since the time of the
 * event.
 */
export function retentionOf(type: string, { retentions }: { readonly retentions?: Retentions }): number {
  if (!retentions || retentions.size === 0) return RETENTION_MS;
  return retentions.get(familyOf(type).name)?.ms ?? RETENTION_MS;
}

/**
 * Returns expired events whose removal changes no result at or after `now`. Some events are read together: an order
 * with its refunds, a visit, or all events of one coupon. Such events are returned only when the last of them has
 * expired. Events that conditions can still read because of their lookback are not returned.
 */
export function outlived(
  facts: FactSet,
  setting: { readonly retentions?: Retentions },
  now: number,
  lookback: (type: string) => number,
): readonly EventFact[] {
  const groups = new Map<string, { events: EventFact[]; alive: boolean }>();
  let visit = '';
  let lastActivity = -Infinity;
  for (const e of facts.all()) {
    const family = familyOf(e.type).name;
    let group = `event ${e.id}`;
    if (family === 'ACTIVITY' && e.type !== 'visit') {
      if (e.at - lastActivity >= VISIT_GAP_MS) visit = `visit ${e.id}`;
      lastActivity = e.at;
      group = visit;
    } else if (family === 'ORDERS' && e.orderId !== undefined) group = `order ${e.orderId}`;
    else if (family === 'COUPONS') group = `coupon ${String(e.properties?.couponId)}`;
    const there = groups.get(group);
    const alive = e.at + retentionOf(e.type, setting) + lookback(e.type) > now;
    if (!there) groups.set(group, { events: [e], alive });
    else {
      there.events.push(e);
      there.alive ||= alive;
    }
  }
  return [...groups.values()].filter((g) => !g.alive).flatMap((g) => g.events);
}
