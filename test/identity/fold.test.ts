/** Compares identity resolution with a naive implementation. Any order of links gives the same customers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  foldLinks,
  MAX_STRONG_NEIGHBOURS,
  type Link,
  type LinkDecision,
  type Unmerge,
} from '../../src/engine/identity/identity-fold.js';
import { DEFAULT_NAMESPACES, identityText } from '../../src/engine/identity/identity.js';
import type { Identity } from '../../src/engine/types.js';
import { IdentityGraph, linkId } from '../../src/services/write-path/identity-graph.js';
import type { LinkFact, UnmergeFact, Stores, Tx } from '../../src/services/base/ports.js';
import { amount, freshSeed } from '../support/amount.js';
import { metPlaceholders } from '../support/coverage.js';
import { placeholdersIn } from '../support/placeholders.js';
import { random } from '../support/random-world.js';

const namespaces = (name: string) => DEFAULT_NAMESPACES.find((n) => n.name === name);
const runs = {
  numRuns: amount(3000, 10_000, 'STRATA_RUNS'),
  seed: freshSeed(),
  includeErrorInReport: true,
};

const NUMBERS = ['1', '2', '3'] as const;
const VALUES = {
  member_id: NUMBERS,
  phone: NUMBERS.map((n) => `+861380013800${n}`),
  email: NUMBERS.map((n) => `${n}@example.com`),
  device_id: NUMBERS,
  anonymous_id: NUMBERS,
};
/** Values that the default namespaces treat as placeholders. Facts stored under earlier rules can contain them. */
const PLACEHOLDERS: readonly Identity[] = [
  { namespace: 'email', value: 'nobody' },
  ...placeholdersIn(['member_id', 'device_id', 'anonymous_id']),
];
const identity: fc.Arbitrary<Identity> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .constantFrom('member_id', 'phone', 'email', 'device_id', 'device_id', 'anonymous_id')
      .chain((namespace) => fc.constantFrom(...VALUES[namespace]).map((value) => ({ namespace, value }))),
  },
  { weight: 2, arbitrary: fc.constantFrom(...PLACEHOLDERS) },
);
const link: fc.Arbitrary<Link> = fc
  .record({
    a: identity,
    b: identity,
    at: fc.integer({ min: 0, max: 12 }),
    by: fc.constantFrom('server', 'server', 'server', 'server', 'page', 'page', 'person'),
  })
  .filter(({ a, b }) => identityText(a) !== identityText(b))
  .map(({ a, b, at, by }) => ({
    id: linkId(a, b, by === 'person'),
    identities: [a, b] as const,
    at,
    ...(by === 'person' ? { explicit: true } : {}),
    ...(by === 'page' ? { isPublic: true } : {}),
  }));
const parting: fc.Arbitrary<Unmerge> = fc
  .tuple(
    fc.uniqueArray(identity, { minLength: 2, maxLength: 5, selector: identityText }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 0, max: 14 }),
    fc.uuid(),
  )
  .map(([all, cut, at, id]) => ({
    id,
    at,
    left: all.slice(0, Math.min(cut, all.length - 1)),
    right: all.slice(Math.min(cut, all.length - 1)),
  }));
const ofServers = (links: readonly Link[]): Link[] => links.filter((l) => !l.isPublic);
/** Keeps one link per pair: the latest of explicit links, the earliest of others. Server links take precedence. */
const once = (links: readonly Link[]): Link[] => {
  const by = new Map<string, Link>();
  for (const l of [...ofServers(links), ...links.filter((x) => x.isPublic)]) {
    const there = by.get(l.id);
    if (there && !there.isPublic && l.isPublic) continue;
    if (!there || (l.explicit ? l.at > there.at : l.at < there.at)) by.set(l.id, l);
  }
  return [...by.values()];
};
const world = fc.record({ links: fc.array(link, { maxLength: 16 }), unmerges: fc.array(parting, { maxLength: 2 }) });

/** A naive implementation of the rules that works on lists. Each customer is a list of identity names. */
function naive(links: readonly Link[], unmerges: readonly Unmerge[]): { customers: string[]; accepted: string[] } {
  const named = new Map(
    links
      .flatMap((l) => l.identities)
      .concat(unmerges.flatMap((p) => [...p.left, ...p.right]))
      .map((i) => [identityText(i), i]),
  );
  let customers = [...named.keys()].map((n) => [n]);
  const accepted: string[] = [];
  const strong = (n: string): boolean => namespaces(named.get(n)!.namespace)!.strong;
  const nobody = (l: Link): boolean =>
    !l.explicit && l.identities.some((i) => PLACEHOLDERS.some((p) => identityText(p) === identityText(i)));
  const seenWith = (n: string, wanted: boolean): number =>
    new Set(
      links
        .filter((l) => !l.explicit && !l.isPublic && !nobody(l))
        .flatMap((l) => {
          const ends = l.identities.map(identityText);
          return ends.includes(n) ? ends.filter((e) => e !== n && strong(e) === wanted) : [];
        }),
    ).size;
  const earlier = (x: Link, y: Link): number => (x.at === y.at ? (x.id < y.id ? -1 : 1) : x.at - y.at);
  const queue = [
    ...links.filter((l) => l.explicit).sort(earlier),
    ...links.filter((l) => !l.explicit && !l.isPublic).sort(earlier),
    ...links.filter((l) => l.isPublic).sort(earlier),
  ];
  for (const l of queue) {
    const [a, b] = l.identities.map(identityText);
    const [mine, theirs] = [customers.find((c) => c.includes(a))!, customers.find((c) => c.includes(b))!];
    if (nobody(l)) continue;
    if (!l.explicit && [a, b].some((n) => seenWith(n, true) > MAX_STRONG_NEIGHBOURS)) continue;
    if (mine === theirs) {
      accepted.push(l.id);
      continue;
    }
    const joint = [...mine, ...theirs];
    const parted = unmerges.some((p) => {
      const [left, right] = [p.left.map(identityText), p.right.map(identityText)];
      const takenBack = links.some(
        (x) =>
          x.explicit &&
          x.at > p.at &&
          (([s, t]) => (left.includes(s) && right.includes(t)) || (left.includes(t) && right.includes(s)))(
            x.identities.map(identityText),
          ),
      );
      return (
        !takenBack &&
        ((mine.some((n) => left.includes(n)) && theirs.some((n) => right.includes(n))) ||
          (mine.some((n) => right.includes(n)) && theirs.some((n) => left.includes(n))))
      );
    });
    if (parted || joint.length > 50) continue;
    if (!l.explicit) {
      const count = (list: readonly string[], ns: string): number =>
        list.filter((n) => named.get(n)!.namespace === ns).length;
      if (
        DEFAULT_NAMESPACES.some(
          (ns) => count(joint, ns.name) > ns.limit && count(mine, ns.name) > 0 && count(theirs, ns.name) > 0,
        )
      )
        continue;
      if ([a, b].some((n) => !strong(n)) && mine.some(strong) && theirs.some(strong)) continue;
    }
    customers = [...customers.filter((c) => c !== mine && c !== theirs), joint];
    accepted.push(l.id);
  }
  return { customers: customers.map((c) => c.sort().join(' ')).sort(), accepted: accepted.sort() };
}

const shown = (customers: readonly (readonly Identity[])[]): string[] =>
  customers.map((c) => c.map(identityText).sort().join(' ')).sort();
const acceptedOf = (d: ReadonlyMap<string, LinkDecision>): string[] =>
  [...d]
    .filter(([, x]) => x.accepted)
    .map(([id]) => id)
    .sort();

test('the fold equals a naive evaluation of its rules', () => {
  fc.assert(
    fc.property(world, ({ links, unmerges }) => {
      const all = once(links);
      const identities = [
        ...new Map(
          all
            .flatMap((l) => l.identities)
            .concat(unmerges.flatMap((p) => [...p.left, ...p.right]))
            .map((i) => [identityText(i), i]),
        ).values(),
      ];
      metPlaceholders(identities);
      const folded = foldLinks(identities, all, unmerges, namespaces);
      const wanted = naive(all, unmerges);
      assert.deepEqual(shown(folded.customers), wanted.customers);
      assert.deepEqual(acceptedOf(folded.decisions), wanted.accepted);
    }),
    runs,
  );
});

test('links of public write keys change no decision on another link', () => {
  let given = 0;
  fc.assert(
    fc.property(world, ({ links, unmerges }) => {
      const all = once(links);
      const others = ofServers(all);
      const decided = foldLinks([], all, unmerges, namespaces).decisions;
      const alone = foldLinks([], others, unmerges, namespaces).decisions;
      for (const { id } of others) assert.deepEqual(decided.get(id), alone.get(id));
      given += all.some((l) => l.isPublic && decided.get(l.id)?.accepted === false) ? 1 : 0;
    }),
    runs,
  );
  assert.ok(given > runs.numRuns / 20, `${given} with a refused public link`);
});

test('an identity linked to too many known people joins nobody, not even the first of them', () => {
  const member = (n: number): Identity => ({ namespace: 'member_id', value: String(n + 1) });
  const kiosk = { namespace: 'device_id', value: 'kiosk' };
  const links = (n: number): Link[] =>
    Array.from({ length: n }, (_, i) => ({
      id: linkId(member(i), kiosk),
      identities: [member(i), kiosk] as const,
      at: i,
    }));
  const few = foldLinks([kiosk], links(MAX_STRONG_NEIGHBOURS), [], namespaces);
  assert.deepEqual(shown(few.customers), ['device_id:kiosk member_id:1']);
  const many = foldLinks([kiosk], links(MAX_STRONG_NEIGHBOURS + 1), [], namespaces);
  assert.deepEqual(shown(many.customers), ['device_id:kiosk']);
  assert.deepEqual([...many.shared], ['device_id:kiosk']);
  assert.match((many.decisions.get(linkId(member(0), kiosk)) as { reason: string }).reason, /shared by too many/);
});

/** Keeps links and manual splits in memory, in place of the identity collections. */
class Kept {
  readonly links = new Map<string, LinkFact>();
  readonly unmerges: UnmergeFact[] = [];
  customers = new Map<string, readonly Identity[]>();
  readonly shared = new Set<string>();

  readonly stores = {
    identities: {
      links: (_w: string, ids: readonly string[]) =>
        Promise.resolve(new Map(ids.flatMap((id) => (this.links.has(id) ? [[id, this.links.get(id)!] as const] : [])))),
      linksOf: (_w: string, list: readonly Identity[]) =>
        Promise.resolve(
          [...this.links.values()].filter((l) =>
            l.identities.some((e) => list.some((i) => identityText(i) === identityText(e))),
          ),
        ),
      unmergesOf: (_w: string, list: readonly Identity[]) =>
        Promise.resolve(
          this.unmerges.filter((p) =>
            [...p.left, ...p.right].some((e) => list.some((i) => identityText(i) === identityText(e))),
          ),
        ),
    },
  } as unknown as Stores;

  async add(links: readonly Link[], unmerges: readonly UnmergeFact[]): Promise<void> {
    const known = {
      customerOf: (i: Identity) => this.customers.get(identityText(i)),
      isShared: (i: Identity) => this.shared.has(identityText(i)),
      read: () => Promise.resolve(),
      renamed: new Map(),
    };
    const result = await new IdentityGraph(this.stores, 'w', namespaces, known, undefined as unknown as Tx).add(
      links,
      unmerges,
    );
    for (const l of result.links) this.links.set(l.id, l);
    this.unmerges.push(...unmerges);
    for (const c of result.customers) for (const i of c) this.customers.set(identityText(i), c);
    for (const text of result.shared) this.shared.add(text);
  }
}

test('links and splits in any order, one by one or together, give the same customers and decisions', async () => {
  const arrival = fc.record({
    world,
    order: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
    batch: fc.integer({ min: 1, max: 6 }),
  });
  let joined = 0;
  let parted = 0;
  let given = 0;
  await fc.assert(
    fc.asyncProperty(arrival, async ({ world: { links, unmerges }, order, batch }) => {
      const kept = new Kept();
      const things = [...links.map((l) => ({ link: l })), ...unmerges.map((p) => ({ parting: { ...p, by: 'test' } }))]
        .map((x, i) => ({ x, n: order[i % order.length] * 31 + i }))
        .sort((a, b) => a.n - b.n)
        .map(({ x }) => x);
      for (let i = 0; i < things.length; i += batch) {
        const part = things.slice(i, i + batch);
        await kept.add(
          part.flatMap((t) => ('link' in t ? [t.link] : [])),
          part.flatMap((t) => ('parting' in t ? [t.parting] : [])),
        );
      }
      // A public link that joins nobody when it arrives is not stored.
      const all = [...kept.links.values()];
      const servers = once(ofServers(links));
      const plain = ({ id, at, explicit }: Link): object => ({ id, at, explicit });
      const byId = (left: Link, right: Link): number => (left.id < right.id ? -1 : 1);
      assert.deepEqual(ofServers(all).sort(byId).map(plain), servers.sort(byId).map(plain));
      const wanted = naive(all, unmerges);
      const others = new Set(servers.map(({ id }) => id));
      assert.deepEqual(
        wanted.accepted.filter((id) => others.has(id)),
        naive(servers, unmerges).accepted,
      );
      given += all.some((l) => l.isPublic && !l.accepted) ? 1 : 0;
      const seen = new Set(all.flatMap((l) => l.identities).map(identityText));
      const got = shown([...new Set(kept.customers.values())]);
      assert.deepEqual(
        got.filter((c) => c.split(' ').some((n) => seen.has(n))),
        wanted.customers.filter((c) => c.split(' ').some((n) => seen.has(n))),
      );
      assert.deepEqual(
        [...kept.links.values()]
          .filter((l) => l.accepted)
          .map((l) => l.id)
          .sort(),
        wanted.accepted,
      );
      joined += wanted.customers.some((c) => c.includes(' ')) ? 1 : 0;
      parted += [...kept.links.values()].some((l) => l.reason?.includes('parted')) ? 1 : 0;
    }),
    runs,
  );
  assert.ok(
    joined > runs.numRuns / 2 && parted > runs.numRuns / 50 && given > runs.numRuns / 50,
    `${joined} with customers of several identities, ${parted} with a parting that held, ${given} with a public link that gave way`,
  );
});

test('an import of many customers with links in random order gives every customer as the fold does', async () => {
  const dice = random(11);
  const links = Array.from({ length: 400 }, (_, c) =>
    Array.from({ length: 8 }, (_x, n): Link => {
      const ends = [
        { namespace: n < 2 ? 'phone' : 'device_id', value: `${c}-${n}` },
        { namespace: n % 3 ? 'member_id' : 'email', value: `${c}-${n % 4}` },
      ] as const;
      return { id: linkId(...ends), identities: ends, at: Math.floor(dice() * 1e9) };
    }),
  )
    .flat()
    .map((l) => ({ l, n: dice() }))
    .sort((a, b) => a.n - b.n)
    .map(({ l }) => l);
  const kept = new Kept();
  for (let i = 0; i < links.length; i += 300) await kept.add(links.slice(i, i + 300), []);
  const identities = [...new Map(links.flatMap((l) => l.identities).map((i) => [identityText(i), i])).values()];
  const wanted = foldLinks(identities, links, [], namespaces);
  assert.deepEqual(shown([...new Set(kept.customers.values())]), shown(wanted.customers));
  assert.deepEqual(
    [...kept.links.values()]
      .filter((l) => l.accepted)
      .map((l) => l.id)
      .sort(),
    acceptedOf(wanted.decisions),
  );
});

test('a split customer is as if its halves had never been joined', () => {
  fc.assert(
    fc.property(
      fc.array(
        link.filter((l) => !l.explicit),
        { minLength: 3, maxLength: 14 },
      ),
      fc.nat(),
      fc.nat(),
      (links, pick, cut) => {
        const all = once(links);
        const identities = [...new Map(all.flatMap((l) => l.identities).map((i) => [identityText(i), i])).values()];
        const before = foldLinks(identities, all, [], namespaces);
        const large = before.customers.filter((c) => c.length > 1);
        if (large.length === 0) return;
        const customer = large[pick % large.length];
        const at = 1 + (cut % (customer.length - 1));
        const parting: Unmerge = { id: 'p', at: 99, left: customer.slice(0, at), right: customer.slice(at) };
        const side = (i: Identity): string =>
          parting.left.some((x) => identityText(x) === identityText(i))
            ? 'left'
            : parting.right.some((x) => identityText(x) === identityText(i))
              ? 'right'
              : 'none';
        // Once a link joins one half with an identity outside both halves, there is no result to compare with.
        if (all.some((l) => new Set(l.identities.map(side)).size === 2 && l.identities.some((i) => side(i) === 'none')))
          return;
        const never = foldLinks(
          identities,
          all.filter((l) => side(l.identities[0]) === side(l.identities[1])),
          [],
          namespaces,
        );
        const unmerged = foldLinks(identities, all, [parting], namespaces);
        assert.deepEqual(shown(unmerged.customers), shown(never.customers));
      },
    ),
    runs,
  );
});
