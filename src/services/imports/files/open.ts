/** Opens a file as a source of records. The mapping, the file name or the first bytes determine the format. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { columnsOf } from '../../mapping/read-mapping.js';
import type { Format, Mapping } from '../../mapping/shape.js';
import { DelimitedFile } from './delimited.js';
import { JsonArrayFile, NdjsonFile, RejectedRows } from './json-files.js';
import { ParquetFile } from './parquet.js';
import { EmptyFile, UnreadableFile, type RecordSource } from './records.js';
import { examineText, firstBytes } from './text-file.js';
import { XlsxFile } from './xlsx.js';

export interface OpenedFile {
  readonly source: RecordSource;
  /** Digest of the bytes of the file. */
  readonly digest: string;
  readonly format: Format | 'rejects';
}

type Settings = Pick<Mapping, 'format' | 'encoding' | 'delimiter' | 'sheet'>;

/** Formats by file extension. A `.gz` suffix is removed first. */
const ENDINGS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  parquet: 'parquet',
  xlsx: 'xlsx',
};

/** Signatures of unsupported formats: their first bytes in hexadecimal, and a description. */
const FOREIGN: readonly (readonly [hex: string, what: string])[] = [
  ['504b0304', 'a ZIP archive; unpack it and import the file inside'],
  ['504b0506', 'an empty ZIP archive'],
  ['28b52ffd', 'compressed with Zstandard; unpack it first'],
  ['fd377a585a00', 'compressed with XZ; unpack it first'],
  ['425a68', 'compressed with bzip2; unpack it first'],
  ['d0cf11e0', 'an old XLS workbook; save it as XLSX'],
  ['25504446', 'a PDF'],
  ['377abcaf', 'a 7z archive; unpack it and import the file inside'],
];

const PARQUET = '50415231';
const ZIP = '504b0304';

/**
 * Opens a file, detects its format and reads its metadata. Throws UnreadableFile if the file is empty, damaged, of
 * another format, or not valid text in its encoding.
 * @param name name of the file, whose extension determines the format
 * @param mapping mapping whose columns are read from a Parquet file; if omitted, all columns are read
 */
export async function openFile(file: string, name: string, settings: Settings, mapping?: Mapping): Promise<OpenedFile> {
  const first = firstBytes(file, 8).toString('hex');
  if (first === '') throw new EmptyFile(`${name} is empty.`);
  const format = formatOf(name, settings, first);
  const foreign = FOREIGN.find(([hex]) => first.startsWith(hex));
  if (foreign && format !== 'xlsx') throw new UnreadableFile(`${name} is ${foreign[1]}.`);
  if (format === 'parquet') {
    if (!first.startsWith(PARQUET)) throw new UnreadableFile(`${name} is not a Parquet file.`);
    const source = await ParquetFile.open(file, mapping ? columnsOf(mapping) : undefined);
    return { format, source, digest: await digestOf(file) };
  }
  if (format === 'xlsx') {
    if (!first.startsWith(ZIP)) throw new UnreadableFile(`${name} is not an XLSX file.`);
    return { format, source: await XlsxFile.open(file, settings.sheet), digest: await digestOf(file) };
  }
  const text = await examineText(file, format === 'rejects' ? 'utf-8' : settings.encoding);
  if (text.size === 0) throw new EmptyFile(`${name} is empty.`);
  switch (format) {
    case 'rejects':
      return { format, source: new RejectedRows(text), digest: text.digest };
    case 'ndjson':
      return { format, source: new NdjsonFile(text), digest: text.digest };
    case 'json':
      return { format, source: new JsonArrayFile(text), digest: text.digest };
    case 'csv':
    case 'tsv': {
      const isTabs = format === 'tsv';
      const delimiter = settings.delimiter ?? (isTabs ? '\t' : ',');
      const source = await DelimitedFile.open(text, { delimiter, hasLooseQuotes: isTabs });
      return { format, source, digest: text.digest };
    }
  }
}

/** Returns whether a file contains the rejected rows of an earlier import. */
export const isRejectsFile = (name: string): boolean => name.endsWith('.rejects.ndjson');

function formatOf(name: string, { format }: Settings, first: string): Format | 'rejects' {
  if (isRejectsFile(name)) return 'rejects';
  if (format !== undefined) return format;
  const ending = /\.([^./]+)(?:\.gz)?$/.exec(name.toLowerCase())?.[1] ?? '';
  if (Object.hasOwn(ENDINGS, ending)) return ENDINGS[ending];
  return first.startsWith(PARQUET) ? 'parquet' : 'csv';
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { end: false });
  return hash.digest('hex');
}
