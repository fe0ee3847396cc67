/** Converts one tracking message to an event or a link, and to tag writes. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Principal } from '../base/access.js';
import { invalid, limit } from '../base/errors.js';
import type { IdentityInput } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import { linkable, WEAK_LINKS } from '../base/write-key-rules.js';
import type { EventInput } from '../events/event-inputs.js';
import { contextProperties } from './context.js';
import { DEVICE, Identities, USER } from './identities.js';
import { eventNamed } from './names.js';
import { fits, holdsMore, nestsDeeper } from './nesting.js';
import type { Notes } from './notes.js';
import { boughtBy } from './orders.js';
import { keptProperties } from './properties.js';
import { occurredAt } from './times.js';
import { traitWrites, type TraitWrite } from './traits.js';
import { isAbsent, isObject, repaired, textOf, type Json } from './values.js';

/** Maximum nesting depth of a message. */
const MAX_DEPTH = 32;
/** Maximum number of values in all objects and lists of a message. */
const MAX_VALUES = 20_000;
/**
 * Maximum number of characters of all texts and names of a message. A message is converted in one step, which would
 * take too long for a longer message.
 */
const MAX_CHARACTERS = 1024 * 1024;

/** The request in which a message was sent. */
export interface Request {
  readonly principal: Principal;
  readonly catalogue: Catalogue;
  readonly zone: string;
  /** Time of receipt on the workspace's clock, in ms. */
  readonly received: number;
  /** Time of receipt in real time, in ms. It differs from `received` only in a sandbox. */
  readonly realTime: number;
  /** Send time of the whole batch. It applies to messages without their own send time. */
  readonly sentAt?: unknown;
  /** Context of the whole batch, as returned by `contextOfBatch`. */
  readonly context?: BatchContext;
}

/** The context of a batch, which applies to all its messages. */
export interface BatchContext {
  readonly fields: Json;
  /** Whether the context was ignored because it exceeds the limits. */
  readonly isLeftOut: boolean;
}

/**
 * Maximum length of a batch's context in characters. It is limited because every message of the batch processes the
 * whole context.
 */
const MAX_BATCH_CONTEXT = 32 * 1024;

/** Returns the context of a batch. If it is too large or too deeply nested, an empty context is returned. */
export function contextOfBatch(context: unknown): BatchContext {
  if (!isObject(context)) return { fields: {}, isLeftOut: false };
  const isLeftOut = !fits(context, MAX_DEPTH, MAX_BATCH_CONTEXT);
  return { fields: isLeftOut ? {} : context, isLeftOut };
}

/** The result of converting a message. */
export interface Taken {
  readonly event?: EventInput;
  readonly link?: { readonly identities: readonly IdentityInput[]; readonly at: number };
  /** The current user id of a customer, and the user id or anonymous id by which the customer was known before. */
  readonly alias?: { readonly user: IdentityInput; readonly previous: string; readonly at: number };
  readonly traits?: readonly TraitWrite[];
}

/** Message fields that the tracking format defines, or that clients of this format send. */
const FIELDS = new Set(
  `type userId anonymousId previousId groupId event name category properties traits context integrations options
  messageId timestamp originalTimestamp sentAt receivedAt version channel writeKey projectId rudderId request_ip
  _metadata user_id action`.split(/\s+/),
);

const BATCH_CONTEXT_LEFT_OUT = `the context of a batch has at most ${MAX_BATCH_CONTEXT} characters and ${MAX_DEPTH} levels; it is not kept`;

/** Converts a message. Throws if the whole message must be rejected. Smaller problems only cause warnings. */
export function takeMessage(message: unknown, request: Request, notes: Notes): Taken {
  if (!isObject(message)) throw invalid('MESSAGE_INVALID', 'a message is an object');
  if (holdsMore(message, MAX_VALUES, MAX_CHARACTERS))
    throw limit('LIST_TOO_LONG', `a message has at most ${MAX_VALUES} values and ${MAX_CHARACTERS} characters`);
  if (nestsDeeper(message, MAX_DEPTH)) throw limit('JSON_TOO_DEEP', `a message nests at most ${MAX_DEPTH} levels`);
  for (const name of Object.keys(message))
    if (!FIELDS.has(name)) notes.add(name.slice(0, 64), 'FIELD_NOT_KEPT', 'the format has no such field');
  const at = occurredAt(message, request.sentAt, request, notes);
  if (request.context?.isLeftOut) notes.add('context', 'FIELD_NOT_KEPT', BATCH_CONTEXT_LEFT_OUT);
  const context = { ...request.context?.fields, ...objectIn(message, 'context', notes) };
  const traits = { ...objectOf(context.traits), ...objectIn(message, 'traits', notes) };
  const who = new Identities(request.catalogue, notes);
  who.add(USER, message.userId ?? message.user_id, 'userId');
  who.add(DEVICE, message.anonymousId, 'anonymousId');
  // In an identify call, the traits identify the customer in addition to the ids. In other calls, the traits of the
  // context are used only if the message has no user id and no anonymous id.
  if (message.type === 'identify') who.addTraits(traits, 'traits');
  else if (who.list.length === 0) who.addTraits(objectOf(context.traits), 'context.traits');
  who.addExternal(context.externalIds, 'context.externalIds');
  who.addExternal(context.externalId, 'context.externalId');
  const build = new Build(message, request, context, traits, who, at, notes);
  return build.taken();
}

const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

function objectIn(message: Json, field: string, notes: Notes): Json {
  const value = message[field];
  if (!isAbsent(value) && !isObject(value)) notes.add(field, 'FIELD_NOT_KEPT', 'an object is expected here');
  return objectOf(value);
}

/** Converts a message whose time and customer are known. */
class Build {
  constructor(
    private readonly message: Json,
    private readonly request: Request,
    private readonly context: Json,
    private readonly traits: Json,
    private readonly who: Identities,
    private readonly at: number,
    private readonly notes: Notes,
  ) {}

  taken(): Taken {
    const { message, traits } = this;
    switch (message.type) {
      case 'identify':
        return this.identify();
      case 'alias':
        return this.alias();
      case 'page':
        return this.event('page_viewed', this.viewed('title'));
      case 'screen':
        return this.event('screen_viewed', this.viewed('screen'));
      case 'group':
        return this.event('grouped', { ...traits, ...(isAbsent(message.groupId) ? {} : { groupId: message.groupId }) });
      case 'track':
        return this.track();
      default:
        throw invalid('MESSAGE_TYPE_UNKNOWN', 'the type is identify, track, page, screen, alias or group', 'type');
    }
  }

  /** Returns the identities of the message that the caller may link. */
  private identities(): readonly IdentityInput[] {
    const { principal, catalogue } = this.request;
    const named = this.who.required();
    const linked = linkable(principal, named, catalogue);
    if (linked.length < named.length) this.notes.add('userId', 'MERGE_REFUSED', WEAK_LINKS);
    return linked;
  }

  private identify(): Taken {
    const { request, at, notes } = this;
    const identities = this.identities();
    const observedAt = new Date(at).toISOString();
    const { catalogue, principal, zone } = request;
    const writing = { catalogue, principal, zone, identities, observedAt };
    return { link: { identities, at }, traits: traitWrites(this.traits, writing, notes) };
  }

  private alias(): Taken {
    const { message, at, notes } = this;
    const identities = this.who.required();
    const user = identities.find(({ namespace }) => namespace === USER);
    const previous = new Identities(this.request.catalogue, notes);
    previous.add(USER, message.previousId, 'previousId');
    const [before] = previous.list;
    const link = { identities, at };
    if (!before) return { link };
    // Without a user id, the previous id can only be another id of the device.
    return user
      ? { link, alias: { user, previous: before.value, at } }
      : { link: { identities: [...identities, { namespace: DEVICE, value: before.value }], at } };
  }

  /**
   * Returns the properties of a page or screen. The name is also stored as `title` or `screen`, unless the message
   * already has that property.
   */
  private viewed(named: 'title' | 'screen'): Json {
    const { name, category } = this.message;
    const own = this.properties();
    const said = { ...(isAbsent(name) ? {} : { name }), ...(isAbsent(category) ? {} : { category }) };
    return { ...said, ...own, ...(isAbsent(own[named]) && !isAbsent(name) ? { [named]: name } : {}) };
  }

  private properties(): Json {
    return objectIn(this.message, 'properties', this.notes);
  }

  private track(): Taken {
    const { message, notes } = this;
    const given = textOf(message.event, 'event', notes, Infinity);
    if (given === undefined) throw invalid('MESSAGE_EVENT_MISSING', 'a track message names its event', 'event');
    const { type, derive } = eventNamed(repaired(given, 'event', notes));
    const properties = this.properties();
    return this.event(type, properties, derive?.(properties));
  }

  private event(type: string, properties: Json, derived: Json = {}): Taken {
    const { message, request, at, notes } = this;
    const identities = this.identities();
    const { order, coupon, ...kept } = boughtBy(type, properties, notes);
    const { currency } = kept.properties;
    // Currency codes are converted to upper case, so that a search by code finds all amounts in that currency.
    const spelled = typeof currency === 'string' &&
      /^[a-z]{3}$/i.test(currency) && { currency: currency.toUpperCase() };
    const own = { ...kept.properties, ...spelled };
    const context = contextProperties(this.context, message.type, notes);
    const all = keptProperties(kept.type, own, derived, context, notes);
    const contradicts = coupon !== undefined && typeof all.couponId === 'string' && all.couponId !== coupon;
    if (contradicts)
      notes.add('properties.coupon', 'ALTERNATIVES_CONFLICT', 'couponId names another coupon, and rules');
    return {
      event: {
        messageId: messageIdOf(message.messageId, request.received, notes),
        type: kept.type,
        occurredAt: new Date(at).toISOString(),
        identities,
        properties: all,
        sentBody: bodyOf(message),
        ...(order === undefined ? {} : { order }),
        ...(coupon === undefined || contradicts ? {} : { coupon }),
      },
    };
  }
}

const LONGEST_ID = 256;

/** Returns the id by which an event is deduplicated. This is the sender's message id, or a new unique id. */
function messageIdOf(value: unknown, received: number, notes: Notes): string {
  if (isAbsent(value)) return newId(received);
  if (typeof value !== 'string' && typeof value !== 'number') {
    notes.add('messageId', 'MESSAGE_ID_REPLACED', 'it is not a text; the server gave the message an id');
    return newId(received);
  }
  const id = String(value);
  if (id.length <= LONGEST_ID && id.isWellFormed() && !/\p{Cc}/u.test(id)) return id;
  notes.add(
    'messageId',
    'MESSAGE_ID_REPLACED',
    'it is too long, or has characters that ids may not have; its hash is kept',
  );
  return `sha256:${createHash('sha256').update(id, 'utf16le').digest('base64url')}`;
}

/** Fields that change when a client sends a message again. */
const OF_SENDING = new Set(['sentAt', 'receivedAt', '_metadata']);

/**
 * Returns the content of a message for comparison with another message that has the same id. Fields that change when
 * the message is sent again are omitted.
 */
const bodyOf = (message: Json): string =>
  JSON.stringify(Object.entries(message).filter(([name]) => !OF_SENDING.has(name)));
