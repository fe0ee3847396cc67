/** Store of list replacements that are in progress. The entries of a replacement arrive in several requests. */
import type { ListReplacement, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface ReplacementDoc {
  _id: string;
  ws: string;
  list: string;
  content: string;
  size: number;
  bytes: number;
  catalogue: number;
}

type Replacing = 'beginReplacement' | 'replacement' | 'replacementsOf' | 'endReplacement' | 'growReplacement';

export function listReplacementStore(mongo: Mongo): Pick<Stores['lists'], Replacing> {
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
