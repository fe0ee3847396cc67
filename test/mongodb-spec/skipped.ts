/**
 * Tests of the driver specifications that are skipped, with the reasons. Tests that fail because the server rejects a
 * feature by name are not listed.
 */
import type { Test, TestFile } from './format.js';

const LEFT_OUT: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/client bulkwrite/i, 'bulkWrite of the client needs MongoDB 8.0'],
  [/timeoutMS|CSOT|client.?side operation timeout/i, 'client-side operation timeouts are the driver’s alone'],
  [/mongos|sharded|pin(ned|s|ning)/i, 'is for sharded clusters'],
  [/load.?balanc/i, 'is for load-balanced clusters'],
  [/search index/i, 'search indexes are Atlas’s'],
  [/gridfs/i, 'GridFS is not used'],
  [/unacknowledged.*hint/i, 'is about servers before 4.4: the driver sends such hints since'],
  [/backpressure/i, 'is about overload of the server, which the driver handles alone'],
];

export function leftOut(file: TestFile, test: Test): string | undefined {
  return LEFT_OUT.find(([pattern]) => pattern.test(file.description) || pattern.test(test.description))?.[1];
}
