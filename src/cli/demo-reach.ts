/**
 * `strata demo --story reach`: shows a campaign with a trigger and campaigns that share a contact budget. The campaigns
 * run in a sandbox that is removed at the end.
 */
import { randomBytes } from 'node:crypto';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import {
  AdvanceClockDocument,
  CampaignContactsDocument,
  ChannelPresetsDocument,
  CreateSandboxDocument,
  CustomerContactsDocument,
  DefineCampaignDocument,
  DefineHookDocument,
  DefineSegmentDocument,
  DefineWebhookEndpointDocument,
  DeleteSandboxDocument,
  ExplainContactDocument,
  IngestEventsDocument,
  PreviewCampaignDocument,
  ReceivedMessagesDocument,
  SetReachRulesDocument,
  StartCampaignDocument,
  type CampaignInput,
  type EventInput,
} from '../../schema/generated/operations.js';
import { localClient, localConfig } from './command.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Member ids of the customers in the story. Each has placed an order. One unsubscribes, and one orders again. */
const CUSTOMERS = ['M-LI-NA', 'M-WANG-WEI', 'M-CHEN-JIE'] as const;

/** The body of a received message. It is either the body of a webhook message or the request to a provider. */
interface ReceivedBody {
  readonly data?: { readonly profile: string; readonly fewerMessages?: string };
  readonly method?: string;
  readonly url?: string;
  readonly body?: string;
}

export class ReachStory {
  private readonly workspace = `story-${randomBytes(4).toString('hex')}`;
  /** Start of the story in ms, which is 12:00 in Shanghai (04:00 UTC) today. */
  private readonly start = Math.floor(Date.now() / DAY) * DAY + 4 * HOUR;
  private readonly admin: ReturnType<typeof localClient>;
  private readonly origin: ReturnType<typeof localClient>;
  private made = false;
  private profile = '';
  /** Path of the incoming webhook for delivery receipts. */
  private receipts = '';
  /** Link in the last push message to the page where the customer can ask for fewer messages. */
  private link = '';

  constructor(
    url: string | undefined,
    private readonly showGraphql: boolean,
  ) {
    const config = localConfig();
    this.admin = localClient(config, this.workspace, ['admin'], 'operator', url);
    this.origin = localClient(config, 'demo', ['installation'], 'demo', url);
  }

  async tell(): Promise<void> {
    this.say('A sandbox workspace. It hands messages over to a built-in receiver and to nobody else:');
    const input = { id: this.workspace, name: 'Reach', clock: this.at(0) };
    await this.origin.request(CreateSandboxDocument, { input });
    this.made = true;
    this.line(`workspace ${this.workspace}, clock ${this.at(0)}`);
    await this.ask(DefineSegmentDocument, { input: { key: 'buyers', expression: 'did(order_paid)' } });
    await this.ask(DefineSegmentDocument, { input: { key: 'bought_once', expression: 'count(order_paid) = 1' } });
    await this.ask(DefineWebhookEndpointDocument, { input: { key: 'crm', url: 'https://crm.example/hook' } });
    await this.provider();

    this.say('The rule: at most three messages in seven days, to customers who did not unsubscribe:');
    await this.ask(SetReachRulesDocument, {
      input: {
        channels: [
          { channel: 'push', namespace: 'device_id', isDevice: true },
          { channel: 'sms', namespace: 'phone' },
        ],
        consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
        budgets: [{ key: 'weekly', most: 3, rolling: 'P7D' }],
      },
    });
    this.line('budget weekly: 3 in P7D');
    await this.afterFirstOrder();
    await this.withinBudget();
    await this.fewerMessages();
  }

  /**
   * Shows a campaign with a trigger. The campaign sends a push message a day after the first order, and then an SMS if
   * no receipt arrives.
   */
  private async afterFirstOrder(): Promise<void> {
    this.say('A campaign with a trigger: 24 hours after the first order, unless another order came:');
    await this.define('second_order', {
      audience: 'bought_once',
      trigger: { event: { expression: 'order_paid', which: 'FIRST', after: 'P1D' } },
      fallback: { after: 'PT2H' },
    });
    await this.ask(StartCampaignDocument, { key: 'second_order' });
    this.line('push first, SMS if no receipt comes within 2 hours');

    this.say('Three customers order at noon. One unsubscribed, and one orders again an hour later:');
    this.profile = await this.customers();
    await this.advance(HOUR);
    await this.ask(IngestEventsDocument, { events: [this.event('M-CHEN-JIE', 'order_paid', [], HOUR)] });
    this.line(CUSTOMERS.join(', '));

    this.say('A day later. Everybody is decided, each ending has its reason, and the message is handed over:');
    await this.advance(DAY);
    await this.counts('second_order');
    await this.message();

    this.say('No receipt arrives within two hours, so the contact is sent as an SMS. Both messages use budget:');
    await this.advance(DAY + 2 * HOUR);
    await this.message();

    this.say('The provider reports that it arrived:');
    await this.receipt();

    this.say('What the campaign would have done if the last two days came again:');
    const { previewCampaign } = await this.ask(PreviewCampaignDocument, { key: 'second_order', days: 2 });
    for (const row of previewCampaign.counts) this.line(counted(row));
  }

  private async withinBudget(): Promise<void> {
    this.say(
      'A second campaign two days later has room, and a third one finds the budget used. Why, as anyone may ask:',
    );
    await this.define('spring', { at: this.at(2 * DAY) });
    await this.run('spring', 2 * DAY);
    await this.keepLink();
    await this.define('summer', { at: this.at(3 * DAY) });
    await this.run('summer', 3 * DAY);
    await this.explain();
  }

  private async fewerMessages(): Promise<void> {
    this.say('The customer follows the link of a message and asks for fewer, which is one more budget:');
    await this.follow(this.link, 'MONTHLY');
    this.line('at most 1 in 30 days');
    this.say('After the end of the week, the budget of the shop has room, but that of the customer has none:');
    await this.define('autumn', { at: this.at(9 * DAY) });
    await this.run('autumn', 9 * DAY);
    await this.explain();
  }

  /** Stores the link in the last message to the first customer. */
  private async keepLink(): Promise<void> {
    const { receivedMessages } = await this.ask(ReceivedMessagesDocument, { first: CUSTOMERS.length });
    const bodies = receivedMessages.edges.map(({ node }) => JSON.parse(node.body) as ReceivedBody);
    this.link = bodies.find(({ data }) => data?.profile === this.profile)!.data!.fewerMessages!;
  }

  /** Opens the page of a link and submits a choice, as a browser does. */
  private async follow(link: string, choice: string): Promise<void> {
    const response = await fetch(link, { method: 'POST', body: new URLSearchParams({ choice }) });
    if (!response.ok) throw new Error(`the page of the link responded with ${response.status}`);
  }

  /** Prints the reason why the last contact of the first customer ended. */
  private async explain(): Promise<void> {
    const { contacts } = await this.ask(CustomerContactsDocument, { profile: this.profile, first: 1 });
    const { explainContact } = await this.ask(ExplainContactDocument, { id: contacts.edges[0].node.id });
    const { reason, budget, contacts: filling, nextPossibleAt } = explainContact.ending!;
    this.line(`${reason}: budget ${budget} is filled by ${filling?.join(', ')}, room at ${nextPossibleAt}`);
  }

  /** Defines a ready-made provider of text messages and the incoming webhook for its delivery receipts. */
  private async provider(): Promise<void> {
    this.say('Text messages go to a provider without code. In a sandbox, a simulated provider responds in its place:');
    const settings = [
      { name: 'signature', value: '春天商店' },
      { name: 'opt_out', value: '退订回TD' },
    ];
    const credentials = [{ name: 'api_key', value: randomBytes(16).toString('hex') }];
    const provider = { preset: 'SMS', settings, credentials } as const;
    const { defineWebhookEndpoint } = await this.ask(DefineWebhookEndpointDocument, {
      input: { key: 'sms_provider', provider },
    });
    const { channelPresets } = await this.ask(ChannelPresetsDocument, {});
    const { receipts } = channelPresets.find(({ preset }) => preset === 'SMS')!;
    const { defineHook } = await this.ask(DefineHookDocument, { input: { key: 'receipts', mapping: receipts } });
    this.receipts = defineHook.path!;
    this.line(`endpoint ${defineWebhookEndpoint.endpoint.key} of the provider SMS, with a webhook for its receipts`);
  }

  /** Returns the last message that the built-in receiver accepted. */
  private async received(): Promise<ReceivedBody> {
    const { receivedMessages } = await this.ask(ReceivedMessagesDocument, { first: 1 });
    return JSON.parse(receivedMessages.edges[0].node.body) as ReceivedBody;
  }

  /** Prints the last message that the built-in receiver accepted. */
  private async message(): Promise<void> {
    const received = await this.received();
    if (received.data) this.line(JSON.stringify(received));
    else this.line(`${received.method} ${received.url} ${[...new URLSearchParams(received.body)].join(' ')}`);
  }

  /** Sends the receipt that reports the last text message as delivered, as its provider does. */
  private async receipt(): Promise<void> {
    const sent = new URLSearchParams((await this.received()).body);
    const [uid, mobile] = [sent.get('uid'), sent.get('mobile')];
    const at = new Date(this.start + DAY + 10 * HOUR).toISOString().slice(0, 19).replace('T', ' ');
    const status = { sid: 1, uid, mobile, report_status: 'SUCCESS', user_receive_time: at };
    const response = await fetch(new URL(this.receipts, this.admin.url), {
      method: 'POST',
      body: new URLSearchParams({ sms_status: JSON.stringify([status]) }),
    });
    this.line(`contact_delivered of ${uid}: ${response.status} ${await response.text()}`);
  }

  async end(): Promise<void> {
    if (!this.made) return;
    await this.admin.request(DeleteSandboxDocument, { id: this.workspace });
    console.log('\nThe sandbox is removed again.');
  }

  /** Sends the orders of the customers. Returns the profile id of the first customer. */
  private async customers(): Promise<string> {
    const orders = CUSTOMERS.map((member, index): EventInput =>
      this.event(member, 'order_paid', [
        { namespace: 'phone', value: `1380000100${index}` },
        { namespace: 'device_id', value: `PHONE-${index}` },
      ]),
    );
    const events = [...orders, this.event('M-WANG-WEI', 'contact_unsubscribed', [])];
    const { ingestEvents } = await this.ask(IngestEventsDocument, { events });
    return ingestEvents.results[0].profile!;
  }

  private event(member: string, type: string, others: { namespace: string; value: string }[], after = 0): EventInput {
    const orderId = `${member}-${after}`;
    return {
      messageId: `${type}-${orderId}`,
      type,
      occurredAt: this.at(after),
      identities: [{ namespace: 'member_id', value: member }, ...others],
      ...(type === 'order_paid' ? { order: { orderId, amount: '99' } } : {}),
    };
  }

  private async define(key: string, more: Partial<CampaignInput>): Promise<void> {
    const body = `The offers of ${key.replace('_', ' ')} are here`;
    const channels = [
      { channel: 'push', endpoint: 'crm', body },
      { channel: 'sms', endpoint: 'sms_provider', body },
    ];
    await this.ask(DefineCampaignDocument, { input: { key, audience: 'buyers', channels, ...more } });
  }

  private async run(key: string, after: number): Promise<void> {
    await this.ask(StartCampaignDocument, { key });
    await this.advance(after);
    await this.counts(key);
  }

  private async advance(after: number): Promise<void> {
    await this.ask(AdvanceClockDocument, { to: this.at(after) });
  }

  private async counts(key: string): Promise<void> {
    const { campaignContacts } = await this.ask(CampaignContactsDocument, { key });
    for (const row of campaignContacts) this.line(counted(row));
  }

  private at(ms: number): string {
    return new Date(this.start + ms).toISOString();
  }

  private ask<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    if (this.showGraphql)
      console.log(`${print(document).replace(/^/gm, '   | ')}\n   | variables: ${JSON.stringify(variables)}`);
    return this.admin.request(document, variables);
  }

  private say(text: string): void {
    console.log(`\n${text}`);
  }
  private line(text: string): void {
    console.log(`   ${text}`);
  }
}

/** Formats a contact count as one line with the count, the state and the reason. */
const counted = ({ state, reason, count }: { state: string; reason?: string | null; count: number }): string =>
  `${String(count).padStart(3)}  ${state}${reason ? ` ${reason}` : ''}`;
