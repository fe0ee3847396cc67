/** `strata demo`: a ten-minute walkthrough against the running server, in a sandbox that is removed at the end. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print, type DocumentNode } from 'graphql';
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
import { ReachStory } from './demo-reach.js';
import { CliError, localClient, localConfig, shown, type Command } from './command.js';

const SEGMENT = 'beijing_regulars';
const DAY = 86_400_000;
const WAIT_MS = 15_000;

type Change = NonNullable<MembershipChangedSubscription['membershipChanged']['change']>;

export const demo: Command = {
  help: `strata demo [--story audience|reach] [--graphql]

Tells the story of one audience against the running server: a tag, visits and an order bring a
customer in, a purchase takes them out, and seven days later time alone brings them back.
--story reach tells of campaigns within a contact budget.
--graphql also prints each document that is sent, to copy, with its variables and the scope of its token:
npm run strata -- token makes one.`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        graphql: { type: 'boolean' },
        story: { type: 'string', default: 'audience' },
        url: { type: 'string' },
      },
    });
    if (!Object.hasOwn(STORIES, values.story)) throw new CliError('--story is audience or reach.');
    const story = new STORIES[values.story as keyof typeof STORIES](values.url, values.graphql ?? false);
    try {
      await story.tell();
    } finally {
      await story.end();
    }
    return 0;
  },
};

/** A client and the scope of its token, which the demo prints. */
interface Speaker {
  readonly client: ReturnType<typeof localClient>;
  readonly scope: string;
}

class Story {
  private readonly config = localConfig();
  private readonly workspace = `story-${randomBytes(4).toString('hex')}`;
  private readonly start = Math.floor(Date.now() / DAY) * DAY;
  private readonly admin: Speaker;
  private readonly helpdesk: Speaker;
  private readonly vendor: Speaker;
  private readonly shop: Speaker;
  private readonly dashboard: Speaker;
  private readonly changes: Change[] = [];
  private made = false;
  private n = 0;
  private arrived: () => void = () => undefined;

  constructor(
    url: string | undefined,
    private readonly showGraphql: boolean,
  ) {
    const speaker = (scope: string, subject: string, workspace = this.workspace): Speaker => ({
      client: localClient(this.config, workspace, [scope], subject, url),
      scope,
    });
    this.admin = speaker('admin', 'operator');
    this.helpdesk = speaker('tags:write:helpdesk', 'helpdesk');
    this.vendor = speaker('tags:write:vendor', 'vendor');
    this.shop = speaker('events:write', 'shop-app');
    this.dashboard = speaker('segments:read', 'dashboard');
    this.origin = speaker('installation', 'demo', 'demo');
  }

  private readonly origin: Speaker;
  private readonly over = new AbortController();

  async tell(): Promise<void> {
    this.say('A sandbox workspace, with a clock of its own, standing at noon:');
    await this.ask(this.origin, CreateSandboxDocument, {
      input: { id: this.workspace, name: 'The story', clock: this.at(0, 12) },
    });
    this.made = true;
    this.line(`workspace ${this.workspace}, clock ${this.at(0, 12)}`);

    await this.ask(this.admin, DefineTagDocument, {
      input: { key: 'home_city', kind: 'STATIC', type: 'STRING', namespace: 'helpdesk' },
    });
    this.say('The audience, as text:');
    const { defineSegment } = await this.ask(this.admin, DefineSegmentDocument, {
      input: { key: SEGMENT, expression: WORKED_AUDIENCE },
    });
    this.line(defineSegment.segment.expression);

    this.say('A dashboard subscribes to it:');
    await this.subscribe();
    this.line('listening');

    this.say('The help desk sets the home city:');
    const identities = [{ namespace: 'member_id', value: 'M-LI-NA' }];
    const city = { tags: [{ identities, tag: 'home_city', value: 'Beijing' }] };
    const tagged = await this.ask(this.helpdesk, SetTagsDocument, city);
    this.line(`home_city = Beijing: ${tagged.setTags[0].status}`);

    this.say('Another partner tries to write the same tag, outside its own namespace:');
    const [refused] = (await this.ask(this.vendor, SetTagsDocument, city)).setTags;
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
    // The response to a tag write contains no profile id, so the id is read from the change that the subscription
    // receives.
    const { profileId: profile } = await this.hear('LEFT');
    const question = { profile, segment: SEGMENT };
    const why = await this.ask(this.admin, ExplainDocument, question);
    this.line(`she will be back by time alone at ${why.explainMembership.nextFlipAt}`);

    this.say('The sandbox clock goes 7 days on. Nothing else happens:');
    await this.ask(this.admin, AdvanceClockDocument, { to: this.at(7, 12) });
    await this.hear('ENTERED');
    this.say('Why she is in, as anyone may ask:');
    const now = await this.ask(this.admin, ExplainDocument, question);
    for (const part of now.explainMembership.condition.children)
      this.line(
        `${part.truth ? '✓' : '✗'} ${part.text}${part.observed === null || part.observed === undefined ? '' : `   (now ${String(part.observed)})`}`,
      );
  }

  async end(): Promise<void> {
    this.over.abort();
    await this.dashboard.client.close();
    if (!this.made) return;
    await this.admin.client.request(DeleteSandboxDocument, { id: this.workspace });
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
    const { ingestEvents } = await this.ask(this.shop, IngestEventsDocument, { events });
    if (ingestEvents.accepted !== events.length)
      throw new CliError(`the server did not accept the events: ${JSON.stringify(ingestEvents.results)}`);
  }

  private subscribe(): Promise<void> {
    const { client } = this.dashboard;
    const watched = { segments: [SEGMENT] };
    this.copy(this.dashboard, MembershipChangedDocument, watched);
    return new Promise((resolve, reject) => {
      const follow = async (): Promise<void> => {
        for await (const {
          membershipChanged: { change },
        } of client.subscribe(MembershipChangedDocument, watched, { signal: this.over.signal })) {
          resolve();
          if (change) this.changes.push(change);
          this.arrived();
        }
      };
      follow().catch((error: unknown) => reject(shown(error, client.url)));
    });
  }

  /** Waits for the next change on the subscription and shows it. */
  private async hear(kind: Change['kind']): Promise<Change> {
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
    return change;
  }

  private say(text: string): void {
    console.log(`\n${text}`);
  }
  private line(text: string): void {
    console.log(`   ${text}`);
  }

  private ask<R, V>(speaker: Speaker, document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    this.copy(speaker, document, variables);
    return speaker.client.request(document, variables);
  }

  private copy({ scope }: Speaker, document: DocumentNode, variables: unknown): void {
    if (this.showGraphql)
      console.log(
        `${print(document).replace(/^/gm, '   | ')}\n   | variables: ${JSON.stringify(variables)}\n   | scope: ${scope}`,
      );
  }
}

/** The demo stories, keyed by the value of `--story`. */
const STORIES = { audience: Story, reach: ReachStory };
