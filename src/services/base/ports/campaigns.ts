/** Storage of campaigns with their versions, and of the reach rules of a workspace. */
import type { CampaignDefinition, CampaignOutline } from '../../../engine/reach/campaign-definition.js';
import type { ReachRulesDefinition } from '../../../engine/reach/reach-rules.js';
import type { Page, Tx } from './transaction.js';

export interface CampaignStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<CampaignDefinition[]>;
  /** Returns a page of all campaigns, ordered by key. */
  list(workspace: string, page: Page): Promise<CampaignDefinition[]>;
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  /** Returns all campaigns, or only those in the given states, without their messages. */
  outlines(workspace: string, states?: readonly CampaignDefinition['state'][]): Promise<CampaignOutline[]>;
  /** Returns the number of characters of each campaign that can still change. */
  openSizes(workspace: string, tx?: Tx): Promise<number[]>;
  /** Returns all campaigns in the given state. */
  inState(workspace: string, state: CampaignDefinition['state'], tx?: Tx): Promise<CampaignDefinition[]>;
  /** Saves the current definition of a campaign, and also stores the definition as a version. */
  save(workspace: string, campaign: CampaignDefinition, tx: Tx): Promise<void>;
  /** Returns the kept versions of a campaign, oldest first. */
  versions(workspace: string, key: string): Promise<CampaignDefinition[]>;
  rules(workspace: string, tx?: Tx): Promise<ReachRulesDefinition | undefined>;
  saveRules(workspace: string, rules: ReachRulesDefinition, tx: Tx): Promise<void>;
}
