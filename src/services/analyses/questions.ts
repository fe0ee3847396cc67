/**
 * Validates the input that all analyses share, such as the period, the events and the scope. Errors contain the path of
 * the invalid field.
 */
import type { Analysis } from '../../engine/analyses/analysis.js';
import { MAX_CHOICES, type Choice } from '../../engine/analyses/events.js';
import { lastUnits, lengthOf, MOST_UNITS, type RelativeUnit, type Unit } from '../../engine/analyses/periods.js';
import { isPropertyName, PROPERTY_NAME_RULE } from '../../engine/facts/vocabulary.js';
import { isLayerKey, layerKey } from '../../engine/layers/layers.js';
import type { Metric } from '../../engine/types.js';
import { checkMetric } from '../../engine/segments/check.js';
import { parseMetric } from '../../engine/segments/parse.js';
import { ExpressionError } from '../../engine/segments/lexer.js';
import { MAX_DURATION, parseDuration } from '../../engine/time/time.js';
import { hasScope, PERSONAL_NAMESPACES, requireScope, type Principal } from '../base/access.js';
import { faulty, forbidden, invalid, limit, notFound } from '../base/errors.js';
import { instant, text } from '../base/inputs.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { mayUse, maySeeTag } from '../segments/personal-access.js';

export interface PeriodInput {
  readonly from?: string | null;
  readonly to?: string | null;
  readonly last?: { readonly count: number; readonly unit: RelativeUnit; readonly current?: boolean | null } | null;
  /** Length of a period that ends now, as an ISO 8601 duration. */
  readonly rolling?: string | null;
  /** Time as of which the result is computed. Facts after this time do not count. Defaults to now. */
  readonly asOf?: string | null;
}

/** The input that all analyses have in common. */
export interface QuestionInput {
  readonly period: PeriodInput;
  readonly scope?: ScopeInput | null;
  readonly by?: GroupingInput | null;
  /** A second scope that customers must also be in. It is the filter of a board. */
  readonly filter?: ScopeInput | null;
}

/** Restricts the customers and events that count. */
export interface ScopeInput {
  /** A segment key, or a layer as `model.layer`. */
  readonly segment: string;
  /**
   * NOW counts all events of the current members. MOMENT counts only the events that occurred while the customer was a
   * member.
   */
  readonly at: 'NOW' | 'MOMENT';
}

/** How the result is grouped. Exactly one field is set. */
export interface GroupingInput {
  readonly property?: string | null;
  readonly tag?: string | null;
  readonly layerModel?: string | null;
}

/** A validated query and its workspace. */
export interface Asked {
  readonly room: Room;
  readonly from: number;
  readonly to: number;
  /** Scopes that restrict the customers. If there are several, all of them apply. */
  readonly scopes: readonly ScopeInput[];
  readonly grouping?: Grouping;
}

/** A validated query and the analysis that computes it. */
export interface Opened<Sum, Figure> {
  readonly asked: Asked;
  readonly analysis: Analysis<Sum, Figure>;
}

/** Returns the same analysis, but with its result converted by `show`. */
export function shownAs<Sum, Figure, Shown>(
  analysis: Analysis<Sum, Figure>,
  show: (figure: Figure) => Shown,
): Analysis<Sum, Shown> {
  return { ...analysis, finish: (sum) => show(analysis.finish(sum)) };
}

type Grouping =
  | { readonly kind: 'property'; readonly property: string }
  | { readonly kind: 'tag'; readonly tag: string }
  /** Segment keys of the model's layers, in layer order. */
  | { readonly kind: 'layers'; readonly segments: readonly string[] };

const MAX_EXPRESSION = 20_000;
const BEFORE_EXPRESSION = 'count(';

/** Checks permissions, the period and the scope. */
export async function openQuestion(services: Services, principal: Principal, input: QuestionInput): Promise<Asked> {
  requireScope(principal, 'analytics:read');
  const room = asOfIn(await enter(services, principal.workspace), input.period, 'input.period');
  const { from, to } = periodOf(input.period, room, 'input.period');
  if (input.scope) mayScope(principal, room, input.scope.segment, 'input.scope.segment');
  if (input.filter) mayScope(principal, room, input.filter.segment, 'filter.scope.segment');
  return {
    room,
    from,
    to,
    scopes: [input.scope, input.filter].filter((scope) => scope != null),
    ...(input.by ? { grouping: groupingOf(principal, room, input.by) } : {}),
  };
}

/** Returns a workspace snapshot (`Room`) with its time set to `asOf`. The snapshot keeps the current definitions. */
export function asOfIn(room: Room, { asOf }: PeriodInput, path: string): Room {
  if (asOf == null) return room;
  const now = instant(asOf, `${path}.asOf`);
  if (now > room.now) throw invalid('INSTANT_NOT_PAST', 'asOf must not be in the future', `${path}.asOf`);
  return { ...room, now };
}

/**
 * Returns the period [from, to) in ms. `last` counts whole units in the workspace's time zone before the current unit.
 * With `current`, it counts up to the end of the current unit. `rolling` is (now - duration, now], like `last 30d` in
 * the segment language.
 */
export function periodOf(
  { from, to, last, rolling }: PeriodInput,
  { catalogue, now }: Pick<Room, 'catalogue' | 'now'>,
  path: string,
): { readonly from: number; readonly to: number } {
  const isFixed = from != null || to != null;
  if ([isFixed, last != null, rolling != null].filter(Boolean).length !== 1)
    throw invalid('ALTERNATIVES_CONFLICT', 'give from and to, or last, or rolling', path);
  if (rolling != null) return { from: now - durationOf(rolling, `${path}.rolling`) + 1, to: now + 1 };
  if (last != null) {
    const { zone } = catalogue.setting;
    const count = wholeNumber(last.count, 1, MOST_UNITS[last.unit], `${path}.last.count`);
    return lastUnits(last.unit, zone, now, count, last.current ?? false);
  }
  if (from == null || to == null)
    throw invalid('FIELD_MISSING', 'a period has a beginning and an end', `${path}.${from == null ? 'from' : 'to'}`);
  const bounds = { from: instant(from, `${path}.from`), to: instant(to, `${path}.to`) };
  if (bounds.to <= bounds.from) throw invalid('RANGE_REVERSED', 'to must be after from', `${path}.to`);
  if (bounds.to - bounds.from > MAX_DURATION)
    throw limit('PERIOD_TOO_LONG', 'a period is at most ten years long', `${path}.to`);
  return bounds;
}

export function mayScope(principal: Principal, { catalogue }: Room, key: string, path: string): void {
  const condition = catalogue.segment(key);
  if (!condition)
    throw isLayerKey(key)
      ? notFound('LAYER_NOT_FOUND', 'the layer', path)
      : notFound('SEGMENT_NOT_FOUND', 'the segment', path);
  mayUse(principal, condition, catalogue);
}

function groupingOf(principal: Principal, room: Room, by: GroupingInput): Grouping {
  const { catalogue } = room;
  if ([by.property, by.tag, by.layerModel].filter((x) => x != null).length !== 1)
    throw invalid('ALTERNATIVES_CONFLICT', 'give one of property, tag and layerModel', 'input.by');
  if (by.property != null)
    return { kind: 'property', property: shownProperty(principal, by.property, 'input.by.property') };
  if (by.tag != null) {
    const tag = catalogue.tag(by.tag);
    if (!tag || !maySeeTag(principal, by.tag, catalogue)) throw notFound('TAG_NOT_FOUND', 'the tag', 'input.by.tag');
    return { kind: 'tag', tag: by.tag };
  }
  const model = catalogue.layerModel(by.layerModel!);
  if (!model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model', 'input.by.layerModel');
  const segments = model.layers.map((l) => layerKey(model.key, l.key));
  for (const key of segments) mayUse(principal, catalogue.segment(key)!, catalogue);
  return { kind: 'layers', segments };
}

/** Validates the name of a property whose values are shown. Requires the scope `profiles:read`. */
export function shownProperty(principal: Principal, name: string, path: string): string {
  requireScope(principal, 'profiles:read');
  return ordinaryProperty(principal, name, path);
}

/**
 * Validates a property name. A personal property requires an additional scope, because an aggregate over a single event
 * reveals its value.
 */
export function ordinaryProperty(principal: Principal, name: string, path: string): string {
  propertyName(name, path);
  if (PERSONAL_NAMESPACES.has(name.toLowerCase()) && !hasScope(principal, 'profiles:read:personal'))
    throw forbidden('SCOPE_MISSING', 'this property is personal and needs the scope profiles:read:personal', path);
  return name;
}

export function propertyName(name: string, path: string): string {
  if (!isPropertyName(name)) throw invalid('EVENT_PROPERTY_NAME_INVALID', PROPERTY_NAME_RULE, path);
  return name;
}

/**
 * Parses events in the form used by `count(...)` in the segment language, without a time window, e.g. `order_paid where
 * brand = "Shiseido"`.
 *
 * @throws BAD_USER_INPUT with the path of the error.
 */
function choiceOf(expression: string, { catalogue }: Room, path: string): Choice {
  const given = text(expression, path, MAX_EXPRESSION);
  let raw: Metric;
  try {
    raw = parseMetric(`${BEFORE_EXPRESSION}${given})`);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const message = error.message.replace(/^line 1, column (\d+)/, (_, column: string) => {
      return `line 1, column ${Math.max(1, Number(column) - BEFORE_EXPRESSION.length)}`;
    });
    throw invalid(error.reason, message, path);
  }
  if (raw.windowMs !== undefined || raw.calendar || raw.fixed || raw.anchor || raw.currency !== undefined)
    throw invalid(
      'WINDOW_INVALID',
      'events of an analysis have no window of their own: the period says which count',
      path,
    );
  const { metric, faults } = checkMetric(raw, catalogue);
  if (!metric) throw faulty(faults, () => path);
  const { event, where, gross } = metric;
  return { event, ...(where ? { where } : {}), ...(gross ? { gross } : {}) };
}

/** Parses several event expressions. An event counts if it matches any of them. */
export function choicesOf(expressions: readonly string[], room: Room, path: string): readonly Choice[] {
  if (expressions.length === 0) throw invalid('LIST_EMPTY', 'name at least one event', path);
  if (expressions.length > MAX_CHOICES) throw tooManyEvents(path);
  return expressions.map((e, i) => choiceOf(e, room, `${path}[${i}]`));
}

export function checkChoices(choices: readonly Choice[], path: string): void {
  if (choices.length > MAX_CHOICES) throw tooManyEvents(path);
}

const tooManyEvents = (path: string): Error =>
  limit('LIST_TOO_LONG', `a question names at most ${MAX_CHOICES} events in all`, path);

export function durationOf(value: string, path: string, most = MAX_DURATION): number {
  const ms = parseDuration(value);
  if (ms === undefined || ms > most)
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration such as P7D or PT12H', path);
  return ms;
}

/** Throws when the period contains more units than a response may show. */
export function checkUnits(unit: Unit, { from, to }: Pick<Asked, 'from' | 'to'>): void {
  const most = MOST_UNITS[unit];
  if ((to - from) / lengthOf[unit] > most)
    throw limit('PERIOD_TOO_LONG', `a period has at most ${most} units of ${unit}`, 'input.period.to');
}

export function wholeNumber(value: number, from: number, to: number, path: string): number {
  if (!Number.isInteger(value) || value < from || value > to)
    throw invalid('NUMBER_INVALID', `expected a whole number from ${from} to ${to}`, path);
  return value;
}
