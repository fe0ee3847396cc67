/** Shows effects of strategies in the unit of their metric. */
import type { TrialMetric } from '../../../../schema/generated/operations.js';
import { useFormat } from '../../words/language.js';

interface Range {
  readonly low: number;
  readonly high: number;
}

interface EffectFormat {
  /** Shows an effect with its sign. */
  readonly effect: (value: number | null | undefined, metric: TrialMetric) => string;
  readonly range: (range: Range | null | undefined, metric: TrialMetric) => string;
}

const MONEY: readonly TrialMetric[] = ['REVENUE', 'ORDER_VALUE'];

export function useEffectFormat(): EffectFormat {
  const f = useFormat();
  const unsigned = (value: number, metric: TrialMetric): string => {
    if (MONEY.includes(metric)) return f.money(value.toFixed(2));
    return metric === 'ORDERS' ? f.number(Number(value.toFixed(3))) : f.share(value);
  };
  const effect: EffectFormat['effect'] = (value, metric) => {
    if (value == null) return '–';
    return `${value < 0 ? '−' : '+'}${unsigned(Math.abs(value), metric)}`;
  };
  return {
    effect,
    range: (range, metric) => (range ? `${effect(range.low, metric)} … ${effect(range.high, metric)}` : '–'),
  };
}
