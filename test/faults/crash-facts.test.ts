/** Kills the process at every command while it writes events, tags or coupons. */
import { claimCoupon, redeemCoupon } from '../../src/services/coupons/coupons.js';
import { claimCouponPack } from '../../src/services/coupons/packs.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { nextContact } from '../../src/services/reach/shown-contacts.js';
import { completeTask } from '../../src/services/reach/tasks.js';
import { writeTags } from '../../src/services/tags/tags.js';
import { allOrNothing, id, rootOf, RUN_AT, search, taskOf } from './crash-points.js';

allOrNothing([
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
    name: 'a contact shown by a place',
    run: (s, p) => nextContact(s, p, { slot: 'home', identities: [id('member_id', 'A')] }),
  },
  {
    name: 'a task completed',
    run: async (s, p) => completeTask(s, p, { id: await taskOf(p, 'A'), outcome: 'DONE', note: 'Comes on Saturday' }),
  },
  {
    name: 'a coupon used',
    run: (s, p) =>
      redeemCoupon(s, p, { coupon: 'once', identities: [id('member_id', 'A')], orderId: 'o', amount: '10' }),
  },
]);
