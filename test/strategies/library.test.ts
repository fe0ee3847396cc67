/** Tests the strategy library over a real server: definitions, results by hand, knowledge, proposals and bad input. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const NOW = '2026-06-30T12:00:00Z';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { zone: 'UTC', currency: 'CNY' });
  await admin.ask(`mutation{
    defineLayerModel(input:{key:"lifecycle",layers:[{key:"dormant",when:"not did(visit, last 30d)"},{key:"regular"}]},wait:true){job{id}}
  }`);
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

async function refused(caller: Caller, query: string, variables?: object): Promise<readonly (string | undefined)[]> {
  const { errors } = await caller.send(query, variables as never);
  const { code, reason, inputPath } = errors![0].extensions;
  return [code, reason, inputPath];
}

const define = (input: object): Promise<Loose> =>
  admin.ask(
    'mutation($i:StrategyInput!){defineStrategy(input:$i){key metric window leastEffect layerModel plannedAt version}}',
    {
      i: input,
    },
  );
const RESULT =
  'mutation($i:StrategyResultInput!){recordStrategyResult(input:$i){key origin verdict figure{interval{low high}}}}';
const result = async (input: object): Promise<Loose> =>
  (await admin.ask(RESULT, { i: { source: 'Spring 2025', at: '2025-04-01T00:00:00Z', ...input } }))
    .recordStrategyResult;
const known = async (layer: string, objective: string): Promise<Loose[]> =>
  (
    await admin.ask(
      `{strategyKnowledge(input:{layer:"${layer}",objective:${objective}}){strategy{key} evidence{standing byHand interval{low high} pooled{studies mean prediction{low high}}}}}`,
    )
  ).strategyKnowledge;

test('the articles give strategies without evidence, in the chosen language, and never replace existing ones', async () => {
  await define({ key: 'member_care', name: 'Our care', objective: 'RETAIN' });
  const add = async (language: string): Promise<Loose[]> =>
    (await admin.ask(`mutation{addArticleStrategies(language:${language}){key name objective offer layers}}`))
      .addArticleStrategies;
  const added = await add('ZH');
  assert.ok(added.every(({ name }) => /\p{Script=Han}/u.test(name)));
  assert.deepEqual(
    added.find(({ key }) => key === 'cross_promotion'),
    {
      key: 'cross_promotion',
      name: '交叉推广',
      objective: 'ORDERS',
      offer: 'CONTENT',
      layers: ['frequency_value.low_high'],
    },
  );
  assert.deepEqual(await add('EN'), []);
  assert.equal((await admin.ask('{strategy(key:"member_care"){name}}')).strategy.name, 'Our care');
  const dormant = await known('lifecycle.dormant', 'REVENUE');
  assert.deepEqual(
    dormant.map(({ strategy, evidence }) => [strategy.key, evidence.standing, evidence.pooled]),
    [['wake_up_coupon', 'UNTRIED', null]],
  );
});

test('results by hand are marked and combined, and proposals say what to expect', async () => {
  const at = { strategy: 'wake_up_coupon', layer: 'lifecycle.dormant' };
  const first = await result({ ...at, effect: 10, standardError: 2, treated: 500, heldOut: 500, cost: 1.5 });
  assert.deepEqual([first.origin, first.verdict], ['BY_HAND', 'WORKS']);
  assert.ok(Math.abs(first.figure.interval.low - (10 - 1.959964 * 2)) < 1e-5);
  await result({ ...at, effect: 14, standardError: 2 });
  const [two] = await known('lifecycle.dormant', 'REVENUE');
  assert.deepEqual([two.evidence.standing, two.evidence.interval, two.evidence.pooled.studies], ['OPEN', null, 2]);
  await result({ ...at, effect: 12, standardError: 2 });
  const nothing = await result({ ...at });
  assert.deepEqual([nothing.verdict, nothing.figure], ['NOT_MEASURED', null]);
  const [three] = await known('lifecycle.dormant', 'REVENUE');
  assert.deepEqual([three.evidence.standing, three.evidence.byHand, three.evidence.pooled.mean], ['WORKS', 3, 12]);
  const { strategyProposals } = await admin.ask(
    '{strategyProposals(input:{layer:"lifecycle.dormant",objective:REVENUE}){advice strategy{key} expected{mean prediction{low high}}}}',
  );
  assert.deepEqual([strategyProposals[0].advice, strategyProposals[0].expected.mean], ['REPEAT', 12]);
  assert.deepEqual(strategyProposals[0].expected.prediction, three.evidence.pooled.prediction);
  assert.deepEqual(await known('lifecycle.regular', 'REVENUE'), [], 'the strategy is meant for dormant customers');
});

test('a change of the plan is dated, and results of the former plan are no longer combined', async () => {
  const { defineStrategy: before } = await define({ key: 'plan', objective: 'ORDERS', leastEffect: 0.1 });
  assert.deepEqual(
    [before.metric, before.window, before.leastEffect, before.layerModel],
    ['ORDERS', 'P30D', 0.1, null],
  );
  await result({ strategy: 'plan', effect: 1, standardError: 0.1 });
  await admin.ask('mutation{advanceClock(to:"2026-07-01T12:00:00Z"){now}}');
  const { defineStrategy: renamed } = await define({ key: 'plan', name: 'Plan' });
  assert.equal(renamed.plannedAt, before.plannedAt);
  const { defineStrategy: after } = await define({ key: 'plan', window: 'P60D' });
  assert.deepEqual([after.window, after.version], ['P60D', 3]);
  assert.ok(after.plannedAt > before.plannedAt);
  const evidence = (await admin.ask('{strategy(key:"plan"){evidence{standing trials{key}}}}')).strategy.evidence;
  assert.deepEqual(evidence, [{ standing: 'OPEN', trials: [] }]);
});

test('only results by hand can be removed', async () => {
  const { key } = await result({ strategy: 'plan', effect: 1, standardError: 0.1 });
  assert.equal((await admin.ask(`mutation{removeStrategyResult(key:"${key}")}`)).removeStrategyResult, true);
  for (const gone of [key, 'campaign:spring:1:'])
    assert.deepEqual(await refused(admin, `mutation{removeStrategyResult(key:"${gone}")}`), [
      ...['NOT_FOUND', 'STRATEGY_RESULT_NOT_FOUND', 'key'],
    ]);
});

test('a campaign and an experiment name a strategy in force', async () => {
  await admin.ask(`mutation{
    defineSegment(input:{key:"all_visitors",expression:"did(visit)"},wait:true){job{id}}
    defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
    setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
    defineStrategy(input:{key:"old",objective:RETAIN}){key}
  }`);
  const campaign = (more: string): string =>
    `mutation{defineCampaign(input:{key:"c",audience:"all_visitors",channels:[{channel:"sms",endpoint:"crm",body:"x"}]${more}}){strategy expectedEffect}}`;
  const unknown = ['BAD_USER_INPUT', 'STRATEGY_UNKNOWN', 'input.strategy'];
  assert.deepEqual(await refused(admin, campaign(',strategy:"nothing"')), unknown);
  assert.deepEqual(await refused(admin, campaign(',expectedEffect:1')), [
    'BAD_USER_INPUT',
    'FIELD_MISSING',
    'input.strategy',
  ]);
  assert.deepEqual((await admin.ask(campaign(',strategy:"old",expectedEffect:2'))).defineCampaign, {
    ...{ strategy: 'old', expectedEffect: 2 },
  });
  await admin.ask('mutation{retireStrategy(key:"old"){retired}}');
  // A campaign keeps the strategy that was retired, but no other campaign can name it.
  assert.equal((await admin.ask(campaign(''))).defineCampaign.strategy, 'old');
  assert.deepEqual(await refused(admin, campaign(',strategy:"old"').replace('key:"c"', 'key:"d"')), unknown);
  assert.equal((await admin.ask(campaign(',strategy:null,expectedEffect:null'))).defineCampaign.strategy, null);
  const experiment = `mutation{defineExperiment(input:{key:"e",strategy:"old",variants:[{key:"a"},{key:"b"}]}){key}}`;
  assert.ok((await admin.send(experiment)).errors);
});

test('bad definitions and results are refused with their path, and nothing is kept', async () => {
  const strategy = (more: object): Promise<readonly (string | undefined)[]> =>
    refused(admin, 'mutation($i:StrategyInput!){defineStrategy(input:$i){key}}', {
      i: { key: 'bad', objective: 'RETAIN', ...more },
    });
  const bad = (reason: string, path: string, code = 'BAD_USER_INPUT'): readonly string[] => [
    code,
    reason,
    `input.${path}`,
  ];
  assert.deepEqual(await strategy({ objective: null }), bad('CHOICE_INVALID', 'objective'));
  assert.deepEqual(await strategy({ leastEffect: -1 }), bad('NUMBER_INVALID', 'leastEffect'));
  assert.deepEqual(await strategy({ window: 'PT1H' }), bad('DURATION_INVALID', 'window'));
  assert.deepEqual(await strategy({ layers: ['lifecycle'] }), bad('STRATEGY_LAYER_INVALID', 'layers[0]'));
  assert.deepEqual(await strategy({ layers: ['a.b', 'a.b'] }), bad('KEY_DUPLICATE', 'layers[1]'));
  assert.deepEqual(await strategy({ layerModel: 'none' }), bad('LAYER_MODEL_NOT_FOUND', 'layerModel', 'NOT_FOUND'));
  const given = (more: object): Promise<readonly (string | undefined)[]> =>
    refused(admin, RESULT, { i: { strategy: 'plan', source: 's', at: '2026-01-01T00:00:00Z', ...more } });
  assert.deepEqual(await given({ strategy: 'bad' }), bad('STRATEGY_NOT_FOUND', 'strategy', 'NOT_FOUND'));
  assert.deepEqual(await given({ layer: 'lifecycle.none' }), bad('LAYER_NOT_FOUND', 'layer', 'NOT_FOUND'));
  assert.deepEqual(await given({ effect: 1 }), bad('FIELD_MISSING', 'standardError'));
  for (const standardError of [0, -1, 1e-200, 9e-7])
    assert.deepEqual(await given({ effect: 1, standardError }), bad('NUMBER_INVALID', 'standardError'));
  assert.deepEqual(await given({ effect: 1e300, standardError: 1 }), bad('NUMBER_INVALID', 'effect'));
  assert.deepEqual(await given({ at: '2031-01-01T00:00:00Z' }), bad('INSTANT_NOT_PAST', 'at'));
  assert.deepEqual(await given({ treated: -1 }), bad('NUMBER_INVALID', 'treated'));
  const { strategies } = await admin.ask('{strategies(first:100){edges{node{key}}}}');
  assert.ok(!strategies.edges.some(({ node }: Loose) => node.key === 'bad'));
});
