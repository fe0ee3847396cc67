/**
 * Tests that a filter with an undefined workspace throws an error. If it were sent, it would match the documents of all
 * workspaces.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';
import { Mongo } from '../../src/storage/base/mongo.js';

let server: TestServer;
let mongo: Mongo;
const nothing = undefined as unknown as string;

before(async () => {
  server = await TestServer.start();
  await server.sandbox('one', '2026-03-10T12:00:00Z');
  await server.sandbox('two', '2026-03-10T12:00:00Z');
  mongo = await Mongo.connect(server.running.databaseUri, server.env.STRATA_DATABASE, 10_000);
});
after(async () => {
  await mongo.close();
  await server.remove();
});

test('every method with a filter rejects an undefined value at any depth, and changes nothing', async () => {
  const c = mongo.collection<{ ws: string; key: string }>('tagDefinitions');
  await c.insertOne({ ws: 'one', key: 'kept' });
  const filters = [
    { ws: nothing },
    { ws: { $in: nothing } },
    { $and: [{ ws: nothing }] },
    { $or: [{ key: 'kept' }, { ws: { $gte: nothing } }] },
  ] as object[];
  for (const filter of filters) {
    const calls: (() => unknown)[] = [
      () => c.find(filter),
      () => c.findOne(filter),
      () => c.countDocuments(filter),
      () => c.updateOne(filter, { $set: { key: 'x' } }),
      () => c.updateMany(filter, { $set: { key: 'x' } }),
      () => c.replaceOne(filter, { ws: 'one', key: 'x' }),
      () => c.deleteOne(filter),
      () => c.deleteMany(filter),
      () => c.findOneAndUpdate(filter, { $set: { key: 'x' } }),
      () => c.findOneAndDelete(filter),
      () => c.findOneAndReplace(filter, { ws: 'one', key: 'x' }),
      () => c.aggregate([{ $match: filter }]),
      () => c.bulkWrite([{ deleteMany: { filter } }]),
      () => c.distinct('key', filter),
    ];
    for (const call of calls)
      assert.throws(call, /no value for|distinct takes/, `${String(call)} ${JSON.stringify(filter)}`);
  }
  assert.equal(await c.countDocuments({ key: 'kept' }), 1);
  // An undefined field of an update is not an error. It is left out of the update.
  await c.updateOne({ key: 'kept' }, { $set: { name: undefined } as object });
  assert.equal(await c.countDocuments({ ws: 'one', key: 'kept' }), 1);
});

test('a store called without a workspace throws', async () => {
  const { stores } = server.running.services;
  await assert.rejects(
    Promise.resolve().then(() => stores.definitions.tags(nothing)),
    /no value for ws/,
  );
  await assert.rejects(
    Promise.resolve().then(() => stores.events.count(nothing)),
    /no value for ws/,
  );
});
