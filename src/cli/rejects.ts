/**
 * Where rows of a file go that do not fit, with the reason: one JSON object a line, for the owner of the file alone.
 */
import { createWriteStream, type WriteStream } from 'node:fs';

export class Rejects {
  count = 0;
  private stream: WriteStream | undefined;

  /** The file is made with the first row. `appends`: an earlier run has begun it. */
  constructor(
    private readonly file: string,
    private readonly appends = false,
  ) {}

  /** `raw`: the row as it was read. */
  add(row: number, reason: string, raw?: unknown): void {
    this.count++;
    this.stream ??= createWriteStream(this.file, { flags: this.appends ? 'a' : 'w', mode: 0o600 });
    this.stream.write(`${JSON.stringify({ row, reason, ...(raw === undefined ? {} : { raw }) })}\n`);
  }

  /** Resolves when everything is written. */
  async end(): Promise<void> {
    await new Promise<void>((done) => (this.stream ? this.stream.end(done) : done()));
  }

  /** Says where the rows are, if there are some. */
  tell(): void {
    if (this.count > 0) console.error(`  why each was rejected: ${this.file}`);
  }
}
