/** Runs an import from its stored position to the end of the file. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { StrataError, Unreachable } from '../../client/error.js';
import { ServiceError } from '../../services/base/errors.js';
import type { Mapping } from '../../services/mapping/shape.js';
import { CliError, shown } from '../command.js';
import { Progress } from '../progress.js';
import { batchesOf, REJECTED_ROWS, type Batch } from '../../services/imports/files/batches.js';
import type { Destination } from '../../services/imports/destination.js';
import { splitGroups } from '../../services/imports/files/groups.js';
import { UnreadableFile, type RecordSource } from '../../services/imports/files/records.js';
import type { RejectedRow } from '../../services/imports/files/json-files.js';
import { RejectsFile } from '../../services/imports/rejects-file.js';
import { Sender } from '../../services/imports/sender.js';

/** Exit codes of the command. Code 1 means that the import stopped before the end. */
export const EXIT = { done: 0, stopped: 1, someRejected: 3, nothingLoaded: 4 } as const;

/** A destination with the URL of the server to which the workspace belongs. */
export interface RemoteDestination extends Destination {
  readonly url: string;
}

export interface ImportSettings {
  readonly name: string;
  readonly source: RecordSource;
  readonly mapping: Mapping;
  readonly zone: string;
  readonly to: RemoteDestination;
  readonly rejectsFile: string;
  readonly stateFile: string;
  /** Identifies an import by its file, mapping and destination. */
  readonly fingerprint: string;
  readonly restart: boolean;
  readonly dryRun: boolean;
}

interface Flight {
  readonly batch: Batch;
  readonly sending: Promise<readonly RejectedRow[]>;
}

export class ImportRun {
  private skipped = 0;
  private readonly from: number;
  private readonly sender: Sender;
  private readonly progress = new Progress();
  private rejects!: RejectsFile;

  constructor(private readonly settings: ImportSettings) {
    this.from = settings.restart || settings.dryRun ? 0 : keptPlace(settings);
    this.sender = new Sender(settings.to);
  }

  /** Imports the file and returns the exit code. */
  async run(): Promise<number> {
    const { settings, from } = this;
    if (from > 0) console.error(`  going on after row ${from.toLocaleString('en')}`);
    this.rejects = await RejectsFile.open(settings.rejectsFile, from);
    const split = await splitGroups(settings.source, settings.mapping);
    const { mapping, zone, to } = settings;
    const batches = batchesOf(settings.source, { mapping, zone, split, from, rows: to.batchRows });
    const flights: Flight[] = [];
    try {
      for await (const batch of batches) {
        flights.push({ batch, sending: this.send(batch) });
        if (flights.length >= to.inFlight || this.right === 0) await this.land(flights);
      }
      while (flights.length > 0) await this.land(flights);
    } catch (error) {
      await this.landAll(flights);
      throw explained(error, to.url);
    }
    this.rejects.end();
    if (!settings.dryRun) rmSync(settings.stateFile, { force: true });
    return this.tell();
  }

  private send(batch: Batch): Flight['sending'] {
    const sending = this.sender.send(batch);
    // The error is handled where the batch is awaited. This handler only prevents an unhandled rejection.
    sending.catch(() => undefined);
    return sending;
  }

  /** Waits for the oldest batch in flight, and then stores that its rows are finished. */
  private async land(flights: Flight[]): Promise<void> {
    const { batch, sending } = flights[0];
    const rejected = await sending;
    flights.shift();
    for (const entry of [...rejected].sort((a, b) => a.row - b.row)) this.rejects.add(entry);
    this.skipped += batch.skipped;
    this.rejects.flush();
    if (!this.settings.dryRun) this.keep(batch.done);
    this.progress.show(batch.position, this.settings.source.size, 'done:');
    if (this.right === 0 && this.rejects.count >= REJECTED_ROWS) throw this.nothingFits();
  }

  /** Waits for the batches in flight after an error, and stores the position from which the import can resume. */
  private async landAll(flights: Flight[]): Promise<void> {
    await Promise.allSettled(flights.map(({ sending }) => sending));
    try {
      while (flights.length > 0) await this.land(flights);
    } catch {
      // Only the first error is shown. Errors of later batches are ignored.
    }
    this.rejects.end();
  }

  /** Number of rows that were loaded or are duplicates of loaded rows, in this run and earlier ones. */
  private get right(): number {
    const { accepted, duplicates, tagged, points, entries } = this.sender.tally;
    return accepted + duplicates + tagged + points + entries + this.from;
  }

  private nothingFits(): CliError {
    return new CliError(
      `None of the first ${this.rejects.count.toLocaleString('en')} rows fits. Why each: ${this.rejects.file}`,
      EXIT.nothingLoaded,
    );
  }

  private keep(done: number): void {
    const { stateFile, fingerprint } = this.settings;
    const temporary = `${stateFile}.new`;
    writeFileSync(temporary, JSON.stringify({ rows: done, contents: fingerprint }));
    renameSync(temporary, stateFile);
  }

  private tell(): number {
    const { dryRun, name } = this.settings;
    this.progress.end(
      `${dryRun ? 'dry run: ' : ''}${this.loaded()}, ${count(this.skipped)} rows left out, ${count(this.rejects.count)} rejected`,
    );
    if (this.rejects.partial > 0)
      console.error(`  ${count(this.rejects.partial)} rows are loaded without an identity that is refused`);
    if (this.rejects.count + this.rejects.partial > 0) console.error(`  why each was rejected: ${this.rejects.file}`);
    if (this.right > 0) return this.rejects.count > 0 ? EXIT.someRejected : EXIT.done;
    console.error(`  ${name}${this.whyNothing()}`);
    return EXIT.nothingLoaded;
  }

  /** Returns the counts of this run as text. */
  private loaded(): string {
    const { accepted, duplicates, tagged, points, entries } = this.sender.tally;
    if (this.settings.mapping.catalogue !== undefined) return `${count(entries)} entries`;
    return (
      `${count(accepted)} events new, ${count(duplicates)} known before, ` +
      `${count(tagged)} tags${points > 0 ? `, ${count(points)} points` : ''}`
    );
  }

  private whyNothing(): string {
    if (this.rejects.count > 0) return ': no row fits the mapping.';
    return this.skipped > 0 ? ': every row is left out by "skip" or "only".' : ' has no rows.';
  }
}

const count = (n: number): string => n.toLocaleString('en');

/** Returns the number of rows that an earlier run of the same import finished, or 0. */
function keptPlace({ stateFile, fingerprint }: ImportSettings): number {
  if (!existsSync(stateFile)) return 0;
  const kept = JSON.parse(readFileSync(stateFile, 'utf8')) as { rows: number; contents?: string };
  return kept.contents === fingerprint ? kept.rows : 0;
}

/**
 * Converts an error to the form that the terminal shows. If the import has started, the message explains how to resume
 * it.
 */
function explained(error: unknown, url: string): unknown {
  if (error instanceof UnreadableFile) return new CliError(error.message);
  if (error instanceof Unreachable)
    return new CliError(`The server at ${url} does not respond. Run the command again to go on.`);
  if (error instanceof ServiceError) return new CliError(error.message);
  return error instanceof StrataError ? shown(error, url) : error;
}
