/** Runs every example of docs/STRATEGIES.md against a server, and checks that every verdict is explained there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { METRICS, OBJECTIVES, VERDICTS } from '../../src/engine/strategies/strategy.js';
import { FINDINGS, LIKENESSES } from '../../src/engine/strategies/layer-quality.js';
import { ADVICE } from '../../src/engine/strategies/library.js';
import { TestServer } from '../support/server.js';

const PAGE = readFileSync('docs/STRATEGIES.md', 'utf8');

test('the examples of docs/STRATEGIES.md run', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T00:00:00Z', { zone: 'Asia/Shanghai' });
    await admin.ask(`mutation{
      defineLayerModel(input:{key:"lifecycle",layers:[{key:"dormant",when:"not did(visit, last 30d)"},{key:"regular"}]},wait:true){job{id}}
      defineSegment(input:{key:"ordered_90d",expression:"did(order_paid, last 90d)"},wait:true){job{id}}
      setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
      defineWebhookEndpoint(input:{key:"shop",url:"https://shop.example/send"}){endpoint{key}}
    }`);
    const examples = [...PAGE.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, query]) => query);
    assert.equal(examples.length, 3);
    for (const query of examples) {
      const { errors } = await admin.send(query);
      assert.equal(errors, undefined, `${query}\n${JSON.stringify(errors)}`);
    }
  } finally {
    await server.remove();
  }
});

test('the page explains every objective, metric, verdict and advice', () => {
  for (const verdict of VERDICTS) assert.ok(PAGE.includes(`| \`${verdict}\` |`), verdict);
  for (const objective of OBJECTIVES) assert.ok(PAGE.includes(`| \`${objective}\` |`), objective);
  for (const finding of FINDINGS) assert.ok(PAGE.includes(`| \`${finding}\` |`), finding);
  for (const word of [...METRICS, ...ADVICE, ...LIKENESSES]) assert.ok(PAGE.includes(`\`${word}\``), word);
});
