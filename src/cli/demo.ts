/** `strata demo`: the ten-minute story, told against the running server in a sandbox that is removed at the end. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { print } from 'graphql';
import {
  AdvanceClockDocument,
  CreateSandboxDocument,
  DefineSegmentDocument,
  DefineTagDocument,
  DeleteSandboxDocument,
  ExplainDocument,
  IngestEventsDocument,
  MembershipChangedDocument,
  SetTagsDocument,
  type EventInput,
  type MembershipChangedSubscription,
} from '../../schema/generated/operations.js';
import { WORKED_AUDIENCE } from '../../seeds/demo-shop/definitions.js';
import { CliError, localClient, localConfig, shown, type Command } from './command.js';

const SEGMENT = 'beijing_regulars';
const DAY = 86_400_000;
const WAIT_MS = 15_000;

type Change = NonNullable<MembershipChangedSubscription['membershipChanged']['change']>;

export const demo: Command = {
  help: `strata demo [--graphql]

Tells the story of one audience against the running server: a tag, visits and an order bring a
customer in, a purchase takes them out, and seven days later time alone brings them back.
--graphql also prints each document that is sent, to copy, with its variables and the scopes that its token needs:
npm run strata -- token makes one.`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { graphql: { type: 'boolean' }, url: { type: 'string' } },
    });
    const story = new Story(values.url, values.graphql ?? false);
    try {
      await story.tell();
    } finally {
      await story.end();
    }
    return 0;
  },
};

class Story {
  private readonly config = localConfig();
  private readonly workspace = `story-${randomBytes(4).toString('hex')}`;
  private readonly start = Math.floor(Date.now() / DAY) * DAY;
  private readonly admin;
  private readonly helpdesk;
  private readonly vendor;
  private readonly shop;
  private readonly dashboard;
  private readonly changes: Change[] = [];
  private made = false;
  private n = 0;
  private arrived: () => void = () => undefined;

  constructor(
    url: string | undefined,
    private readonly showGraphql: boolean,
  ) {
    const client = (scopes: string[], subject: string) =>
      localClient(this.config, this.workspace, scopes, subject, url);
    this.admin = client(['admin'], 'operator');
    this.helpdesk = client(['tags:write:helpdesk'], 'helpdesk');
    this.vendor = client(['tags:write:vendor'], 'vendor');
    this.shop = client(['events:write'], 'shop-app');
    this.dashboard = client(['segments:read'], 'dashboard');
    this.origin = localClient(this.config, 'demo', ['installation'], 'demo', url);
  }

  private readonly origin;
  private readonly over = new AbortController();

  async tell(): Promise<void> {
    this.say('A sandbox workspace, with a clock of its own, standing at noon:');
    const sandbox = { input: { id: this.workspace, name: 'The story', clock: this.at(0, 12) } };
    this.copy(CreateSandboxDocument, sandbox, 'admin');
    await this.origin.request(CreateSandboxDocument, sandbox);
    this.made = true;
    this.line(`workspace ${this.workspace}, clock ${this.at(0, 12)}`);

    const tag = { input: { key: 'home_city', kind: 'STATIC', type: 'STRING', namespace: 'helpdesk' } } as const;
    this.copy(DefineTagDocument, tag, 'define');
    await this.admin.request(DefineTagDocument, tag);
    this.say('The audience, as text:');
    const audience = { input: { key: SEGMENT, expression: WORKED_AUDIENCE } };
    this.copy(DefineSegmentDocument, audience, 'define');
    const { defineSegment } = await this.admin.request(DefineSegmentDocument, audience);
    this.line(defineSegment.segment.expression);

    this.say('A dashboard subscribes to it:');
    this.copy(MembershipChangedDocument, { segments: [SEGMENT] }, 'segments:read');
    await this.subscribe();
    this.line('listening');

    this.say('The help desk sets the home city:');
    const identities = [{ namespace: 'member_id', value: 'M-LI-NA' }];
    const city = { tags: [{ identities, tag: 'home_city', value: 'Beijing' }] };
    this.copy(SetTagsDocument, city, 'tags:write:helpdesk');
    const tagged = await this.helpdesk.request(SetTagsDocument, city);
    this.line(`home_city = Beijing: ${tagged.setTags[0].status}`);
    const profile = tagged.setTags[0].profile!;

    this.say('Another partner tries to write the same tag, outside its own namespace:');
    this.copy(SetTagsDocument, city, 'tags:write:vendor');
    const [refused] = (await this.vendor.request(SetTagsDocument, city)).setTags;
    this.line(`${refused.status}, ${refused.reason}: ${refused.message}`);

    this.say('Three visits, then an order:');
    await this.send([
      this.event('app_opened', -6, 9),
      this.event('app_opened', -3, 20),
      this.event('page_viewed', 0, 10),
    ]);
    this.line('3 visits: not yet a member');
    await this.send([
      this.event('order_paid', 0, 11, {
        order: {
          orderId: 'S-1',
          lines: [{ sku: 'FD-301', brand: 'Three Squirrels', category: 'Food', quantity: 2, amount: '90.00' }],
        },
      }),
    ]);
    await this.hear('ENTERED');

    this.say('A Shiseido purchase takes her out of the audience:');
    await this.send([
      this.event('order_paid', 0, 11.5, {
        order: {
          orderId: 'S-2',
          lines: [{ sku: 'SK-101', brand: 'Shiseido', category: 'Skincare', quantity: 1, amount: '590.00' }],
        },
      }),
    ]);
    await this.hear('LEFT');
    const question = { profile, segment: SEGMENT };
    this.copy(ExplainDocument, question, 'segments:read profiles:read');
    const why = await this.admin.request(ExplainDocument, question);
    this.line(`she will be back by time alone at ${why.explainMembership.nextFlipAt}`);

    this.say('The sandbox clock goes 7 days on. Nothing else happens:');
    this.copy(AdvanceClockDocument, { to: this.at(7, 12) }, 'admin');
    await this.admin.request(AdvanceClockDocument, { to: this.at(7, 12) });
    await this.hear('ENTERED');
    this.say('Why she is in, as anyone may ask:');
    this.copy(ExplainDocument, question, 'segments:read profiles:read');
    const now = await this.admin.request(ExplainDocument, question);
    for (const part of now.explainMembership.condition.children)
      this.line(
        `${part.truth ? '✓' : '✗'} ${part.text}${part.observed === null || part.observed === undefined ? '' : `   (now ${String(part.observed)})`}`,
      );
  }

  async end(): Promise<void> {
    this.over.abort();
    await this.dashboard.close();
    if (!this.made) return;
    await this.admin.request(DeleteSandboxDocument, { id: this.workspace });
    console.log(
      '\nThe sandbox is removed again. Your turn: open the query editor from the link that npm start printed.',
    );
  }

  private at(days: number, hour: number): string {
    return new Date(this.start + days * DAY + hour * 3_600_000).toISOString();
  }

  private event(type: string, days: number, hour: number, more: Partial<EventInput> = {}): EventInput {
    return {
      messageId: `story-${++this.n}`,
      type,
      occurredAt: this.at(days, hour),
      identities: [{ namespace: 'member_id', value: 'M-LI-NA' }],
      ...more,
    };
  }

  private async send(events: EventInput[]): Promise<void> {
    this.copy(IngestEventsDocument, { events }, 'events:write');
    const { ingestEvents } = await this.shop.request(IngestEventsDocument, { events });
    if (ingestEvents.accepted !== events.length)
      throw new CliError(`the server did not accept the events: ${JSON.stringify(ingestEvents.results)}`);
  }

  private subscribe(): Promise<void> {
    return new Promise((resolve, reject) => {
      const follow = async (): Promise<void> => {
        for await (const {
          membershipChanged: { change },
        } of this.dashboard.subscribe(
          MembershipChangedDocument,
          { segments: [SEGMENT] },
          { signal: this.over.signal },
        )) {
          resolve();
          if (change) this.changes.push(change);
          this.arrived();
        }
      };
      follow().catch((error: unknown) => reject(shown(error, this.dashboard.url)));
    });
  }

  /** Waits for the next change on the subscription and shows it. */
  private async hear(kind: Change['kind']): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while (this.changes.length === 0) {
      if (Date.now() > end) throw new CliError(`No change arrived within ${WAIT_MS / 1000} s.`);
      await new Promise<void>((resolve) => {
        this.arrived = resolve;
        setTimeout(resolve, 200);
      });
    }
    const change = this.changes.shift()!;
    this.line(
      `${change.kind === 'ENTERED' ? '→ ENTERED' : '← LEFT   '}  cause ${change.cause.padEnd(5)}  at ${change.effectiveAt}${change.fact ? `  by ${change.fact}` : ''}`,
    );
    if (change.kind !== kind) throw new CliError(`Expected ${kind}.`);
  }

  private say(text: string): void {
    console.log(`\n${text}`);
  }
  private line(text: string): void {
    console.log(`   ${text}`);
  }
  private copy(document: Parameters<typeof print>[0], variables: unknown, scopes: string): void {
    if (this.showGraphql)
      console.log(
        `${print(document).replace(/^/gm, '   | ')}\n   | variables: ${JSON.stringify(variables)}\n   | scopes: ${scopes}`,
      );
  }
}
