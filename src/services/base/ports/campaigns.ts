/** Campaigns with their versions, and the rules of a workspace about contacts. */
import type { CampaignDefinition } from '../../../engine/reach/campaign-definition.js';
import type { ReachRulesDefinition } from '../../../engine/reach/reach-rules.js';
import type { Page, Tx } from './transaction.js';

export interface CampaignStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<CampaignDefinition[]>;
  /** All of them, by key. */
  list(workspace: string, page: Page): Promise<CampaignDefinition[]>;
  /** The campaigns in a state. */
  inState(workspace: string, state: CampaignDefinition['state'], tx?: Tx): Promise<CampaignDefinition[]>;
  /** Saves the current form of a campaign, and as the text of its version. */
  save(workspace: string, campaign: CampaignDefinition, tx: Tx): Promise<void>;
  /** All versions of a campaign, oldest first. */
  versions(workspace: string, key: string): Promise<CampaignDefinition[]>;
  rules(workspace: string, tx?: Tx): Promise<ReachRulesDefinition | undefined>;
  saveRules(workspace: string, rules: ReachRulesDefinition, tx: Tx): Promise<void>;
}
