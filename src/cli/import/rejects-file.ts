/**
 * Writes the rejects of an import: one line for each row that is not loaded, with the reason and the row. Only the
 * owner of the file can read it. Importing the rejects file loads the rows again.
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

  /**
   * Opens the rejects file. `done` is the number of rows that an earlier run finished. Rejects of later rows are
   * removed, because those rows are read again.
   */
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

  /** Writes the added lines to the file. Must be called before the import stores a position after the rejected rows. */
  flush(): void {
    if (this.waiting.length === 0) return;
    this.handle ??= openSync(this.file, this.isBegun ? 'a' : 'w', 0o600);
    writeSync(this.handle, this.waiting.join(''));
    this.waiting = [];
  }

  /**
   * Flushes and closes the file. If this run rejected nothing, a file that an earlier complete run left behind is
   * deleted.
   */
  end(): void {
    this.flush();
    if (this.handle !== undefined) closeSync(this.handle);
    else if (!this.isBegun && existsSync(this.file)) rmSync(this.file);
  }
}
