/**
 * Tests that the tables of effects have every field that a mutation of the schema can change in a definition. The test
 * walks the schema, so a new mutation or input field without an entry fails here.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildSchema, getNamedType, isInputObjectType, type GraphQLInputObjectType } from 'graphql';
import { COUPON_EFFECTS, COUPON_PACK_EFFECTS } from '../../src/engine/coupons/coupon-effects.js';
import { EFFECTS, type Effect } from '../../src/engine/definitions/effects.js';
import { MODEL_EFFECTS } from '../../src/engine/models/model-effects.js';
import { STRATEGY_EFFECTS } from '../../src/engine/strategies/strategy-effects.js';
import { REACH_EFFECTS } from '../../src/engine/reach/reach-effects.js';
import { SERVICE_EFFECTS } from '../../src/services/base/service-effects.js';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const mutations = schema.getMutationType()!.getFields();
const TABLES: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  ...EFFECTS,
  ...REACH_EFFECTS,
  ...SERVICE_EFFECTS,
  coupon: COUPON_EFFECTS,
  couponPack: COUPON_PACK_EFFECTS,
  model: MODEL_EFFECTS,
  strategy: STRATEGY_EFFECTS,
};

/** The kind of definition that each mutation saves. */
const KIND_OF: Readonly<Record<string, string>> = {
  createWriteKey: 'writeKey',
  defineBoard: 'board',
  defineCampaign: 'campaign',
  defineCatalogue: 'itemCatalogue',
  defineCoupon: 'coupon',
  defineCouponPack: 'couponPack',
  defineExperiment: 'experiment',
  defineHook: 'hook',
  defineIdentityNamespace: 'namespace',
  defineLayerModel: 'layerModel',
  defineList: 'list',
  defineModel: 'model',
  definePartner: 'partner',
  defineReport: 'report',
  defineRole: 'role',
  defineSegment: 'segment',
  defineStrategy: 'strategy',
  defineTag: 'tag',
  defineWebhookEndpoint: 'endpoint',
  installTemplate: 'schedule',
  redefineSegment: 'segment',
  setReachRules: 'reachRules',
  setRetention: 'retention',
};

/** Mutations with such names that save no definition, each with the reason. */
const NO_DEFINITION: Readonly<Record<string, string>> = {
  createSandbox: 'creates a workspace, whose zone and currency are fixed',
  createUpload: 'announces a file to import',
  createUser: 'creates a person',
  createWorkspace: 'creates a workspace, whose zone and currency are fixed',
  setContactLimit: 'writes a fact of one customer',
  setTags: 'writes facts of customers',
};

/** Inputs within other inputs that have a table of their own. All other inputs are values of one field. */
const KIND_OF_INPUT: Readonly<Record<string, string>> = {
  CampaignChannelInput: 'channel',
  CatalogueFieldInput: 'itemField',
  ContactBudgetInput: 'budget',
  LayerInput: 'layer',
  MetricRuleInput: 'metricRule',
  MigrationWarningInput: 'migrationWarning',
};

/** Input fields with another name in the definition, as `kind.field`. */
const STORED_AS: Readonly<Record<string, string>> = {
  'budget.per': 'window',
  'budget.rolling': 'window',
  'campaign.expiresAfter': 'expiresAfterMs',
  'campaign.lateness': 'latenessMs',
  'campaign.reEntryAfter': 'reEntry',
  'channel.body': 'message',
  'channel.dueAfter': 'dueAfterMs',
  'channel.title': 'message',
  'coupon.mostOff': 'most',
  'coupon.percentOff': 'share',
  'coupon.perCustomerLimit': 'perCustomer',
  'coupon.totalLimit': 'total',
  'coupon.validFor': 'validForMs',
  'couponPack.perCustomerLimit': 'perCustomer',
  'couponPack.totalLimit': 'total',
  'migrationWarning.within': 'withinMs',
  'model.horizon': 'horizonMs',
  'model.scoreEvery': 'scoreEveryMs',
  'model.trainEvery': 'trainEveryMs',
  'model.validity': 'validityMs',
  'retention.eventType': 'family',
  'retention.keep': 'ms',
  'schedule.every': 'everyMs',
  'schedule.key': 'template',
  'segment.expression': 'condition',
  'strategy.window': 'windowMs',
  'tag.otherwise': 'derivation',
  'tag.rules': 'derivation',
  'tag.score': 'derivation',
  'tag.ttl': 'ttlMs',
};

/** Fields and arguments that instruct a mutation and are not part of the definition. */
const INSTRUCTIONS: readonly string[] = ['wait', 'dryRun', 'overlapWith'];

/** The layers of a model are compared one by one and in their order, by the table of layers. */
const COMPARED_INSIDE: readonly string[] = ['layerModel.layers'];

/** Returns the names of the fields that a mutation takes, those of its input included. */
function givenTo(mutation: string): { readonly fields: readonly string[]; readonly inputs: GraphQLInputObjectType[] } {
  const inputs: GraphQLInputObjectType[] = [];
  const fields = mutations[mutation].args.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    if (name !== 'input' || !isInputObjectType(named)) return INSTRUCTIONS.includes(name) ? [] : [name];
    inputs.push(named);
    return Object.keys(named.getFields()).filter((field) => !INSTRUCTIONS.includes(field));
  });
  return { fields, inputs };
}

/** Returns the given inputs and all inputs within them. */
function closure(inputs: readonly GraphQLInputObjectType[]): ReadonlySet<GraphQLInputObjectType> {
  const all = new Set(inputs);
  for (const input of all)
    for (const { type } of Object.values(input.getFields())) {
      const named = getNamedType(type);
      if (isInputObjectType(named)) all.add(named);
    }
  return all;
}

const withoutEntry = (kind: string, fields: readonly string[]): readonly string[] =>
  fields
    .filter((field) => !Object.hasOwn(TABLES[kind], STORED_AS[`${kind}.${field}`] ?? field))
    .map((field) => `${kind}.${field}`)
    .filter((field) => !COMPARED_INSIDE.includes(field));

test('every mutation that saves a definition has a table, or is listed with a reason', () => {
  const names = Object.keys(mutations).filter((name) => /^(define|redefine|set|create|install)[A-Z]/.test(name));
  assert.deepEqual(names.sort(), [...Object.keys(KIND_OF), ...Object.keys(NO_DEFINITION)].sort());
  assert.equal(Object.keys(NO_DEFINITION).length, 6);
});

test('every field of these mutations has an entry', () => {
  for (const [mutation, kind] of Object.entries(KIND_OF))
    assert.deepEqual(withoutEntry(kind, givenTo(mutation).fields), [], mutation);
  assert.deepEqual(withoutEntry('tag', ['colour']), ['tag.colour']);
});

test('every field of an input with its own table has an entry', () => {
  const inputs = [...closure(Object.keys(KIND_OF).flatMap((mutation) => givenTo(mutation).inputs))];
  const found = inputs.filter(({ name }) => Object.hasOwn(KIND_OF_INPUT, name));
  assert.deepEqual(found.map(({ name }) => name).sort(), Object.keys(KIND_OF_INPUT).sort());
  for (const input of found)
    assert.deepEqual(withoutEntry(KIND_OF_INPUT[input.name], Object.keys(input.getFields())), [], input.name);
});

test('every table belongs to a mutation', () => {
  const changed = [...Object.values(KIND_OF), ...Object.values(KIND_OF_INPUT), 'workspace'];
  assert.deepEqual(Object.keys(TABLES).sort(), [...new Set(changed)].sort());
});
