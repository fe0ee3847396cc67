/**
 * Parses CSV and TSV files record by record. A malformed record is returned as a fault. Parsing then continues on the
 * line after the one where that record begins.
 */
import { UnreadableFile, type FileRecord, type RecordSource } from './records.js';
import { composed } from '../../mapping/json-cells.js';
import { textOf, type TextFile } from './text-file.js';

export interface DelimitedOptions {
  readonly delimiter: string;
  /** Whether a quote inside an unquoted field is a literal character. */
  readonly hasLooseQuotes?: boolean;
}

export interface Delimited {
  readonly fields?: readonly string[];
  readonly fault?: string;
  /** First line of a record that cannot be parsed. */
  readonly text?: string;
  /** Offset of the end of the record in the text. */
  readonly end: number;
}

/** Maximum length of a record. A longer quoted field indicates a stray opening quote. */
const LONGEST_RECORD = 1024 * 1024;

/**
 * Splits text that arrives in chunks into records. The `end` of a record is its offset in the whole text, not in the
 * chunk. Blank lines are skipped.
 */
export class DelimitedParser {
  private buffer = '';
  /** Number of characters that were parsed and removed from the buffer. */
  private passed = 0;

  constructor(private readonly options: DelimitedOptions) {}

  *push(text: string, isLast = false): Generator<Delimited> {
    this.buffer += text;
    let start = 0;
    while (start < this.buffer.length) {
      const record = this.next(start, isLast);
      if (!record) break;
      start = record.end;
      if (record.fields?.length === 1 && record.fields[0] === '' && !record.isQuoted) continue;
      yield { ...record, end: this.passed + record.end };
    }
    this.passed += start;
    this.buffer = this.buffer.slice(start);
  }

  /** Reads the record at an offset in the buffer. Returns undefined if more text is needed. */
  private next(start: number, isLast: boolean): (Delimited & { readonly isQuoted?: boolean }) | undefined {
    const { delimiter } = this.options;
    const newline = this.buffer.indexOf('\n', start);
    if (newline < 0 && !isLast) return this.buffer.length - start > LONGEST_RECORD ? this.tooLong() : undefined;
    const end = newline < 0 ? this.buffer.length : newline + 1;
    const line = withoutEnd(this.buffer.slice(start, end));
    if (!line.includes('"')) return { fields: line.split(delimiter), end };
    const quoted = this.quoted(start, isLast);
    if (quoted === 'more') return undefined;
    if (typeof quoted === 'string') return { fault: quoted, text: line, end };
    return { ...quoted, isQuoted: true };
  }

  private tooLong(): never {
    throw new UnreadableFile(`a line has more than ${LONGEST_RECORD.toLocaleString('en')} characters`);
  }

  /**
   * Reads a record that contains quotes. Returns the string 'more' if the record is incomplete. For a malformed record,
   * returns a string with the reason.
   */
  private quoted(start: number, isLast: boolean): { fields: string[]; end: number } | string {
    const { buffer } = this;
    const { delimiter } = this.options;
    const fields: string[] = [];
    for (let at = start; ;) {
      const field = buffer[at] === '"' ? this.quotedField(at, start, isLast) : this.plainField(at, isLast);
      if (typeof field === 'string') return field;
      fields.push(field.value);
      at = field.end;
      if (buffer.startsWith(delimiter, at)) {
        at += delimiter.length;
        continue;
      }
      if (at >= buffer.length) return isLast ? { fields, end: at } : 'more';
      if (buffer[at] === '\n') return { fields, end: at + 1 };
      if (buffer.startsWith('\r\n', at)) return { fields, end: at + 2 };
      if (buffer[at] === '\r' && at + 1 === buffer.length) return isLast ? { fields, end: at + 1 } : 'more';
      return at + delimiter.length > buffer.length && !isLast ? 'more' : 'text follows a closing quote';
    }
  }

  private quotedField(at: number, start: number, isLast: boolean): { value: string; end: number } | string {
    let value = '';
    for (let from = at + 1; ;) {
      const quote = this.buffer.indexOf('"', from);
      if (quote < 0) {
        if (isLast || this.buffer.length - start > LONGEST_RECORD) return 'a quoted field is not closed';
        return 'more';
      }
      if (quote + 1 >= this.buffer.length && !isLast) return 'more';
      value += this.buffer.slice(from, quote);
      if (this.buffer[quote + 1] !== '"') return { value, end: quote + 1 };
      value += '"';
      from = quote + 2;
    }
  }

  private plainField(at: number, isLast: boolean): { value: string; end: number } | string {
    const newline = this.buffer.indexOf('\n', at);
    if (newline < 0 && !isLast) return 'more';
    const lineEnd = newline < 0 ? this.buffer.length : newline;
    const delimiter = this.buffer.indexOf(this.options.delimiter, at);
    const isWithin = delimiter >= 0 && delimiter < lineEnd;
    const isReturn = !isWithin && lineEnd > at && this.buffer[lineEnd - 1] === '\r';
    const end = isWithin ? delimiter : lineEnd - (isReturn ? 1 : 0);
    const value = this.buffer.slice(at, end);
    if (value.includes('"') && !this.options.hasLooseQuotes) return 'a quote stands inside an unquoted field';
    return { value, end };
  }
}

const withoutEnd = (line: string): string => line.replace(/\r?\n$|\r$/, '');

/** A CSV or TSV file whose first record names the columns. */
export class DelimitedFile implements RecordSource {
  readonly size: number;

  private constructor(
    private readonly text: TextFile,
    private readonly options: DelimitedOptions,
    readonly header: readonly string[],
  ) {
    this.size = text.size;
  }

  static async open(text: TextFile, options: DelimitedOptions): Promise<DelimitedFile> {
    for await (const first of parsed(text, options)) {
      if (!first.fields) throw new UnreadableFile(`${text.file}: the header cannot be read: ${first.fault}.`);
      return new DelimitedFile(text, options, headerOf(text.file, first.fields));
    }
    return new DelimitedFile(text, options, []);
  }

  async *records(): AsyncGenerator<FileRecord> {
    let row = -1;
    for await (const { fields, fault, text, end } of parsed(this.text, this.options)) {
      row++;
      if (row === 0) continue;
      if (!fields) yield { row, position: end, fault, text };
      else if (!this.fits(fields)) {
        const count = `${fields.length} fields and the header ${this.header.length}`;
        yield { row, position: end, fault: `the row has ${count}`, text: fields.join(this.options.delimiter) };
      } else yield { row, position: end, cells: composed(this.header.map((name, i) => [name, fields[i]] as const)) };
    }
  }

  /** Returns whether a record has one field for each column. Extra empty fields at the end are allowed. */
  private fits(fields: readonly string[]): boolean {
    const width = this.header.length;
    return fields.length === width || (fields.length > width && fields.slice(width).every((field) => field === ''));
  }
}

async function* parsed(text: TextFile, options: DelimitedOptions): AsyncGenerator<Delimited> {
  const parser = new DelimitedParser(options);
  for await (const piece of textOf(text)) yield* parser.push(piece);
  yield* parser.push('', true);
}

/** Returns the column names. An unnamed column is called `#` followed by its 1-based number. */
export function headerOf(file: string, fields: readonly string[]): readonly string[] {
  const names = fields.map((field, i) => (field.trim() === '' ? `#${i + 1}` : field.normalize('NFC')));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UnreadableFile(`${file}: two columns have the name ${twice}. Rename one.`);
  return names;
}
