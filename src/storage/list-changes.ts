/**
 * Store of changes to list entries. A change is kept until all processes have applied it and the affected customers
 * have been evaluated.
 */
import type { ListChangeNote, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface NoteDoc {
  /**
   * Format: `<content>|<version>`, where `content` is the name of a set of entries. Sorted by id, the changes to a set
   * are in the order of their versions.
   */
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

const VERSION_DIGITS = 12;

const noteId = (content: string, version: number): string =>
  `${content}|${String(version).padStart(VERSION_DIGITS, '0')}`;

export function listChangeStore(
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
