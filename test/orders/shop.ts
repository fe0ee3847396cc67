/** A sandbox with one customer, M, for API tests of orders. */
import assert from 'node:assert/strict';
import type { TestServer, Caller } from '../support/server.js';

export const NOW = Date.UTC(2026, 2, 20);
export const at = (hours: number): string => new Date(NOW + hours * 3600_000).toISOString();
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status code message path}}}';

export interface Sent {
  readonly type: string;
  readonly hours: number;
  readonly order?: Record<string, unknown>;
  readonly [more: string]: unknown;
}
let shops = 0;

/** Response of the server to one event. */
interface Result {
  readonly status: string;
  readonly message: string;
  readonly path: string | null;
}
interface Unmatched {
  readonly event: string;
  readonly reason: string;
}

export class Shop {
  private sent = 0;
  private constructor(
    readonly id: string,
    readonly admin: Caller,
  ) {}

  static async open(server: TestServer, currency = 'CNY'): Promise<Shop> {
    const id = `orders${++shops}`;
    return new Shop(id, await server.sandbox(id, at(0), { currency }));
  }

  async send(events: readonly Sent[], caller: Caller = this.admin): Promise<Result[]> {
    const e = events.map(({ hours, ...more }) => ({
      messageId: `m${++this.sent}`,
      occurredAt: at(hours),
      identities: [{ namespace: 'member_id', value: 'M' }],
      ...more,
    }));
    return (await caller.ask(INGEST, { e })).ingestEvents.results;
  }

  /** Sends events and checks that each is accepted. */
  async report(...events: Sent[]): Promise<void> {
    for (const r of await this.send(events)) assert.equal(r.status, 'ACCEPTED', JSON.stringify(r));
  }

  async value(metric: string): Promise<string> {
    const { statistics: s } = await this.admin.ask('query($m:String!){statistics(metric:$m){sum}}', { m: metric });
    return String(s.sum);
  }

  async holds(expression: string): Promise<boolean> {
    return (
      (await this.admin.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', { e: expression }))
        .profiles.totalCount > 0
    );
  }

  /** Returns the number of orders, their total amount, and the total amount of their lines. */
  async orders(): Promise<string[]> {
    return Promise.all(
      ['count(order_paid)', 'sum(order_paid.amount)', 'sum(order_paid.line.amount)'].map((m) => this.value(m)),
    );
  }

  async unmatched(): Promise<string[]> {
    const { unmatchedOrderEvents: all } = await this.admin.ask(
      '{unmatchedOrderEvents(first:100){totalCount edges{node{event reason}}}}',
    );
    const shown = (x: Unmatched): string => `${x.event.split('|')[1]} ${x.reason}`;
    const list = all.edges.map((x: { node: Unmatched }) => shown(x.node));
    assert.equal(all.totalCount, list.length);
    const { profiles } = await this.admin.ask('{profiles(first:1){edges{node{unmatchedOrderEvents{event reason}}}}}');
    const own = profiles.edges[0].node.unmatchedOrderEvents;
    assert.deepEqual(own.map(shown), list, 'one customer says what the list of all says');
    return list;
  }
}

export const paid = (hours: number, order: Record<string, unknown>, more: object = {}): Sent => ({
  type: 'order_paid',
  hours,
  order: { orderId: 'O', ...order },
  ...more,
});
export const back = (hours: number, order: Record<string, unknown>): Sent => ({
  type: 'order_refunded',
  hours,
  order: { orderId: 'O', ...order },
});
export const AB = [
  { sku: 'a', brand: 'A', quantity: 3, amount: '30' },
  { sku: 'b', brand: 'B', quantity: 1, amount: '20' },
];
