/** Tests the limit on the senders in the intake log. A new sender replaces the one that has been silent for longest. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';
import { withMessages, type LoggedMessage, type SenderKind } from '../../src/engine/intake-log/intake-log.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-senders-'));
let database: RunningDatabase;
let mongo: Mongo;

before(async () => {
  database = await startEmbedded({ dir, listen: { port: 0 }, streamed: STREAMED });
  mongo = await Mongo.connect(database.uri, 'senders', 30_000);
});
after(async () => {
  await mongo.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Maximum number of senders of one kind that a workspace keeps. */
const MAX_SENDERS = 1000;
const AT_ONCE = 50;
const MESSAGE: LoggedMessage = { at: 0, call: 'track', verdict: 'ACCEPTED', count: 1 };

test('a sender beyond the limit replaces the longest silent one of its kind and workspace', async () => {
  const { intakeLog } = createStores(mongo);
  let time = Date.UTC(2026, 2, 10);
  mongo.now = () => (time += 1000);
  const say = (workspace: string, kind: SenderKind, id: string): Promise<void> =>
    intakeLog.record(workspace, { kind, id }, [MESSAGE], withMessages(undefined, [MESSAGE]));
  const namesOf = async (workspace: string, kind: SenderKind): Promise<string[]> =>
    (await intakeLog.senders(workspace)).flatMap(({ sender }) => (sender.kind === kind ? [sender.id] : []));

  await say('shop', 'HOOK', 'hook');
  await say('other', 'TOKEN', 'crm');
  for (const first of ['t0', 't1', 't2', 't3']) await say('shop', 'TOKEN', first);
  for (let n = 4; n < MAX_SENDERS; n += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, MAX_SENDERS - n) }, (_, i) => say('shop', 'TOKEN', `t${n + i}`)),
    );
  assert.equal((await namesOf('shop', 'TOKEN')).length, MAX_SENDERS);
  // The first sender sends another message, so the second is the one that has been silent for longest.
  await say('shop', 'TOKEN', 't0');
  for (const id of ['new 1', 'new 2']) await say('shop', 'TOKEN', id);

  const now = new Set(await namesOf('shop', 'TOKEN'));
  assert.equal(now.size, MAX_SENDERS);
  assert.deepEqual(
    ['t0', 't1', 't2', 't3', 'new 1', 'new 2'].map((id) => now.has(id)),
    [true, false, false, true, true, true],
  );
  assert.deepEqual(await intakeLog.messages('shop', { kind: 'TOKEN', id: 't1' }), []);
  assert.equal((await intakeLog.messages('shop', { kind: 'TOKEN', id: 't0' })).length, 2);
  assert.deepEqual(await namesOf('shop', 'HOOK'), ['hook']);
  assert.deepEqual(await namesOf('other', 'TOKEN'), ['crm']);
});
