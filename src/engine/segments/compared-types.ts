/** Tells as which types the values of aggregates and tags are compared. */
import { fieldType, isDecimalField } from '../facts/fields.js';
import { isFieldless, type Metric, type TagDefinition, type ValueType } from '../types.js';
import type { Compared } from './literals.js';

/** The type of an aggregate's value. Undefined for an undeclared property, which has the type it was sent with. */
export function metricType(metric: Metric): ValueType | undefined {
  // These aggregates return integers. For example, the median gap is a whole number of milliseconds.
  if (isFieldless(metric.aggregate) || metric.aggregate === 'distinct') return 'INTEGER';
  if (metric.aggregate === 'sum' || metric.aggregate === 'average') return 'DECIMAL';
  if (metric.aggregate === 'topOf') return 'STRING_LIST';
  const type = fieldType(metric.event, metric.field!);
  return type === 'STRING_LIST' ? 'STRING' : type;
}

/** Returns the type as which an aggregate is compared. Numbers that are not decimals are compared as doubles. */
export function comparedAs(metric: Metric): Compared | undefined {
  const numeric = metric.aggregate === 'sum' || metric.aggregate === 'average';
  return numeric && metric.field && !isDecimalField(metric.event, metric.field) ? 'NUMBER' : metricType(metric);
}

/** Returns the name of a type in messages. */
export const nameOfType = (type: Compared): string => (type === 'FRACTION' ? 'DECIMAL' : type);

/**
 * Whether a tag of type DECIMAL holds the numbers of an undeclared property. Such numbers are doubles, and they may
 * have more than 4 digits after the point.
 */
export function holdsDoubles(definition: TagDefinition | undefined): boolean {
  if (definition?.type !== 'DECIMAL' || !definition.metric) return false;
  const type = comparedAs(definition.metric);
  return type === undefined || type === 'NUMBER';
}
