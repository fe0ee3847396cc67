/** Parses the argument `metric` of statistics. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { checkMetric } from '../../engine/segments/check.js';
import type { ValueType } from '../../engine/types.js';
import type { Principal } from '../../services/base/access.js';
import { faulty, invalid } from '../../services/base/errors.js';
import type { Measured } from '../../services/profiles/statistics.js';
import { mayKnow } from '../../services/segments/condition-warnings.js';
import { readMetric } from '../../services/tags/tag-definitions.js';

/**
 * Parses what statistics are about: the values of a tag, such as `tag points`, or else an aggregate. A tag that the
 * caller may not read is unknown.
 */
export function measuredBy(
  text: string,
  principal: Principal,
  catalogue: Catalogue,
): { readonly measured: Measured; readonly type: ValueType | undefined } {
  const key = /^\s*tag\s+([a-z][a-z0-9_]*)\s*$/.exec(text)?.[1];
  if (key !== undefined) {
    const tag = catalogue.tag(key);
    if (!tag || !mayKnow(principal, { kind: 'tag', tag: key }, catalogue))
      throw invalid('TAG_UNKNOWN', 'no tag has this key', 'metric');
    return { measured: { tag }, type: tag.type };
  }
  const { metric, type, faults } = checkMetric(readMetric(text, 'metric'), catalogue);
  if (!metric) throw faulty(faults, (part) => part);
  return { measured: { metric }, type };
}
