/** What the collections of facts have alike. */
import type { Collection, Filter } from 'mongodb';

/** Removes some documents of some profiles, so that no one transaction grows with the customer. */
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
