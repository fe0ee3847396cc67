/** `strata demo --story reach`: three campaigns within a contact budget, in a sandbox that is removed at the end. */
import { randomBytes } from 'node:crypto';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import {
  AdvanceClockDocument,
  CampaignContactsDocument,
  CreateSandboxDocument,
  CustomerContactsDocument,
  DefineCampaignDocument,
  DefineSegmentDocument,
  DefineWebhookEndpointDocument,
  DeleteSandboxDocument,
  ExplainContactDocument,
  IngestEventsDocument,
  PreviewCampaignDocument,
  ReceivedMessagesDocument,
  SetReachRulesDocument,
  StartCampaignDocument,
  type EventInput,
} from '../../schema/generated/operations.js';
import { localClient, localConfig } from './command.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Customers of the story, by member id. Each searched; one unsubscribed, one has no phone. */
const CUSTOMERS = ['M-LI-NA', 'M-WANG-WEI', 'M-CHEN-JIE'] as const;

export class ReachStory {
  private readonly workspace = `story-${randomBytes(4).toString('hex')}`;
  /** 10:00 in Shanghai. */
  private readonly start = Math.floor(Date.now() / DAY) * DAY + 2 * HOUR;
  private readonly admin: ReturnType<typeof localClient>;
  private readonly origin: ReturnType<typeof localClient>;
  private made = false;

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
    await this.ask(DefineSegmentDocument, { input: { key: 'searchers', expression: 'did(searched)' } });
    await this.ask(DefineWebhookEndpointDocument, { input: { key: 'crm', url: 'https://crm.example/hook' } });

    this.say('The rule: at most one message in seven days, to customers who did not unsubscribe:');
    await this.ask(SetReachRulesDocument, {
      input: {
        channels: [{ channel: 'sms', namespace: 'phone' }],
        consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
        budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }],
      },
    });
    this.line('budget weekly: 1 in P7D');

    this.say('Three customers. One unsubscribed, one has no phone:');
    const profile = await this.customers();
    this.line(CUSTOMERS.join(', '));

    this.say('What a campaign would do now, before it starts:');
    await this.define('spring', HOUR);
    const { previewCampaign } = await this.ask(PreviewCampaignDocument, { key: 'spring' });
    for (const row of previewCampaign.counts) this.line(counted(row));

    this.say('An hour later its instant comes. Everybody is decided, and the message is handed over:');
    await this.run('spring', HOUR);
    const { receivedMessages } = await this.ask(ReceivedMessagesDocument, { first: 1 });
    this.line(receivedMessages.edges[0].node.body);

    this.say('A second campaign two days later finds the budget used. Why, as anyone may ask:');
    await this.define('summer', 2 * DAY);
    await this.run('summer', 2 * DAY);
    const { contacts } = await this.ask(CustomerContactsDocument, { profile, first: 1 });
    const { explainContact } = await this.ask(ExplainContactDocument, { id: contacts.edges[0].node.id });
    const ending = explainContact.ending!;
    this.line(
      `${ending.reason}: budget ${ending.budget} is filled by ${ending.contacts?.join(', ')}, room at ${ending.nextPossibleAt}`,
    );

    this.say('At that instant a third campaign may go:');
    await this.define('autumn', 7 * DAY + HOUR);
    await this.run('autumn', 7 * DAY + HOUR);
  }

  async end(): Promise<void> {
    if (!this.made) return;
    await this.admin.request(DeleteSandboxDocument, { id: this.workspace });
    console.log('\nThe sandbox is removed again.');
  }

  /** Sends the events of the customers and returns the profile of the first. */
  private async customers(): Promise<string> {
    const phones = ['13800001001', '13800001002'];
    const searches = CUSTOMERS.map((member, index): EventInput => {
      const phone = phones.slice(index, index + 1).map((value) => ({ namespace: 'phone', value }));
      return this.event(member, 'searched', phone);
    });
    const events = [...searches, this.event('M-WANG-WEI', 'contact_unsubscribed', [])];
    const { ingestEvents } = await this.ask(IngestEventsDocument, { events });
    return ingestEvents.results[0].profile!;
  }

  private event(member: string, type: string, others: { namespace: string; value: string }[]): EventInput {
    return {
      messageId: `${type}-${member}`,
      type,
      occurredAt: this.at(-HOUR),
      identities: [{ namespace: 'member_id', value: member }, ...others],
    };
  }

  private async define(key: string, after: number): Promise<void> {
    const channels = [{ channel: 'sms', endpoint: 'crm', body: `The ${key} offers are here` }];
    await this.ask(DefineCampaignDocument, { input: { key, audience: 'searchers', at: this.at(after), channels } });
  }

  private async run(key: string, after: number): Promise<void> {
    await this.ask(StartCampaignDocument, { key });
    await this.ask(AdvanceClockDocument, { to: this.at(after) });
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

/** A count of contacts as one line. */
const counted = ({ state, reason, count }: { state: string; reason?: string | null; count: number }): string =>
  `${String(count).padStart(3)}  ${state}${reason ? ` ${reason}` : ''}`;
