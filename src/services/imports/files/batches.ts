/** Groups the records of a file into batches of statements. Each batch is small enough for one call. */
import {
  mapRows,
  type Mapped,
  type MappedEntry,
  type MappedEvent,
  type MappedPoint,
  type MappedTag,
} from '../../mapping/map-rows.js';
import { isLeftOut } from '../../mapping/row-tests.js';
import { ROW_NUMBER, RowError, type Mapping, type Row } from '../../mapping/shape.js';
import { groupKey, HeldRows, type ReadRecord, type SplitGroups } from './groups.js';
import { UnreadableFile, type FileRecord, type RecordSource } from './records.js';

/** Number of rejected rows after which a batch is full. */
export const REJECTED_ROWS = 500;
/** Number of bytes after which a batch is full. The limit leaves space in a request for one more statement. */
const BATCH_BYTES = 1024 * 1024;
/** Maximum number of bytes in one statement. A larger statement does not fit into a request. */
const LARGEST = 2.5 * 1024 * 1024;
/** Number of characters of rows after which a batch is full. A batch contains the cells of its rows. */
const BATCH_CHARACTERS = 2 * 1024 * 1024;
/** Maximum number of characters in the rows of one group. */
const LARGEST_GROUP = 16 * 1024 * 1024;
/** Maximum number of rows in one group. A larger group indicates that the mapping has a wrong "group". */
const MOST_ROWS = 20_000;

/** A statement and the rows that it was built from. */
export interface Item<S> {
  readonly rows: readonly ReadRecord[];
  readonly statement: S;
}

/** A rejected row and the reason for its rejection. */
interface Misfit {
  readonly row: number;
  readonly reason: string;
  readonly raw?: Row;
  readonly text?: string;
}

export interface Batch {
  /** Number of rows that are finished when this batch and all earlier batches have been accepted. */
  readonly done: number;
  /** Position in the file after the rows of this batch. */
  readonly position: number;
  readonly skipped: number;
  readonly events: readonly Item<MappedEvent>[];
  readonly tags: readonly Item<MappedTag>[];
  readonly points: readonly Item<MappedPoint>[];
  readonly entries: readonly Item<MappedEntry>[];
  readonly misfits: readonly Misfit[];
}

export interface BatchOptions {
  readonly mapping: Mapping;
  readonly zone: string;
  readonly split: SplitGroups;
  /** Number of rows that an earlier run of the import finished. These rows are skipped. */
  readonly from: number;
  /** Maximum number of statements of one kind in a batch. */
  readonly rows: number;
}

/** Yields all batches of a source, in row order. */
export async function* batchesOf(source: RecordSource, options: BatchOptions): AsyncGenerator<Batch> {
  const builder = new BatchBuilder(options);
  for await (const record of source.records()) {
    if (record.row <= options.from) continue;
    const batch = builder.add(record);
    if (batch) yield batch;
  }
  const last = builder.end();
  if (last) yield last;
}

/**
 * Returns the statements with all their text in NFC, and their size in bytes. Cells are in NFC already, but a template
 * can join two of them to a text that is not.
 */
function composedOf(given: Mapped): { readonly mapped: Mapped; readonly size: number } {
  const text = JSON.stringify(given);
  const composed = text.normalize('NFC');
  return { mapped: composed === text ? given : (JSON.parse(composed) as Mapped), size: Buffer.byteLength(composed) };
}

/** Returns the number of characters in a row, with the names of its columns. */
function charactersIn({ cells, text }: FileRecord): number {
  let sum = text?.length ?? 0;
  if (cells) for (const name in cells) sum += name.length + cells[name].length;
  return sum;
}

type Building = { -readonly [K in 'events' | 'tags' | 'points' | 'entries' | 'misfits']: Batch[K][number][] };

const nothing = (): Building => ({ events: [], tags: [], points: [], entries: [], misfits: [] });

class BatchBuilder {
  private building = nothing();
  private bytes = 0;
  private characters = 0;
  private skipped = 0;
  private position = 0;
  /** Rows of the current group, which may not be complete yet. */
  private open: ReadRecord[] = [];
  private openCharacters = 0;
  private openKey = '';
  private readonly held: HeldRows;
  private lastRow: number;

  constructor(private readonly options: BatchOptions) {
    this.held = new HeldRows(options.mapping, options.split);
    this.lastRow = options.from;
  }

  /** Adds a record. Returns the previous batch if that batch is full. */
  add(record: FileRecord): Batch | undefined {
    const { mapping } = this.options;
    const { cells } = record;
    let full: Batch | undefined;
    if (!cells) this.misfit(record, record.fault!);
    else if (!this.isSkipped(record as ReadRecord)) {
      const span = mapping.group && this.held.spanOf(cells);
      const key = mapping.group ? groupKey(mapping, cells) : '';
      if (this.open.length > 0 && (span || !mapping.group || key !== this.openKey)) this.close();
      if (this.isFull()) full = this.take();
      if (span) this.hold(record as ReadRecord, span);
      else {
        this.openRow(record as ReadRecord);
        this.openKey = key;
      }
    }
    this.lastRow = record.row;
    this.position = record.position;
    const { misfits } = this.building;
    const isLarge = misfits.length >= REJECTED_ROWS || this.characters >= BATCH_CHARACTERS;
    return full ?? (isLarge ? this.take() : undefined);
  }

  private openRow(record: ReadRecord): void {
    this.openCharacters = charactersIn(record) + (this.open.length > 0 ? this.openCharacters : 0);
    if (this.open.push(record) > MOST_ROWS)
      throw new UnreadableFile(`More than ${MOST_ROWS.toLocaleString('en')} rows are one group; is "group" right?`);
    if (this.open.length > 1 && this.openCharacters > LARGEST_GROUP)
      throw new UnreadableFile(`One group has more than ${LARGEST_GROUP.toLocaleString('en')} characters.`);
  }

  end(): Batch | undefined {
    this.close();
    const some = Object.values(this.building).some((list) => list.length > 0);
    return some || this.skipped > 0 ? this.take() : undefined;
  }

  private hold(record: ReadRecord, span: { readonly first: number; readonly last: number }): void {
    // If a group begins before the stored position, the earlier run already sent it with all its rows.
    if (span.first <= this.options.from) return;
    const whole = this.held.add(record, span);
    if (whole) this.map(whole);
  }

  private isSkipped(record: ReadRecord): boolean {
    try {
      if (!isLeftOut(this.options.mapping, record.cells)) return false;
      this.skipped++;
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.misfit(record, error.message);
    }
    return true;
  }

  private isFull(): boolean {
    const { events, tags, points, entries } = this.building;
    const most = this.options.rows;
    return [events, tags, points, entries].some((list) => list.length >= most) || this.bytes >= BATCH_BYTES;
  }

  private close(): void {
    if (this.open.length > 0) this.map(this.open);
    this.open = [];
  }

  private map(rows: readonly ReadRecord[]): void {
    const { mapping, zone } = this.options;
    try {
      const { mapped, size } = composedOf(
        mapRows(
          mapping,
          rows.map(({ row, cells }) => ({ ...cells, [ROW_NUMBER]: String(row) })),
          zone,
        ),
      );
      if (size > LARGEST)
        throw new RowError(`the row makes more than ${LARGEST.toLocaleString('en')} bytes, which no call takes`);
      if (mapped.event) this.building.events.push({ rows, statement: mapped.event });
      if (mapped.entry) this.building.entries.push({ rows, statement: mapped.entry });
      for (const statement of mapped.tags) this.building.tags.push({ rows, statement });
      for (const statement of mapped.points) this.building.points.push({ rows, statement });
      this.bytes += size;
      for (const row of rows) this.characters += charactersIn(row);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      for (const row of rows) this.misfit(row, error.message);
    }
  }

  private misfit(record: FileRecord, reason: string): void {
    const { row, cells, text } = record;
    this.characters += charactersIn(record);
    this.building.misfits.push({ row, reason, ...(cells ? { raw: cells } : { text: text ?? '' }) });
  }

  private take(): Batch {
    const waiting = Math.min(this.open[0]?.row ?? Infinity, this.held.first ?? Infinity);
    const batch: Batch = {
      ...this.building,
      done: Math.min(this.lastRow, waiting - 1),
      position: this.position,
      skipped: this.skipped,
    };
    this.building = nothing();
    this.bytes = 0;
    this.characters = 0;
    this.skipped = 0;
    return batch;
  }
}
