/**
 * Lists the aggregates. This file does not compute them, so that the parser can be loaded in a browser without the
 * evaluator.
 */
import type { Aggregate } from '../types.js';

/** What each aggregate is computed from: the number or the times of events, or the values of a field. */
const COMPUTED_FROM: Readonly<Record<Aggregate, 'EVENTS' | 'FIELD'>> = {
  count: 'EVENTS',
  sum: 'FIELD',
  average: 'FIELD',
  min: 'FIELD',
  max: 'FIELD',
  first: 'FIELD',
  last: 'FIELD',
  distinct: 'FIELD',
  mostFrequent: 'FIELD',
  medianGap: 'EVENTS',
  topOf: 'FIELD',
};

export const AGGREGATES = Object.keys(COMPUTED_FROM) as readonly Aggregate[];

/** Whether a word is the name of an aggregate. */
export const isAggregate = (word: string): word is Aggregate => (AGGREGATES as readonly string[]).includes(word);

/** Whether the aggregate needs no field, because it is computed from the number or times of events. */
export const isFieldless = (aggregate: Aggregate): boolean => COMPUTED_FROM[aggregate] === 'EVENTS';
