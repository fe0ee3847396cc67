/**
 * Measures reading one profile. The baselines are a bare handler that calls findOne, and Apollo's standalone server
 * over the same store.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { databaseProcess, run, serverProcess } from '../test/support/process.js';
import { ask, auth, makeWorkspace, median, options, post, ROUNDS, row } from './support.js';

async function load(
  port: number,
  path: string,
  headers: Record<string, string>,
  bodies: readonly string[],
  seconds: number,
): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: 50 }, async (_, k) => {
      for (let i = k; performance.now() < end; i++) {
        await post(port, path, headers, bodies[i % bodies.length]);
        done++;
      }
    }),
  );
  return done / seconds;
}

export async function profileReads(dir: string): Promise<void> {
  const database = await databaseProcess(join(dir, 'read'));
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const env = { MONGODB_URI: uri, STRATA_DATA_DIR: join(dir, 'read-data'), STRATA_DATABASE: 'strata' };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'reads');
  for (let i = 0; i < 30; i++)
    await ask(
      server.port,
      'reads',
      'mutation($k:String!){defineTag(input:{key:$k,kind:SEMI_DYNAMIC,type:STRING}){key}}',
      { k: `tag_${i}` },
    );
  for (let i = 0; i < 10; i++)
    await ask(
      server.port,
      'reads',
      'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x}){job{id}}}',
      { k: `seg_${i}`, x: `tag tag_${i} exists` },
    );
  for (let m = 0; m < 200; m += 20) {
    const tags = Array.from({ length: 20 }, (_, k) =>
      Array.from({ length: 30 }, (_x, i) => ({
        identities: [{ namespace: 'member_id', value: `R${m + k}` }],
        tag: `tag_${i}`,
        value: `value ${i}`,
      })),
    ).flat();
    await ask(server.port, 'reads', 'mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
  }
  const query =
    'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id createdAt evaluatedAt identities{namespace value} tags{key value source observedAt} segments{segment{key name} since version sequence nextFlipAt}}}';
  const bodies = Array.from({ length: 200 }, (_, i) => JSON.stringify({ query, variables: { v: `R${i}` } }));
  const client = await MongoClient.connect(uri);
  const collection = client.db('strata').collection('profiles');
  const bare = createServer((req, res) => {
    req.resume();
    void collection
      .findOne({ 'identity.namespace': 'member_id', isRoot: true, ws: 'reads' })
      .then((d) => res.setHeader('content-type', 'application/json').end(JSON.stringify(d)));
  });
  const port = await new Promise<number>((resolve) =>
    bare.listen(0, '127.0.0.1', () => resolve((bare.address() as { port: number }).port)),
  );
  const standalone = await run(
    [fileURLToPath(new URL('./apollo-standalone.js', import.meta.url)), uri, 'reads'],
    {},
    /ready at http:\/\/localhost:(\d+)/,
  );
  const rates: number[] = [];
  const peers: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    others.push(await load(standalone.port, '/', {}, bodies, options.quick ? 2 : 5));
    rates.push(await load(server.port, '/graphql', { authorization: auth('reads') }, bodies, options.quick ? 2 : 5));
    peers.push(await load(port, '/', {}, ['{}'], options.quick ? 2 : 5));
  }
  row(
    'profile with 30 tags and 10 memberships, 50 connections',
    `${Math.round(median(rates))} requests/s`,
    `bare http + findOne ${Math.round(median(peers))}, Apollo standalone ${Math.round(median(others))} requests/s`,
  );
  bare.close();
  await standalone.stop();
  await client.close();
  await server.stop();
  await database.stop();
}
