/**
 * Sends links to two servers at once, one of which is killed in between. The customers equal those computed from all
 * links together, in whatever order the servers processed them.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { foldLinks, type Link } from '../../src/engine/identity/identity-fold.js';
import { DEFAULT_NAMESPACES, identityText } from '../../src/engine/identity/identity.js';
import type { Identity } from '../../src/engine/types.js';
import { linkId } from '../../src/services/write-path/identity-graph.js';
import { checked } from '../support/refusals.js';
import { amount } from '../support/amount.js';
import { databaseProcess, serverProcess, tokenFor, type Process } from '../support/process.js';
import { random as seeded } from '../support/random-world.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-links-'));
let database: Process;
const servers: Process[] = [];
const env = (): Record<string, string> => ({
  MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
  STRATA_DATA_DIR: dir,
});
before(async () => {
  database = await databaseProcess(join(dir, 'db'));
  servers.push(await serverProcess(env()), await serverProcess(env()));
});
after(async () => {
  for (const s of servers) await s.stop();
  await database.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function ask(server: Process, workspace: string, query: string, variables?: unknown): Promise<any> {
  const res = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenFor(workspace)}` },
    body: JSON.stringify({ query, variables }),
  });
  const body = checked(await res.json()) as { data?: any; errors?: unknown };
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

const IDENTIFY = 'mutation($i:[IdentityInput!]!,$at:DateTime){identify(identities:$i,occurredAt:$at){profile}}';

for (let seed = 1; seed <= amount(1, 4); seed++) {
  test(`two servers, random links, one killed in the middle (seed ${seed})`, async () => {
    const workspace = `links${seed}`;
    await ask(servers[0], workspace, 'mutation($i:String!){createWorkspace(input:{id:$i}){id}}', { i: workspace });
    const random = seeded(seed);
    const who: Identity[] = [
      ...Array.from({ length: 6 }, (_, i) => ({ namespace: 'member_id', value: `M${i}` })),
      ...Array.from({ length: 8 }, (_, i) => ({ namespace: 'device_id', value: `D${i}` })),
      ...Array.from({ length: 4 }, (_, i) => ({ namespace: 'phone', value: `1390000000${i}` })),
    ];
    const start = Date.now() - 86_400_000;
    const links: Link[] = Array.from({ length: 60 }, (_, n) => {
      const a = who[Math.floor(random() * who.length)];
      const others = who.filter((i) => i !== a);
      const b = others[Math.floor(random() * others.length)];
      return { id: linkId(a, b), identities: [a, b] as const, at: start + Math.floor(random() * 80_000_000) + n };
    });
    const lost: Link[] = [];
    const send = async (list: readonly Link[], sentBy: (n: number) => Process): Promise<void> => {
      let next = 0;
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          while (next < list.length) {
            const n = next++;
            if (n === 30 && list === links) await servers[1].kill();
            await ask(sentBy(n), workspace, IDENTIFY, {
              i: list[n].identities,
              at: new Date(list[n].at).toISOString(),
            }).catch(() => lost.push(list[n]));
          }
        }),
      );
    };
    await send(links, (n) => servers[n % 2]);
    servers[1] = await serverProcess(env());
    assert.ok(lost.length > 0, 'the kill was noticed');
    await send([...lost], (n) => servers[(n + 1) % 2]);

    const once = new Map<string, Link>();
    for (const l of links) if (!once.has(l.id) || l.at < once.get(l.id)!.at) once.set(l.id, l);
    const seen = [...new Map(links.flatMap((l) => l.identities).map((i) => [identityText(i), i])).values()];
    const { customers } = foldLinks(seen, [...once.values()], [], (n) => DEFAULT_NAMESPACES.find((x) => x.name === n));
    const wanted = new Map(
      customers.flatMap((c) => c.map((i) => [identityText(i), c.map(identityText).sort()] as const)),
    );
    for (const i of seen) {
      const { profile } = await ask(
        servers[0],
        workspace,
        'query($i:IdentityInput!){profile(identity:$i){identities{namespace value}}}',
        { i },
      );
      assert.deepEqual(profile.identities.map(identityText).sort(), wanted.get(identityText(i)), identityText(i));
    }
    assert.ok(customers.some((c) => c.length > 2));
  });
}
