/** The input of reach rules. A change is completed with the stored values of omitted fields. */
import type { Budget } from '../../engine/reach/budget.js';
import type { ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { formatDuration } from '../../engine/time/time.js';
import { given } from '../base/inputs.js';

export interface BudgetInput {
  readonly key: string;
  readonly most: number;
  readonly rolling?: string | null;
  readonly per?: string | null;
  readonly channel?: string | null;
  readonly tag?: string | null;
  readonly layer?: string | null;
  readonly perDevice?: boolean | null;
}

export interface ReachChannelInput {
  readonly channel: string;
  readonly kind?: string | null;
  readonly namespace?: string | null;
  readonly assigneeTag?: string | null;
  readonly isDevice?: boolean | null;
}

export interface ReachRulesInput {
  readonly budgets?: readonly BudgetInput[] | null;
  readonly governing?: readonly string[] | null;
  readonly intervals?: readonly { readonly layer: string; readonly every: string }[] | null;
  readonly controlPercent?: number | null;
  readonly consentDefaults?: readonly { readonly purpose: string; readonly permission: string }[] | null;
  readonly channels?: readonly ReachChannelInput[] | null;
  readonly zoneTag?: string | null;
  readonly churn?: { readonly tag: string; readonly bound?: number | null } | null;
}

/** Returns a change of the reach rules, completed with the values of `before` for omitted fields. */
export function wholeRules(input: ReachRulesInput, before: ReachRulesDefinition): ReachRulesInput {
  const { governing, controlPercent, zoneTag, churn } = before;
  return {
    budgets: before.budgets.map(budgetInput),
    channels: before.channels,
    intervals: Object.entries(before.intervals).map(([layer, ms]) => ({ layer, every: formatDuration(ms) })),
    consentDefaults: Object.entries(before.consentDefaults).map(([purpose, permission]) => ({ purpose, permission })),
    ...{ governing, controlPercent, zoneTag, churn },
    ...given(input),
  };
}

function budgetInput({ window, ...rest }: Budget): BudgetInput {
  return window.kind === 'CALENDAR'
    ? { ...rest, per: window.unit.toUpperCase() }
    : { ...rest, rolling: formatDuration(window.ms) };
}
