/** Evaluates the `skip` and `only` tests, which select rows of a file. */
import { cellOf, RowError, type Comparison, type Mapping, type Row, type RowTest } from './shape.js';
import { compareDecimals } from './written-numbers.js';

/**
 * Whether a row is skipped.
 *
 * @throws RowError if a cell must be compared as a number but is not a number.
 */
export function isLeftOut(mapping: Mapping, row: Row): boolean {
  return (
    Object.entries(mapping.skip ?? {}).some(([column, test]) => holds(test, row, column)) ||
    !Object.entries(mapping.only ?? {}).every(([column, test]) => holds(test, row, column))
  );
}

/**
 * Returns an upper bound of the work that the tests of a mapping need for a row: the number of values that a cell is
 * compared with, and the number of characters that are read for it.
 */
export function workOfTests(mapping: Mapping, row: Row): { readonly values: number; readonly characters: number } {
  let [values, characters] = [0, 0];
  for (const [column, test] of [...Object.entries(mapping.skip ?? {}), ...Object.entries(mapping.only ?? {})]) {
    const { length } = cellOf(row, column);
    // A comparison with a number trims the cell, so it reads all characters of the cell. A comparison with a text reads
    // at most as many characters as the shorter of the two has.
    const texts = textsOfTest(test);
    const numbers = isText(test) ? 0 : Object.keys(ORDERS).filter((name) => name in test).length;
    values += texts.length + numbers;
    characters += texts.reduce((sum, each) => sum + Math.min(each.length, length), numbers * length);
  }
  return { values, characters };
}

const textsOfTest = (test: RowTest): readonly string[] =>
  isText(test) ? [test].flat() : [test.equals ?? [], test.startsWith ?? []].flat();

const isText = (test: RowTest): test is string | readonly string[] => typeof test === 'string' || isList(test);

function holds(test: RowTest, row: Row, column: string): boolean {
  const cell = cellOf(row, column);
  return isText(test) ? isOneOf(cell, test) : comparisonHolds(test, cell, column);
}

const isList = (test: RowTest): test is readonly string[] => Array.isArray(test);

function isOneOf(cell: string, values: string | readonly string[]): boolean {
  return [values].flat().some((v) => (v.endsWith('*') ? cell.startsWith(v.slice(0, -1)) : cell === v));
}

const ORDERS = {
  above: (c: number) => c > 0,
  atLeast: (c: number) => c >= 0,
  below: (c: number) => c < 0,
  atMost: (c: number) => c <= 0,
} as const;

function comparisonHolds(test: Comparison, cell: string, column: string): boolean {
  if (test.equals !== undefined && ![test.equals].flat().includes(cell)) return false;
  if (test.startsWith !== undefined && ![test.startsWith].flat().some((prefix) => cell.startsWith(prefix)))
    return false;
  return Object.entries(ORDERS).every(([name, passes]) => {
    const bound = test[name as keyof typeof ORDERS];
    if (bound === undefined) return true;
    const order = compareDecimals(cell, String(bound));
    if (order === undefined) throw new RowError(`column ${column} is compared as a number and is none`);
    return passes(order);
  });
}
