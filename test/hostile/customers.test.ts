/**
 * Tests customers at their limits on both transports: placeholder identifiers, too many identities, conflicting merges,
 * heavily written profiles, and many points.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { amount } from '../support/amount.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

for (const over of ['HTTP', 'WebSocket'] as const)
  describe(`over ${over}`, () => {
    let admin: Caller;
    before(async () => {
      const caller = await server.sandbox(over.toLowerCase(), '2026-03-10T12:00:00.000Z');
      admin = over === 'HTTP' ? caller : caller.overWebSocket();
    });

    const INGEST =
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates rejected results{code path}}}';
    const IDENTIFY = 'mutation($i:[IdentityInput!]!){identify(identities:$i){profile merged refused}}';
    const id = (namespace: string, value: string): { namespace: string; value: string } => ({ namespace, value });
    const identify = async (
      ...identities: object[]
    ): Promise<{ profile: string; merged: boolean; refused: string[] }> =>
      (await admin.ask(IDENTIFY, { i: identities })).identify;
    const search = (messageId: string, ...identities: object[]): object => ({
      messageId,
      type: 'searched',
      occurredAt: '2026-03-10T11:00:00Z',
      identities,
    });

    // A device or a phone may be linked with at most a thousand other identities, so this number exceeds the limit.
    const crowd = amount(3000, 10_000);
    test(`${crowd} customers on a shared device and a shared phone number stay ${crowd} customers`, async () => {
      for (let b = 0; b < crowd / 1000; b++) {
        const events = Array.from({ length: 1000 }, (_, i) =>
          search(
            `j${b * 1000 + i}`,
            id('member_id', `J${b * 1000 + i}`),
            i % 2 ? id('device_id', 'kiosk') : id('phone', '13911112222'),
          ),
        );
        const r = await admin.ask(INGEST, { e: events });
        assert.equal(r.ingestEvents.accepted, 1000);
      }
      const all = await admin.ask('{profiles(first:1){totalCount}}');
      // The device and the phone identify nobody. Each is a separate profile without a link to its first user.
      assert.equal(all.profiles.totalCount, crowd + 2);
      const [phone, device] = [
        await identify(id('member_id', 'J8'), id('phone', '13911112222')),
        await identify(id('member_id', 'J9'), id('device_id', 'kiosk')),
      ];
      assert.deepEqual([phone.merged, device.merged], [false, false]);
      assert.match(phone.refused[0], /this phone is shared by too many/);
      assert.match(device.refused[0], /this device_id is shared by too many/);
    });

    test('identities beyond the limit of a customer are rejected with a reason, and nothing is lost', async () => {
      const tooMany = await admin.send(IDENTIFY, {
        i: Array.from({ length: 1001 }, (_, i) => id('device_id', `D${i}`)),
      });
      assert.equal(tooMany.errors![0].extensions.code, 'LIMIT_EXCEEDED');
      const first = await identify(id('member_id', 'L'));
      const reasons = new Set<string>();
      for (let i = 0; i < 12; i++) {
        const r = await identify(id('member_id', 'L'), id('device_id', `L${String.fromCharCode(97 + i)}`));
        assert.equal(r.profile, first.profile);
        for (const x of r.refused) reasons.add(x);
      }
      const known = await admin.ask('query($i:IdentityInput!){profile(identity:$i){identities{namespace}}}', {
        i: id('member_id', 'L'),
      });
      assert.equal(known.profile.identities.length, 11, 'the limit of devices, and the member');
      assert.match([...reasons].join(), /at most 10 device_id/);
      // Events that arrived with a refused link belong to a separate customer.
      const r = await admin.ask(INGEST, { e: [search('own', id('device_id', 'Ll'))] });
      assert.equal(r.ingestEvents.accepted, 1);
    });

    const links = amount(20, 100);
    test(`a chain of ${links} links joins up to the customer limit and rejects the rest, in any order`, async () => {
      await admin.ask(`mutation{defineIdentityNamespace(input:{name:"link",limit:${links / 2},priority:3}){name}}`);
      /** Sends a chain of links in the given order. Returns the resulting customers, each as a list of numbers. */
      const chain = async (prefix: string, order: readonly number[]): Promise<string[]> => {
        for (const i of order) await identify(id('link', `${prefix}${100 + i}`), id('link', `${prefix}${101 + i}`));
        const runs = new Map<string, number[]>();
        for (let i = 0; i <= links; i++) {
          const { profile } = await identify(id('link', `${prefix}${100 + i}`));
          runs.set(profile, [...(runs.get(profile) ?? []), i]);
        }
        return [...runs.values()].map((r) => r.join(' ')).sort();
      };
      const forward = Array.from({ length: links }, (_, i) => i);
      const runs = await chain('C', forward);
      assert.ok(
        runs.every((r) => r.split(' ').length <= links / 2),
        JSON.stringify(runs),
      );
      assert.equal(runs.flatMap((r) => r.split(' ')).length, links + 1);
      assert.deepEqual(await chain('D', forward.toReversed()), runs);
      assert.deepEqual(
        await chain(
          'E',
          forward.map((i) => (i * 37) % links),
        ),
        runs,
      );
    });

    test('fifty concurrent links between A and B in both directions give one customer', async () => {
      const [a, b] = [id('member_id', 'X'), id('device_id', 'X')];
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => (i % 2 ? identify(a, b) : identify(b, a))),
      );
      assert.equal(new Set(answers.map((x) => x.profile)).size, 1);
      assert.equal(answers.filter((x) => x.merged).length <= 1, true);
      const self = await identify(a, a);
      assert.equal(self.profile, answers[0].profile, 'a link to itself changes nothing');
    });

    test('every event of 200 concurrent writers on one customer counts', async () => {
      await admin.ask('mutation{defineTag(input:{key:"searches",kind:DYNAMIC,metric:"count(searched)"}){key}}');
      // One socket allows a hundred concurrent operations.
      const callers = [0, 1, 2, 3].map(() => (over === 'HTTP' ? admin : admin.overWebSocket()));
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          callers[i % 4].ask(INGEST, {
            e: Array.from({ length: 5 }, (_x, k) => search(`hot${i}-${k}`, id('member_id', 'HOT'))),
          }),
        ),
      );
      assert.equal(
        answers.reduce((n, a) => n + a.ingestEvents.accepted, 0),
        1000,
      );
      const r = await admin.ask(
        '{profile(identity:{namespace:"member_id",value:"HOT"}){tags(keys:["searches"]){value}}}',
      );
      assert.equal(r.profile.tags[0].value, 1000);
    });

    test('the many points of a customer are returned in limited reads', async () => {
      await admin.ask('mutation{defineTag(input:{key:"score",kind:DYNAMIC,type:INTEGER}){key}}');
      const start = Date.UTC(2026, 2, 1);
      for (let b = 0; b < 7; b++) {
        const points = Array.from({ length: 1000 }, (_, i) => ({
          identities: [id('member_id', 'P')],
          tag: 'score',
          value: i,
          at: new Date(start + (b * 1000 + i) * 60_000).toISOString(),
        }));
        const r = await admin.ask('mutation($p:[TagPointInput!]!){recordTagPoints(points:$p){status}}', { p: points });
        assert.ok(r.recordTagPoints.every((x: { status: string }) => x.status === 'ACCEPTED'));
      }
      const read =
        'query($t:DateTime){profile(identity:{namespace:"member_id",value:"P"}){tagHistory(key:"score",from:"2026-03-01T00:00:00Z",to:$t){at value} tags(keys:["score"]){value}}}';
      assert.equal((await admin.send(read)).errors![0].extensions.code, 'LIMIT_EXCEEDED', 'too many for one response');
      const r = await admin.ask(read, { t: new Date(start + 2000 * 60_000).toISOString() });
      assert.equal(r.profile.tagHistory.length, 2000);
      assert.equal(r.profile.tags[0].value, 999);
      // The condition evaluates the history of the tag, so the number of values that one customer may have is now
      // limited. Other writes still succeed.
      const held = await admin.ask(
        'mutation{defineSegment(input:{key:"scored",expression:"was within 30d (tag score = 999)"},wait:true){job{state}}}',
      );
      assert.equal(held.defineSegment.job.state, 'DONE');
      const more = await admin.ask(
        'mutation($p:[TagPointInput!]!){recordTagPoints(points:$p){status code reason path}}',
        {
          p: [{ identities: [id('member_id', 'P')], tag: 'score', value: 1, at: '2026-03-09T00:00:00.001Z' }],
        },
      );
      assert.deepEqual(more.recordTagPoints[0], {
        status: 'REJECTED',
        code: 'LIMIT_EXCEEDED',
        reason: 'TAG_WRITES_TOO_MANY',
        path: 'points[0].value',
      });
      const after = await admin.ask(INGEST, { e: [search('still', id('member_id', 'P'))] });
      assert.equal(after.ingestEvents.accepted, 1);
      assert.equal((await admin.ask('{segment(key:"scored"){size}}')).segment.size, 1);
    });
  });

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
