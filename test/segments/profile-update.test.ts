/** Tests that a profile updated with only the differences equals the profile stored as a whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileUpdate } from '../../src/embedded/query/update.js';
import { decode, encode } from '../../src/embedded/value/bson.js';
import type { SegmentState } from '../../src/engine/memberships/settle.js';
import type { TagState } from '../../src/engine/tags/tags.js';
import type { ProfileRecord } from '../../src/services/base/ports.js';
import { profileToDoc, profileUpdate } from '../../src/storage/profile-documents.js';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';

const SEED = seedOf(20261130);

const segment = (d: Dice, key: string): SegmentState => ({
  segment: key,
  member: d.chance(0.5),
  version: d.int(1, 2),
  sequence: d.int(0, 3),
  ...(d.chance(0.5) ? { since: d.int(1, 3) } : {}),
  ...(d.chance(0.5) ? { nextFlipAt: d.int(4, 6) } : {}),
});
const tag = (d: Dice, key: string): TagState => ({
  key,
  writes: [{ id: key, at: d.int(1, 9), source: 's', sequence: 0, value: d.int(0, 3) }],
});

function record(d: Dice): ProfileRecord {
  const identity = { namespace: 'member_id', value: `v${d.int(0, 3)}` };
  return {
    id: 'p',
    workspace: 'w',
    root: d.pick(['p', 'q']),
    identity,
    identities: [identity],
    members: d.pick([['p'], ['p', 'q']]),
    createdAt: 5,
    version: d.int(1, 9),
    factsVersion: d.int(1, 9),
    factBytes: d.int(0, 2) * 100,
    tags: new Map(['a', 'b'].filter(() => d.chance(0.5)).map((k) => [k, tag(d, k)])),
    lists: new Set(['l', 'm'].filter(() => d.chance(0.4))),
    dues: ['d', 'e']
      .filter(() => d.chance(0.3))
      .map((key) => ({ kind: 'contact', key, at: d.int(7, 8), profile: 'p' })),
    ...(d.chance(0.2) ? { shared: true } : {}),
    evaluation: {
      evaluatedAt: d.int(1, 9),
      catalogueVersion: d.int(1, 3),
      sequence: d.int(0, 9),
      knownUntil: d.int(7, 9),
      nextCheckAt: d.pick([7, 8, Infinity]),
      segments: ['x', 'y', 'z'].filter(() => d.chance(0.6)).map((k) => segment(d, k)),
    },
  };
}

/** Returns a changed profile. Unchanged parts are either the same objects or equal copies. */
function next(d: Dice, before: ProfileRecord): ProfileRecord {
  const other = record(d);
  const keep = <K extends keyof ProfileRecord>(k: K): Pick<ProfileRecord, K> =>
    ({ [k]: d.chance(0.5) ? before[k] : other[k] }) as Pick<ProfileRecord, K>;
  const segments = d.chance(0.3)
    ? other.evaluation.segments
    : before.evaluation.segments.map((s) => (d.chance(0.5) ? s : d.chance(0.7) ? { ...s } : segment(d, s.segment)));
  const tags = d.chance(0.5) ? new Map(before.tags) : other.tags;
  return {
    ...other,
    ...keep('root'),
    ...keep('identity'),
    ...keep('identities'),
    ...keep('members'),
    ...keep('shared'),
    ...keep('dues'),
    ...keep('factBytes'),
    tags,
    evaluation: { ...(d.chance(0.5) ? before.evaluation : other.evaluation), segments },
  };
}

test(`an update omits equal fields, and the stored result is the whole profile (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  let left = 0;
  for (let i = 0; i < 3000; i++) {
    const before = record(d);
    const after = next(d, before);
    const update = profileUpdate(before, after);
    const stored = compileUpdate(decode(encode(update)))(decode(encode(profileToDoc(before))), {
      inserting: false,
      now: new Date(0),
    });
    assert.deepEqual(stored, decode(encode(profileToDoc(after))), `seed ${SEED}, ${i}`);
    if (!('memberships' in update.$set) && !('tags' in update.$set)) left++;
  }
  assert.ok(left > 300, `${left}`);
});
