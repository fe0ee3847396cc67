/** Tables that define the effect of changing each field of campaigns, budgets and other contact rules. */
import type { Effect, Effects } from '../definitions/effects.js';
import type { Budget } from './budget.js';
import type { CampaignDefinition, ChannelDefinition } from './campaign-definition.js';
import type { WebhookEndpoint } from './endpoint.js';
import type { ReachRulesDefinition } from './reach-rules.js';

/**
 * Contacts that are already decided do not change. Changes of a campaign apply to contacts that are decided or handed
 * over afterward. `audience` and `goal` refer to segments, and changes of these segments are published separately.
 * `trigger` can be changed until the campaign is started for the first time. From then on, due times are planned by
 * this trigger.
 */
export const CAMPAIGN_EFFECTS: Effects<CampaignDefinition> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  audience: 'LATER',
  trigger: 'FIXED',
  until: 'LATER',
  at: 'LATER',
  purpose: 'LATER',
  transactional: 'LATER',
  keepsQuietHours: 'LATER',
  priority: 'LATER',
  tags: 'LATER',
  counting: 'LATER',
  reEntry: 'LATER',
  zone: 'LATER',
  goal: 'LATER',
  latenessMs: 'LATER',
  ifLate: 'LATER',
  expiresAfterMs: 'LATER',
  recheck: 'LATER',
  holdOutPercent: 'LATER',
  variants: 'LATER',
  channels: 'LATER',
  fallback: 'LATER',
  strategy: 'LATER',
  expectedEffect: 'NOTHING',
  state: 'LATER',
  decidedFor: 'RECORD',
  startedAt: 'RECORD',
  salt: 'FIXED',
  namesDatesKeyed: 'FIXED',
  version: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

const CHANNEL_EFFECTS: Effects<ChannelDefinition> = {
  channel: 'LATER',
  endpoint: 'LATER',
  showings: 'LATER',
  dueAfterMs: 'LATER',
  quietHours: 'LATER',
  ifQuiet: 'LATER',
  format: 'LATER',
  message: 'LATER',
  variants: 'LATER',
};

const REACH_RULES_EFFECTS: Effects<ReachRulesDefinition> = {
  budgets: 'LATER',
  budgetsSince: 'RECORD',
  governing: 'LATER',
  intervals: 'LATER',
  controlPercent: 'LATER',
  controlSalt: 'FIXED',
  consentDefaults: 'LATER',
  channels: 'LATER',
  zoneTag: 'LATER',
  churn: 'LATER',
  stopped: 'LATER',
  linkSecret: 'FIXED',
  version: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/**
 * Effects of the fields of budgets. Each contact records the budgets that applied when it was decided, so earlier
 * contacts do not violate a budget that was added later.
 */
const BUDGET_EFFECTS: Effects<Budget> = {
  key: 'IDENTITY',
  most: 'LATER',
  window: 'LATER',
  channel: 'LATER',
  tag: 'LATER',
  layer: 'LATER',
  perDevice: 'LATER',
};

const ENDPOINT_EFFECTS: Effects<WebhookEndpoint> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  url: 'LATER',
  secrets: 'RECORD',
  provider: 'LATER',
  disabledBy: 'LATER',
  disabledAt: 'RECORD',
  version: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Tables of effects by kind of definition. */
export const REACH_EFFECTS: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  campaign: CAMPAIGN_EFFECTS,
  channel: CHANNEL_EFFECTS,
  reachRules: REACH_RULES_EFFECTS,
  budget: BUDGET_EFFECTS,
  endpoint: ENDPOINT_EFFECTS,
};
