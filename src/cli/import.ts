/** `strata import`: a file into a workspace through the API, resumable and idempotent. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import {
  IngestEventsDocument,
  SetTagsDocument,
  type EventInput,
  type SetTagInput,
} from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, type ApiClient, type Command } from './command.js';
import {
  continues,
  isSkipped,
  mapRows,
  MappingError,
  readMapping,
  ROW_NUMBER,
  RowError,
  type Mapping,
  type Row,
} from './mapping.js';
import { Progress } from './progress.js';
import { Rejects } from './rejects.js';

const BATCH = 500;
const IN_FLIGHT = 3;

export const importFile: Command = {
  help: `strata import FILE --mapping MAPPING.json [--workspace demo] [--rejects FILE] [--restart]

Loads a CSV or NDJSON file, plain or gzip, by a small JSON mapping that says which columns are
identity, event type, time, properties, money and tags. Interrupted, it goes on where it was;
run twice, nothing counts twice. Rows that do not fit go to FILE.rejects.ndjson with the reason.

A mapping:
  { "source": "till", "zone": "Asia/Shanghai",
    "identities": [ { "namespace": "customer_id", "value": "{customer}" } ],
    "event": { "type": "order_paid", "messageId": "till-{line}",
               "occurredAt": { "value": "{date}", "as": "day" },
               "order": { "orderId": "till-{line}", "amount": "{amount}" },
               "properties": { "pieces": { "value": "{pieces}", "type": "number" } } } }

Where rows have no id of their own, {#row} is the number of the row.
Where an order has a row for each of its lines, "group": ["invoice"] makes one event of those that
follow each other; "amount": { "product": ["{quantity}", "{unit_price}"] } multiplies exactly;
"skip": { "customer": "", "invoice": "C*" } leaves rows out.
Times are read "as": instant, local (in the mapping's zone), day, epochSeconds or epochMillis.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        workspace: { type: 'string', default: 'demo' },
        rejects: { type: 'string' },
        restart: { type: 'boolean' },
        url: { type: 'string' },
        state: { type: 'string' },
      },
    });
    const [file] = positionals;
    if (!file || !values.mapping) throw new CliError(importFile.help);
    for (const f of [file, values.mapping]) if (!existsSync(f)) throw new CliError(`There is no file ${f}.`);
    const mappingText = readFileSync(values.mapping, 'utf8').normalize('NFC');
    let mapping: Mapping;
    try {
      mapping = readMapping(mappingText);
    } catch (error) {
      if (error instanceof MappingError)
        throw new CliError(`${values.mapping}: ${error.message}. See strata import --help for an example.`);
      throw error;
    }
    const client = localClient(
      localConfig(),
      values.workspace,
      ['events:write', 'coupons:write', 'tags:write:*'],
      mapping.source,
      values.url,
      'IMPORT',
    );
    const base = values.state ?? `${file.replace(/^.*\//, '')}.${values.workspace}`;
    const run = new ImportRun(
      file,
      mapping,
      client,
      values.rejects ?? `${base}.rejects.ndjson`,
      `${base}.import.json`,
      await fingerprint(file, mappingText, `${values.url ?? localConfig().dataDir} ${values.workspace}`),
      values.restart ?? false,
    );
    return run.run();
  },
};

/** A value of a JSON line as the text of a cell. */
function cellOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

/** A row whose names of columns and values are in their composed Unicode form, as those of the mapping are. */
const composedRow = (cells: readonly (readonly [string, string])[]): Row =>
  Object.fromEntries(cells.map(([name, value]) => [name.normalize('NFC'), value.normalize('NFC')]));

interface Batch {
  /** Rows of the file before this batch. */
  readonly after: number;
  readonly bytes: number;
  readonly events: { row: number; event: EventInput }[];
  readonly tags: { row: number; tag: SetTagInput }[];
}

class ImportRun {
  private accepted = 0;
  private duplicates = 0;
  private skipped = 0;
  private tagged = 0;
  private readonly from: number;
  /** Where the last batches that were sent began. */
  private readonly sent: number[] = [];
  private readonly rejects: Rejects;

  constructor(
    private readonly file: string,
    private readonly mapping: Mapping,
    private readonly client: ApiClient,
    rejectsFile: string,
    private readonly stateFile: string,
    private readonly contents: string,
    restart: boolean,
  ) {
    const kept =
      !restart && existsSync(stateFile)
        ? (JSON.parse(readFileSync(stateFile, 'utf8')) as { rows: number; contents?: string })
        : undefined;
    // The place belongs to these very contents and this mapping: others start from the beginning, which is safe.
    this.from = kept && kept.contents === contents ? kept.rows : 0;
    this.rejects = new Rejects(rejectsFile, this.from > 0);
  }

  async run(): Promise<number> {
    const { size } = statSync(this.file);
    const progress = new Progress();
    if (this.from > 0) console.error(`  going on after row ${this.from.toLocaleString('en')}`);
    const flight: Promise<void>[] = [];
    try {
      for await (const batch of this.batches()) {
        const sending = this.send(batch);
        sending.catch(() => undefined);
        flight.push(sending);
        if (flight.length < IN_FLIGHT) continue;
        await flight.shift();
        progress.show(Math.min(batch.bytes, size), size, 'bytes read:');
      }
    } finally {
      // What was read before a fault of the file is sent, and where to go on is known.
      await Promise.allSettled(flight);
    }
    for (const f of flight) await f;
    await this.rejects.end();
    rmSync(this.stateFile, { force: true });
    progress.end(
      `${this.accepted.toLocaleString('en')} events new, ${this.duplicates.toLocaleString('en')} known before, ${this.tagged.toLocaleString('en')} tags, ${this.skipped.toLocaleString('en')} rows left out, ${this.rejects.count.toLocaleString('en')} rejected`,
    );
    this.rejects.tell();
    return 0;
  }

  private async *rows(counter: { bytes: number }): AsyncGenerator<Row | RowError> {
    try {
      yield* this.read(counter);
    } catch (error) {
      throw unreadable(this.file, error);
    }
  }

  private async *read(counter: { bytes: number }): AsyncGenerator<Row | RowError> {
    const raw = createReadStream(this.file);
    raw.on('data', (chunk) => (counter.bytes += chunk.length));
    const input: Readable = isPacked(this.file) ? raw.pipe(createGunzip()) : raw;
    raw.on('error', (error) => input.destroy(error));
    if (
      this.mapping.format === 'ndjson' ||
      (this.mapping.format === undefined && /\.(ndjson|jsonl)(\.gz)?$/.test(this.file))
    ) {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (line.trim() === '') continue;
        try {
          yield composedRow(Object.entries(JSON.parse(line) as object).map(([name, value]) => [name, cellOf(value)]));
        } catch {
          yield new RowError('this line is not JSON');
        }
      }
      return;
    }
    const parser = input.pipe(
      parse({
        columns: true,
        bom: true,
        delimiter: this.mapping.delimiter ?? ',',
        relax_column_count: true,
        skip_empty_lines: true,
      }),
    );
    input.on('error', (e) => parser.destroy(e));
    for await (const record of parser) yield composedRow(Object.entries(record as Row));
  }

  private async *batches(): AsyncGenerator<Batch> {
    const counter = { bytes: 0 };
    let row = 0;
    let after = this.from;
    let events: Batch['events'] = [];
    let tags: Batch['tags'] = [];
    let open: Row[] = [];
    const close = (): void => {
      if (open.length === 0) return;
      const first = Number(open[0][ROW_NUMBER]);
      try {
        const mapped = mapRows(this.mapping, open);
        if (mapped.event) events.push({ row: first, event: mapped.event });
        // Of rows with one instant the later one counts last, in whatever batches they are sent.
        for (const tag of mapped.tags) tags.push({ row: first, tag: { sequence: first, ...tag } });
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        for (const { [ROW_NUMBER]: n, ...raw } of open) this.rejects.add(Number(n), error.message, raw);
      }
      open = [];
    };
    for await (const record of this.rows(counter)) {
      row++;
      if (row <= this.from) continue;
      if (record instanceof RowError) {
        this.rejects.add(row, record.message);
        continue;
      }
      if (isSkipped(this.mapping, record)) {
        this.skipped++;
        continue;
      }
      if (open.length > 0 && !continues(this.mapping, open[0], record)) {
        close();
        if (events.length >= BATCH || tags.length >= BATCH) {
          yield { after, bytes: counter.bytes, events, tags };
          after = row - 1;
          events = [];
          tags = [];
        }
      }
      open.push({ ...record, [ROW_NUMBER]: String(row) });
    }
    close();
    if (events.length > 0 || tags.length > 0) yield { after, bytes: counter.bytes, events, tags };
  }

  private async send(batch: Batch): Promise<void> {
    if (batch.events.length > 0) {
      const { ingestEvents } = await this.client.request(IngestEventsDocument, {
        events: batch.events.map((e) => e.event),
      });
      this.accepted += ingestEvents.accepted;
      this.duplicates += ingestEvents.duplicates;
      for (const r of ingestEvents.results)
        if (r.status === 'REJECTED')
          this.rejects.add(
            batch.events[r.index].row,
            `${r.reason}: ${r.message}${r.path ? ` (${r.path.replace(/^events\[\d+\]\.?/, '')})` : ''}`,
          );
    }
    if (batch.tags.length > 0) {
      const { setTags } = await this.client.request(SetTagsDocument, { tags: batch.tags.map((t) => t.tag) });
      this.tagged += setTags.filter((r) => r.status !== 'REJECTED').length;
      for (const r of setTags)
        if (r.status === 'REJECTED') this.rejects.add(batch.tags[r.index].row, `${r.reason}: ${r.message}`);
    }
    this.remember(batch.after);
  }

  /** Goes on where the oldest batch began that may not have arrived: what did arrive is sent again, and counts once. */
  private remember(after: number): void {
    this.sent.push(after);
    if (this.sent.length < IN_FLIGHT) return;
    this.sent.sort((a, b) => a - b);
    const rows = this.sent.shift()!;
    const temporary = `${this.stateFile}.new`;
    writeFileSync(temporary, JSON.stringify({ rows, contents: this.contents }));
    renameSync(temporary, this.stateFile);
  }
}

/** What tells an import from another: where it goes, the mapping, and the bytes of the file. */
async function fingerprint(file: string, mapping: string, destination: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([destination, mapping]));
  await pipeline(createReadStream(file), hash, { end: false });
  return hash.digest('hex');
}

const GZIP = Buffer.from([0x1f, 0x8b]);

function isPacked(file: string): boolean {
  const first = Buffer.alloc(GZIP.length);
  const handle = openSync(file, 'r');
  try {
    return readSync(handle, first) === GZIP.length && first.equals(GZIP);
  } finally {
    closeSync(handle);
  }
}

/** Says why a file could not be read to its end, without a word of what is in it. */
function unreadable(file: string, error: unknown): unknown {
  const { code, name, lines } = error as Error & { readonly code?: unknown; readonly lines?: unknown };
  if (typeof code !== 'string') return error;
  const again = 'What came before is loaded; mend the file and run the command again.';
  if (code.startsWith('Z_')) return new CliError(`${file} cannot be unpacked: it is damaged or cut off. ${again}`);
  if (name === 'CsvError' || code.startsWith('CSV_'))
    return new CliError(`${file} is no CSV at line ${String(lines)} (${code}). ${again}`);
  return new CliError(`${file} cannot be read (${code}). ${again}`);
}
