/** The built-in event types of an online shop. Custom event types are also accepted. */
import type { ValueType } from '../types.js';
import { DAY } from '../time/time.js';

export interface EventType {
  readonly name: string;
  readonly description: string;
  /**
   * Properties with a declared type. Other properties are allowed, and their values keep the type with which they were
   * sent.
   */
  readonly properties: Readonly<Record<string, ValueType>>;
  readonly required?: readonly string[];
  /**
   * Whether the event is an order with an order id, an amount and order lines. Orders count net of cancellations and
   * refunds.
   */
  readonly order?: boolean;
  /** Whether the event cancels or refunds the order that it refers to. Absent for other events. */
  readonly adjustment?: 'cancel' | 'refund';
  /** Whether visits are derived from events of this type. */
  readonly activity?: boolean;
}

const type = (
  name: string,
  description: string,
  properties: EventType['properties'] = {},
  more: Partial<EventType> = {},
): EventType => ({ name, description, properties, ...more });
const COUPON = {
  couponId: 'STRING',
  store: 'STRING',
  channel: 'STRING',
  platform: 'STRING',
  faceValue: 'DECIMAL',
  claimId: 'STRING',
  orderId: 'STRING',
  discount: 'DECIMAL',
  campaignId: 'STRING',
} as const;
const PRODUCT = { sku: 'STRING', brand: 'STRING', category: 'STRING', price: 'DECIMAL' } as const;
const COMMUNITY = { community: 'STRING', channel: 'STRING' } as const;
const POINTS = { points: 'DECIMAL', reason: 'STRING', orderId: 'STRING' } as const;
const CODE = { couponId: 'STRING', discount: 'DECIMAL' } as const;
const CONTACT = { campaignId: 'STRING', channel: 'STRING', variant: 'STRING', contactId: 'STRING' } as const;
const CONSENT = { purpose: 'STRING', channel: 'STRING', evidence: 'STRING' } as const;
const ORDER = {
  channel: 'STRING',
  platform: 'STRING',
  store: 'STRING',
  paymentMethod: 'STRING',
  discount: 'DECIMAL',
} as const;

export const VOCABULARY: readonly EventType[] = [
  type(
    'page_viewed',
    'A web page was opened.',
    { url: 'STRING', title: 'STRING', referrer: 'STRING' },
    { activity: true },
  ),
  type('screen_viewed', 'A screen of an app or mini-program was opened.', { screen: 'STRING' }, { activity: true }),
  type(
    'app_opened',
    'The app was brought to the front.',
    { version: 'STRING', platform: 'STRING' },
    { activity: true },
  ),
  type('visit', 'A visit, sent explicitly; visits are also derived from page, screen and app activity.', {
    channel: 'STRING',
  }),
  type('app_backgrounded', 'The app left the front.'),
  type('app_foregrounded', 'The app came back to the front.'),
  type('app_installed', 'The app was installed.', { version: 'STRING' }),
  type('app_updated', 'The app was updated.', { version: 'STRING' }),
  type('app_uninstalled', 'The app was removed.'),
  type('app_crashed', 'The app ended by a fault.'),
  type('install_attributed', 'An installation was attributed to a campaign.', { provider: 'STRING' }),
  type('deep_link_clicked', 'A link into the app was followed.', { url: 'STRING' }),
  type('deep_link_opened', 'The app was opened by a link.', { url: 'STRING' }),
  type('slot_viewed', 'A promotion was shown in its place.', { slot: 'STRING' }),
  type('slot_clicked', 'A promotion was clicked.', { slot: 'STRING' }),
  type('product_list_viewed', 'A list of products was shown.', { category: 'STRING' }),
  type('product_list_filtered', 'A list of products was filtered.', { category: 'STRING' }),
  type('product_clicked', 'A product was clicked.', PRODUCT),
  type('product_viewed', 'A product was looked at.', PRODUCT),
  type('searched', 'A search was made.', { query: 'STRING', results: 'INTEGER' }),
  type('added_to_cart', 'A product was put into the cart.', { ...PRODUCT, quantity: 'DECIMAL' }),
  type('removed_from_cart', 'A product was taken out of the cart.', { ...PRODUCT, quantity: 'DECIMAL' }),
  type('cart_viewed', 'The cart was looked at.'),
  type('cart_shared', 'The cart was shared.'),
  type('favourited', 'A product was put on the list of wishes.', PRODUCT),
  type('unfavourited', 'A product was taken off the list of wishes.', PRODUCT),
  type('shared', 'A product was shared.', PRODUCT),
  type('reviewed', 'A product was reviewed.', { ...PRODUCT, rating: 'DECIMAL' }),
  type('live_joined', 'A live broadcast was joined.', { live: 'STRING', host: 'STRING', platform: 'STRING' }),
  type('checked_in', 'A daily check-in was made.', { channel: 'STRING', streak: 'INTEGER' }),
  type('invited', 'Another person was invited.', { channel: 'STRING', campaignId: 'STRING' }),
  type('code_scanned', 'A code was scanned.', { code: 'STRING', scene: 'STRING', store: 'STRING' }),
  type('community_joined', 'A community, such as a chat group of the shop, was joined.', COMMUNITY),
  type('community_left', 'A community was left.', COMMUNITY),
  type('community_interacted', 'Something was posted, liked or commented on in a community.', {
    ...COMMUNITY,
    action: 'STRING',
  }),
  type('points_earned', 'Points were earned.', POINTS),
  type('points_spent', 'Points were spent.', POINTS),
  type('points_expired', 'Points expired.', POINTS),
  type('checkout_started', 'The customer went to the checkout.'),
  type('checkout_step_viewed', 'A step of the checkout was shown.'),
  type('checkout_step_completed', 'A step of the checkout was completed.'),
  type('payment_info_entered', 'The customer said how to pay.'),
  type('order_placed', 'An order was placed.', ORDER, { order: true }),
  type('order_paid', 'An order was paid.', ORDER, { order: true }),
  type('order_completed', 'An order was received and is final.', ORDER, { order: true }),
  type('order_cancelled', 'An order was cancelled as a whole.', { reason: 'STRING' }, { adjustment: 'cancel' }),
  type(
    'order_refunded',
    'An order was refunded: in full, by line, or by an amount.',
    { reason: 'STRING' },
    { adjustment: 'refund' },
  ),
  type('refund_requested', 'A refund was asked for. It changes no order; the refund itself does.', {
    orderId: 'STRING',
    reason: 'STRING',
  }),
  type('order_exchanged', 'Goods of an order were exchanged. It changes no order.', {
    orderId: 'STRING',
    reason: 'STRING',
  }),
  type('order_updated', 'An order was changed; what it is now, its next report says.'),
  type('coupon_entered', 'The code of a coupon was typed in.', CODE),
  type('coupon_applied', 'A coupon was put on a cart. It is used only by the order that names it.', CODE),
  type('coupon_denied', 'A coupon was refused on a cart.', { ...CODE, reason: 'STRING' }),
  type('coupon_removed', 'A coupon was taken off a cart.', CODE),
  type('coupon_issued', 'A coupon was offered.', COUPON, { required: ['couponId'] }),
  type('coupon_claimed', 'A coupon was claimed.', COUPON, { required: ['couponId'] }),
  type('coupon_redeemed', 'A coupon was used.', COUPON, { required: ['couponId'] }),
  type('coupon_returned', 'A used coupon was given back.', COUPON, { required: ['couponId'] }),
  type('coupon_expired', 'A claimed coupon ran out.', COUPON, { required: ['couponId'] }),
  type('contact_sent', 'A message was sent.', CONTACT),
  type('contact_delivered', 'A message arrived.', CONTACT),
  type('contact_opened', 'A message was opened.', CONTACT),
  type('contact_clicked', 'A link in a message was followed.', CONTACT),
  type('contact_converted', 'A message led to its goal.', CONTACT),
  type('contact_bounced', 'A message could not be delivered.', CONTACT),
  type('contact_marked_as_spam', 'A message was marked as spam.', CONTACT),
  type(
    'contact_unsubscribed',
    'The customer refused further messages: consent to marketing is withdrawn, on this channel or on all.',
    CONTACT,
  ),
  type(
    'contact_limit_set',
    'The customer limited the number of messages in a number of days. Without numbers the limit is removed.',
    { most: 'INTEGER', days: 'INTEGER' },
  ),
  type(
    'consent_given',
    'The customer permitted a purpose, on one channel or on all, until an instant or until withdrawn.',
    { ...CONSENT, until: 'DATETIME' },
    { required: ['purpose'] },
  ),
  type('consent_withdrawn', 'The customer took a permission back, on one channel or on all.', CONSENT, {
    required: ['purpose'],
  }),
  type(
    'experiment_assigned',
    'The customer was assigned a variant of an experiment; the first assignment counts.',
    { experiment: 'STRING', variant: 'STRING' },
    { required: ['experiment', 'variant'] },
  ),
  type('registered', 'The customer registered.', { channel: 'STRING' }),
  type('logged_in', 'The customer logged in.', { channel: 'STRING', platform: 'STRING' }),
];

const BY_NAME = new Map(VOCABULARY.map((t) => [t.name, t]));

export function eventType(name: string): EventType | undefined {
  return BY_NAME.get(name);
}

/** Whether events of a type have order lines. Orders and refunds do. */
export function hasLines(name: string): boolean {
  const type = BY_NAME.get(name);
  return type?.order === true || type?.adjustment === 'refund';
}

const LONGEST_TYPE = 260;
const LONGEST_PROPERTY = 64;

const isName = (name: string, longest: number): boolean =>
  name.trim() !== '' && name.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(name);

export const isEventType = (name: string): boolean => isName(name, LONGEST_TYPE);
export const EVENT_TYPE_RULE = `an event type is a name of at most ${LONGEST_TYPE} characters, without control characters`;

export const isPropertyName = (name: string): boolean => isName(name, LONGEST_PROPERTY);
export const PROPERTY_NAME_RULE = `a property has a name of at most ${LONGEST_PROPERTY} characters, without control characters`;

export const ACTIVITY_TYPES: readonly string[] = VOCABULARY.filter((t) => t.activity).map((t) => t.name);
/** Event types that give or withdraw consent. */
export const CONSENT_TYPES: readonly string[] = ['consent_given', 'consent_withdrawn', 'contact_unsubscribed'];
export const ADJUSTMENT_TYPES: readonly string[] = VOCABULARY.filter((t) => t.adjustment).map((t) => t.name);
export const ORDER_TYPES: readonly string[] = VOCABULARY.filter((t) => t.order).map((t) => t.name);
/** Event types for which several facts may report the same order, cancellation or refund. */
export const FOLDED_TYPES: readonly string[] = [...ORDER_TYPES, ...ADJUSTMENT_TYPES];

/** Activities belong to the same visit if the gap between them is shorter than this, in ms. */
export const VISIT_GAP_MS = 30 * 60_000;

/** Default retention in ms. In the segment language, "ever" covers only events within their retention. */
export const RETENTION_MS = 3 * 365 * DAY;
/** Source and subject of facts that the server itself writes. No token may use this name, in any letter case. */
export const OWN_SOURCE = 'strata';
/** Maximum time in ms by which an event may be dated in the future. Such an event counts from its own time on. */
export const FUTURE_SKEW_MS = 5 * 60_000;

/**
 * Declared decimals that may be negative. A negative value of any other declared decimal is a mistake of the sender.
 */
const SIGNED: readonly string[] = ['rating'];

/** Whether a property is declared as a decimal that must not be negative, such as a price or a discount. */
export const isNeverNegative = (type: string, name: string): boolean => {
  const declared = eventType(type)?.properties ?? {};
  return Object.hasOwn(declared, name) && declared[name] === 'DECIMAL' && !SIGNED.includes(name);
};

/** Fields of order lines that filters and aggregates may use. */
export const LINE_FIELDS: Readonly<Record<string, ValueType>> = {
  sku: 'STRING',
  name: 'STRING',
  brand: 'STRING',
  category: 'STRING',
  quantity: 'DECIMAL',
  amount: 'DECIMAL',
};

/** Built-in fields of events. Events can also have properties. */
export const EVENT_FIELDS: Readonly<Record<string, ValueType>> = {
  amount: 'DECIMAL',
  currency: 'STRING',
  order: 'STRING',
  coupon: 'STRING',
  day: 'DATE',
  month: 'STRING',
  time: 'DATETIME',
  hour: 'INTEGER',
  weekday: 'INTEGER',
};

/**
 * Returns the event types that a metric over `event` reads. For visits, these include activity, from which visits are
 * derived. For orders, these include cancellations and refunds, which are subtracted.
 */
export function typesRead(event: string): readonly string[] {
  if (event === 'visit') return ['visit', ...ACTIVITY_TYPES];
  // A refund without a currency uses the currency of its order.
  if (event === 'order_refunded') return [event, ...ORDER_TYPES];
  return eventType(event)?.order ? [event, ...ADJUSTMENT_TYPES] : [event];
}
