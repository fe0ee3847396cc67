/** Store of the followers of the change feed, with their positions and leases. */
import { MongoServerError } from 'mongodb';
import type { FollowerPlace, Stores } from '../services/base/ports.js';
import type { Mongo } from './base/mongo.js';

interface FollowerDoc {
  _id: string;
  ws: string;
  follower: string;
  holder: string;
  leasedUntil: Date;
  position?: string;
  at: Date;
  version: number;
}

const placeFromDoc = ({ position, at, version }: FollowerDoc): FollowerPlace => ({
  ...(position === undefined ? {} : { position }),
  at: at.getTime(),
  version,
});

const EXPIRED = new Date(0);

export function followerStore(mongo: Mongo): Stores['followers'] {
  const c = mongo.collection<FollowerDoc>('followers');
  const idOf = (workspace: string, follower: string): string => `${workspace}|${follower}`;
  return {
    take: async ({ workspace, follower, holder }, leaseMs, { at, version }) => {
      const now = mongo.now();
      try {
        const doc = await c.findOneAndUpdate(
          { _id: idOf(workspace, follower), $or: [{ holder }, { leasedUntil: { $lte: new Date(now) } }] },
          {
            $set: { holder, leasedUntil: new Date(now + leaseMs) },
            $setOnInsert: { ws: workspace, follower, at: new Date(at) },
            $max: { version },
          },
          { upsert: true, returnDocument: 'after' },
        );
        return placeFromDoc(doc!);
      } catch (error) {
        // The insert failed with a duplicate key, so the document exists and another process has the lease.
        if (error instanceof MongoServerError && error.code === 11000) return undefined;
        throw error;
      }
    },
    keep: async ({ workspace, follower, holder }, leaseMs, { position, at, version }) => {
      const result = await c.updateOne(
        { _id: idOf(workspace, follower), holder },
        {
          $set: { leasedUntil: new Date(mongo.now() + leaseMs) },
          $max: { ...(position === undefined ? {} : { position }), at: new Date(at), version },
        },
      );
      return result.matchedCount > 0;
    },
    release: async ({ workspace, follower, holder }) =>
      void (await c.updateOne({ _id: idOf(workspace, follower), holder }, { $set: { leasedUntil: EXPIRED } })),
    forget: async (workspace, follower, version) =>
      void (await c.deleteOne({ _id: idOf(workspace, follower), version: { $lte: version } })),
  };
}
