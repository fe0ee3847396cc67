/** Writes the facts of all customers of a workspace to an export folder, chunk by chunk. */
import type { Room } from '../../services/base/room.js';
import { FactSet } from '../../engine/facts/facts.js';
import { eachPage } from '../../services/base/pages.js';
import { idsBefore } from '../../services/base/ids.js';
import type { Page, ProfileRecord, RootFacts, Stores } from '../../services/base/ports.js';
import { inPages } from '../../services/population/pages.js';
import { tagHistories } from '../../services/population/tag-histories.js';
import { Chunk, Grouping } from './chunk.js';
import { contactRow, customerRow, membershipRows, tagRows } from './customer-rows.js';
import type { BegunExport, ChunkKind, ChunkRange, ExportFolder, WrittenChunk } from './export-folder.js';
import { factRows, type RowSetting } from './fact-rows.js';
import type { TableRow } from './tables.js';

const KINDS: readonly ChunkKind[] = ['customers', 'receipts'];
/** Number of profiles that are read in one query, and number of customers whose facts are. */
const PAGE = 500;
const FACTS_PAGE = 100;
/** Maximum estimated memory of the rows of a chunk, in bytes. */
const CHUNK_BYTES = 96 * 2 ** 20;
/** How often the export looks for customers that were merged or split while it ran. */
const ROUNDS = 3;
/** The latest instant that the database can compare with. All transitions were recorded before it. */
const END_OF_TIME = 8.64e15;

export interface ExportRun {
  readonly stores: Stores;
  readonly room: Room;
  readonly folder: ExportFolder;
  readonly begun: BegunExport;
  /** Maximum number of rows that are held in memory and written together. */
  readonly rows: number;
  /** Keys of campaigns whose contacts are left out, because they would reveal personal tags. */
  readonly concealedCampaigns: ReadonlySet<string>;
  /** Called with the number of customers whose facts were read. */
  readonly onProgress: (customers: number) => void;
}

/** The chunks of a complete export. `unsettled` of them have customers that were regrouped during the last check. */
export interface ExportedChunks {
  readonly chunks: readonly WrittenChunk[];
  readonly unsettled: number;
}

/**
 * Writes the chunks that are missing. A customer may be merged or split while the export runs, after one of its
 * profiles was written. Chunks with such customers are written again, because their facts would otherwise be in the
 * export twice or not at all.
 */
export async function runExport(run: ExportRun): Promise<ExportedChunks> {
  const writer = new ChunkWriter(run, await run.folder.chunks());
  for (const kind of KINDS) for (const gap of gapsIn(writer.written(kind), kind)) await writer.fill(gap);
  let unsettled = await writer.regrouped();
  for (let round = 0; round < ROUNDS && unsettled.length > 0; round++) {
    for (const chunk of unsettled) await writer.replace(chunk);
    unsettled = await writer.regrouped();
  }
  const chunks = writer.written();
  await run.folder.keepOnly(chunks);
  return { chunks, unsettled: unsettled.length };
}

const ascending = (left: string | undefined, right: string | undefined): number =>
  Number((left ?? '') > (right ?? '')) - Number((left ?? '') < (right ?? ''));

/** Returns the ranges of ids that no chunk of a kind covers. */
function gapsIn(chunks: readonly WrittenChunk[], kind: ChunkKind): ChunkRange[] {
  const gaps: ChunkRange[] = [];
  const ordered = [...chunks].sort((left, right) => ascending(left.after, right.after));
  let position: string | undefined;
  for (const { after, to } of ordered) {
    if (after !== position) gaps.push(rangeOf(kind, position, after));
    if (to === undefined) return gaps;
    position = to;
  }
  return [...gaps, rangeOf(kind, position, undefined)];
}

const rangeOf = (kind: ChunkKind, after: string | undefined, to: string | undefined): ChunkRange => ({
  kind,
  ...(after === undefined ? {} : { after }),
  ...(to === undefined ? {} : { to }),
});

class ChunkWriter {
  private readonly chunks: Map<number, WrittenChunk>;
  private readonly setting: RowSetting;
  private readonly createdBefore: string;

  constructor(
    private readonly run: ExportRun,
    chunks: readonly WrittenChunk[],
  ) {
    const { state, now } = run.begun;
    this.chunks = new Map(chunks.map((chunk) => [chunk.number, chunk]));
    this.setting = { setting: run.room.catalogue.setting, now, personal: state.personal };
    this.createdBefore = idsBefore(now + 1);
  }

  written(kind?: ChunkKind): readonly WrittenChunk[] {
    return [...this.chunks.values()].filter((chunk) => kind === undefined || chunk.kind === kind);
  }

  /** Writes the owners of facts in a range of ids, in one or several chunks. */
  async fill({ kind, after, to }: ChunkRange): Promise<void> {
    const { rows } = this.run;
    let chunk = this.newChunk(kind, after);
    const pages = eachPage(
      (page) => this.owners(kind, page),
      ({ id }) => id,
      PAGE,
      after,
    );
    for await (const page of upTo(pages, to)) {
      for (const records of inPages(page, Math.min(FACTS_PAGE, rows))) {
        await this.addRecords(chunk, records);
        this.run.onProgress(this.customers() + (kind === 'customers' ? chunk.owners : 0));
        if (chunk.content.rows < rows && chunk.content.size < CHUNK_BYTES) continue;
        await this.save(chunk, records.at(-1)!.id);
        chunk = this.newChunk(kind, records.at(-1)!.id);
      }
    }
    await this.save(chunk, to);
  }

  private newChunk(kind: ChunkKind, after: string | undefined): OpenChunk {
    const { zone } = this.run.begun.state;
    return { kind, after, owners: 0, content: new Chunk(zone), grouping: new Grouping(this.createdBefore) };
  }

  private async save({ kind, after, owners, content, grouping }: OpenChunk, to: string | undefined): Promise<void> {
    const number = Math.max(0, ...this.chunks.keys()) + 1;
    const written = { number, ...rangeOf(kind, after, to), owners, grouping: grouping.digest() };
    this.chunks.set(number, await this.run.folder.save(content, written));
  }

  private customers(): number {
    return this.written('customers').reduce((sum, chunk) => sum + chunk.owners, 0);
  }

  /** Writes the range of a chunk again. */
  async replace(chunk: WrittenChunk): Promise<void> {
    await this.run.folder.discard(chunk.number);
    this.chunks.delete(chunk.number);
    await this.fill(chunk);
  }

  /** Returns the chunks whose profiles now belong to other customers than when the chunk was written. */
  async regrouped(): Promise<readonly WrittenChunk[]> {
    const changed: WrittenChunk[] = [];
    for (const chunk of this.written()) {
      const grouping = new Grouping(this.createdBefore);
      for await (const page of upTo(this.facts(chunk), chunk.to)) page.forEach((root) => grouping.add(root));
      if (grouping.digest() !== chunk.grouping) changed.push(chunk);
    }
    return changed;
  }

  private owners(kind: ChunkKind, page: Page): Promise<ProfileRecord[]> {
    const { id } = this.run.room.workspace;
    const { profiles } = this.run.stores;
    return kind === 'customers' ? profiles.roots(id, page) : profiles.receipts(id, page);
  }

  private facts({ kind, after }: ChunkRange): AsyncGenerator<readonly RootFacts[]> {
    const { id } = this.run.room.workspace;
    const { profiles } = this.run.stores;
    const read = (page: Page): Promise<RootFacts[]> =>
      kind === 'customers' ? profiles.rootFacts(id, page) : profiles.receiptFacts(id, page);
    return eachPage(read, ({ id: owner }) => owner, PAGE, after);
  }

  /** Adds the rows of customers or receipts, whose facts are read together. */
  private async addRecords(chunk: OpenChunk, records: readonly ProfileRecord[]): Promise<void> {
    const { stores, room } = this.run;
    const workspace = room.workspace.id;
    const members = records.flatMap((record) => record.members);
    const [events, writes, ledger, contacts] = await Promise.all([
      stores.events.facts(workspace, members),
      stores.tagFacts.ofProfiles(workspace, members),
      stores.transitions.ofProfilesUntil(workspace, members, END_OF_TIME),
      stores.contacts.ofProfiles(workspace, members),
    ]);
    const transitions = byProfile(ledger);
    const ofProfile = byProfile(contacts);
    for (const record of records) {
      chunk.owners++;
      chunk.grouping.add(record);
      const profiles = new Map<string, string>();
      for (const member of record.members) for (const { id } of events.get(member) ?? []) profiles.set(id, member);
      const of = <T>(lists: ReadonlyMap<string, readonly T[]>): T[] =>
        record.members.flatMap((member) => lists.get(member) ?? []);
      const facts = FactSet.of(of(events));
      const customer = chunk.kind === 'customers' ? record.id : undefined;
      const add = (rows: Iterable<TableRow>): void => {
        for (const row of rows) chunk.content.add(row);
      };
      add(factRows(facts, { customer, profileOf: ({ id }) => profiles.get(id)! }, this.setting));
      if (customer === undefined) continue;
      add([customerRow(record, this.setting)]);
      const subject = { facts, tags: tagHistories(of(writes)), lists: record.lists };
      add(tagRows(customer, subject, room.catalogue, this.setting));
      add(membershipRows(customer, of(transitions), room.catalogue, this.setting));
      const shown = of(ofProfile).filter(({ campaign }) => !this.run.concealedCampaigns.has(campaign));
      add(shown.map((contact) => contactRow(customer, contact, this.setting)));
    }
  }
}

function byProfile<T extends { readonly profile: string }>(items: readonly T[]): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const item of items) {
    const list = out.get(item.profile);
    if (list) list.push(item);
    else out.set(item.profile, [item]);
  }
  return out;
}

/** A chunk to which customers are being added. */
interface OpenChunk {
  readonly kind: ChunkKind;
  readonly after: string | undefined;
  owners: number;
  readonly content: Chunk;
  readonly grouping: Grouping;
}

/** Yields the items of pages whose ids are at most `to`. Pages after that are not read. */
async function* upTo<T extends { readonly id: string }>(
  pages: AsyncIterable<readonly T[]>,
  to: string | undefined,
): AsyncGenerator<readonly T[]> {
  for await (const page of pages) {
    if (to === undefined || page.at(-1)!.id <= to) yield page;
    else {
      yield page.filter(({ id }) => id <= to);
      return;
    }
  }
}
