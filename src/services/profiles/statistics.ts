/** Adds up an aggregate or a tag over all customers, or over those who match a condition. */
import { fieldType } from '../../engine/facts/fields.js';
import { holdsDoubles } from '../../engine/segments/compared-types.js';
import type { Aggregate, Condition, Metric, TagDefinition, Value } from '../../engine/types.js';
import type { Values } from '../../engine/columns/column-evaluator.js';
import { divideHalfEven, decimalOfNumber, NumberSum } from '../../engine/values/decimal.js';
import { compareValues } from '../../engine/values/value.js';
import { requireScope, type Principal } from '../base/access.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import type { View } from '../population/views.js';
import { scan } from '../population/scan.js';

export interface Statistics {
  /** Number of customers that were examined. */
  readonly profiles: number;
  /** Number of customers with a value. */
  readonly withValue: number;
  /**
   * The value of the aggregate over the events of all customers. Set only for counts and sums, because other aggregates
   * of individual customers cannot be added up.
   */
  readonly sum?: bigint | number;
  /** Sum of the customers' values. Set for any aggregate and for tags, unless the values are not numbers. */
  readonly sumOverCustomers?: bigint | number;
  readonly average?: bigint | number;
  readonly min?: Value | undefined;
  readonly max?: Value | undefined;
}

/** The values to add up: an aggregate of each customer's events, or each customer's value of a tag. */
export type Measured = { readonly metric: Metric } | { readonly tag: TagDefinition };

/**
 * Aggregates whose values for individual customers add up to the value over all events. A count of distinct values is
 * not included, because several customers may have the same value.
 */
const ADDITIVE: readonly Aggregate[] = ['count', 'sum'];

/**
 * Computes a value for each customer that meets a condition, and returns the sum, mean and range of the values. With
 * `at`, both are read at that past time, by the facts known now.
 */
export async function statistics(
  services: Services,
  principal: Principal,
  measured: Measured,
  condition: Condition | undefined,
  at?: number,
): Promise<Statistics> {
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  const scope = { ...(condition ? { where: condition } : {}), ...(at === undefined ? {} : { at }) };
  const sums = new Sums();
  for await (const { view, chosen } of scan(services, room, scope)) {
    const values = await valuesOf(view, measured);
    for (let i = 0; i < chosen.length; i++) if (chosen[i]) sums.add(values[i]);
  }
  const isAdditive = 'metric' in measured && ADDITIVE.includes(measured.metric.aggregate);
  return sums.statistics(keepsDigits(measured), isAdditive);
}

const valuesOf = (view: View, measured: Measured): Values | Promise<Values> =>
  'tag' in measured ? view.tag(measured.tag.key) : view.aggregate(measured.metric);

/** Whether the values are numbers of an undeclared property, which are doubles and are not rounded to 4 digits. */
function keepsDigits(measured: Measured): boolean {
  if ('tag' in measured) return holdsDoubles(measured.tag);
  const { event, field, aggregate } = measured.metric;
  return field !== undefined && fieldType(event, field) === undefined && aggregate !== 'distinct';
}

class Sums {
  private profiles = 0;
  private withValue = 0;
  private decimals = 0n;
  private readonly numbers = new NumberSum();
  private isNumeric = true;
  private min: Value | undefined;
  private max: Value | undefined;

  /** Adds the value of one customer. It is undefined if the customer has none. */
  add(value: Value | undefined): void {
    this.profiles++;
    if (value === undefined) return;
    this.withValue++;
    if (typeof value === 'bigint') this.decimals += value;
    else if (typeof value === 'number') this.numbers.add(value);
    else this.isNumeric = false;
    // Lists are not ordered, so they have no minimum and maximum.
    if (typeof value === 'object') return;
    if (this.min === undefined || (compareValues(value, this.min) ?? 0) < 0) this.min = value;
    if (this.max === undefined || (compareValues(value, this.max) ?? 0) > 0) this.max = value;
  }

  statistics(keepsDigits: boolean, isAdditive: boolean): Statistics {
    const { profiles, withValue, min, max, isNumeric } = this;
    const { sum, average } = keepsDigits ? this.ofNumbers() : this.ofDecimals();
    return {
      profiles,
      withValue,
      ...(isNumeric ? { sumOverCustomers: sum } : {}),
      ...(isNumeric && isAdditive ? { sum } : {}),
      ...(isNumeric && withValue > 0 ? { average } : {}),
      min,
      max,
    };
  }

  /** Returns the sum and the mean of floating-point numbers without rounding. */
  private ofNumbers(): { readonly sum: number; readonly average: number } {
    const sum = this.numbers.value();
    return { sum, average: sum / Math.max(this.withValue, 1) };
  }

  /**
   * Returns the sum and the mean of decimals. The mean is rounded once, to the 4 digits of a decimal. Counts are whole
   * numbers.
   */
  private ofDecimals(): { readonly sum: bigint; readonly average: bigint } {
    const sum = this.decimals + decimalOfNumber(this.numbers.value());
    return { sum, average: divideHalfEven(sum, BigInt(Math.max(this.withValue, 1))) };
  }
}
