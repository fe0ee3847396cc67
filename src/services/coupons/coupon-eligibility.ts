/** Parses the eligibility of a coupon or pack. It is the key of a segment or layer, or a condition. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Coupon } from '../../engine/coupons/coupon-definition.js';
import type { Condition } from '../../engine/types.js';
import { checkCondition } from '../../engine/segments/check.js';
import { parseCondition } from '../../engine/segments/parse.js';
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { conditionWarnings } from '../segments/condition-warnings.js';
import { readCondition } from '../segments/segments.js';
import { maySee, mayUse } from '../segments/personal-access.js';

const MAX_TEXT = 20_000;
const PATH = 'input.eligible';
const KEY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/;

/**
 * Returns the eligibility to save. If the field is absent from the input, the existing eligibility is kept. If the
 * field is null, the eligibility is removed. Throws when the condition would reveal data that its author may not read.
 */
export function eligibilityOf(
  principal: Principal,
  input: { readonly eligible?: string | null },
  there: Pick<Coupon, 'eligible'> | undefined,
  catalogue: Catalogue,
): Pick<Coupon, 'eligible'> {
  // Check the existing condition again. A segment in the condition can be retired while the coupon itself is retired,
  // and the coupon may now be active again.
  if (input.eligible === undefined)
    return there?.eligible ? { eligible: readCondition({ condition: there.eligible }, catalogue, PATH) } : {};
  if (input.eligible === null) return {};
  const given = text(input.eligible, PATH, MAX_TEXT).trim();
  if (KEY.test(given) && !catalogue.segment(given))
    throw invalid('SEGMENT_UNKNOWN', `no segment or layer has the key ${given}`, PATH);
  const eligible = readCondition(
    catalogue.segment(given) ? { condition: { kind: 'segment', segment: given } } : { expression: given },
    catalogue,
    PATH,
  );
  mayUse(principal, eligible, catalogue);
  return { eligible };
}

/**
 * Returns the warnings for the eligibility text of a saved coupon or pack. If the text is only a segment or layer, its
 * condition is checked, unless the caller may not see it.
 */
export async function eligibilityWarnings(
  services: Services,
  principal: Principal,
  eligible: string | undefined,
): Promise<ConditionWarning[]> {
  if (eligible === undefined) return [];
  const { catalogue } = await enter(services, principal.workspace);
  const condition = conditionOf(principal, eligible, catalogue);
  return condition ? conditionWarnings(services, principal, [{ condition, path: 'eligible' }]) : [];
}

/**
 * Returns the condition of an eligibility text. Undefined if a name in the text has been retired, or if the caller may
 * not see the segment.
 */
function conditionOf(principal: Principal, eligible: string, catalogue: Catalogue): Condition | undefined {
  const { condition } = checkCondition(parseCondition(eligible), catalogue);
  if (condition?.kind !== 'segment') return condition;
  return maySee(principal, condition.segment, catalogue) ? catalogue.segment(condition.segment) : undefined;
}
