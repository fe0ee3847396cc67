/** Templates and typed values of one record. */
import { columnsOfTemplate } from './read-mapping.js';
import {
  cellOf,
  RowError,
  type Mapping,
  type NumberTemplate,
  type Row,
  type Template,
  type TypedTemplate,
} from './shape.js';
import { exactProduct, numberOf, plainDecimal } from './written-numbers.js';

/** The text of a template. Throws RowError. */
export function fill(template: Template, row: Row): string {
  if (typeof template === 'string')
    return template.replace(/\{([^{}]+)\}/g, (_all, column: string) => cellOf(row, column));
  if ('product' in template) {
    const product = exactProduct(fill(template.product[0], row), fill(template.product[1], row));
    if (product === undefined) throw new RowError('a product is made of two decimal numbers');
    return product;
  }
  if ('number' in template) return writtenNumber(template, row);
  const value = cellOf(row, template.column);
  const mapped = Object.hasOwn(template.map, value) ? template.map[value] : template.otherwise;
  if (mapped === undefined) throw new RowError(`column ${template.column} holds a value the mapping does not know`);
  return mapped;
}

function writtenNumber(template: NumberTemplate, row: Row): string {
  const text = fill(template.number, row);
  if (text.trim() === '') return '';
  const plain = plainDecimal(text, template.decimal ?? '.', template.signs ?? []);
  if (plain === undefined) throw new RowError('the number is not written as the mapping says');
  return plain;
}

/** The text of an id. Empty if all its columns are empty, so that `order-{id}` without an id names nothing. */
export function fillId(template: Template, row: Row): string {
  const columns = columnsOfTemplate(template);
  return columns.length > 0 && columns.every((column) => cellOf(row, column).trim() === '') ? '' : fill(template, row);
}

/** The text of an identity. Empty if any of its columns is empty, so that `shop-{id}` without an id names nobody. */
export function fillIdentity(template: Template, row: Row): string {
  if (columnsOfTemplate(template).some((column) => cellOf(row, column).trim() === '')) return '';
  const value = fill(template, row);
  if (value.includes('\ufffd')) throw new RowError('an identity has a character that an earlier conversion lost');
  return value;
}

/** Whether a file or record may lack everything that a template reads. */
export function isOptional(template: Template, mapping: Mapping): boolean {
  const columns = columnsOfTemplate(template);
  return columns.length > 0 && columns.every((column) => mapping.optional?.includes(column));
}

const TRUE = new Set(['true', 't', 'yes', 'y', 'on', '1', '是', '真', '对']);
const FALSE = new Set(['false', 'f', 'no', 'n', 'off', '0', '否', '假', '错']);

export type Typed = string | number | boolean | readonly string[];

/** Converts a filled text to its type. Throws RowError. */
export function typed(text: string, { type, separator }: Omit<TypedTemplate, 'value'>): Typed {
  switch (type) {
    case undefined:
    case 'string':
      return text;
    case 'number': {
      const value = numberOf(text);
      if (value === 'none') throw new RowError('expected a number');
      if (value === 'inexact') throw new RowError('the text has more digits than a number keeps; use the type string');
      return value;
    }
    case 'boolean': {
      const word = text.trim().toLowerCase();
      if (TRUE.has(word)) return true;
      if (FALSE.has(word)) return false;
      throw new RowError('expected yes or no, such as true, false, 1, 0, 是 or 否');
    }
    case 'list':
      return separator === undefined ? jsonList(text) : separated(text, separator);
  }
}

const separated = (text: string, separator: string): readonly string[] =>
  text
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

function jsonList(text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
    throw new RowError('expected a JSON array of texts; name the separator of other lists');
  return value;
}
