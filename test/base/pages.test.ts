/** Tests that everything a store lists is read once, in order, with no more pages than needed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eachPage, pagesUntilEmpty } from '../../src/services/base/pages.js';
import type { Page } from '../../src/services/base/ports.js';
import { nodesOf } from '../../src/cli/connection-nodes.js';
import { freshSeed } from '../support/amount.js';

/** A list of the keys 000, 001, ... that counts how often it is read. */
class Listed {
  readonly keys: string[];
  reads = 0;

  constructor(size: number) {
    this.keys = Array.from({ length: size }, (_, i) => String(i).padStart(3, '0'));
  }

  readonly page = async ({ first, after }: Page): Promise<string[]> => {
    this.reads++;
    return this.keys.filter((key) => after === undefined || key > after).slice(0, first);
  };
}

const itself = (key: string): string => key;

test('each item is read once and in order, and a short page is the last one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.integer({ min: 1, max: 12 }), async (size, first) => {
      const list = new Listed(size);
      const pages: (readonly string[])[] = [];
      for await (const page of eachPage(list.page, itself, first)) pages.push(page);
      assert.deepEqual(pages.flat(), list.keys);
      assert.ok(pages.every((page) => page.length > 0 && page.length <= first));
      assert.equal(list.reads, Math.floor(size / first) + 1);
    }),
    { seed: freshSeed() },
  );
});

test('reading can start after a position', async () => {
  const list = new Listed(9);
  const pages: (readonly string[])[] = [];
  for await (const page of eachPage(list.page, itself, 3, '003')) pages.push(page);
  assert.deepEqual(pages, [
    ['004', '005', '006'],
    ['007', '008'],
  ]);
});

test('no page is read ahead, and none after the loop has ended', async () => {
  const list = new Listed(100);
  for await (const page of eachPage(list.page, itself, 10)) {
    assert.equal(list.reads, page[0] === '000' ? 1 : 2);
    if (page[0] === '010') break;
  }
  assert.equal(list.reads, 2);
});

test('pages of any length are read until one is empty, including items that arrive meanwhile', async () => {
  const list = new Listed(5);
  const lengths = [1, 3, 2];
  const seen: string[] = [];
  const read = (after: string | undefined): Promise<string[]> =>
    list.page({ first: lengths[list.reads] ?? 4, ...(after === undefined ? {} : { after }) });
  for await (const page of pagesUntilEmpty(read, itself)) {
    seen.push(...page);
    if (seen.length === 5) list.keys.push('005');
  }
  assert.deepEqual(seen, ['000', '001', '002', '003', '004', '005']);
});

test('the nodes of a connection are read until it has no next page', async () => {
  const asked: (string | undefined)[] = [];
  const read = async (after: string | undefined) => {
    asked.push(after);
    const at = after === undefined ? 0 : Number(after);
    return { edges: [{ node: at }, { node: at + 1 }], pageInfo: { hasNextPage: at < 4, endCursor: String(at + 2) } };
  };
  const nodes: number[] = [];
  for await (const node of nodesOf(read)) nodes.push(node);
  assert.deepEqual(nodes, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(asked, [undefined, '2', '4']);
});
