/**
 * Writes the rejected rows of a file with their reasons, as one JSON object per line. Only the owner of the output file
 * can read it.
 */
import { createWriteStream, type WriteStream } from 'node:fs';

export class Rejects {
  count = 0;
  private stream: WriteStream | undefined;

  /** `appends` is true if an earlier run created the output file. Otherwise, the first added row creates it. */
  constructor(
    private readonly file: string,
    private readonly appends = false,
  ) {}

  /** Adds a rejected row. `raw` is the row in its original form. */
  add(row: number, reason: string, raw?: unknown): void {
    this.count++;
    this.stream ??= createWriteStream(this.file, { flags: this.appends ? 'a' : 'w', mode: 0o600 });
    this.stream.write(`${JSON.stringify({ row, reason, ...(raw === undefined ? {} : { raw }) })}\n`);
  }

  /** Resolves when all rows are written. */
  async end(): Promise<void> {
    await new Promise<void>((done) => (this.stream ? this.stream.end(done) : done()));
  }

  /** Prints the path of the output file if any rows were rejected. */
  tell(): void {
    if (this.count > 0) console.error(`  why each was rejected: ${this.file}`);
  }
}
