/** A sandbox that contacts customers, with channels, a segment of everyone who searched, and helper methods. */
import assert from 'node:assert/strict';
import type { Caller, Loose, TestServer } from '../support/server.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Time at which the tests start: 20:00 in Shanghai. */
export const NOW = Date.parse('2026-03-10T12:00:00Z');
export const iso = (at: number): string => new Date(at).toISOString();

export const CHANNELS = [
  { channel: 'sms', namespace: 'phone' },
  { channel: 'push', namespace: 'device_id', isDevice: true },
];
/** Contacts are permitted unless the customer withdrew consent. */
export const OPEN = [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }];

export interface ContactRow {
  readonly id: string;
  readonly campaign: string;
  readonly state: string;
  readonly version: number;
  readonly sequence: number;
  readonly channel: string | null;
  readonly at: string | null;
  readonly group: string | null;
  readonly budgets: readonly string[];
  readonly ending: { readonly reason: string; readonly [fact: string]: unknown } | null;
}

export const CONTACT_FIELDS = `id campaign state version sequence channel at group budgets ending{reason channel budget most contacts nextPossibleAt quietUntil expiresAt purpose consents{channel statement} channels layer reach audience goal group missing dueAt latestAt cause}`;

/** Returns the phone number of a customer by default. */
export const phoneOf = (member: string): string => `1380000${String(1000 + member.charCodeAt(0))}`;

/** Removes fields of `ending` that are null, because they do not apply to its reason. */
function present({ ending, ...row }: Loose): ContactRow {
  const facts = ending && Object.fromEntries(Object.entries(ending).filter(([, fact]) => fact !== null));
  return { ...row, ending: facts } as ContactRow;
}

export class Shop {
  private constructor(readonly caller: Caller) {}

  static async open(server: TestServer, id: string): Promise<Shop> {
    const caller = await server.sandbox(id, iso(NOW));
    await caller.ask(`mutation{
      a:defineTag(input:{key:"first_name",kind:SEMI_DYNAMIC,type:STRING}){key}
      b:defineTag(input:{key:"time_zone",kind:SEMI_DYNAMIC,type:STRING}){key}
      defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{id}}
      recent:defineSegment(input:{key:"recent",expression:"did(searched, last 1d)"},wait:true){job{id}}
      loyal:defineSegment(input:{key:"loyal",expression:"did(visit)"},wait:true){job{id}}
      defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
    }`);
    const shop = new Shop(caller);
    await shop.rules({});
    return shop;
  }

  rules(more: object): Promise<Loose> {
    const input = { channels: CHANNELS, consentDefaults: OPEN, ...more };
    return this.caller.ask('mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}', { i: input });
  }

  /** Sends one event of a customer with all identities. By default it is a search an hour ago. */
  async event(member: string, more: object = {}, others: readonly (readonly [string, string])[] = []): Promise<string> {
    const identities = [['member_id', member] as const, ...others].map(([namespace, value]) => ({ namespace, value }));
    const event = {
      messageId: `${member}-${JSON.stringify(more)}`,
      type: 'searched',
      occurredAt: iso(NOW - HOUR),
      identities,
      ...more,
    };
    const { ingestEvents } = await this.caller.ask(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason message profile}}}',
      { e: [event] },
    );
    const [{ profile, ...result }] = ingestEvents.results;
    assert.notEqual(result.status, 'REJECTED', result.message);
    return profile as string;
  }

  /** Creates a customer who searched and has a phone number. */
  customer(member: string, phone = phoneOf(member)): Promise<string> {
    return this.event(member, {}, [['phone', phone]]);
  }

  async define(key: string, more: object = {}, channel: object = {}): Promise<void> {
    const input = {
      key,
      audience: 'searchers',
      channels: [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here', ...channel }],
      ...more,
    };
    await this.caller.ask('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', { i: input });
  }

  async start(key: string, more: object = {}, channel: object = {}): Promise<void> {
    await this.define(key, more, channel);
    await this.does('startCampaign', key);
  }

  async does(operation: string, key: string): Promise<void> {
    await this.caller.ask(`mutation{${operation}(key:"${key}"){state}}`);
  }

  async advance(at: number): Promise<void> {
    await this.caller.ask(`mutation{advanceClock(to:"${iso(at)}"){now}}`);
  }

  async contacts(profile: string): Promise<ContactRow[]> {
    const { contacts } = await this.caller.ask(
      `query($p:String!){contacts(profile:$p,first:100){edges{node{${CONTACT_FIELDS}}}}}`,
      { p: profile },
    );
    return contacts.edges.map(({ node }: Loose) => present(node));
  }

  /** Returns the only contact of a customer in a campaign. */
  async contact(profile: string, campaign: string): Promise<ContactRow | undefined> {
    return (await this.contacts(profile)).find((row) => row.campaign === campaign);
  }

  async explain(id: string): Promise<ContactRow> {
    const { explainContact } = await this.caller.ask(`query($i:String!){explainContact(id:$i){${CONTACT_FIELDS}}}`, {
      i: id,
    });
    return present(explainContact);
  }

  async counts(key: string): Promise<readonly string[]> {
    const { campaignContacts } = await this.caller.ask(`{campaignContacts(key:"${key}"){state reason group count}}`);
    return campaignContacts.map(({ state, reason, group, count }: Loose) =>
      [state, reason, group, count].filter((part) => part !== null).join(' '),
    );
  }
}
