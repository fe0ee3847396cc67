/** A shop whose channels are served by fake providers, for tests of providers. */
import type { Reason } from '../../src/reasons/index.js';
import type { PresetName } from '../../src/services/reach/providers/provider-presets.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { FakeProviders } from '../support/fake-providers.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { CONTACT_FIELDS, OPEN } from './shop.js';

export const named = (values: Record<string, string>): object[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** Settings, credentials and address of each ready provider in these tests. */
export const PROVIDERS: Readonly<
  Record<
    PresetName,
    {
      readonly channel: string;
      readonly namespace: string;
      readonly settings: object[];
      readonly credentials: object[];
    }
  >
> = {
  SMS: {
    channel: 'sms',
    namespace: 'phone',
    settings: named({ signature: '春天商店', opt_out: '退订回TD' }),
    credentials: named({ api_key: 'sms-credential' }),
  },
  PUSH: {
    channel: 'push',
    namespace: 'device_id',
    settings: [],
    credentials: named({ app_key: 'app', master_secret: 'push-credential' }),
  },
  WECOM: {
    channel: 'wecom',
    namespace: 'wecom_external_id',
    settings: named({ sender: 'zhangsan' }),
    credentials: named({ corp_id: 'corp', secret: 'wecom-credential' }),
  },
  OFFICIAL_ACCOUNT: {
    channel: 'official_account',
    namespace: 'openid',
    settings: named({ template_id: 'T1', page: 'https://shop.example/', title_field: 'thing1', text_field: 'thing2' }),
    credentials: named({ app_id: 'wx1', secret: 'account-credential' }),
  },
};
export const NAMES = Object.keys(PROVIDERS) as PresetName[];

export const define = (by: Caller, input: object): Promise<Loose> =>
  by.ask(
    'mutation($i:WebhookEndpointInput!){defineWebhookEndpoint(input:$i){endpoint{key url provider{preset definition settings{name value} credentials}} secret}}',
    {
      i: input,
    },
  );
export const presetInput = (fakes: FakeProviders, name: PresetName): Loose => {
  const { settings, credentials } = PROVIDERS[name];
  return { key: name.toLowerCase(), url: `${fakes.origin}/${name}`, provider: { preset: name, settings, credentials } };
};

export async function prepare(by: Caller, fakes: FakeProviders, most = 1): Promise<void> {
  const channels = NAMES.map((name) => ({ channel: PROVIDERS[name].channel, namespace: PROVIDERS[name].namespace }));
  await by.ask('mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}', {
    i: { channels, consentDefaults: OPEN, budgets: [{ key: 'daily', most, rolling: 'P1D' }] },
  });
  for (const name of NAMES) await define(by, presetInput(fakes, name));
}

/** Creates a customer with an address on every channel, and a segment of this customer alone. */
export async function customer(
  by: Caller,
  name: string,
  phone: string,
  at = new Date(Date.now() - 60_000).toISOString(),
): Promise<string> {
  const { ingestEvents } = await by.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile message}}}',
    {
      e: [
        {
          messageId: `search-${name}`,
          type: 'searched',
          occurredAt: at,
          properties: { query: name },
          identities: [
            { namespace: 'member_id', value: name },
            { namespace: 'phone', value: phone },
            { namespace: 'device_id', value: `device-${name}` },
            { namespace: 'wecom_external_id', value: `wm-${name}` },
            { namespace: 'openid', value: `o-${name}` },
          ],
        },
      ],
    },
  );
  const expression = `did(searched where query = "${name}")`;
  await by.ask('mutation($i:DefineSegmentInput!){defineSegment(input:$i,wait:true){job{id}}}', {
    i: { key: `only_${name}`, expression },
  });
  return ingestEvents.results[0].profile as string;
}

export async function start(
  by: Caller,
  key: string,
  name: string,
  presets: readonly PresetName[],
  more: object = {},
): Promise<void> {
  const channels = presets.map((preset) => ({
    channel: PROVIDERS[preset].channel,
    endpoint: preset.toLowerCase(),
    title: 'Spring',
    body: 'Spring is here, "friend" & co',
  }));
  await by.ask('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', {
    i: { key, audience: `only_${name}`, channels, ...more },
  });
  await by.ask(`mutation{startCampaign(key:"${key}"){state}}`);
}

export const contactOf = async (by: Caller, profile: string, campaign: string): Promise<Loose> => {
  const { contacts } = await by.ask(
    `query($p:String!){contacts(profile:$p,first:100){edges{node{${CONTACT_FIELDS} attempts nextAttemptAt}}}}`,
    { p: profile },
  );
  return contacts.edges.map(({ node }: Loose) => node).find((node: Loose) => node.campaign === campaign);
};
export const reaches = (
  shop: Caller,
  profile: string,
  campaign: string,
  fits: (contact: Loose) => boolean,
): Promise<Loose> =>
  eventually(async () => {
    const contact = await contactOf(shop, profile, campaign);
    return contact && fits(contact) ? contact : undefined;
  }, `${campaign} to be handed over`);
export const eventsOf = async (shop: Caller, profile: string, type: string): Promise<Loose[]> => {
  const { profile: found } = await shop.ask(
    'query($p:String!,$t:[String!]){profile(id:$p){events(first:50,types:$t){edges{node{type properties}}}}}',
    { p: profile, t: [type] },
  );
  return found.events.edges.map(({ node }: Loose) => node);
};
export const codesOf = async (by: Caller, input: object): Promise<Reason | undefined> => {
  const { errors } = await by.send('mutation($i:WebhookEndpointInput!){defineWebhookEndpoint(input:$i){secret}}', {
    i: input,
  });
  return errors?.[0].extensions.reason;
};

/** Starts fake providers, and a server with a workspace that sends its messages to them. */
export async function openShop(): Promise<{ fakes: FakeProviders; server: TestServer; shop: Caller }> {
  const fakes = new FakeProviders();
  await fakes.start();
  const server = await TestServer.start({ STRATA_DELIVERY_ALLOW: fakes.place });
  // The workspace is not a sandbox, so it sends its messages.
  await createWorkspace(server.running.services, { id: 'shop' });
  const shop = server.caller('shop', ['admin']);
  await prepare(shop, fakes);
  return { fakes, server, shop };
}
