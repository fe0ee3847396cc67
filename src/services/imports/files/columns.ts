/** Compares the columns that a mapping reads with the columns of a file. */
import { missingColumns } from '../../mapping/read-mapping.js';
import type { Mapping } from '../../mapping/shape.js';
import { sampledColumns } from './guess.js';
import type { OpenedFile } from './open.js';
import { EmptyFile } from './records.js';

/** Maximum number of columns in a sentence, and of characters of each. */
const MOST_NAMED = 50;
const LONGEST_NAME = 60;

function named(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST_NAMED).map((name) => name.slice(0, LONGEST_NAME));
  const more = columns.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more columns` : shown.join(', ');
}

/**
 * Returns one sentence for each column that the mapping reads and the file does not have, and hints about the columns
 * of the file. Throws EmptyFile if the file has no records.
 */
export async function columnProblems(
  mapping: Mapping,
  { source, format }: OpenedFile,
  name: string,
): Promise<readonly string[]> {
  const columns = source.header ?? (await sampledColumns(source));
  if (columns === undefined) throw new EmptyFile(`${name} has no rows.`);
  // If there are no columns, no sampled record is readable. The import then rejects each record with its own reason.
  const missing = columns.length === 0 ? [] : missingColumns(mapping, columns);
  if (missing.length === 0) return [];
  const isFromRows = source.header === undefined && format !== 'rejects';
  return [
    ...missing,
    `${name} has ${named(columns)}`,
    ...(isFromRows ? ['columns that the first rows lack are named under "optional"'] : []),
  ];
}
