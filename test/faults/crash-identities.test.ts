/** Kills the process at every command while it links, merges or separates customers. */
import { identify, ingestEvents } from '../../src/services/events/events.js';
import { mergeProfiles, unmergeProfile } from '../../src/services/identity/identity.js';
import { allOrNothing, id, rootOf, search } from './crash-points.js';

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
    name: 'a manual merge',
    run: async (s, p) => {
      const [a, b] = [await rootOf(p, 'A'), await rootOf(p, 'P')];
      // When the operation is repeated after it succeeded, both are already one customer.
      if (a !== b) await mergeProfiles(s, p, a, b);
    },
  },
  {
    name: 'an unmerge',
    run: async (s, p) => unmergeProfile(s, p, await rootOf(p, 'P'), [id('device_id', 'E')], 'two people'),
  },
  { name: 'a link', run: (s, p) => identify(s, p, [id('member_id', 'A'), id('device_id', 'D')]) },
]);
