/** Parses the eligibility of a coupon or pack. It is the key of a segment or layer, or a condition. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Coupon } from '../../engine/coupons/definition.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import { mayUse, readCondition } from '../segments/segments.js';

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
