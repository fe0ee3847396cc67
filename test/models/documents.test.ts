/** Runs every example of docs/MODELS.md against a server, and checks that every warning is explained there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MODEL_WARNINGS } from '../../src/engine/models/warnings.js';
import { TestServer } from '../support/server.js';

const PAGE = readFileSync('docs/MODELS.md', 'utf8');

test('the examples of docs/MODELS.md run', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T00:00:00Z', { zone: 'Asia/Shanghai' });
    await admin.ask(`mutation{
      defineLayerModel(input:{key:"lifecycle",layers:[{key:"dormant",when:"not did(visit, last 30d)"},{key:"regular"}]},wait:true){job{id}}
      setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
      defineWebhookEndpoint(input:{key:"shop",url:"https://shop.example/send"}){endpoint{key}}
    }`);
    const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', {
      e: [
        {
          ...{ messageId: 'a', type: 'added_to_cart', occurredAt: '2026-03-09T00:00:00Z' },
          ...{ identities: [{ namespace: 'member_id', value: 'a' }], properties: { sku: 'tea' } },
        },
      ],
    });
    const examples = [...PAGE.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, query]) => query);
    assert.ok(examples.length >= 5);
    for (const name of ['orderForecast', 'churnModel', 'itemLinks', 'recommendations', 'strategyEvidence'])
      assert.ok(
        examples.some((query) => query.includes(name)),
        `${name} has an example`,
      );
    for (const query of examples) {
      const variables = query.includes('$profile') ? { profile: ingestEvents.results[0].profile } : undefined;
      const { errors } = await admin.send(query, variables);
      assert.equal(errors, undefined, `${query}\n${JSON.stringify(errors)}`);
    }
  } finally {
    await server.remove();
  }
});

test('the page explains every warning', () => {
  for (const warning of Object.keys(MODEL_WARNINGS)) assert.ok(PAGE.includes(`| \`${warning}\` |`), warning);
});
