/** Reads fields of events by name, for the reference implementation. Shares no code with the engine. */
import type { Catalogues, EventFact, Field, OrderLine, Value } from './model.js';

/** Event types of the built-in vocabulary. All other types are custom. */
const VOCABULARY = new RegExp(
  `^(${[
    'page_viewed|screen_viewed|visit|searched|registered|logged_in|experiment_assigned|consent_(given|withdrawn)',
    'app_(opened|backgrounded|foregrounded|installed|updated|uninstalled|crashed)',
    'install_attributed|deep_link_(clicked|opened)|slot_(viewed|clicked)',
    'product_(list_viewed|list_filtered|clicked|viewed)|(added_to|removed_from)_cart|cart_(viewed|shared)',
    'live_joined|checked_in|invited|code_scanned|community_(joined|left|interacted)|points_(earned|spent|expired)',
    '(un)?favourited|shared|reviewed|refund_requested|checkout_(started|step_viewed|step_completed)|payment_info_entered',
    'order_(placed|paid|completed|cancelled|refunded|updated|exchanged)',
    'coupon_(entered|applied|denied|removed|issued|claimed|redeemed|returned|expired)',
    'contact_(sent|delivered|opened|clicked|converted|unsubscribed|bounced|marked_as_spam)',
  ].join('|')})$`,
);

/**
 * Fields, as `type.field`, that contain exact decimals with 4 fraction digits. Fields of order lines are handled
 * separately.
 */
const DECIMALS = [
  /^order_(placed|paid|completed|cancelled|refunded)\.amount$/,
  /^order_(placed|paid|completed)\.discount$/,
  /^coupon_(issued|claimed|redeemed|returned|expired)\.(faceValue|discount)$/,
  /^coupon_(entered|applied|denied|removed)\.discount$/,
  /^product_(clicked|viewed)\.price$/,
  /^(added_to|removed_from)_cart\.(price|quantity)$/,
  /^((un)?favourited|shared|reviewed)\.price$/,
  /^reviewed\.rating$/,
  /^points_(earned|spent|expired)\.points$/,
];

export const isDecimal = (type: string, field: Field): boolean =>
  field.item
    ? field.item.type === 'DECIMAL'
    : field.scope === 'line' || (!field.own && DECIMALS.some((pattern) => pattern.test(`${type}.${field.name}`)));

/** Whether a name always refers to the built-in field, never to a property. */
function isFixed(type: string, name: string): boolean {
  if (!VOCABULARY.test(type)) return false;
  if (['time', 'day', 'month', 'hour', 'weekday'].includes(name)) return true;
  if (type.startsWith('order_') && type !== 'order_updated' && type !== 'order_exchanged')
    return ['amount', 'currency', 'order', 'coupon'].includes(name);
  return name === 'coupon' && type.startsWith('coupon_');
}

function ownProperty(e: EventFact, name: string, isQuoted = false): Value | undefined {
  const entry = Object.entries(e.properties ?? {}).find(([key]) => key === name);
  if (!entry || (!isQuoted && isFixed(e.type, name))) return undefined;
  const [, v] = entry;
  if (typeof v === 'number' && isDecimal(e.type, { scope: 'event', name, ...(isQuoted ? { own: true } : {}) }))
    return BigInt(Math.round(v * 10_000));
  const instant = typeof v === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(v);
  return name === 'time' && instant ? Date.parse(v) : v;
}

/**
 * Returns the property with the given name, or else the built-in field. With `own`, only the property. `day` and `hour`
 * are in local time.
 */
export function fieldOf(
  fact: EventFact,
  { name, own }: Pick<Field, 'name' | 'own'>,
  day: string,
  hour: number,
): Value | undefined {
  if (own) return ownProperty(fact, name, true);
  const builtIn = new Map<string, Value | undefined>([
    ['amount', fact.amount],
    ['currency', fact.currency],
    ['order', fact.orderId],
    ['coupon', fact.coupon],
    ['time', fact.at],
    ['day', day],
    ['month', day.slice(0, 7)],
    ['hour', hour],
    // Sunday is day 7, the last day of the week.
    ['weekday', new Date(`${day}T00:00:00Z`).getUTCDay() || 7],
  ]);
  return ownProperty(fact, name) ?? builtIn.get(name);
}

/** Event types about one product, whose sku is the key of the product catalogue. */
const OF_ONE_PRODUCT = /^(product_(clicked|viewed)|(added_to|removed_from)_cart|(un)?favourited|shared|reviewed)$/;

/** Returns the value in the product catalogue of a field that an event or a line does not contain. */
function productValue(name: string, fact: EventFact, line: OrderLine | undefined, c?: Catalogues): Value | undefined {
  const mayBeLeftOut = line ? ['name', 'brand', 'category'] : ['brand', 'category', 'price'];
  if (!mayBeLeftOut.includes(name) || (!line && !OF_ONE_PRODUCT.test(fact.type))) return undefined;
  const sku = line ? line.sku : fact.properties?.sku;
  const [, entry] = [...(c?.products ?? [])].find(([key]) => key === sku) ?? [];
  return entry?.[name];
}

/**
 * Returns the value of a field in a condition. This is `said`, the value in the event or order line, or else the value
 * in the product catalogue. If the field refers to another catalogue, this value is the key of an entry, and the result
 * is the value of the field in that entry.
 */
export function joined(
  field: Field,
  said: Value | undefined,
  fact: EventFact,
  line: OrderLine | undefined,
  catalogues?: Catalogues,
): Value | undefined {
  const value = said ?? productValue(field.name, fact, line, catalogues);
  if (!field.item) return value;
  const { catalogue, field: name } = field.item;
  const entries = catalogue === undefined ? catalogues?.products : catalogues?.byKey.get(catalogue);
  const [, entry] = [...(entries ?? [])].find(([key]) => key === value) ?? [];
  return entry?.[name];
}

/**
 * Whether a field of an event counts for the currency `asked`, or for the workspace's currency if `asked` is undefined.
 * Only amounts depend on the currency. A custom property named `amount` counts in any currency if `asked` is undefined.
 * An event without a currency is in the workspace's currency.
 */
export function isCounted(fact: EventFact, field: Field, asked: string | undefined, workspace: string): boolean {
  if (field.name !== 'amount') return true;
  if (field.scope === 'event' && ownProperty(fact, 'amount', field.own) !== undefined) {
    const own = ownProperty(fact, 'currency') ?? fact.currency;
    return asked === undefined || (own ?? workspace) === asked;
  }
  return (fact.currency ?? workspace) === (asked ?? workspace);
}

/** Returns the decimal notation of a number in units of 10^-24, so 0.1 is represented exactly. */
export function written(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value * 10n ** 20n;
  const [mantissa, exponent = '0'] = String(value).split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(24 - fraction.length + Number(exponent));
}
