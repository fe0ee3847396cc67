/** Searches the documents of the privacy test's database for traces of a customer. */
import { MongoClient } from 'mongodb';
import { REGISTERED } from '../../src/storage/base/collections.js';

/** Returns every document that contains one of the words, as a list of "collection: document" texts. */
export async function traces(uri: string, words: readonly string[]): Promise<string[]> {
  const client = await MongoClient.connect(uri);
  try {
    const db = client.db('privacy');
    const out: string[] = [];
    for (const { name } of await db.listCollections().toArray()) {
      for await (const d of db.collection(name).find()) {
        const text = JSON.stringify(d, (_k, v: unknown) =>
          typeof v === 'bigint' ? String(v) : v instanceof Uint8Array ? Buffer.from(v).toString('latin1') : v,
        );
        for (const w of words) if (text.includes(w)) out.push(`${name}: ${text.slice(0, 200)}`);
      }
    }
    return out;
  } finally {
    await client.close();
  }
}

/**
 * Returns documents that violate the registry. Only documents of a workspace may contain `ws`, and documents that are
 * purged by age must contain a time.
 */
export async function misplaced(uri: string): Promise<string[]> {
  const client = await MongoClient.connect(uri);
  try {
    const out: string[] = [];
    for (const [name, { belongsTo, purge }] of REGISTERED)
      for await (const d of client.db('privacy').collection<{ _id: unknown }>(name).find()) {
        if ('ws' in d !== (belongsTo === 'WORKSPACE')) out.push(`${name} ${String(d._id)}: workspace`);
        const isAged =
          purge?.age === 'ID' ? /^[\da-f]{28}$/.test(String(d._id)) : (d as { at?: unknown }).at instanceof Date;
        if (purge && !isAged) out.push(`${name} ${String(d._id)}: age`);
      }
    return out;
  } finally {
    await client.close();
  }
}
