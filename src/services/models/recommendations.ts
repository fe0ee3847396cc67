/**
 * Finds items that are often bought together, and recommends items to a customer. Each result includes the counts on
 * which it is based.
 */
import type { Choice } from '../../engine/analyses/events.js';
import { EventReader } from '../../engine/analyses/events.js';
import { basketCounts, daysApart, linksIn, itemTimesOf, type BasketCounts } from '../../engine/models/baskets.js';
import type { ItemLink } from '../../engine/models/item-links.js';
import { offeredItems, PRICE, type Offer } from '../../engine/models/offered-items.js';
import { daysOfPart, keptFrom } from '../../engine/models/order-histories.js';
import {
  companions,
  continued,
  dueAgain,
  popular,
  type Companion,
  type Continued,
  type DueItem,
  type PopularItem,
  type Shopper,
} from '../../engine/models/recommend.js';
import { consentsAt } from '../../engine/facts/consent.js';
import { CONSENT_TYPES } from '../../engine/facts/vocabulary.js';
import { DAY } from '../../engine/time/time.js';
import { durationOf, mayScope, wholeNumber, type Asked } from '../analyses/questions.js';
import { figureOf } from '../analyses/run.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { money, text } from '../base/inputs.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { populationViews } from '../population/views.js';
import { loadCustomer } from '../population/roots.js';
import { openLearning } from './learning.js';
import { PROFILING } from './profiling-consent.js';

const YEAR = 365 * DAY;
/** Items that the customer put in a cart or viewed within this time, in ms, are recommended. */
const CONTINUED_MS = 30 * DAY;
/** Items that the customer is expected to buy again within this time, in ms, are recommended. */
const AHEAD_MS = 7 * DAY;
const MOST_ITEMS = 50;
const LONGEST_SKU = 500;

const ORDERS: readonly Choice[] = [{ event: 'order_paid' }];
const [CARTED, VIEWED]: readonly Choice[] = [{ event: 'added_to_cart' }, { event: 'product_viewed' }];

export interface ItemLinks {
  readonly asOf: number;
  /**
   * Number of customers who bought any item within the last year. `buyers` is the number of customers who bought the
   * given item.
   */
  readonly customers: number;
  readonly buyers: number;
  readonly links: readonly ItemLink[];
}

/** Returns the items that buyers of an item also bought within the last year, strongest links first. */
export async function itemLinks(
  services: Services,
  principal: Principal,
  { sku, first }: { readonly sku: string; readonly first: number },
): Promise<ItemLinks> {
  const { asked } = await openLearning(services, principal, {});
  const item = text(sku, 'sku', LONGEST_SKU);
  wholeNumber(first, 1, MOST_ITEMS, 'first');
  const counts = await countsOf(services, asked, new Set([item]));
  return {
    asOf: asked.room.now,
    customers: counts.customers,
    buyers: counts.counts.get(item) ?? 0,
    links: linksIn(counts, item).slice(0, first),
  };
}

const countsOf = (services: Services, asked: Asked, items: ReadonlySet<string>): Promise<BasketCounts> => {
  const { now } = asked.room;
  return figureOf(services, asked, basketCounts({ orders: ORDERS, from: now - YEAR, items }, now));
};

export interface RecommendationInput {
  readonly profile: string;
  readonly first: number;
  /**
   * Items bought within this time are not recommended, unless they are due again. ISO 8601 duration, defaults to P365D.
   */
  readonly notBoughtWithin?: string | null;
  /** Segment, or layer given as `model.layer`, whose members determine the popular items. Defaults to all customers. */
  readonly popularIn?: string | null;
  /** Field of the product catalogue that shows whether an item is in stock. Other items are left out. */
  readonly availableField?: string | null;
  /** The highest price of an item in the product catalogue, as decimal text. */
  readonly mostPrice?: string | null;
}

export interface Recommendations {
  readonly asOf: number;
  /** False if the customer has withdrawn consent for `profiling`. Only popular items are returned then. */
  readonly profiled: boolean;
  readonly continued: readonly Continued[];
  readonly boughtTogether: readonly Companion[];
  readonly dueAgain: readonly DueItem[];
  readonly popular: readonly PopularItem[];
}

/** Returns four lists of recommended items for one customer. Each list starts with the best item. */
export async function recommendations(
  services: Services,
  principal: Principal,
  input: RecommendationInput,
): Promise<Recommendations> {
  requireScope(principal, 'profiles:read');
  const { asked } = await openLearning(services, principal, {});
  const { room } = asked;
  const first = wholeNumber(input.first, 1, MOST_ITEMS, 'first');
  const excludedMs = durationOf(input.notBoughtWithin ?? 'P365D', 'notBoughtWithin');
  if (input.popularIn != null) mayScope(principal, room, input.popularIn, 'popularIn');
  const isOffered = offeredItems(room.catalogue.items?.products, offerOf(input, room));
  const root = await loadCustomer(services, room.workspace.id, text(input.profile, 'profile', LONGEST_SKU));
  const shopper = await shopperOf(services, asked, root.id);
  const counts = await countsOf(services, asked, new Set(shopper.bought.keys()));
  const among =
    input.popularIn == null
      ? counts
      : await countsOf(services, { ...asked, scopes: [{ segment: input.popularIn, at: 'NOW' }] }, new Set());
  const isExcluded = (item: string): boolean =>
    !isOffered(item) || (shopper.bought.get(item)?.at(-1) ?? -Infinity) > room.now - excludedMs;
  return {
    asOf: room.now,
    profiled: shopper.profiled,
    continued: continued(shopper, room.now - CONTINUED_MS)
      .filter(({ item }) => isOffered(item))
      .slice(0, first),
    boughtTogether: companions(shopper.bought.keys(), (item) => linksIn(counts, item), isExcluded).slice(0, first),
    dueAgain: dueAgain(shopper, counts, room.now, room.now + AHEAD_MS)
      .filter(({ item }) => isOffered(item))
      .slice(0, first),
    popular: popular(among, isExcluded).slice(0, first),
  };
}

/** Checks that the product catalogue has the fields by which items are left out. */
function offerOf(
  { availableField, mostPrice }: Pick<RecommendationInput, 'availableField' | 'mostPrice'>,
  { catalogue }: Room,
): Offer {
  const products = catalogue.items?.products;
  const offer: { availableField?: string; mostPrice?: bigint } = {};
  if (availableField != null) {
    const type = products?.typeOf(availableField);
    if (type !== 'BOOLEAN' && type !== 'INTEGER' && type !== 'DECIMAL')
      throw invalid(
        'CATALOGUE_FIELD_UNKNOWN',
        'the product catalogue has no field of this name that is a truth value or a number',
        'availableField',
      );
    offer.availableField = availableField;
  }
  if (mostPrice != null) {
    if (products?.typeOf(PRICE) !== 'DECIMAL')
      throw invalid('CATALOGUE_FIELD_UNKNOWN', 'the product catalogue has no field price', 'mostPrice');
    offer.mostPrice = money(mostPrice, 'mostPrice');
  }
  return offer;
}

const NOBODY: Shopper = { bought: new Map(), carted: new Map(), viewed: new Map() };

/**
 * Reads the purchases, carts and views of one customer. All three are empty if the customer has withdrawn consent for
 * profiling.
 */
async function shopperOf(
  services: Services,
  { room }: Asked,
  root: string,
): Promise<Shopper & { readonly profiled: boolean }> {
  const { setting } = room.catalogue;
  for await (const { part, live } of populationViews(services, room)) {
    const customer = part.ids.indexOf(root);
    if (customer < 0 || !live[customer]) continue;
    const consents = consentsAt(part.facts(customer, { types: CONSENT_TYPES }), setting, room.now);
    const own = consents.filter(({ purpose }) => purpose === PROFILING);
    if (own.length > 0 && !own.some(({ given }) => given)) return { ...NOBODY, profiled: false };
    const reading = (choice: Choice, from: number): EventReader => {
      const reader = new EventReader(part, [choice], { setting, now: room.now });
      reader.read(customer, Math.max(from, keptFrom([choice], setting, room.now)));
      return reader;
    };
    const dayOf = daysOfPart(part, setting.zone, room.now + 1);
    const bought = [...itemTimesOf(reading(ORDERS[0], -Infinity))];
    return {
      profiled: true,
      bought: new Map(bought.map(([item, times]) => [item, daysApart(times, dayOf)])),
      carted: newest(reading(CARTED, room.now - CONTINUED_MS)),
      viewed: newest(reading(VIEWED, room.now - CONTINUED_MS)),
    };
  }
  return { ...NOBODY, profiled: true };
}

/** Returns the time of the most recent event with each item. */
const newest = (reader: EventReader): ReadonlyMap<string, number> =>
  new Map([...itemTimesOf(reader)].map(([item, times]) => [item, times[times.length - 1]]));
