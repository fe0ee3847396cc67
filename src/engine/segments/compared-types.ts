/** Determines the types that the values of aggregates and tags have in comparisons. */
import { fieldType, isDecimalField } from '../facts/fields.js';
import type { Metric, TagDefinition, ValueType } from '../types.js';
import { isFieldless } from './aggregate-names.js';
import type { Compared } from './literals.js';

/**
 * Returns the type of an aggregate's value. Undefined for an undeclared property, whose values keep the type with which
 * they were sent.
 */
export function metricType(metric: Metric): ValueType | undefined {
  // These aggregates return integers. For example, the median gap is a whole number of milliseconds.
  if (isFieldless(metric.aggregate) || metric.aggregate === 'distinct') return 'INTEGER';
  if (metric.aggregate === 'sum' || metric.aggregate === 'average') return 'DECIMAL';
  if (metric.aggregate === 'topOf') return 'STRING_LIST';
  const type = fieldType(metric.event, metric.field!);
  return type === 'STRING_LIST' ? 'STRING' : type;
}

/** Returns the type that an aggregate has in comparisons. Numbers that are not decimals are compared as doubles. */
export function comparedAs(metric: Metric): Compared | undefined {
  const numeric = metric.aggregate === 'sum' || metric.aggregate === 'average';
  return numeric && metric.field && !isDecimalField(metric.event, metric.field) ? 'NUMBER' : metricType(metric);
}

/** Returns the name of a type in messages. */
export const nameOfType = (type: Compared): string => (type === 'FRACTION' ? 'DECIMAL' : type);

/**
 * Whether a tag of type DECIMAL contains the numbers of an undeclared property. Such numbers are doubles, and they may
 * have more than 4 digits after the point.
 */
export function holdsDoubles(definition: TagDefinition | undefined): boolean {
  if (definition?.type !== 'DECIMAL' || !definition.metric) return false;
  const type = comparedAs(definition.metric);
  return type === undefined || type === 'NUMBER';
}
