/** Named lists: their definitions, their entries (one document each), what changed of them, and replacements being sent. */
import { distinctIdentities } from '../engine/identity/identity.js';
import type { Identity } from '../engine/model.js';
import type { ListChangeNote, ListReplacement, Stores } from '../services/base/ports.js';
import { definitionToDoc, listFromDoc, type DefinitionDoc } from './documents.js';
import { atOnce, type Mongo, within } from './mongo.js';

interface EntryDoc {
  /** `<content>|<value>`: a value is in a content once. */
  _id: string;
  ws: string;
  value: string;
  /** Of a list of identities. */
  ns?: string;
}

interface NoteDoc {
  /** `<content>|<version>`, so that those of a content are read in their order. */
  _id: string;
  ws: string;
  list: string;
  version: number;
  added: string[];
  removed: string[];
  open?: true;
  ended?: true;
  abandoned?: true;
}

interface ReplacementDoc {
  _id: string;
  ws: string;
  list: string;
  content: string;
  size: number;
  bytes: number;
  catalogue: number;
}

const VERSION_DIGITS = 12;
const ENTRIES_AT_ONCE = 20_000;

const entryId = (content: string, value: string): string => `${content}|${value}`;
/** Everything whose id begins with a content: `}` comes right after `|`. */
const idsOfContent = (content: string, after = ''): { $gt: string; $lt: string } => ({
  $gt: entryId(content, after),
  $lt: `${content}}`,
});
const noteId = (content: string, version: number): string =>
  `${content}|${String(version).padStart(VERSION_DIGITS, '0')}`;

export function listStore(mongo: Mongo): Stores['lists'] {
  return {
    ...definitionsOf(mongo),
    ...entriesOf(mongo),
    ...lookupsOf(mongo),
    ...notesOf(mongo),
    ...replacementsOf(mongo),
  };
}

function definitionsOf(mongo: Mongo): Pick<Stores['lists'], 'all' | 'save' | 'remove'> {
  const c = mongo.collection<DefinitionDoc>('lists');
  return {
    all: async (ws, tx) => (await c.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(listFromDoc),
    save: async (ws, list, tx) =>
      void (await c.replaceOne({ ws, key: list.key }, definitionToDoc(ws, list.key, list), {
        upsert: true,
        ...within(tx),
      })),
    remove: async (ws, key, tx) => void (await c.deleteOne({ ws, key }, within(tx))),
  };
}

function entriesOf(
  mongo: Mongo,
): Pick<Stores['lists'], 'present' | 'add' | 'take' | 'page' | 'readAhead' | 'removeSome'> {
  const c = mongo.collection<EntryDoc>('listEntries');
  const idsOf = (content: string, values: readonly string[]): { $in: string[] } => ({
    $in: values.map((value) => entryId(content, value)),
  });
  const valuesOnly = { _id: 0, value: 1 } as const;
  const page = async (content: string, first: number, after?: string): Promise<string[]> =>
    (
      await c
        .find({ _id: idsOfContent(content, after) }, { projection: valuesOnly, ...atOnce(first) })
        .sort({ _id: 1 })
        .limit(first)
        .toArray()
    ).map((d) => d.value);
  return {
    present: async (content, values, tx) => {
      const options = { projection: valuesOnly, ...atOnce(values.length), ...within(tx) };
      return (await c.find({ _id: idsOf(content, values) }, options).toArray()).map((d) => d.value);
    },
    add: async (ws, { content, namespace }, values, tx) => {
      const of = namespace === undefined ? {} : { ns: namespace };
      await c.insertMany(
        values.map((value) => ({ _id: entryId(content, value), ws, value, ...of })),
        within(tx),
      );
    },
    take: async (content, values, tx) => void (await c.deleteMany({ _id: idsOf(content, values) }, within(tx))),
    page: (content, { first, after }) => page(content, first, after),
    readAhead: (content, after) => page(content, ENTRIES_AT_ONCE, after),
    removeSome: async (content, limit) => {
      const found = await c
        .find({ _id: idsOfContent(content) }, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      if (found.length > 0) await c.deleteMany({ _id: { $in: found.map((d) => d._id) } });
      return found.length;
    },
  };
}

/** Entries of every list that are some identities. */
function lookupsOf(mongo: Mongo): Pick<Stores['lists'], 'standing' | 'forget'> {
  const c = mongo.collection<EntryDoc>('listEntries');
  return {
    standing: async (ws, identities, tx) => {
      const byNamespace = new Map<string, string[]>();
      for (const { namespace, value } of identities)
        byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), value]);
      const out: { content: string; identity: Identity }[] = [];
      // One after the other: a transaction runs one command at a time.
      for (const [namespace, values] of byNamespace) {
        const options = { ...atOnce(values.length), ...within(tx) };
        for (const { _id, value } of await c.find({ ws, ns: namespace, value: { $in: values } }, options).toArray())
          out.push({ content: _id.slice(0, _id.length - value.length - 1), identity: { namespace, value } });
      }
      return out;
    },
    forget: async (ws, identities, tx) => {
      for (const { namespace, value } of distinctIdentities(identities))
        await c.deleteMany({ ws, ns: namespace, value }, within(tx));
    },
  };
}

function notesOf(
  mongo: Mongo,
): Pick<Stores['lists'], 'noteChange' | 'noted' | 'notesBetween' | 'removeNotes' | 'removeNotesUntil'> {
  const c = mongo.collection<NoteDoc>('listChanges');
  const noteOf = (d: NoteDoc): ListChangeNote => ({
    list: d.list,
    content: d._id.slice(0, d._id.length - VERSION_DIGITS - 1),
    version: d.version,
    added: d.added,
    removed: d.removed,
    isOpen: d.open === true,
    ...(d.ended ? { ended: true } : {}),
    ...(d.abandoned ? { abandoned: true } : {}),
  });
  return {
    noteChange: async (ws, { list, content, version, added, removed, isOpen, ended, abandoned }, tx) =>
      void (await c.insertOne(
        {
          _id: noteId(content, version),
          ws,
          list,
          version,
          added: [...added],
          removed: [...removed],
          ...(isOpen ? { open: true } : {}),
          ...(ended ? { ended: true } : {}),
          ...(abandoned ? { abandoned: true } : {}),
        },
        within(tx),
      )),
    noted: async (ws, limit) =>
      (await c.find({ ws, open: true }).sort({ ws: 1, open: 1, _id: 1 }).limit(limit).toArray()).map(noteOf),
    notesBetween: async (content, after, until) =>
      (
        await c
          .find({ _id: { $gt: noteId(content, after), $lte: noteId(content, until) } })
          .sort({ _id: 1 })
          .toArray()
      ).map(noteOf),
    removeNotes: async (notes) =>
      void (await c.deleteMany({ _id: { $in: notes.map(({ content, version }) => noteId(content, version)) } })),
    removeNotesUntil: async (content, version, tx) =>
      void (await c.deleteMany({ _id: { $gt: `${content}|`, $lte: noteId(content, version) } }, within(tx))),
  };
}

type Replacing = 'beginReplacement' | 'replacement' | 'replacementsOf' | 'endReplacement' | 'growReplacement';

function replacementsOf(mongo: Mongo): Pick<Stores['lists'], Replacing> {
  const c = mongo.collection<ReplacementDoc>('listReplacements');
  const read = ({ _id, ws, list, content, size, bytes, catalogue }: ReplacementDoc): ListReplacement => ({
    id: _id,
    workspace: ws,
    list,
    content,
    size,
    bytes,
    catalogue,
  });
  return {
    beginReplacement: async ({ id, workspace, list, content, size, bytes, catalogue }, tx) =>
      void (await c.insertOne({ _id: id, ws: workspace, list, content, size, bytes, catalogue }, within(tx))),
    replacement: async (ws, id, tx) => {
      const d = await c.findOne({ _id: id, ws }, within(tx));
      return d ? read(d) : undefined;
    },
    replacementsOf: async (ws, list, tx) => (await c.find({ ws, list }, within(tx)).toArray()).map(read),
    endReplacement: async (id, tx) => void (await c.deleteOne({ _id: id }, within(tx))),
    growReplacement: async (id, size, bytes, tx) =>
      void (await c.updateOne({ _id: id }, { $inc: { size, bytes } }, within(tx))),
  };
}
