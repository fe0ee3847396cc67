/** Store of list entries. They are stored by content, which is the name of the set of entries that a list uses. */
import { distinctIdentities } from '../engine/identity/identity.js';
import type { Identity } from '../engine/types.js';
import type { Stores } from '../services/base/ports.js';
import { atOnce, type Mongo, within } from './base/mongo.js';

interface EntryDoc {
  /** Format: `<content>|<value>`. Therefore, a value occurs at most once in a set. */
  _id: string;
  ws: string;
  value: string;
  /** The identity namespace. Set only for a list of identities. */
  ns?: string;
}

const ENTRIES_AT_ONCE = 20_000;

const entryId = (content: string, value: string): string => `${content}|${value}`;
/** Matches the ids of all entries of a set. The upper bound ends with `}`, which is the character after `|`. */
const idsOfContent = (content: string, after = ''): { $gt: string; $lt: string } => ({
  $gt: entryId(content, after),
  $lt: `${content}}`,
});

export function listEntryStore(
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

/** Returns the store methods that find and remove entries by identity, across all lists. */
export function listLookupStore(mongo: Mongo): Pick<Stores['lists'], 'standing' | 'forget'> {
  const c = mongo.collection<EntryDoc>('listEntries');
  return {
    standing: async (ws, identities, tx) => {
      const byNamespace = new Map<string, string[]>();
      for (const { namespace, value } of identities)
        byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), value]);
      const out: { content: string; identity: Identity }[] = [];
      // The namespaces are queried one after another, because a transaction runs one command at a time.
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
