/**
 * Consent of a customer. Statements are events. The latest one for a purpose and channel decides; one without a channel
 * applies to all channels. At equal instants, the last statement of a request counts, and across requests the most
 * restrictive: a withdrawal, else the earliest end.
 */
import { parseInstant } from '../time/time.js';
import type { FactSet } from './facts.js';
import type { Consent, EventFact, Property } from '../model.js';
import { retentionOf } from './retention.js';
import type { Setting } from './selection.js';
import { during, type Timeline } from '../time/timeline.js';
import { CONSENT_TYPES } from './vocabulary.js';

/** The purpose that `contact_unsubscribed` withdraws. */
const MARKETING = 'marketing';

/** Format of purposes and channels: lower-case words. */
export const CONSENT_NAME = /^[a-z][a-z0-9_]{0,31}$/;

interface Statement {
  readonly purpose: string;
  /** Absent for all channels. */
  readonly channel?: string;
  readonly from: number;
  /** When the permission expires. Equals `from` for a withdrawal. */
  readonly until: number;
  readonly event: EventFact;
}

/** Consent for a purpose on a channel at an instant, with the deciding statement. */
export interface ConsentState {
  readonly purpose: string;
  /** Absent for every channel without a statement of its own. */
  readonly channel?: string;
  readonly given: boolean;
  /** Instant and id of the deciding statement. */
  readonly since: number;
  readonly statement: string;
  /** When it expires. */
  readonly until?: number;
}

const text = (v: unknown): string | undefined => (typeof v === 'string' ? v : undefined);

/** The purpose of a statement. */
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
 * The statements of a purpose that apply to a channel, in order; the last one decides. An undefined channel stands for
 * channels without a statement of their own.
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

/** Orders by end. Infinite ends compare as equal. */
const compareEnds = (a: Statement, b: Statement): number => Number(a.until > b.until) - Number(a.until < b.until);

const channelsOf = (list: readonly Statement[]): (string | undefined)[] => [
  ...new Set([undefined, ...list.map((s) => s.channel)]),
];

/** True while the purpose is permitted on the channel, or on any channel if none is given. */
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

/** The deciding statement of each channel at an instant, for one purpose. */
function deciding(all: readonly Statement[], at: number): (readonly [channel: string | undefined, s: Statement])[] {
  return channelsOf(all).flatMap((channel) => {
    const last = concerning(all, channel)
      .filter((s) => s.from <= at)
      .at(-1);
    return last ? [[channel, last] as const] : [];
  });
}

/** All consents of a customer at an instant, given and withdrawn, by purpose and channel. */
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

/** The events that a consent condition depends on at an instant, oldest first. */
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
