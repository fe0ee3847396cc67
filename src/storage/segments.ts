/** Store of segments: published versions, drafts and earlier versions. */
import { namesIn } from '../engine/segments/personal.js';
import type { SegmentDefinition } from '../engine/types.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  saveVersion,
  sizesOf,
  type DefinitionDoc,
} from './base/definition-document.js';
import { draftKey } from './base/draft-key.js';
import { type Mongo, within } from './base/mongo.js';

const UPSERT = { upsert: true } as const;

export function segmentStore(
  mongo: Mongo,
): Pick<
  Stores['definitions'],
  | 'segments'
  | 'segmentSizes'
  | 'saveSegment'
  | 'segmentVersions'
  | 'segmentVersion'
  | 'newestSegmentVersion'
  | 'removeSegmentDraft'
> {
  const segments = mongo.collection<DefinitionDoc>('segments');
  const versions = mongo.collection<DefinitionDoc>('segmentVersions');
  return {
    segments: async (ws, tx) =>
      (await segments.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(
        definitionFromDoc<SegmentDefinition>,
      ),
    segmentSizes: async (ws, tx) => (await sizesOf(segments, { ws }, tx)).map(({ size }) => size),
    removeSegmentDraft: async (ws, key, tx) => void (await segments.deleteOne({ ws, key: draftKey(key) }, within(tx))),
    saveSegment: async (ws, s, tx) => {
      const key = s.draft ? draftKey(s.key) : s.key;
      // Every process keeps the current definition in memory. The versions keep the condition that the segment had.
      const current = s.retired ? { ...s, condition: namesIn(s.condition) } : s;
      await segments.replaceOne({ ws, key }, definitionToDoc(ws, key, current), { ...UPSERT, ...within(tx) });
      if (!s.draft) await saveVersion(versions, ws, s, tx);
    },
    segmentVersion: async (ws, key, version) => {
      const found = await versions.findOne({ ws, key, version });
      return found ? definitionFromDoc<SegmentDefinition>(found) : undefined;
    },
    newestSegmentVersion: async (ws, key) => {
      const order = { ws: -1, key: -1, version: -1 } as const;
      const newest = versions
        .find({ ws, key }, { projection: { version: 1 } })
        .sort(order)
        .limit(1);
      return (await newest.toArray())[0]?.version ?? 0;
    },
    segmentVersions: async (ws, key) =>
      (await versions.find({ ws, key }).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<SegmentDefinition>,
      ),
  };
}
