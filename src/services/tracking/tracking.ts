/**
 * The de-facto tracking format (identify, track, page, screen, alias, group) as what Strata takes in: events of the
 * vocabulary, links between identities, and tags. The names are those of that format's e-commerce specification.
 */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { decimalOfNumber, divideHalfEven, formatDecimal, parseDecimal } from '../../engine/values/decimal.js';
import type { ErrorCode, Reason } from '../../reasons/index.js';
import { requireScope, type Principal } from '../base/access.js';
import { mayWriteTag } from '../base/write-key-rules.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid, limit, ServiceError } from '../base/errors.js';
import { identify, ingestEvents, MAX_EVENTS, type ItemResult } from '../events/events.js';
import type { EventInput, OrderLineInput } from '../events/event-inputs.js';
import type { IdentityInput } from '../base/inputs.js';
import { nestsDeeper } from './nesting.js';
import { isComputed } from '../../engine/tags/tags.js';
import { RequestOrder } from '../write-path/tag-writes.js';
import { MAX_TAG_WRITES, writeTags, type TagWriteInput } from '../tags/tags.js';

type Json = Readonly<Record<string, unknown>>;

interface RejectedMessage {
  readonly index: number;
  readonly code: ErrorCode;
  readonly reason: Reason;
  readonly message: string;
}

/** What came of a request: everything is kept, counted before, or refused with its place in the batch. */
export interface Tracked {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly RejectedMessage[];
}

const NAMES: Readonly<Record<string, string>> = {
  'order completed': 'order_paid',
  'order refunded': 'order_refunded',
  'order cancelled': 'order_cancelled',
  'product viewed': 'product_viewed',
  'products searched': 'searched',
  'product added': 'added_to_cart',
  'signed up': 'registered',
  'account created': 'registered',
  'signed in': 'logged_in',
  'application opened': 'app_opened',
};

/** Identities: the user id is the shop's own number of a customer, the anonymous id is a device. */
const USER = 'member_id';
const DEVICE = 'device_id';
const KNOWN_TRAITS: Readonly<Record<string, string>> = { email: 'email', phone: 'phone' };
const LONGEST = 4096;
/** Messages of a batch, levels that a message nests, and links of a batch that are written at a time. */
const MAX_MESSAGES = 5000;
const MAX_DEPTH = 32;
const LINKS_AT_A_TIME = 100;

interface Taken {
  readonly event?: EventInput;
  readonly link?: { readonly identities: readonly IdentityInput[]; readonly at?: string };
  readonly tags?: readonly TagWriteInput[];
}

export async function track(services: Services, principal: Principal, messages: readonly unknown[]): Promise<Tracked> {
  requireScope(principal, 'events:write');
  if (messages.length > MAX_MESSAGES)
    throw limit('BATCH_TOO_LARGE', `a batch has at most ${MAX_MESSAGES} messages`, 'batch');
  const { catalogue, now } = await enter(services, principal.workspace);
  const rejected: RejectedMessage[] = [];
  const taken = messages.map((m, index): Taken => {
    try {
      return take(m, principal, catalogue, new Date(now).toISOString());
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      rejected.push({ index, code: error.code, reason: error.reason, message: error.message });
      return {};
    }
  });
  let accepted = 0;
  let duplicates = 0;
  const count = (results: readonly ItemResult[], indexes: readonly number[]): void =>
    results.forEach((r, i) => {
      if (r.status === 'ACCEPTED') accepted++;
      else if (r.status === 'DUPLICATE') duplicates++;
      else
        rejected.push({
          index: indexes[i],
          code: r.code!,
          reason: r.reason!,
          message: `${r.message}${r.path ? ` (${r.path.replace(/^\w+\[\d+\]\.?/, '')})` : ''}`,
        });
    });
  const some = <K extends keyof Taken>(key: K): { index: number; value: NonNullable<Taken[K]> }[] =>
    taken.flatMap((t, index) => (t[key] === undefined ? [] : [{ index, value: t[key] as NonNullable<Taken[K]> }]));
  const events = some('event');
  for (let i = 0; i < events.length; i += MAX_EVENTS)
    count(
      await ingestEvents(
        services,
        principal,
        events.slice(i, i + MAX_EVENTS).map((e) => e.value),
        false,
        // Write keys stand in pages and apps, where everybody can read them.
        principal.keyClass ?? 'PUBLIC',
      ),
      events.slice(i, i + MAX_EVENTS).map((e) => e.index),
    );
  accepted += await writeLinks(services, principal, some('link'), rejected);
  const tags = some('tags').flatMap(({ index, value }) => value.map((w) => ({ index, value: w })));
  const order = new RequestOrder(catalogue);
  for (let i = 0; i < tags.length; i += MAX_TAG_WRITES) {
    const part = tags.slice(i, i + MAX_TAG_WRITES);
    (
      await writeTags(
        services,
        principal,
        'set',
        part.map((w) => w.value),
        'traits',
        false,
        order,
      )
    ).forEach(
      (r, k) =>
        r.status === 'REJECTED' &&
        rejected.push({
          index: part[k].index,
          code: r.code!,
          reason: r.reason!,
          message: `${part[k].value.tag}: ${r.message}`,
        }),
    );
  }
  return { accepted, duplicates, rejected: rejected.sort((a, b) => a.index - b.index) };
}

/**
 * Writes links, a few at a time, so that a large batch waits for the database rather than in the queue of everybody's
 * writes.
 */
async function writeLinks(
  s: Services,
  p: Principal,
  links: { readonly index: number; readonly value: NonNullable<Taken['link']> }[],
  rejected: RejectedMessage[],
): Promise<number> {
  let accepted = 0;
  const next = async (): Promise<void> => {
    for (let link = links.shift(); link; link = links.shift()) {
      try {
        await identify(s, p, link.value.identities, link.value.at);
        accepted++;
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code === 'UNAVAILABLE') throw error;
        rejected.push({ index: link.index, code: error.code, reason: error.reason, message: error.message });
      }
    }
  };
  await Promise.all(Array.from({ length: LINKS_AT_A_TIME }, next));
  return accepted;
}

function take(message: unknown, p: Principal, catalogue: Catalogue, now: string): Taken {
  if (!isObject(message)) throw invalid('MESSAGE_INVALID', 'a message is an object');
  if (nestsDeeper(message, MAX_DEPTH)) throw limit('JSON_TOO_DEEP', `a message nests at most ${MAX_DEPTH} levels`);
  const at = text(message.timestamp) ?? text(message.originalTimestamp) ?? text(message.sentAt) ?? now;
  const context = isObject(message.context) ? message.context : {};
  const traits = [message.traits, context.traits].find(isObject) ?? {};
  const identities = [
    ...named(USER, message.userId),
    ...named(DEVICE, message.anonymousId),
    ...(message.type === 'identify'
      ? Object.entries(KNOWN_TRAITS).flatMap(([trait, namespace]) => named(namespace, traits[trait]))
      : []),
  ].filter((i) => catalogue.namespace(i.namespace) !== undefined);
  if (identities.length === 0) throw invalid('IDENTITY_MISSING', 'userId or anonymousId is needed');
  const event = (type: string, properties: Json, more: Partial<EventInput> = {}): Taken => ({
    event: {
      messageId: text(message.messageId) ?? createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
      type,
      occurredAt: at,
      identities,
      properties: plain(properties),
      ...more,
    },
  });
  const properties = isObject(message.properties) ? message.properties : {};
  switch (message.type) {
    case 'identify':
      return { link: { identities, at }, tags: traitTags(traits, identities, p, catalogue, at) };
    case 'alias':
      return { link: { identities: [...identities, ...named(DEVICE, message.previousId)], at } };
    case 'page':
      return event('page_viewed', { ...(message.name ? { title: message.name } : {}), ...properties });
    case 'screen':
      return event('screen_viewed', { ...(message.name ? { screen: message.name } : {}), ...properties });
    case 'group':
      return event('grouped', { groupId: message.groupId, ...traits });
    case 'track':
      return tracked(text(message.event) ?? '', properties, event);
    default:
      throw invalid('MESSAGE_TYPE_UNKNOWN', 'the type is identify, track, page, screen, alias or group');
  }
}

/**
 * A name of that format's vocabulary in that of this one; any other with words joined by _, as it is where it has none.
 */
function typeOf(name: string): string {
  const known = name.toLowerCase();
  if (Object.hasOwn(NAMES, known)) return NAMES[known];
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return words === '' ? name : words.toLowerCase();
}

function tracked(
  name: string,
  properties: Json,
  event: (type: string, properties: Json, more?: Partial<EventInput>) => Taken,
): Taken {
  if (name.trim() === '') throw invalid('MESSAGE_EVENT_MISSING', 'a track message names its event');
  const type = typeOf(name.trim());
  const {
    order_id: orderId,
    products,
    coupon,
    total,
    revenue,
    value,
    currency,
    refund_id: refundId,
    payment_id: paymentId,
    ...rest
  } = properties;
  if (!type.startsWith('order_') || orderId === undefined || orderId === null)
    return event(type, properties, coupon === undefined ? {} : { coupon: text(coupon) });
  if (typeof orderId !== 'string' && typeof orderId !== 'number')
    throw invalid('TEXT_EXPECTED', 'order_id is a text or a number');
  const lines = Array.isArray(products) ? linesOf(products.filter(isObject)) : undefined;
  return event(type, rest, {
    order: {
      orderId: String(orderId),
      amount: amount(total ?? revenue ?? value),
      ...(type === 'order_refunded' && text(refundId) ? { refundId: text(refundId)! } : {}),
      ...(type !== 'order_refunded' && text(paymentId) ? { paymentId: text(paymentId)! } : {}),
      currency: text(currency),
      ...(lines?.length ? { lines } : {}),
    },
    coupon: text(coupon),
  });
}

/** A product id names a line if one product alone has it; the others are told apart by their place and sku. */
function linesOf(products: readonly Json[]): OrderLineInput[] {
  const ids = products.map((product) => [product.product_id, product.sku].flatMap((v) => named('', v))[0]?.value);
  return products.map((product, i) => {
    const id = ids[i];
    const quantity = decimal(product.quantity);
    const price = decimal(product.price);
    return {
      ...(id !== undefined && ids.filter((x) => x === id).length === 1 ? { lineId: id } : {}),
      sku: text(product.sku) ?? id,
      name: text(product.name),
      brand: text(product.brand),
      category: text(product.category),
      // What is no number is refused by its path rather than taken for 1.
      quantity: quantity === undefined ? (product.quantity as string | undefined) : formatDecimal(quantity),
      ...(price === undefined ? {} : { amount: formatDecimal(divideHalfEven(price * (quantity ?? ONE), ONE)) }),
    };
  });
}

const ONE = 10_000n;

/** Numbers of that format are floats, or texts: taken to 4 digits. */
function decimal(v: unknown): bigint | undefined {
  if (typeof v === 'string') return parseDecimal(v);
  return typeof v === 'number' && Number.isFinite(v) ? decimalOfNumber(v) : undefined;
}

/**
 * Traits whose tag is defined, written, not dynamic, and in a namespace that the key may write; the others are left
 * out.
 */
function traitTags(
  traits: Json,
  identities: readonly IdentityInput[],
  p: Principal,
  catalogue: Catalogue,
  observedAt: string,
): TagWriteInput[] {
  return Object.entries(traits).flatMap(([trait, value]): TagWriteInput[] => {
    const def = catalogue.tag(trait.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase());
    if (
      !def ||
      isComputed(def) ||
      def.kind === 'DYNAMIC' ||
      value === null ||
      value === undefined ||
      !mayWriteTag(p, def)
    )
      return [];
    return [
      {
        tag: def.key,
        identities,
        observedAt,
        value: def.type === 'DECIMAL' && typeof value === 'number' ? amount(value) : value,
      },
    ];
  });
}

/** Numbers of that format are floats: money is taken to 4 digits. */
function amount(v: unknown): string | undefined {
  if (typeof v === 'string') return v;
  return typeof v === 'number' && Number.isFinite(v) ? v.toFixed(4).replace(/\.?0+$/, '') : undefined;
}

/** Properties as events hold them: what is nested is kept as JSON text. */
function plain(properties: Json): Json {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([k, v]) => {
      if (v === null || v === undefined) return [];
      if (typeof v !== 'object' || (Array.isArray(v) && v.every((x) => typeof x === 'string'))) return [[k, v]];
      const json = JSON.stringify(v);
      return json.length <= LONGEST ? [[k, json]] : [];
    }),
  );
}

const isObject = (v: unknown): v is Json => v !== null && typeof v === 'object' && !Array.isArray(v);
const text = (v: unknown): string | undefined => (typeof v === 'string' && v !== '' ? v : undefined);
const named = (namespace: string, v: unknown): IdentityInput[] =>
  (typeof v === 'string' && v !== '') || typeof v === 'number' ? [{ namespace, value: String(v) }] : [];
