/** Guesses how to read a file, and a mapping for it, from its beginning. */
import { guessedMapping, type Sample } from '../../mapping/infer.js';
import type { Mapping, Row } from '../../mapping/shape.js';
import { openFile, type OpenedFile } from './open.js';
import { EmptyFile, UnreadableFile, type RecordSource } from './records.js';
import { isPacked, textOf } from './text-file.js';

/** Number of records at the beginning of a file that are sampled for columns and values. */
export const SAMPLE_ROWS = 1000;
/** Maximum length of the name of a source. */
const LONGEST_SOURCE = 64;

/** A guessed mapping, with the sample from which it was guessed. */
export interface Guess {
  readonly mapping: Mapping;
  readonly sample: Sample;
}

/** Guesses a mapping for a file. The result is a draft that a person reviews. */
export async function guessOfFile(path: string, name: string): Promise<Guess> {
  const { opened, settings } = await openGuessing(path, name);
  const sample = await sampleOf(opened);
  if (sample.rows.length === 0 || sample.columns.length === 0) throw new EmptyFile(`${name} has no rows.`);
  return { mapping: { ...settings, ...guessedMapping(sample, sourceOf(name)) }, sample };
}

const sourceOf = (name: string): string =>
  name
    .replace(/\..*$/, '')
    .replace(/[^A-Za-z0-9_.:@-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST_SOURCE) || 'file';

async function openGuessing(
  path: string,
  name: string,
): Promise<{ opened: OpenedFile; settings: Pick<Mapping, 'encoding' | 'delimiter'> }> {
  const opening = async (encoding: string | undefined): Promise<{ opened: OpenedFile; settings: object }> => {
    const coded = encoding === undefined ? {} : { encoding };
    const opened = await openFile(path, name, coded);
    if (opened.format !== 'csv' || opened.source.header?.length !== 1) return { opened, settings: coded };
    const delimiter = await delimiterOf(path, encoding ?? 'utf-8');
    if (delimiter === undefined) return { opened, settings: coded };
    const settings = { ...coded, delimiter };
    return { opened: await openFile(path, name, settings), settings };
  };
  try {
    return await opening(undefined);
  } catch (error) {
    if (!(error instanceof UnreadableFile) || !isPlainText(path)) throw error;
    return opening('gb18030').catch(() => {
      throw error;
    });
  }
}

const isPlainText = (path: string): boolean => !isPacked(path);

/** Returns the delimiter used in the header, or undefined if it is a comma. */
async function delimiterOf(file: string, encoding: string): Promise<string | undefined> {
  for await (const piece of textOf({ file, encoding })) {
    const [line] = piece.split('\n', 1);
    return [';', '\t', '|'].find((mark) => line.includes(mark));
  }
  return undefined;
}

async function sampleOf({ source }: OpenedFile): Promise<Sample> {
  const rows: Row[] = [];
  for await (const { cells } of source.records()) {
    if (cells) rows.push(cells);
    if (rows.length >= SAMPLE_ROWS) break;
  }
  const columns = source.header ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows };
}

/** Returns the names of the columns in the sampled records, or undefined if the file has no records. */
export async function sampledColumns(source: RecordSource): Promise<readonly string[] | undefined> {
  const columns = new Set<string>();
  let seen = 0;
  for await (const { cells } of source.records()) {
    for (const name of Object.keys(cells ?? {})) columns.add(name);
    if (++seen >= SAMPLE_ROWS) break;
  }
  return seen === 0 ? undefined : [...columns];
}
