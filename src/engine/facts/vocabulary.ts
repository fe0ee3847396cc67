/** The fixed event vocabulary of an online shop, beside which any other event type may be sent. */
import type { ValueType } from '../model.js';
import { DAY } from '../time/time.js';

export interface EventType {
  readonly name: string;
  readonly description: string;
  /** Typed properties; others are allowed and keep the type they come with. */
  readonly properties: Readonly<Record<string, ValueType>>;
  readonly required?: readonly string[];
  /** Carries an order id, money and order lines; counted net of cancellations and refunds. */
  readonly order?: boolean;
  /** Takes something away from the order it names. */
  readonly adjustment?: 'cancel' | 'refund';
  /** Activity from which visits are derived. */
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
  type('product_viewed', 'A product was looked at.', {
    sku: 'STRING',
    brand: 'STRING',
    category: 'STRING',
    price: 'DECIMAL',
  }),
  type('searched', 'A search was made.', { query: 'STRING', results: 'INTEGER' }),
  type('added_to_cart', 'A product was put into the cart.', {
    sku: 'STRING',
    brand: 'STRING',
    category: 'STRING',
    quantity: 'DECIMAL',
    price: 'DECIMAL',
  }),
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
  type(
    'contact_unsubscribed',
    'The customer refused further messages: consent to marketing is withdrawn, on this channel or on all.',
    CONTACT,
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

/** Whether events of a type have order lines: orders have, and what comes back has. */
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
/** What says whether a purpose is permitted. */
export const CONSENT_TYPES: readonly string[] = ['consent_given', 'consent_withdrawn', 'contact_unsubscribed'];
export const ADJUSTMENT_TYPES: readonly string[] = VOCABULARY.filter((t) => t.adjustment).map((t) => t.name);
export const ORDER_TYPES: readonly string[] = VOCABULARY.filter((t) => t.order).map((t) => t.name);
/** Several facts of these can be reports of one thing. */
export const FOLDED_TYPES: readonly string[] = [...ORDER_TYPES, ...ADJUSTMENT_TYPES];

/** Activity closer together than this belongs to one visit. */
export const VISIT_GAP_MS = 30 * 60_000;

/** How long events count unless a workspace says otherwise: "ever" means "within retention". */
export const RETENTION_MS = 3 * 365 * DAY;
/** The source and subject of what the server does itself. No token has it, in any spelling. */
export const OWN_SOURCE = 'strata';
/** Events may lie so far in the future; they count from their own instant on. */
export const FUTURE_SKEW_MS = 5 * 60_000;

/** Fields of an order line that filters and aggregates may name. */
export const LINE_FIELDS: Readonly<Record<string, ValueType>> = {
  sku: 'STRING',
  name: 'STRING',
  brand: 'STRING',
  category: 'STRING',
  quantity: 'DECIMAL',
  amount: 'DECIMAL',
};

/** Fields every event has beside its properties. */
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

/** The event types a metric over `event` reads: visits are derived from activity, orders are net of adjustments. */
export function typesRead(event: string): readonly string[] {
  if (event === 'visit') return ['visit', ...ACTIVITY_TYPES];
  // Money that comes back without a currency is in its order's.
  if (event === 'order_refunded') return [event, ...ORDER_TYPES];
  return eventType(event)?.order ? [event, ...ADJUSTMENT_TYPES] : [event];
}
