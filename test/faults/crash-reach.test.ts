/** Kills the process at every command while it starts, cancels and stops campaigns, or disables an endpoint. */
import { cancelCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachStopped } from '../../src/services/reach/reach-rules.js';
import { setWebhookEndpointEnabled } from '../../src/services/reach/webhook-endpoints.js';
import { allOrNothing } from './crash-points.js';

allOrNothing([
  {
    name: 'a webhook endpoint disabled',
    run: (s, p) => setWebhookEndpointEnabled(s, p, 'crm', false),
  },
  { name: 'a campaign started', run: (s, p) => startCampaign(s, p, 'spring') },
  { name: 'a campaign with a trigger started', run: (s, p) => startCampaign(s, p, 'enters') },
  { name: 'a campaign with a trigger cancelled', run: (s, p) => cancelCampaign(s, p, 'entered') },
  { name: 'every campaign stopped', run: (s, p) => setReachStopped(s, p, true) },
]);
