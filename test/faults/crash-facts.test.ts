/** Kills the process at every command while it writes events, links or coupons. */
import { claimCoupon, redeemCoupon } from '../../src/services/coupons/coupons.js';
import { claimCouponPack } from '../../src/services/coupons/packs.js';
import { identify, ingestEvents } from '../../src/services/events/events.js';
import { mergeProfiles, unmergeProfile } from '../../src/services/identity/identity.js';
import { writeTags } from '../../src/services/tags/tags.js';
import { allOrNothing, id, rootOf, RUN_AT, search } from './crash-points.js';

allOrNothing([
  {
    name: 'events, a merge among them',
    run: (s, p) =>
      ingestEvents(s, p, [search('4', id('member_id', 'A'), id('device_id', 'D')), search('5', id('device_id', 'D'))]),
  },
  {
    name: 'a late link',
    run: (s, p) => identify(s, p, [id('member_id', 'A'), id('device_id', 'E')], '2026-03-01T00:00:00Z'),
  },
  {
    name: 'a merge by hand',
    run: async (s, p) => {
      const [a, b] = [await rootOf(p, 'A'), await rootOf(p, 'P')];
      // When the operation is repeated after it succeeded, both are already one customer.
      if (a !== b) await mergeProfiles(s, p, a, b);
    },
  },
  {
    name: 'a parting',
    run: async (s, p) => unmergeProfile(s, p, await rootOf(p, 'P'), [id('device_id', 'E')], 'two people'),
  },
  { name: 'a link', run: (s, p) => identify(s, p, [id('member_id', 'A'), id('device_id', 'D')]) },
  {
    name: 'tags',
    run: (s, p) =>
      writeTags(
        s,
        p,
        'set',
        [
          { tag: 'level', value: 'gold', identities: [id('member_id', 'A')] },
          { tag: 'level', value: 'silver', identities: [id('member_id', 'N')] },
        ],
        'tags',
      ),
  },
  {
    name: 'a group coupon claimed',
    run: (s, p) =>
      claimCoupon(s, p, {
        coupon: 'pair',
        identities: [id('member_id', 'A')],
        partner: { identities: [id('member_id', 'N')] },
      }),
  },
  {
    name: 'a pack of coupons claimed',
    run: (s, p) => claimCouponPack(s, p, { pack: 'pack', identities: [id('member_id', 'N')] }),
  },
  {
    name: 'an entry that makes a contact due',
    run: (s, p) => ingestEvents(s, p, [search('6', id('member_id', 'E')), search('7', id('member_id', 'E'))]),
  },
  {
    name: 'contacts decided',
    run: async (s, p) =>
      s.writer.check(p.workspace, [
        {
          kind: 'contacts',
          origin: { actor: 'strata', operation: 'decideContacts' },
          target: { profile: await rootOf(p, 'A') },
          dueAt: Date.parse(RUN_AT),
          campaigns: ['running'],
        },
      ]),
  },
  {
    name: 'a coupon used',
    run: (s, p) =>
      redeemCoupon(s, p, { coupon: 'once', identities: [id('member_id', 'A')], orderId: 'o', amount: '10' }),
  },
]);
