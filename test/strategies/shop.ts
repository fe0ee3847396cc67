/** A sandbox with campaigns that have a hold-out, and helpers to read the records of their strategies. */
import assert from 'node:assert/strict';
import { DAY, iso, NOW, Shop } from '../reach/shop.js';
import type { Caller, Loose, TestServer } from '../support/server.js';

export const RECORD = `key origin source sourceVersion strategy layer layerVersion metric window leastEffect expected
  isPlannedBefore state from to verdict note
  figure{assignedTreated assignedHeldOut treated heldOut crossed treatedMean heldOutMean effect standardError cost
    sampleRatio interval{low high}}
  closing{verdict metric figure{effect}}`;

export class StrategyShop {
  private sent = 0;

  private constructor(
    readonly shop: Shop,
    readonly caller: Caller,
  ) {}

  /** Opens a shop with the layer model `m`: customers with at least two searches are in `often`. */
  static async open(server: TestServer, id: string): Promise<StrategyShop> {
    const shop = await Shop.open(server, id);
    await shop.caller.ask(`mutation{
      defineLayerModel(input:{key:"m",layers:[{key:"often",when:"count(searched) >= 2"},{key:"rest"}]},wait:true){job{id}}
      defineStrategy(input:{key:"care",objective:REVENUE,layerModel:"m",leastEffect:5}){key}
    }`);
    return new StrategyShop(shop, shop.caller);
  }

  /** Creates customers. The first half of them searched twice. */
  async customers(count: number, name = 'C'): Promise<string[]> {
    const members = Array.from({ length: count }, (_, i) => `${name}${i}`);
    await this.send(
      members.flatMap((member, i) => {
        const phone = { namespace: 'phone', value: `138${String(10_000_000 + i + name.charCodeAt(0) * 1000)}` };
        const identities = [{ namespace: 'member_id', value: member }, phone];
        const times = i < count / 2 ? [2, 1] : [1];
        return times.map((hours) => ({ type: 'searched', occurredAt: iso(NOW - hours * 3_600_000), identities }));
      }),
    );
    return members;
  }

  async send(events: readonly object[]): Promise<void> {
    for (let i = 0; i < events.length; i += 500) {
      const e = events.slice(i, i + 500).map((event) => ({ messageId: `s${this.sent++}`, ...event }));
      const { ingestEvents } = await this.caller.ask(
        'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status message}}}',
        { e },
      );
      const rejected = ingestEvents.results.filter(({ status }: Loose) => status !== 'ACCEPTED');
      assert.deepEqual(rejected, []);
    }
  }

  order(member: string, at: number, amount: string): object {
    return {
      ...{ type: 'order_paid', occurredAt: iso(at), identities: [{ namespace: 'member_id', value: member }] },
      order: { orderId: `${member}-${at}`, amount, lines: [] },
    };
  }

  /** Runs a campaign over all searchers now, and returns the group of each member. */
  async campaign(key: string, more: object = {}): Promise<Map<string, string>> {
    await this.shop.start(key, { strategy: 'care', holdOutPercent: 50, ...more });
    await this.shop.advance(NOW + 60_000);
    return this.groups(`campaign:${key}`);
  }

  /** Returns the variant of each member in an experiment, from the events of the customers. */
  async groups(experiment: string): Promise<Map<string, string>> {
    const out = new Map<string, string>();
    for (let after: string | undefined; ;) {
      const { profiles } = await this.caller.ask(
        `query($a:String){profiles(first:50,after:$a,expression:"did(experiment_assigned)"){pageInfo{hasNextPage endCursor}
          edges{node{identities{namespace value} events(first:9,types:["experiment_assigned"]){edges{node{properties}}}}}}}`,
        { a: after },
      );
      for (const { node } of profiles.edges) {
        const { value } = node.identities.find(({ namespace }: Loose) => namespace === 'member_id');
        for (const event of node.events.edges)
          if (event.node.properties.experiment === experiment) out.set(value, event.node.properties.variant);
      }
      if (!profiles.pageInfo.hasNextPage) return out;
      after = profiles.pageInfo.endCursor;
    }
  }

  async measure(): Promise<number> {
    return (await this.caller.ask('mutation{measureStrategies}')).measureStrategies;
  }

  async records(caller: Caller = this.caller, filter = ''): Promise<Loose[]> {
    const { strategyRecords } = await caller.ask(`{strategyRecords(first:100${filter}){edges{node{${RECORD}}}}}`);
    return strategyRecords.edges.map(({ node }: Loose) => node);
  }
}

export { DAY, iso, NOW };
