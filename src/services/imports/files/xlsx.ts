/** Reads sheets of XLSX files, row by row. */
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { Unzip, UnzipInflate } from 'fflate/browser';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { serialToLocal } from '../../mapping/times.js';
import { headerOf } from './delimited.js';
import { UnreadableFile, type FileRecord, type RecordSource } from './records.js';
import { composed } from '../../mapping/json-cells.js';

/** The workbook data that is needed to read a sheet. */
interface Workbook {
  /** Path of the sheet inside the archive. */
  readonly sheet: string;
  readonly texts: readonly string[];
  /** Whether each cell style formats numbers as dates, by style index. */
  readonly areDates: readonly boolean[];
  /** Offset of the date system in days. 1462 if the file uses the 1904 system, 0 if it uses the 1900 system. */
  readonly epochDays: number;
}

/** Number of columns of a sheet, which the file format limits. */
const MOST_COLUMNS = 16_384;
const LATER_EPOCH_DAYS = 1462;
/** Ids of the built-in date formats, which files use without defining them. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 22, 27, 30, 36, 50, 57]);

export class XlsxFile implements RecordSource {
  private constructor(
    private readonly file: string,
    private readonly workbook: Workbook,
    readonly size: number,
    readonly header: readonly string[],
  ) {}

  static async open(file: string, sheet: string | undefined): Promise<XlsxFile> {
    const workbook = await workbookOf(file, sheet);
    let header: readonly string[] = [];
    let size = 0;
    for await (const { cells, position } of rowsOf(file, workbook)) {
      if (header.length === 0) header = headerOf(file, filled(cells));
      size = position;
    }
    return new XlsxFile(file, workbook, size, header);
  }

  async *records(): AsyncGenerator<FileRecord> {
    let row = -1;
    for await (const { cells, position, fault } of rowsOf(this.file, this.workbook)) {
      row++;
      if (row === 0) continue;
      if (fault !== undefined) yield { row, position, fault, text: filled(cells).join('\t') };
      else if (cells.length > this.header.length)
        yield { row, position, fault: 'the row has cells after the last column', text: filled(cells).join('\t') };
      else yield { row, position, cells: composed(this.header.map((name, i) => [name, cells[i] ?? ''] as const)) };
    }
  }
}

/** Replaces the empty cells that a sheet omits with empty texts. */
const filled = (cells: readonly (string | undefined)[]): string[] => Array.from(cells, (cell) => cell ?? '');

/** Unzips an archive. Passes each wanted file to a reader while it is decompressed. */
async function* unpacked(
  file: string,
  isWanted: (path: string) => boolean,
): AsyncGenerator<{ readonly path: string; readonly bytes: Uint8Array; readonly isLast: boolean }> {
  const out: { path: string; bytes: Uint8Array; isLast: boolean }[] = [];
  let fault: unknown;
  const archive = new Unzip((entry) => {
    if (!isWanted(entry.name)) return;
    entry.ondata = (error, bytes, isLast) => {
      if (error) fault = error;
      else out.push({ path: entry.name, bytes, isLast });
    };
    entry.start();
  });
  archive.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 64 * 1024 })) {
      archive.push(chunk as Buffer);
      if (fault) throw fault as Error;
      yield* out.splice(0);
    }
    archive.push(new Uint8Array(0), true);
    yield* out.splice(0);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw damaged(file, error);
  }
}

const damaged = (file: string, cause?: unknown): UnreadableFile =>
  new UnreadableFile(`${file} cannot be read as XLSX: it is damaged, encrypted or another format.`, { cause });

type Handler = { readonly open: (tag: SaxesTagPlain) => void; readonly close?: (name: string, text: string) => void };

/** Creates an XML parser that passes tags and their text to a handler. Namespace prefixes are removed. */
function parserOf(handler: Handler): SaxesParser {
  const parser = new SaxesParser();
  let text = '';
  const local = (name: string): string => name.replace(/^.*:/, '');
  parser.on('opentag', (tag) => {
    text = '';
    handler.open({ ...tag, name: local(tag.name) } as SaxesTagPlain);
  });
  parser.on('text', (piece) => (text += piece));
  parser.on('closetag', (tag) => {
    handler.close?.(local(tag.name), text);
    text = '';
  });
  return parser;
}

/** Reads small files of the archive. Parses each with its handler. */
async function readParts(file: string, handlers: Readonly<Record<string, Handler>>): Promise<void> {
  const open = new Map<string, { parser: SaxesParser; decoder: TextDecoder }>();
  try {
    for await (const { path, bytes, isLast } of unpacked(file, (name) => Object.hasOwn(handlers, name))) {
      let part = open.get(path);
      if (!part) open.set(path, (part = { parser: parserOf(handlers[path]), decoder: new TextDecoder() }));
      part.parser.write(part.decoder.decode(bytes, { stream: !isLast }));
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : damaged(file, error);
  }
}

async function workbookOf(file: string, wanted: string | undefined): Promise<Workbook> {
  const sheets: { name: string; id: string }[] = [];
  const targets = new Map<string, string>();
  const texts: string[] = [];
  const styles = new Styles();
  let epochDays = 0;
  let shared: string | undefined;
  let phonetic = 0;
  await readParts(file, {
    'xl/workbook.xml': {
      open: ({ name, attributes }) => {
        if (name === 'sheet') sheets.push({ name: attributes.name, id: attributes['r:id'] ?? '' });
        if (name === 'workbookPr' && /^(1|true)$/.test(attributes.date1904 ?? '')) epochDays = LATER_EPOCH_DAYS;
      },
    },
    'xl/_rels/workbook.xml.rels': {
      open: ({ name, attributes }) => {
        if (name === 'Relationship') targets.set(attributes.Id, attributes.Target);
      },
    },
    'xl/styles.xml': styles,
    'xl/sharedStrings.xml': {
      open: ({ name }) => {
        if (name === 'si') shared = '';
        if (name === 'rPh') phonetic++;
      },
      close: (name, text) => {
        if (name === 't' && phonetic === 0) shared = (shared ?? '') + text;
        if (name === 'rPh') phonetic--;
        if (name === 'si') texts.push(unescaped(shared ?? ''));
      },
    },
  });
  if (sheets.length === 0) throw damaged(file);
  const sheet = wanted === undefined ? sheets[0] : sheets.find(({ name }) => name === wanted);
  if (!sheet)
    throw new UnreadableFile(`${file} has no sheet ${wanted}; it has ${sheets.map(({ name }) => name).join(', ')}.`);
  const target = targets.get(sheet.id) ?? 'worksheets/sheet1.xml';
  const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  return { sheet: path, texts, areDates: styles.areDates(), epochDays };
}

/** Decodes escapes such as `_x000D_`. An escape contains the hexadecimal code of one character. */
const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

class Styles implements Handler {
  private readonly formats = new Map<number, string>();
  private readonly used: number[] = [];
  private isWithin = false;

  readonly open = ({ name, attributes }: SaxesTagPlain): void => {
    if (name === 'numFmt') this.formats.set(Number(attributes.numFmtId), attributes.formatCode);
    if (name === 'cellXfs') this.isWithin = true;
    if (name === 'xf' && this.isWithin) this.used.push(Number(attributes.numFmtId ?? 0));
  };

  readonly close = (name: string): void => {
    if (name === 'cellXfs') this.isWithin = false;
  };

  areDates(): readonly boolean[] {
    return this.used.map((id) => {
      const code = this.formats.get(id);
      if (code === undefined) return DATE_FORMATS.has(id);
      // Letters in quoted text, colors and conditions do not indicate a date format.
      const letters = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
      return /[ymd]/i.test(letters) && !/General/i.test(letters);
    });
  }
}

interface SheetRow {
  readonly cells: readonly (string | undefined)[];
  readonly fault?: string;
  readonly position: number;
}

/** Yields the rows of a sheet that contain at least one value. */
async function* rowsOf(file: string, workbook: Workbook): AsyncGenerator<SheetRow> {
  const reader = new SheetReader(workbook);
  const parser = parserOf(reader);
  const decoder = new TextDecoder();
  let position = 0;
  let isFound = false;
  try {
    for await (const { bytes, isLast } of unpacked(file, (path) => path === workbook.sheet)) {
      isFound = true;
      position += bytes.length;
      parser.write(decoder.decode(bytes, { stream: !isLast }));
      for (const row of reader.take()) yield { ...row, position };
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : damaged(file, error);
  }
  if (!isFound) throw damaged(file);
}

class SheetReader implements Handler {
  private rows: { cells: (string | undefined)[]; fault?: string }[] = [];
  private cells: (string | undefined)[] = [];
  private fault: string | undefined;
  private column = -1;
  private type = '';
  private style = 0;
  private inline = '';
  private value: string | undefined;
  private phonetic = 0;

  constructor(private readonly workbook: Workbook) {}

  take(): readonly { cells: (string | undefined)[]; fault?: string }[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  readonly open = ({ name, attributes }: SaxesTagPlain): void => {
    if (name === 'row') {
      this.cells = [];
      this.column = -1;
      this.fault = undefined;
    }
    if (name === 'rPh') this.phonetic++;
    if (name !== 'c') return;
    this.column = attributes.r === undefined ? this.column + 1 : columnOf(attributes.r);
    this.type = attributes.t ?? 'n';
    this.style = Number(attributes.s ?? 0);
    this.value = undefined;
    this.inline = '';
  };

  readonly close = (name: string, text: string): void => {
    if (name === 'v') this.value = text;
    if (name === 't' && this.phonetic === 0) this.inline += text;
    if (name === 'rPh') this.phonetic--;
    if (name === 'c') this.endCell();
    if (name === 'row' && this.cells.some((cell) => cell !== undefined && cell !== ''))
      this.rows.push({ cells: this.cells, ...(this.fault === undefined ? {} : { fault: this.fault }) });
  };

  private endCell(): void {
    const cell = this.cell();
    if (cell !== '') this.cells[this.column] = cell;
  }

  private cell(): string {
    if (this.type === 'inlineStr') return unescaped(this.inline);
    if (this.value === undefined) return '';
    switch (this.type) {
      case 's':
        return this.workbook.texts[Number(this.value)] ?? '';
      case 'b':
        return this.value === '1' ? 'true' : 'false';
      case 'e':
        this.fault = `a cell holds the error ${this.value}`;
        return this.value;
      case 'n':
        return this.number(this.value);
      default:
        return unescaped(this.value);
    }
  }

  private number(text: string): string {
    const value = Number(text);
    if (!Number.isFinite(value)) return text;
    if (this.workbook.areDates[this.style]) {
      const local = serialToLocal(value + this.workbook.epochDays);
      if (local !== undefined) return local.endsWith('T00:00:00.000') ? local.slice(0, 10) : local;
    }
    // Spreadsheets store and show 15 significant digits. Further digits are rounding errors, so they are dropped.
    return plainNumber(Number(value.toPrecision(15)));
  }
}

/** Formats a number of at most 21 digits without an exponent. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e-') ? value.toFixed(20).replace(/0+$/, '') : text;
}

/** Returns the 0-based column index of a cell reference. For `B12` it is 1. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.replace(/\d+$/, '')) column = column * 26 + letter.charCodeAt(0) - 64;
  if (!(column >= 1 && column <= MOST_COLUMNS)) throw new RangeError('the reference of a cell is outside a sheet');
  return column - 1;
}
