/** Reads NDJSON files, JSON arrays, and the rejects of an earlier import. */
import { cellsOfJson } from '../../mapping/json-cells.js';
import { UnreadableFile, type FileRecord, type RecordSource } from './records.js';
import { composed } from '../../mapping/json-cells.js';
import { linesOf, textOf, type TextFile } from './text-file.js';

const record = (text: string, row: number, position: number): FileRecord => {
  const cells = cellsOfJson(text);
  return typeof cells === 'string' ? { row, position, fault: cells, text } : { row, position, cells };
};

/** Reads one JSON object per line. */
export class NdjsonFile implements RecordSource {
  readonly size: number;

  constructor(private readonly text: TextFile) {
    this.size = text.size;
  }

  async *records(): AsyncGenerator<FileRecord> {
    let row = 0;
    for await (const { line, position } of linesOf(textOf(this.text))) {
      if (line.trim() === '') continue;
      row++;
      yield record(line, row, position);
    }
  }
}

/** Reads an array of JSON objects. */
export class JsonArrayFile implements RecordSource {
  readonly size: number;

  constructor(private readonly text: TextFile) {
    this.size = text.size;
  }

  async *records(): AsyncGenerator<FileRecord> {
    const elements = new ArrayElements(this.text.file);
    let row = 0;
    for await (const piece of textOf(this.text))
      for (const { text, end } of elements.push(piece)) yield record(text, ++row, end);
    elements.end();
  }
}

const LONGEST_ELEMENT = 8 * 1024 * 1024;

/** Splits an array that arrives in chunks into the texts of its elements. */
export class ArrayElements {
  private state: 'before' | 'between' | 'inside' | 'after' = 'before';
  private depth = 0;
  private isString = false;
  private isEscaped = false;
  private element = '';
  private passed = 0;

  constructor(private readonly file: string) {}

  *push(piece: string): Generator<{ readonly text: string; readonly end: number }> {
    let start = 0;
    for (let i = 0; i < piece.length; i++) {
      const char = piece[i];
      if (this.state === 'inside') {
        if (!this.ends(char)) continue;
        // A comma or a closing bracket at the outermost level ends an element but is not part of it.
        yield { text: this.element + piece.slice(start, i), end: this.passed + i };
        this.element = '';
        this.state = char === ']' ? 'after' : 'between';
      } else if (!/\s/.test(char)) {
        this.state = this.opened(char);
        start = i;
        if (this.state === 'inside') this.ends(char);
      }
    }
    if (this.state === 'inside') this.element += piece.slice(start);
    if (this.element.length > LONGEST_ELEMENT)
      throw new UnreadableFile(`${this.file}: an element of the array has more than 8 MiB.`);
    this.passed += piece.length;
  }

  end(): void {
    if (this.state !== 'after' && this.state !== 'before')
      throw new UnreadableFile(
        `${this.file} is cut off: its JSON array does not end. The entries before are loaded; run the whole file again.`,
      );
  }

  private opened(char: string): ArrayElements['state'] {
    if (this.state === 'before' && char === '[') return 'between';
    if (this.state === 'before')
      throw new UnreadableFile(
        `${this.file} is not a JSON array. With one JSON object a line its format is "ndjson". Nothing was loaded.`,
      );
    if (this.state === 'between' && char === ']') return 'after';
    if (this.state === 'between') return 'inside';
    throw new UnreadableFile(`${this.file}: something follows the end of its JSON array.`);
  }

  /** Processes one character of an element. Returns whether it ends the element. */
  private ends(char: string): boolean {
    if (this.isString) {
      if (this.isEscaped) this.isEscaped = false;
      else if (char === '\\') this.isEscaped = true;
      else if (char === '"') this.isString = false;
      return false;
    }
    if (char === '"') this.isString = true;
    else if (char === '{' || char === '[') this.depth++;
    else if (this.depth > 0 && (char === '}' || char === ']')) this.depth--;
    else if (this.depth === 0 && (char === ',' || char === ']')) return true;
    return false;
  }
}

/** Reads the rejects of an earlier import. These are rows with their original numbers and cells. */
export class RejectedRows implements RecordSource {
  readonly size: number;

  constructor(private readonly text: TextFile) {
    this.size = text.size;
  }

  async *records(): AsyncGenerator<FileRecord> {
    let line = 0;
    for await (const { line: text, position } of linesOf(textOf(this.text))) {
      if (text.trim() === '') continue;
      line++;
      const entry = entryOf(text);
      if (!entry) yield { row: line, position, fault: 'this line is not a rejected row', text };
      else if (entry.kept) continue;
      else if (!entry.raw) yield { row: entry.row, position, fault: entry.reason, text: entry.text };
      else yield { row: entry.row, position, cells: composed(Object.entries(entry.raw)) };
    }
  }
}

/** One line of a rejects file. */
export interface RejectedRow {
  readonly row: number;
  readonly reason: string;
  /** Cells of the row by column. */
  readonly raw?: Readonly<Record<string, string>>;
  /** Text of a row that could not be read. It replaces `raw`. */
  readonly text?: string;
  /** Whether the row was loaded except for the part that the reason names. */
  readonly kept?: boolean;
}

/** Parses a line of a rejects file. Returns undefined if the line is not a valid entry. */
export function entryOf(line: string): RejectedRow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { row, reason, raw, text } = (value ?? {}) as Partial<Record<keyof RejectedRow, unknown>>;
  const isRaw = typeof raw === 'object' && raw !== null && Object.values(raw).every((v) => typeof v === 'string');
  return Number.isSafeInteger(row) && typeof reason === 'string' && (isRaw || typeof text === 'string')
    ? (value as RejectedRow)
    : undefined;
}
