/** Parses the trigger of a campaign and the settings that only campaigns with a trigger have. */
import { listsCompared } from '../../engine/lists/bind.js';
import { parseTimeOfDay, type TimeOfDay } from '../../engine/reach/local-time.js';
import type { ReEntry } from '../../engine/reach/occurrence.js';
import type { Trigger } from '../../engine/reach/trigger.js';
import { DAY, parseDay } from '../../engine/time/time.js';
import { invalid } from '../base/errors.js';
import { oneOf } from '../base/inputs.js';
import { readCondition } from '../segments/segments.js';
import { contradiction, duration, wholeNumber } from './reach-inputs.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';

/** Maximum time from an event, an entry or an exit until the resulting contact is due, in ms. */
const MAX_AFTER = 90 * DAY;
const MAX_OFFSET = 366;
const MAX_DAYS = 100;
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
const WHICH = ['EVERY', 'FIRST', 'LAST'] as const;
const RE_ENTRIES = ['NEVER', 'ALWAYS', 'AFTER'] as const;

export interface TriggerInput {
  readonly entered?: {
    readonly segment?: string | null;
    readonly after?: string | null;
    readonly includePresent?: boolean | null;
  } | null;
  readonly left?: { readonly segment: string; readonly after?: string | null } | null;
  readonly event?: {
    readonly expression: string;
    readonly which?: string | null;
    readonly after?: string | null;
  } | null;
  readonly schedule?: {
    readonly time: string;
    readonly weekdays?: readonly string[] | null;
    readonly days?: readonly string[] | null;
  } | null;
  readonly date?: {
    readonly tag: string;
    readonly time: string;
    readonly offsetDays?: number | null;
    readonly yearly?: boolean | null;
  } | null;
}

/** Resolves the names that a trigger refers to. The functions throw if the caller may not use a name. */
export interface TriggerNames {
  readonly catalogue: Catalogue;
  /**
   * Returns the key of a segment or layer. Throws if no such segment or layer exists, or if the caller may not see its
   * members.
   */
  readonly segment: (key: string, path: string) => string;
  /** Returns the key of a tag. Throws if no such tag exists, or if the caller may not read the tag. */
  readonly tag: (key: string, path: string) => string;
}

export function parseTrigger(input: TriggerInput, audience: string, names: TriggerNames): Trigger {
  const path = 'input.trigger';
  const { entered, left, event, schedule, date } = input;
  if ([entered, left, event, schedule, date].filter((each) => each != null).length !== 1)
    throw invalid('ALTERNATIVES_CONFLICT', 'give exactly one of entered, left, event, schedule and date', path);
  if (entered) {
    const segment = entered.segment ? names.segment(entered.segment, `${path}.entered.segment`) : audience;
    const includePresent = entered.includePresent ?? false;
    return { kind: 'ENTERED', segment, afterMs: afterOf(entered.after, `${path}.entered.after`), includePresent };
  }
  if (left) {
    const segment = names.segment(left.segment, `${path}.left.segment`);
    if (segment === audience)
      throw contradiction('who has left the segment is not in it, so nobody is contacted', `${path}.left.segment`);
    return { kind: 'LEFT', segment, afterMs: afterOf(left.after, `${path}.left.after`), includePresent: false };
  }
  if (event) return eventTrigger(event, names.catalogue, `${path}.event`);
  return schedule ? scheduleTrigger(schedule, `${path}.schedule`) : dateTrigger(date!, names, `${path}.date`);
}

const afterOf = (after: string | null | undefined, path: string): number => {
  const ms = after ? duration(after, path) : 0;
  if (ms > MAX_AFTER) throw invalid('DURATION_INVALID', 'a contact is due within 90 days', path);
  return ms;
};

/**
 * Parses an event with an optional filter. The syntax is that of conditions, for example `order_paid where channel =
 * "app"`.
 */
function eventTrigger(
  { expression, which, after }: NonNullable<TriggerInput['event']>,
  catalogue: Catalogue,
  path: string,
): Trigger {
  const condition = readCondition({ expression: `did(${expression})` }, catalogue, path);
  const metric = condition.kind === 'metric' ? condition.metric : undefined;
  const isWindowed = metric && (metric.windowMs ?? metric.calendar ?? metric.fixed ?? metric.anchor) !== undefined;
  if (!metric || isWindowed || metric.gross || metric.field)
    throw invalid(
      'TRIGGER_EVENT_INVALID',
      'a trigger takes an event with a filter, and no window',
      `${path}.expression`,
    );
  if (listsCompared(metric.where).size > 0)
    throw invalid(
      'TRIGGER_EVENT_INVALID',
      'the filter names no lists; name them in the audience',
      `${path}.expression`,
    );
  return {
    kind: 'EVENT',
    expression: expression.trim(),
    event: metric.event,
    ...(metric.where ? { where: metric.where } : {}),
    which: oneOf(which, WHICH, 'EVERY', `${path}.which`),
    afterMs: afterOf(after, `${path}.after`),
  };
}

function scheduleTrigger({ time, weekdays, days }: NonNullable<TriggerInput['schedule']>, path: string): Trigger {
  if (weekdays && days) throw invalid('ALTERNATIVES_CONFLICT', 'give weekdays or days, or neither for every day', path);
  if (weekdays?.length === 0 || days?.length === 0 || (days?.length ?? 0) > MAX_DAYS)
    throw invalid('LIST_SIZE_INVALID', `a schedule has 1 to ${MAX_DAYS} days`, path);
  return {
    kind: 'SCHEDULE',
    time: timeOf(time, `${path}.time`),
    ...(weekdays
      ? {
          weekdays: weekdays.map(
            (day, index) => WEEKDAYS.indexOf(oneOf(day, WEEKDAYS, undefined, `${path}.weekdays[${index}]`)) + 1,
          ),
        }
      : {}),
    ...(days ? { days: days.map((day, index) => dayOfInput(day, `${path}.days[${index}]`)) } : {}),
  };
}

function dateTrigger(
  { tag, time, offsetDays, yearly }: NonNullable<TriggerInput['date']>,
  names: TriggerNames,
  path: string,
): Trigger {
  const type = names.catalogue.tag(tag)?.type;
  if (type !== undefined && type !== 'DATE' && type !== 'DATETIME')
    throw invalid('TRIGGER_TAG_NOT_DATE', 'a date trigger takes a tag of the type DATE or DATETIME', `${path}.tag`);
  return {
    kind: 'DATE',
    tag: names.tag(tag, `${path}.tag`),
    time: timeOf(time, `${path}.time`),
    offsetDays: wholeNumber(offsetDays ?? 0, [-MAX_OFFSET, MAX_OFFSET], `${path}.offsetDays`),
    yearly: yearly ?? false,
  };
}

function timeOf(text: string, path: string): TimeOfDay {
  const time = parseTimeOfDay(text);
  if (time === undefined) throw invalid('TIME_OF_DAY_INVALID', 'expected a time of day such as 21:30', path);
  return time;
}

function dayOfInput(text: string, path: string): string {
  const day = parseDay(text);
  if (day === undefined) throw invalid('INSTANT_INVALID', 'expected a day such as 2026-11-11', path);
  return day;
}

export interface ReEntryInput {
  readonly reEntry?: string | null;
  readonly reEntryAfter?: string | null;
}

/**
 * Parses the setting that defines whether a customer may be contacted again. By default, campaigns with a schedule or
 * date trigger contact a customer repeatedly, and other campaigns only once.
 */
export function reEntryOf({ reEntry, reEntryAfter }: ReEntryInput, trigger: Trigger | undefined): ReEntry {
  if (!trigger) {
    if (reEntry || reEntryAfter)
      throw contradiction('a campaign of one instant has one contact for each customer', 'input.reEntry');
    return { kind: 'NEVER' };
  }
  const repeats = trigger.kind === 'SCHEDULE' || trigger.kind === 'DATE' ? 'ALWAYS' : 'NEVER';
  const kind = oneOf(reEntry, RE_ENTRIES, reEntryAfter ? 'AFTER' : repeats, 'input.reEntry');
  if (kind !== 'AFTER') {
    if (reEntryAfter) throw contradiction('only AFTER has a duration', 'input.reEntryAfter');
    return { kind };
  }
  if (!reEntryAfter) throw invalid('DURATION_INVALID', 'AFTER needs a duration such as P30D', 'input.reEntryAfter');
  return { kind, durationMs: duration(reEntryAfter, 'input.reEntryAfter') };
}
