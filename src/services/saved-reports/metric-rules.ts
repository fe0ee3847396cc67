/** Parses and checks the metric rules of a saved report, and determines which analyses can have metric rules. */
import type { MetricRule } from '../../engine/analyses/metric-alerts.js';
import type { RelativeUnit } from '../../engine/analyses/periods.js';
import type { AnalysisInput } from '../analyses/analysis-kinds.js';
import type { Principal } from '../base/access.js';
import { invalid, limit } from '../base/errors.js';
import { definitionKey, money, text } from '../base/inputs.js';

/** Input for a metric rule. Exactly one of `above`, `below`, `rise` and `fall` is given, as a decimal. */
export interface MetricRuleInput {
  readonly key: string;
  readonly group?: string | null;
  readonly above?: string | null;
  readonly below?: string | null;
  readonly rise?: string | null;
  readonly fall?: string | null;
}

const MOST_RULES = 10;
const LONGEST_GROUP = 1024;
const BOUNDS = ['above', 'below', 'rise', 'fall'] as const;
const UNITS: readonly string[] = ['DAY', 'WEEK', 'MONTH'] satisfies RelativeUnit[];

/**
 * Returns the unit of time for which the metric rules of an analysis are evaluated. Returns undefined if the analysis
 * cannot have metric rules.
 */
export function watchedUnit({ trend }: AnalysisInput): RelativeUnit | undefined {
  return trend && UNITS.includes(trend.unit) ? (trend.unit as RelativeUnit) : undefined;
}

/** Parses metric rules. Throws BAD_USER_INPUT with the path of the invalid field. */
export function metricRules(
  inputs: readonly MetricRuleInput[],
  analysis: AnalysisInput,
  path: string,
): readonly MetricRule[] {
  if (inputs.length === 0) return [];
  if (inputs.length > MOST_RULES) throw limit('LIST_TOO_LONG', `a report has at most ${MOST_RULES} alerts`, path);
  if (!watchedUnit(analysis)) throw invalid('FIELD_NOT_ALLOWED', 'alerts watch trends by day, week or month', path);
  return inputs.map((input, i) => {
    const at = `${path}[${i}]`;
    definitionKey(input.key, `${at}.key`);
    if (inputs.findIndex(({ key }) => key === input.key) !== i)
      throw invalid('KEY_DUPLICATE', 'two alerts have this key', `${at}.key`);
    const given = BOUNDS.filter((name) => input[name] != null);
    if (given.length !== 1) throw invalid('ALTERNATIVES_CONFLICT', 'give one of above, below, rise and fall', at);
    if (input.group != null && !analysis.trend?.by)
      throw invalid('FIELD_NOT_ALLOWED', 'the trend has no groups', `${at}.group`);
    const bound = money(input[given[0]], `${at}.${given[0]}`);
    if (bound < 0n && (given[0] === 'rise' || given[0] === 'fall'))
      throw invalid('NUMBER_INVALID', 'a share of change is not below 0', `${at}.${given[0]}`);
    return {
      key: input.key,
      ...(input.group == null ? {} : { group: text(input.group, `${at}.group`, LONGEST_GROUP) }),
      [given[0]]: bound,
    };
  });
}

/**
 * Returns the principal under which metric rules are evaluated. It may not read personal data or values of events. A
 * report that needs more permissions cannot have alerts.
 */
export const judgeOf = (workspace: string): Principal => ({
  workspace,
  subject: 'strata',
  scopes: new Set(['analytics:read']),
  expiresAt: Infinity,
});
