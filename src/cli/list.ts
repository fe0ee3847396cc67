/** `strata list`: loads a file of entries into a named list through the API. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import {
  AddToListDocument,
  BeginListReplacementDocument,
  FinishListReplacementDocument,
  ListToUploadDocument,
  SendListEntriesDocument,
} from '../../schema/generated/operations.js';
import { CliError, localClient, localConfig, type ApiClient, type Command } from './command.js';
import { Progress } from './progress.js';
import { Rejects } from './rejects.js';

/** Number of entries per request. A request has space for 5,000 entries of 256 characters. */
const BATCH = 5000;

export const list: Command = {
  help: `strata list upload KEY FILE [--replace] [--workspace demo] [--rejects FILE]

Adds the entries of a text file, one a line, to the named list KEY. Run twice, nothing counts twice.

  --replace       the file becomes the whole list, all at once when it has arrived; until then the list stays as it is
  --rejects FILE  where entries go that do not fit, with the reason (default FILE.rejects.ndjson)

The list is defined beforehand: mutation { defineList(input: { key: "vip_2026", namespace: "member_id" }) { key } }`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        replace: { type: 'boolean', default: false },
        workspace: { type: 'string', default: 'demo' },
        rejects: { type: 'string' },
        url: { type: 'string' },
      },
    });
    const [verb, key, file] = positionals;
    if (verb !== 'upload' || !key || !file) throw new CliError(list.help);
    if (!existsSync(file)) throw new CliError(`There is no file ${file}.`);
    const scopes = ['define', 'segments:read', 'profiles:lookup:*'];
    const client = localClient(localConfig(), values.workspace, scopes, 'cli', values.url);
    const rejects = values.rejects ?? `${file.replace(/^.*\//, '')}.rejects.ndjson`;
    return new Upload(client, key, file, new Rejects(rejects)).run(values.replace);
  },
};

interface Sent {
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string; readonly message: string }[];
}

class Upload {
  private changed = 0;
  private unchanged = 0;

  constructor(
    private readonly client: ApiClient,
    private readonly key: string,
    private readonly file: string,
    private readonly rejects: Rejects,
  ) {}

  async run(replaces: boolean): Promise<number> {
    const { list: there } = await this.client.request(ListToUploadDocument, { list: this.key });
    if (!there) throw new CliError(`There is no list ${this.key}. Define it with defineList.`);
    const replacement = replaces
      ? (await this.client.request(BeginListReplacementDocument, { list: this.key })).beginListReplacement.id
      : undefined;
    const { size } = statSync(this.file);
    const progress = new Progress();
    let read = 0;
    for await (const lines of this.batches()) {
      const entries = lines.map(({ text }) => (there.type === 'NUMBER' ? numberOf(text) : text));
      this.take(await this.send(entries, replacement), lines);
      read += lines.reduce((n, { text }) => n + Buffer.byteLength(text) + 1, 0);
      progress.show(Math.min(read, size), size, 'bytes sent:');
    }
    if (replacement !== undefined) await this.client.request(FinishListReplacementDocument, { replacement });
    await this.rejects.end();
    const count = (n: number): string => n.toLocaleString('en');
    progress.end(
      `${count(this.changed)} entries ${replaces ? 'in the list' : 'new'}, ${count(this.unchanged)} given before, ${count(this.rejects.count)} rejected`,
    );
    this.rejects.tell();
    return 0;
  }

  private async send(entries: readonly (number | string)[], replacement: string | undefined): Promise<Sent> {
    return replacement === undefined
      ? (await this.client.request(AddToListDocument, { list: this.key, entries: [...entries] })).addToList
      : (await this.client.request(SendListEntriesDocument, { replacement, entries: [...entries] })).sendListEntries;
  }

  private take(sent: Sent, lines: readonly { readonly row: number }[]): void {
    this.changed += sent.changed;
    this.unchanged += sent.unchanged;
    for (const { index, reason, message } of sent.rejected) this.rejects.add(lines[index].row, `${reason}: ${message}`);
  }

  /** Yields batches of non-empty lines with their 1-based line numbers. */
  private async *batches(): AsyncGenerator<{ readonly row: number; readonly text: string }[]> {
    let batch: { row: number; text: string }[] = [];
    let row = 0;
    for await (const line of createInterface({ input: createReadStream(this.file), crlfDelay: Infinity })) {
      row++;
      const text = row === 1 ? line.replace(/^\uFEFF/, '') : line;
      if (text.trim() === '') continue;
      batch.push({ row, text });
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

/** Parses a number. Other text is returned unchanged, so that the server rejects it with a reason. */
const numberOf = (text: string): number | string => {
  const n = Number(text.trim());
  return Number.isFinite(n) ? n : text;
};
