/** Who may claim a coupon or a pack, as it is given: the key of a segment or layer, or a condition. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Coupon } from '../../engine/coupons/definition.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import { mayUse, readCondition } from '../segments/segments.js';

const MAX_TEXT = 20_000;
const PATH = 'input.eligible';
const KEY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/;

/** What is left out stays, null takes it away. Throws where the condition reveals what its author may not read. */
export function eligibilityOf(
  principal: Principal,
  input: { readonly eligible?: string | null },
  there: Pick<Coupon, 'eligible'> | undefined,
  catalogue: Catalogue,
): Pick<Coupon, 'eligible'> {
  // What is kept may name what was retired since: a coupon that had ended does not hold it.
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
