/** Removes the documents of profiles from a collection. All stores of facts use it. */
import type { Collection, Filter } from 'mongodb';

/**
 * Removes up to `limit` documents of the given profiles. Returns the number of removed documents. The limit bounds the
 * size of the transaction, however many facts a customer has.
 */
export async function removeOf<T extends { _id: string; ws: string; profile: string }>(
  collection: Collection<T>,
  ws: string,
  profiles: readonly string[],
  limit: number,
): Promise<number> {
  const found = await collection
    .find({ ws, profile: { $in: [...profiles] } } as Filter<T>, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  if (found.length > 0) await collection.deleteMany({ _id: { $in: found.map((d) => d._id) } } as Filter<T>);
  return found.length;
}
