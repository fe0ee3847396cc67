/** Fixtures for decisions: a customer, a campaign and rules, with fields that a test can override. */
import type { Budget, CountedContact } from '../../src/engine/reach/budget.js';
import type { Campaign, CampaignChannel } from '../../src/engine/reach/campaign.js';
import type { DueContact, ReachedCustomer, ReachRules } from '../../src/engine/reach/decide.js';
import { DAY, HOUR, WEEK } from '../../src/engine/time/time.js';
import { draw } from '../../src/services/base/stable-random.js';

/** Time at which decisions are made in the tests: 10:00 in Shanghai. */
export const NOW = Date.parse('2026-03-27T02:00:00Z');
export const NIGHT = { from: 22 * HOUR, until: 8 * HOUR };
/** 23:00 of the same day in Shanghai, which is within the hours of `NIGHT`. */
export const LATE_EVENING = NOW + 13 * HOUR;
/** 08:00 the next morning in Shanghai. */
export const MORNING = NOW + 22 * HOUR;

export const push: CampaignChannel = { channel: 'push', ifQuiet: 'WAIT' };
export const sms: CampaignChannel = { channel: 'sms', ifQuiet: 'WAIT' };

export const campaign = (more: Partial<Campaign> = {}): Campaign => ({
  key: 'spring',
  version: 3,
  priority: 0,
  purpose: 'marketing',
  transactional: false,
  keepsQuietHours: false,
  tags: [],
  counting: 'COUNTED',
  reEntry: { kind: 'ALWAYS' },
  latenessMs: HOUR,
  ifLate: 'MISSED',
  groups: { salt: 'spring', holdOutPercent: 0, variants: [] },
  ...more,
});
export const due = (more: Partial<DueContact> = {}): DueContact => ({
  id: 'c1',
  campaign: campaign(),
  occurrence: 'o1',
  dueAt: NOW,
  knownAt: NOW,
  expiresAt: NOW + 7 * DAY,
  channels: [push, sms],
  missingIn: () => [],
  ...more,
});
export const customer = (more: Partial<ReachedCustomer> = {}): ReachedCustomer => ({
  unit: 'member|1',
  zone: 'Asia/Shanghai',
  consents: [],
  addresses: new Map([
    ['push', { device: 'd1' }],
    ['sms', {}],
  ]),
  layers: [],
  budgetLayers: new Set(),
  assigned: new Map(),
  churn: {},
  counted: [],
  entries: new Map(),
  ...more,
});
export const rules = (more: Partial<ReachRules> = {}): ReachRules => ({
  budgets: [],
  control: { percent: 0, salt: 'shop' },
  consentDefault: () => 'UNLESS_WITHDRAWN',
  draw,
  waiting: new Set(),
  ...more,
});
export const weekly: Budget = { key: 'weekly', most: 1, window: { kind: 'ROLLING', ms: WEEK } };
export const sent = (at: number, more: Partial<CountedContact> = {}): CountedContact => ({
  id: 'before',
  at,
  channel: 'push',
  tags: [],
  under: ['weekly'],
  ...more,
});
