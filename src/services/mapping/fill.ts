/** Fills templates with the values of a record and converts them to their types. */
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

/** Maximum number of characters that a template may make. A call takes no larger text. */
const LONGEST_FILLED = 2 * 1024 * 1024;

/**
 * Returns the text of a template, filled with the cells of a row.
 *
 * @throws RowError when the template cannot be filled.
 */
export function fill(template: Template, row: Row): string {
  if (typeof template === 'string') return filled(template, row);
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

function filled(template: string, row: Row): string {
  let characters = template.length;
  return template.replace(/\{([^{}]+)\}/g, (_all, column: string) => {
    const value = cellOf(row, column);
    characters += value.length;
    if (characters > LONGEST_FILLED)
      throw new RowError(`a template makes more than ${LONGEST_FILLED.toLocaleString('en')} characters`);
    return value;
  });
}

function writtenNumber(template: NumberTemplate, row: Row): string {
  const text = fill(template.number, row);
  if (text.trim() === '') return '';
  const plain = plainDecimal(text, template.decimal ?? '.', template.signs ?? []);
  if (plain === undefined) throw new RowError('the number is not written as the mapping says');
  return plain;
}

/**
 * Returns the filled text of an id. If all its columns are empty, the text is empty. A template such as `order-{id}`
 * therefore never produces `order-`.
 */
export function fillId(template: Template, row: Row): string {
  const columns = columnsOfTemplate(template);
  return columns.length > 0 && columns.every((column) => cellOf(row, column).trim() === '') ? '' : fill(template, row);
}

/**
 * Returns the filled text of an identity. If any of its columns is empty, the text is empty. A template such as
 * `shop-{id}` therefore never produces `shop-`.
 */
export function fillIdentity(template: Template, row: Row): string {
  if (columnsOfTemplate(template).some((column) => cellOf(row, column).trim() === '')) return '';
  const value = fill(template, row);
  if (value.includes('\ufffd')) throw new RowError('an identity has a character that an earlier conversion lost');
  return value;
}

/** Whether all columns that a template reads are optional. */
export function isOptional(template: Template, mapping: Mapping): boolean {
  const columns = columnsOfTemplate(template);
  return columns.length > 0 && columns.every((column) => mapping.optional?.includes(column));
}

const TRUE = new Set(['true', 't', 'yes', 'y', 'on', '1', '是', '真', '对']);
const FALSE = new Set(['false', 'f', 'no', 'n', 'off', '0', '否', '假', '错']);

export type Typed = string | number | boolean | readonly string[];

/**
 * Converts a filled text to the given type.
 *
 * @throws RowError when the text does not have that type.
 */
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
