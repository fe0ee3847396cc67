/** Lists the most frequent values that were observed in a workspace, for value pickers. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { hasBuiltIn, isOfTime } from '../../engine/facts/fields.js';
import { fieldOf } from '../../engine/seen-values/seen-columns.js';
import type { ValueSource } from '../../engine/seen-values/expected-values.js';
import { seenText } from '../../engine/seen-values/unseen.js';
import { ValueCounts, type CountedValue, type SeenValue } from '../../engine/seen-values/value-counts.js';
import { foldedForm } from '../../engine/values/nearest.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid, notFound } from '../base/errors.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { populationViews } from '../population/views.js';
import { countSubject, mayKnow } from './condition-warnings.js';

/** Maximum number of values that `seenValues` returns. */
const MOST_SHOWN = 100;

export interface SeenValuesInput {
  readonly tag?: string | null;
  readonly event?: string | null;
  /** A property of the event, a built-in field such as `coupon`, or a field of order lines such as `line.brand`. */
  readonly property?: string | null;
  /** Prefix of the values. Letter case, character width and Unicode form are ignored. */
  readonly prefix?: string | null;
  readonly first: number;
}

export interface SeenValues {
  readonly values: readonly CountedValue[];
  /** Number of distinct values with this prefix. */
  readonly distinct: number;
  /**
   * Whether all values were counted. If false, there were more distinct values than can be tracked. Some values may
   * then be missing, and `distinct` is a lower bound.
   */
  readonly exact: boolean;
}

/**
 * Returns the most frequent values of a tag or of an event field. A tag value is counted once for each customer that
 * has it now. A field value is counted once for each stored event or order line.
 */
export async function seenValues(
  services: Services,
  principal: Principal,
  input: SeenValuesInput,
): Promise<SeenValues> {
  requireScope(principal, 'analytics:read');
  if (!Number.isInteger(input.first) || input.first < 1 || input.first > MOST_SHOWN)
    throw invalid('NUMBER_INVALID', `first is a whole number from 1 to ${MOST_SHOWN}`, 'first');
  const room = await enter(services, principal.workspace);
  const subject = subjectOf(principal, input, room.catalogue);
  const prefix = foldedForm(input.prefix ?? '');
  const begins = (value: SeenValue): boolean => foldedForm(seenText(value)).startsWith(prefix);
  const counts = new ValueCounts(prefix === '' ? undefined : begins);
  for await (const view of populationViews(services, room)) await countSubject(view, subject, counts, room.catalogue);
  return { values: counts.commonest(input.first), distinct: counts.distinct, exact: counts.isComplete };
}

function subjectOf(p: Principal, input: SeenValuesInput, catalogue: Catalogue): ValueSource {
  if ((input.tag == null) === (input.event == null) || (input.event == null) !== (input.property == null))
    throw invalid('ALTERNATIVES_CONFLICT', 'give either a tag, or an event and a property', 'tag');
  if (input.tag == null) {
    requireScope(p, 'profiles:read');
    if (isOfTime(input.property!) && hasBuiltIn(input.event!, input.property!))
      throw invalid('FIELD_NOT_ALLOWED', `${input.property!} is computed from the instant of events`, 'property');
    return { kind: 'field', event: input.event!, field: fieldOf(input.property!, catalogue.setting) };
  }
  const subject: ValueSource = { kind: 'tag', tag: input.tag };
  if (!catalogue.tag(input.tag) || !mayKnow(p, subject, catalogue)) throw notFound('TAG_NOT_FOUND', 'the tag');
  return subject;
}
