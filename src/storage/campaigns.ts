/** Store of campaigns and their versions, and of the contact rules of workspaces. */
import type { CampaignDefinition } from '../engine/reach/campaign-definition.js';
import type { ReachRulesDefinition } from '../engine/reach/reach-rules.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  keyedDefinitions,
  type DefinitionDoc,
} from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

/** A stored campaign. The state is also a field of the document, so that an index can find running campaigns. */
interface CampaignDoc extends DefinitionDoc {
  state: CampaignDefinition['state'];
}

/** The key of the document with the contact rules. Each workspace has only one such document. */
const RULES = 'rules';

export function campaignStore(mongo: Mongo): Stores['campaigns'] {
  const campaigns = mongo.collection<CampaignDoc>('campaigns');
  const versions = mongo.collection<DefinitionDoc>('campaignVersions');
  const rules = mongo.collection<DefinitionDoc>('reachRules');
  const { find, list } = keyedDefinitions<CampaignDefinition>(campaigns as never);
  return {
    find,
    list,
    inState: async (ws, state, tx) =>
      (await campaigns.find({ ws, state }, within(tx)).toArray()).map(definitionFromDoc<CampaignDefinition>),
    save: async (ws, campaign, tx) => {
      const { key, version, state } = campaign;
      const document = { ...definitionToDoc(ws, key, campaign), state };
      await campaigns.replaceOne({ ws, key }, document, { upsert: true, ...within(tx) });
      await versions.replaceOne({ ws, key, version }, definitionToDoc(ws, key, campaign), {
        upsert: true,
        ...within(tx),
      });
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
