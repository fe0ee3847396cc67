/**
 * Writes the rejects file of an import. It contains one line with the row and the reason for each row that was not
 * loaded. Only the owner of the file can read it. An import of the rejects file loads these rows.
 */
import { closeSync, createReadStream, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { entryOf, type RejectedRow } from './files/json-files.js';

export class RejectsFile {
  /** Number of rows that were not loaded, in this run and earlier ones. */
  count = 0;
  /** Number of rows that were loaded without one of their identities. */
  partial = 0;
  /** Number of bytes that this run and earlier ones have written. */
  bytes = 0;
  private waiting: string[] = [];
  private handle: number | undefined;
  private isEnded = false;

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
        this.bytes += writeSync(handle, `${line}\n`);
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

  /**
   * Writes the added lines to the file. This must happen before the import stores a position after the rejected rows.
   */
  flush(): void {
    if (this.waiting.length === 0) return;
    const lines = Buffer.from(this.waiting.join(''));
    // If the disk is full, the lines are lost and the import ends. They must not be written again at its end.
    this.waiting = [];
    this.handle ??= openSync(this.file, this.isBegun ? 'a' : 'w', 0o600);
    for (let written = 0; written < lines.length;) written += writeSync(this.handle, lines, written);
    this.bytes += lines.length;
  }

  /**
   * Flushes and closes the file. If this run rejected no rows, deletes the file that an earlier complete run may have
   * left.
   */
  end(): void {
    this.flush();
    if (this.isEnded) return;
    this.isEnded = true;
    if (this.handle !== undefined) closeSync(this.handle);
    else if (!this.isBegun) rmSync(this.file, { force: true, recursive: true });
  }
}
