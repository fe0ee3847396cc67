/**
 * Evaluates the consent of a customer. Consent statements are events. The latest statement for a purpose and channel
 * decides, and a statement without a channel applies to all channels.
 *
 * If several statements have the same time, the last one in each request counts. Among the statements of different
 * requests, the most restrictive one counts. A withdrawal is the most restrictive, followed by the earliest expiry.
 */
import { parseInstant } from '../time/time.js';
import type { FactSet } from './facts.js';
import type { Consent, EventFact, Property } from '../types.js';
import { retentionOf } from './event-retention.js';
import type { Setting } from './selection.js';
import { during, type Timeline } from '../time/timeline.js';
import { CONSENT_TYPES } from './vocabulary.js';

/** The purpose for which `contact_unsubscribed` withdraws consent. */
const MARKETING = 'marketing';

/** Format of purposes and channels: lower-case words. */
export const CONSENT_NAME = /^[a-z][a-z0-9_]{0,31}$/;

interface Statement {
  readonly purpose: string;
  /** The channel of the statement. If absent, the statement applies to all channels. */
  readonly channel?: string;
  readonly from: number;
  /** Time in ms at which the permission ends. For a withdrawal, it equals `from`. */
  readonly until: number;
  readonly event: EventFact;
}

/** Consent for a purpose on a channel at a given time, with the deciding statement. */
export interface ConsentState {
  readonly purpose: string;
  /** The channel. If absent, the state applies to all channels without a statement of their own. */
  readonly channel?: string;
  readonly given: boolean;
  /** Time and id of the deciding statement. */
  readonly since: number;
  readonly statement: string;
  /** When the consent expires, in ms. Absent if it does not expire. */
  readonly until?: number;
}

const text = (v: unknown): string | undefined => (typeof v === 'string' ? v : undefined);

/** Returns the purpose of a statement. For `contact_unsubscribed`, it is always marketing. */
export const purposeOf = ({ type, properties }: Pick<EventFact, 'type' | 'properties'>): string =>
  type === 'contact_unsubscribed' ? MARKETING : (text(properties?.purpose) ?? '');

function endOf(until: Property | undefined): number | undefined {
  if (typeof until === 'string') return parseInstant(until);
  return typeof until === 'number' ? until : undefined;
}

function statements(facts: FactSet, setting: Setting): Statement[] {
  return CONSENT_TYPES.flatMap((type) => facts.ofType(type)).map((event): Statement => {
    const { type, at, properties = {} } = event;
    const channel = text(properties.channel);
    const ends = endOf(properties.until);
    return {
      purpose: purposeOf(event),
      ...(channel === undefined ? {} : { channel }),
      from: at,
      until: type === 'consent_given' ? Math.max(at, Math.min(ends ?? Infinity, at + retentionOf(type, setting))) : at,
      event,
    };
  });
}

/**
 * Returns the statements that apply to a channel, in order. The last of them decides. If `channel` is undefined,
 * returns the statements that apply to channels without a statement of their own.
 */
function concerning(list: readonly Statement[], channel: string | undefined): Statement[] {
  const found = list.filter((s) => s.channel === undefined || s.channel === channel);
  const lastPlaces = new Map<string, number>();
  const batchOf = ({ from, event }: Statement): string => `${from} ${event.batch}`;
  for (const s of found)
    if (s.event.batch !== undefined)
      lastPlaces.set(batchOf(s), Math.max(lastPlaces.get(batchOf(s)) ?? 0, s.event.batchPlace ?? 0));
  const isReplaced = (s: Statement): boolean => (s.event.batchPlace ?? 0) < (lastPlaces.get(batchOf(s)) ?? 0);
  return found.sort(
    (a, b) =>
      a.from - b.from ||
      Number(isReplaced(b)) - Number(isReplaced(a)) ||
      compareEnds(b, a) ||
      (a.event.id < b.event.id ? -1 : 1),
  );
}

/** Compares statements by expiry. Infinity minus Infinity would be NaN, so the expiries are not subtracted. */
const compareEnds = (a: Statement, b: Statement): number => Number(a.until > b.until) - Number(a.until < b.until);

const channelsOf = (list: readonly Statement[]): (string | undefined)[] => [
  ...new Set([undefined, ...list.map((s) => s.channel)]),
];

/**
 * Returns a timeline that is true while the purpose is permitted on the channel. If no channel is given, it is true
 * while at least one channel is permitted.
 */
export function consentTimeline(consent: Consent, facts: FactSet, begin: number, setting: Setting): Timeline<boolean> {
  const all = statements(facts, setting).filter((s) => s.purpose === consent.purpose);
  const intervals = (consent.channel === undefined ? channelsOf(all) : [consent.channel]).flatMap((channel) => {
    const list = concerning(all, channel);
    return list
      .map((s, i): [number, number] => [s.from, Math.min(s.until, list[i + 1]?.from ?? Infinity)])
      .filter(([from, to]) => from < to);
  });
  return during(begin, intervals);
}

/** Returns the deciding statement for each channel at a given time. `all` are the statements of one purpose. */
function deciding(all: readonly Statement[], at: number): (readonly [channel: string | undefined, s: Statement])[] {
  return channelsOf(all).flatMap((channel) => {
    const last = concerning(all, channel)
      .filter((s) => s.from <= at)
      .at(-1);
    return last ? [[channel, last] as const] : [];
  });
}

/** Returns all consents of a customer at a given time, given and withdrawn, by purpose and channel. */
export function consentsAt(facts: FactSet, setting: Setting, at: number): ConsentState[] {
  const all = statements(facts, setting);
  return [...new Set(all.map((s) => s.purpose))].sort().flatMap((purpose) =>
    deciding(
      all.filter((s) => s.purpose === purpose),
      at,
    ).map(([channel, s]): ConsentState => ({
      purpose,
      ...(channel === undefined ? {} : { channel }),
      given: at < s.until,
      since: s.from,
      statement: s.event.id,
      ...(s.until > s.from && Number.isFinite(s.until) ? { until: s.until } : {}),
    })),
  );
}

/** Returns the events that decide a consent condition at a given time, oldest first. */
export function consentEvidence(consent: Consent, facts: FactSet, at: number, setting: Setting): EventFact[] {
  const all = statements(facts, setting).filter((s) => s.purpose === consent.purpose);
  const found =
    consent.channel === undefined
      ? deciding(all, at).map(([, s]) => s)
      : concerning(all, consent.channel)
          .filter((s) => s.from <= at)
          .slice(-1);
  return [...new Set(found.map((s) => s.event))];
}
