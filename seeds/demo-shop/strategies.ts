/** The strategies of the demo shop, the campaigns that tried them, and the results of the year before. */
import type { Principal } from '../../src/services/base/access.js';
import type { Services } from '../../src/services/base/services.js';
import { defineCampaign } from '../../src/services/reach/campaigns.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { defineWebhookEndpoint } from '../../src/services/reach/webhook-endpoints.js';
import { addArticleStrategies } from '../../src/services/strategies/article-strategies.js';
import { recordStrategyResult } from '../../src/services/strategies/records-by-hand.js';
import { defineStrategy } from '../../src/services/strategies/strategies.js';
import { campaignInput, earlierResults, instantOf, PLANTED, STRATEGY_PLANS } from './planted-campaigns.js';

/**
 * Defines the strategies and the campaigns, before any customer is assigned. The campaigns have ended when the shop
 * opens. Their assignments are facts of the customers.
 */
export async function installStrategies(services: Services, operator: Principal, anchor: number): Promise<void> {
  const { stores } = services;
  await addArticleStrategies(services, operator, 'BOTH');
  for (const plan of STRATEGY_PLANS) await defineStrategy(services, operator, plan);
  await setReachRules(services, operator, { channels: [{ channel: 'sms', namespace: 'phone' }] });
  await defineWebhookEndpoint(services, operator, { key: 'shop', url: 'https://messages.example/send' });
  for (const campaign of PLANTED) {
    const defined = await defineCampaign(services, operator, campaignInput(campaign, anchor));
    const at = instantOf(campaign, anchor);
    await stores.transact((tx) =>
      stores.campaigns.save(
        operator.workspace,
        { ...defined, state: 'ENDED', startedAt: at, decidedFor: at, savedAt: at },
        tx,
      ),
    );
  }
  for (const result of earlierResults(anchor)) await recordStrategyResult(services, operator, result);
}
