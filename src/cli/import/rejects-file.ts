/**
 * The rejects of an import: one line for each row that is not loaded, with the reason and the row, for the owner of the
 * file alone. Given back to the command, its rows are loaded.
 */
import { closeSync, createReadStream, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { entryOf, type RejectedRow } from './json-files.js';

export class RejectsFile {
  /** Number of rows that are not loaded, including those of earlier runs. */
  count = 0;
  /** Number of rows that are loaded without one of their identities. */
  partial = 0;
  private waiting: string[] = [];
  private handle: number | undefined;

  private constructor(
    readonly file: string,
    private isBegun: boolean,
  ) {}

  /** `done`: the rows that an earlier run is done with; what it rejected after them is read again. */
  static async open(file: string, done: number): Promise<RejectsFile> {
    const rejects = new RejectsFile(file, done > 0 && existsSync(file));
    if (rejects.isBegun) await rejects.keepUntil(done);
    return rejects;
  }

  private async keepUntil(done: number): Promise<void> {
    const temporary = `${this.file}.new`;
    const handle = openSync(temporary, 'w', 0o600);
    try {
      for await (const line of createInterface({ input: createReadStream(this.file), crlfDelay: Infinity })) {
        const entry = entryOf(line);
        if (!entry || entry.row > done) continue;
        writeSync(handle, `${line}\n`);
        this.tally(entry);
      }
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, this.file);
  }

  private tally({ kept }: RejectedRow): void {
    if (kept) this.partial++;
    else this.count++;
  }

  add(entry: RejectedRow): void {
    this.tally(entry);
    this.waiting.push(`${JSON.stringify(entry)}\n`);
  }

  /** Flushes the added lines before the position after them is stored. */
  flush(): void {
    if (this.waiting.length === 0) return;
    this.handle ??= openSync(this.file, this.isBegun ? 'a' : 'w', 0o600);
    writeSync(this.handle, this.waiting.join(''));
    this.waiting = [];
  }

  /** A rejects file of an earlier complete run does not belong to this run. */
  end(): void {
    this.flush();
    if (this.handle !== undefined) closeSync(this.handle);
    else if (!this.isBegun && existsSync(this.file)) rmSync(this.file);
  }
}
