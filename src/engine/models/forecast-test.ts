/** Figures of a forecast on a window that has ended, next to those of a naive forecast. */

/**
 * Compares an actual figure with two forecasts. The figure is the number or the value of order days. An order day is a
 * day on which a customer ordered. `predicted` is the forecast of the model. `naive` is the forecast from each
 * customer's own rate so far.
 */
export interface Compared {
  readonly customers: number;
  readonly actual: number;
  readonly predicted: number;
  readonly naive: number;
}

export interface ForecastFigures extends Compared {
  readonly from: number;
  readonly to: number;
  /** Mean absolute error of the forecast number of order days per customer. */
  readonly meanAbsoluteError: number;
  readonly naiveMeanAbsoluteError: number;
  /** The comparison for the value of the order days. Absent if no value model could be fitted. */
  readonly value?: Compared;
  /**
   * The comparison for each number of repeat order days before the window. The last group contains the customers with 7
   * or more repeat order days.
   */
  readonly byRepeats: readonly (Compared & { readonly repeats: number })[];
}
