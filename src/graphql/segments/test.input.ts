/** GraphQL input types of comparisons, and helpers that all typed conditions share. */
import { Field, InputType } from 'type-graphql';
import type { CalendarPeriod } from '../../engine/time/calendar.js';
import type { Operator, Test, Value } from '../../engine/types.js';
import { parsePeriod } from '../../engine/segments/parse.js';
import { parseDuration } from '../../engine/time/time.js';
import type { ReasonOf } from '../../reasons/index.js';
import { invalid, limit } from '../../services/base/errors.js';
import { TagValue } from '../scalars.js';

@InputType({ description: 'A comparison. Exactly one key is given. An absent value passes no comparison.' })
export class TestInput {
  @Field(() => TagValue, { nullable: true, description: 'Equal to this value.' }) eq?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'There is a value, and it differs from this one.' })
  ne?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Less than this value.' }) lt?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'At most this value.' }) lte?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Greater than this value.' }) gt?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'At least this value.' }) gte?: unknown;
  @Field(() => [TagValue], { nullable: true, description: 'Equal to one of these values.' }) in?: unknown[];
  @Field(() => [TagValue], { nullable: true, description: 'There is a value, and it equals none of these.' })
  notIn?: unknown[];
  @Field(() => String, { nullable: true, description: 'An entry of the list with this key.' }) inList?: string;
  @Field(() => String, {
    nullable: true,
    description: 'There is a value, and it is not an entry of the list with this key.',
  })
  notInList?: string;
  @Field(() => [TagValue], { nullable: true, description: 'Two values, between which the value lies, both inclusive.' })
  between?: unknown[];
  @Field(() => Boolean, { nullable: true, description: 'True if there must be a value, false if there must be none.' })
  exists?: boolean;
  @Field(() => String, { nullable: true, description: 'The text contains this.' }) contains?: string;
  @Field(() => String, { nullable: true, description: 'The text starts with this.' }) startsWith?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The text is this path or lies below it. Whole parts between slashes count: `a/b/c` is under `a/b`.',
  })
  under?: string;
  @Field(() => String, { nullable: true, description: 'The list contains this value.' }) has?: string;
  @Field(() => String, {
    nullable: true,
    description: 'A date within the last duration (ISO 8601, e.g. P7D): now - W < date <= now.',
  })
  withinLast?: string;
  @Field(() => String, { nullable: true, description: 'A date at least this duration ago.' }) beforeLast?: string;
  @Field(() => String, { nullable: true, description: 'A date within the next duration: now < date <= now + W.' })
  withinNext?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'A date in a calendar period: today, yesterday, tomorrow, or this, last or next and week, month, quarter or year.',
  })
  during?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The anniversary of the day is within the next duration. The day itself counts.',
  })
  anniversaryWithinNext?: string;
  @Field(() => String, { nullable: true, description: 'The anniversary of the day was within the last duration.' })
  anniversaryWithinLast?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The anniversary of the day is in a calendar period, e.g. `this month`.',
  })
  anniversaryDuring?: string;
}

export function fail(reason: ReasonOf<'BAD_USER_INPUT'>, message: string, path: string): never {
  throw invalid(reason, message, path);
}

/** Maximum length of a name in a condition, in characters. Event types have the longest valid names. */
const LONGEST_NAME = 260;

/** Returns a name that a condition gives. Rejects a text that is longer than any name. Other faults are found later. */
export function name(given: string, path: string): string {
  if (given.length > LONGEST_NAME)
    throw limit('TEXT_TOO_LONG', `a name has at most ${LONGEST_NAME} characters, this one has ${given.length}`, path);
  return given;
}

/** Returns the only key that is given, with its value. Throws unless exactly one key is given. */
export function only(input: object, path: string): [string, unknown] {
  const given = Object.entries(input).filter(([, v]) => v !== undefined && v !== null);
  if (given.length !== 1) fail('ALTERNATIVES_CONFLICT', `give exactly one key here, not ${given.length}`, path);
  return given[0];
}

export function period(text: string, path: string): CalendarPeriod {
  try {
    return parsePeriod(text);
  } catch {
    return fail(
      'WINDOW_INVALID',
      'expected today, yesterday, tomorrow, or this, last or next and week, month, quarter or year',
      path,
    );
  }
}

export function toTest(input: TestInput, path: string): Test {
  const [key, v] = only(input, path);
  if (key === 'during') return { op: 'during', period: period(v as string, path) };
  if (key === 'anniversaryDuring') return { op: 'during', period: period(v as string, path), anniversary: true };
  if (key === 'anniversaryWithinNext' || key === 'anniversaryWithinLast')
    return {
      op: key === 'anniversaryWithinNext' ? 'withinNext' : 'withinLast',
      durationMs: duration(v as string, path),
      anniversary: true,
    };
  const op = key as Operator;
  if (op === 'withinLast' || op === 'beforeLast' || op === 'withinNext')
    return { op, durationMs: duration(v as string, path) };
  if (op === 'exists') return { op };
  if (op === 'inList' || op === 'notInList') return { op, list: name(v as string, `${path}.${key}`) };
  return Array.isArray(v) && op !== 'eq' ? { op, values: v as Value[] } : { op, value: v as Value };
}

/** Converts the values of a comparison from ISO 8601 durations to milliseconds. */
export function ofDurations(test: Test, path: string): Test {
  const ms = (v: Value): number => duration(String(v), path);
  return {
    ...test,
    ...(test.value === undefined ? {} : { value: ms(test.value) }),
    ...(test.values ? { values: test.values.map(ms) } : {}),
  };
}

export function duration(text: string, path: string): number {
  return parseDuration(text) ?? fail('DURATION_INVALID', 'expected an ISO 8601 duration such as P90D or PT30M', path);
}
