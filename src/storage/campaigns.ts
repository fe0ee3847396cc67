/** Store of campaigns and their versions, and of the contact rules of workspaces. */
import { outlineOf, type CampaignDefinition, type CampaignOutline } from '../engine/reach/campaign-definition.js';
import type { ReachRulesDefinition } from '../engine/reach/reach-rules.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  fromJson,
  keyedDefinitions,
  saveVersion,
  sizesOf,
  toJson,
  type DefinitionDoc,
} from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

/**
 * A stored campaign. The document repeats the state of the definition, so that an index can find running campaigns. The
 * outline is the campaign without its messages, as JSON text. Documents that earlier releases saved have no outline.
 */
interface CampaignDoc extends DefinitionDoc {
  state: CampaignDefinition['state'];
  outline?: string;
}

/** Key of the document with the contact rules. A workspace has only one such document. */
const RULES = 'rules';

export function campaignStore(mongo: Mongo): Stores['campaigns'] {
  const campaigns = mongo.collection<CampaignDoc>('campaigns');
  const versions = mongo.collection<DefinitionDoc>('campaignVersions');
  const rules = mongo.collection<DefinitionDoc>('reachRules');
  const { find, list, countOthers } = keyedDefinitions<CampaignDefinition>(campaigns as never);
  const readOutline = async (
    ws: string,
    { key, outline }: Pick<CampaignDoc, 'key' | 'outline'>,
  ): Promise<CampaignOutline[]> =>
    outline === undefined ? (await find(ws, [key])).map(outlineOf) : [fromJson<CampaignOutline>(outline)];
  return {
    find,
    list,
    countOthers,
    outlines: async (ws, states) => {
      const filter = { ws, ...(states ? { state: { $in: [...states] } } : {}) };
      const found = await campaigns.find(filter, { projection: { key: 1, outline: 1 } }).toArray();
      const outlines: CampaignOutline[] = [];
      for (const document of found) outlines.push(...(await readOutline(ws, document)));
      return outlines;
    },
    openSizes: async (ws, tx) =>
      (await sizesOf(campaigns as never, { ws, state: { $in: ['DRAFT', 'RUNNING', 'PAUSED'] } }, tx)).map(
        ({ size }) => size,
      ),
    inState: async (ws, state, tx) =>
      (await campaigns.find({ ws, state }, within(tx)).toArray()).map(definitionFromDoc<CampaignDefinition>),
    save: async (ws, campaign, tx) => {
      const { key, state } = campaign;
      const document = { ...definitionToDoc(ws, key, campaign), state, outline: toJson(outlineOf(campaign)) };
      await campaigns.replaceOne({ ws, key }, document, { upsert: true, ...within(tx) });
      await saveVersion(versions, ws, campaign, tx);
    },
    versions: async (ws, key) =>
      (await versions.find({ ws, key }).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<CampaignDefinition>,
      ),
    rules: async (ws, tx) => {
      const document = await rules.findOne({ ws, key: RULES }, within(tx));
      return document ? definitionFromDoc<ReachRulesDefinition>(document) : undefined;
    },
    saveRules: async (ws, definition, tx) =>
      void (await rules.replaceOne({ ws, key: RULES }, definitionToDoc(ws, RULES, definition), {
        upsert: true,
        ...within(tx),
      })),
  };
}
