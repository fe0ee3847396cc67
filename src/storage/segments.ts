/** Store of segments: published versions, drafts and earlier versions. */
import type { SegmentDefinition } from '../engine/types.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, type DefinitionDoc } from './base/definition-document.js';
import { draftKey } from './base/draft-key.js';
import { type Mongo, within } from './base/mongo.js';

const UPSERT = { upsert: true } as const;

export function segmentStore(
  mongo: Mongo,
): Pick<Stores['definitions'], 'segments' | 'saveSegment' | 'segmentVersions' | 'removeSegmentDraft'> {
  const segments = mongo.collection<DefinitionDoc>('segments');
  const versions = mongo.collection<DefinitionDoc>('segmentVersions');
  return {
    segments: async (ws, tx) =>
      (await segments.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(
        definitionFromDoc<SegmentDefinition>,
      ),
    removeSegmentDraft: async (ws, key, tx) => void (await segments.deleteOne({ ws, key: draftKey(key) }, within(tx))),
    saveSegment: async (ws, s, tx) => {
      const key = s.draft ? draftKey(s.key) : s.key;
      await segments.replaceOne({ ws, key }, definitionToDoc(ws, key, s), { ...UPSERT, ...within(tx) });
      if (s.draft) return;
      await versions.replaceOne({ ws, key: s.key, version: s.version }, definitionToDoc(ws, s.key, s), {
        ...UPSERT,
        ...within(tx),
      });
    },
    segmentVersions: async (ws, key) =>
      (await versions.find({ ws, key }).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<SegmentDefinition>,
      ),
  };
}
