/** Random changes of single fields of the definitions of a random shop. */
import {
  EFFECTS,
  ITEM_CATALOGUE_EFFECTS,
  LAYER_EFFECTS,
  NAMESPACE_EFFECTS,
  RETENTION_EFFECTS,
  SEGMENT_EFFECTS,
  TAG_EFFECTS,
  type Effect,
} from '../../src/engine/definitions/effects.js';
import type { Layer } from '../../src/engine/layers/layers.js';
import type { IdentityNamespace, SegmentDefinition, TagDefinition } from '../../src/engine/types.js';
import type { Dice } from '../support/random-world.js';
import { eventually, type Caller } from '../support/server.js';
import type { Input, World } from './random-shop.js';

/** A change of one definition: `after` returns the changed definitions, and `send` sends only the change. */
export interface Change {
  /** Kind and field, as the coverage of `npm run prove` names them. */
  readonly field: string;
  readonly effect: Effect;
  readonly what: string;
  readonly after: (w: World) => World;
  readonly send: (shop: Caller, w: World) => Promise<unknown>;
}

export const DEFINE_TAG = 'mutation($i:DefineTagInput!){defineTag(input:$i,wait:true){key}}';
export const DEFINE_NAMESPACE = 'mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i,wait:true){name}}';
export const DEFINE_MODEL = 'mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){job{state}}}';
export const DEFINE_CATALOGUE =
  'mutation{defineCatalogue(input:{key:"goods",kind:PRODUCTS,fields:[{name:"brand",type:STRING}]}){key}}';
export const REPLACE_ENTRIES =
  'mutation($e:[CatalogueEntryInput!]!){changeCatalogue(key:"goods",action:REPLACE,entries:$e,wait:true){changed}}';
export const entriesOf = ({ brands }: World): object[] =>
  Object.entries(brands).map(([key, brand]) => ({ key, values: { brand } }));
export const SEGMENT = (name: string): string =>
  `mutation($i:DefineSegmentInput!){${name}(input:$i,wait:true){job{state}}}`;
export const RETENTION = 'mutation($t:String!,$k:String!){setRetention(eventType:$t,keep:$k){job{id}}}';

/** Returns a condition on tags with values of their own and on events. It names no other definition. */
function condition(d: Dice, depth = 0): string {
  if (depth < 2 && d.chance(0.4))
    return `(${condition(d, depth + 1)} ${d.pick(['and', 'or'])} ${condition(d, depth + 1)})`;
  if (depth < 2 && d.chance(0.15)) return `not ${condition(d, depth + 1)}`;
  return d.pick([
    `tag points >= ${d.int(0, 4)}`,
    `tag points between ${d.int(0, 2)} and ${d.int(2, 6)}`,
    'tag level exists',
    `tag home = "${d.pick(['v', 'w'])}"`,
    `tag list has "${d.pick(['a', 'b'])}"`,
    `did(visit, last ${d.int(1, 25)}d)`,
    `count(order_paid, last ${d.int(5, 40)}d) >= ${d.int(1, 3)}`,
    `held for ${d.int(1, 5)}d (tag level exists)`,
  ]);
}

const days = (d: Dice): string => `P${d.int(1, 25)}D`;
const lifetime = (d: Dice): string | null => (d.chance(0.3) ? null : days(d));

/** Returns the sources of a random trust order, or null for none. */
function authority(d: Dice): string[] | null {
  const sources = ['one', 'two', 'three'].filter(() => d.chance(0.6));
  if (sources.length === 0) return null;
  return d.chance(0.5) ? sources : sources.reverse();
}

type Patches<D> = { readonly [F in keyof Required<D>]: readonly (readonly [key: string, patch: Input])[] };

const tagPatches = (d: Dice): Patches<TagDefinition> => ({
  key: [],
  kind: [],
  type: [],
  namespace: [],
  version: [],
  publishedAt: [],
  retired: [],
  name: [['level', { name: d.pick(['Other', '等级']) }]],
  description: [['level', { description: d.pick(['Other', '', '说明']) }]],
  group: [['level', { group: d.pick(['ACTIVITY', 'CONSUMPTION']) }]],
  subgroup: [['level', { subgroup: 'ONLINE', group: 'ACTIVITY' }]],
  allowedValues: [['home', { allowedValues: d.pick([['none'], ['v'], ['v', 'w']]) }]],
  min: [['points', { min: d.int(-3, 100) }]],
  max: [['points', { max: d.int(100, 200) }]],
  maxLength: [['level', { maxLength: d.int(1, 30) }]],
  ttlMs: [
    ['level', { ttl: lifetime(d) }],
    ['points', { ttl: lifetime(d) }],
    ['list', { ttl: lifetime(d) }],
    ['home', { ttl: days(d) }],
  ],
  authority: [['home', { authority: authority(d) }]],
  metric: [
    ['orders', { metric: `count(${d.pick(['order_paid', 'visit', 'product_viewed'])}, last ${d.int(1, 40)}d)` }],
  ],
  derivation: [
    ['stage', { rules: [{ when: condition(d), value: 'hot' }] }],
    ['stage', { rules: [{ when: condition(d), value: 'hot' }], otherwise: d.pick([null, 'cold', 'hot']) }],
    [
      'score',
      {
        score: [
          { weight: String(d.int(-4, 8) / 4), of: 'tag points' },
          { weight: String(d.int(1, 9)), of: condition(d) },
        ],
      },
    ],
  ],
  personal: [['level', { personal: d.chance(0.5) }]],
});

function tagChange(d: Dice, field: keyof TagDefinition): Change | undefined {
  const patches = tagPatches(d)[field];
  if (patches.length === 0) return undefined;
  const [key, patch] = d.pick(patches);
  return {
    field: `tag.${field}`,
    effect: TAG_EFFECTS[field],
    what: `tag ${key}.${field} ${JSON.stringify(patch)}`,
    after: (w) => ({ ...w, tags: { ...w.tags, [key]: { ...w.tags[key], ...patch } } }),
    send: (shop) => shop.ask(DEFINE_TAG, { i: { key, ...patch } }),
  };
}

/**
 * Placeholders are only added. A value that was a placeholder when it was received stays left out of its fact, so that
 * removing the rule gives another state than a workspace that never had it.
 */
function namespaceChange(d: Dice, field: keyof IdentityNamespace): Change | undefined {
  const patches: { readonly [F in keyof Required<IdentityNamespace>]: Input | undefined } = {
    name: undefined,
    regroupedAt: undefined,
    limit: { limit: d.int(1, 5) },
    priority: { priority: d.int(1, 99) },
    strong: { strong: d.chance(0.3) },
    normalise: { normalise: 'lowercase' },
    blocked: { blocked: d.pick([['desk'], ['DESK'], ['x', 'Desk', 'desk']]) },
    builtInPlaceholders: { builtInPlaceholders: true },
  };
  const patch = patches[field];
  return (
    patch && {
      field: `namespace.${field}`,
      effect: NAMESPACE_EFFECTS[field],
      what: `namespace ${JSON.stringify(patch)}`,
      after: (w) => ({ ...w, namespaces: { loyalty: { ...w.namespaces.loyalty, ...patch } } }),
      send: (shop) => shop.ask(DEFINE_NAMESPACE, { i: { name: 'loyalty', ...patch } }),
    }
  );
}

function segmentChange(d: Dice, field: keyof SegmentDefinition): Change | undefined {
  const patches: { readonly [F in keyof Required<SegmentDefinition>]: Input | undefined } = {
    key: undefined,
    version: undefined,
    publishedAt: undefined,
    retired: undefined,
    draft: undefined,
    savedAt: undefined,
    savedBy: undefined,
    name: { name: d.pick(['Other', '人群']) },
    description: { description: d.pick(['Other', '']) },
    shareable: { shareable: d.chance(0.5) },
    condition: { expression: condition(d) },
  };
  const patch = patches[field];
  const key = d.pick(['s_home', 's_level', 's_points', 's_orders', 's_views']);
  const changed = ({ segments, ...w }: World): World => ({
    ...w,
    segments: { ...segments, [key]: patch?.expression as string },
  });
  return (
    patch && {
      field: `segment.${field}`,
      effect: SEGMENT_EFFECTS[field],
      what: `segment ${key} ${JSON.stringify(patch)}`,
      after: (w) => (patch.expression ? changed(w) : w),
      send: (shop) => shop.ask(SEGMENT('redefineSegment'), { i: { key, ...patch } }),
    }
  );
}

function layerChange(field: keyof Layer, of: (layers: readonly Input[]) => readonly Input[]): Change {
  return {
    field: `layer.${field}`,
    effect: LAYER_EFFECTS[field],
    what: `another ${field} of a layer`,
    after: (w) => ({ ...w, layers: of(w.layers) }),
    send: (shop, w) => shop.ask(DEFINE_MODEL, { i: { key: 'm', layers: of(w.layers) } }),
  };
}

function layerChanges(d: Dice): Change[] {
  const when = condition(d);
  const patched = (patch: Input): ((layers: readonly Input[]) => readonly Input[]) => {
    const place = d.int(0, 2);
    return (layers) => layers.map((layer, i) => (i === place ? { ...layer, ...patch } : layer));
  };
  const policy = (): string => d.pick(['NONE', 'NEAR_CHURN', 'PERIODIC']);
  return [
    layerChange('when', ([first, ...others]) => [{ ...first, when }, ...others]),
    // Swaps the first two layers, which changes the order of the keys.
    layerChange('key', ([first, second, last]) => [second, first, last]),
    layerChange('name', patched({ name: d.pick(['Other', '层']) })),
    layerChange('objective', patched({ objective: 'x' })),
    layerChange('advice', patched({ advice: 'x' })),
    layerChange('reach', patched({ reach: policy() })),
    layerChange('coupons', patched({ coupons: policy() })),
  ];
}

function itemChange(d: Dice): Change {
  const brands = Object.fromEntries(
    ['S1', 'S2', 'S3'].filter(() => d.chance(0.7)).map((sku) => [sku, d.pick(['Acme', 'Beta'])]),
  );
  const after = (w: World): World => ({ ...w, brands: { ...brands, S4: 'Acme' } });
  return {
    field: 'itemCatalogue.version',
    effect: ITEM_CATALOGUE_EFFECTS.version,
    what: `entries of the product catalogue ${JSON.stringify(brands)}`,
    after,
    send: (shop, w) => shop.ask(REPLACE_ENTRIES, { e: entriesOf(after(w)) }),
  };
}

const ALL_DONE = '{jobs(first:20){edges{node{state}}}}';

function retentionChange(d: Dice): Change {
  const keep = `P${d.int(8, 24)}D`;
  return {
    field: 'retention.ms',
    effect: RETENTION_EFFECTS.ms,
    what: `retention of product_viewed ${keep}`,
    after: (w: World) => ({ ...w, retentions: { product_viewed: keep } }),
    send: async (shop: Caller) => {
      await shop.ask(RETENTION, { t: 'product_viewed', k: keep });
      const isDone = async (): Promise<boolean> =>
        (await shop.ask(ALL_DONE)).jobs.edges.every((e: { node: { state: string } }) => e.node.state === 'DONE');
      await eventually(isDone, 'the retention is set');
    },
  };
}

/** Returns a change that affects no customer, of a definition that `apart` defined. */
function quietChange(field: string, mutation: string): Change {
  const [kind, name] = field.split('.');
  return {
    field,
    effect: EFFECTS[kind][name],
    what: mutation,
    after: (w) => w,
    send: (shop) => shop.ask(`mutation{${mutation}}`),
  };
}

/** Defines a partner, an experiment and a list, on which no membership depends. */
export const DEFINE_APART = `mutation{
  definePartner(input:{key:"agency",tags:["main"],lookups:["member_id"]}){key}
  defineCoupon(input:{key:"ten",name:"ten",kind:FIXED_AMOUNT,faceValue:"10"}){key}
  defineExperiment(input:{key:"trial",variants:[{key:"a",coupon:"ten"},{key:"none"}]}){key}
  defineList(input:{key:"words",type:STRING}){key}
}`;

/** Returns changes of fields on which no membership depends, of other kinds of definitions. */
function quietChanges(d: Dice, w: World): Change[] {
  const partner = (more: string): string => `definePartner(input:{key:"agency",${more}}){key}`;
  const layers = w.layers.map(
    ({ key, when }) => `{key:"${String(key)}"${when === undefined ? '' : `,when:${JSON.stringify(when)}`}}`,
  );
  const model = (more: string): string =>
    `defineLayerModel(wait:true,input:{key:"m",layers:[${layers.join()}],${more}}){job{state}}`;
  const warning = (more: string): string => model(`warnings:[{key:"w",from:["top"],to:["rest"],${more}}]`);
  return [
    quietChange('partner.name', partner(`name:"${d.pick(['Other', '伙伴'])}"`)),
    quietChange('partner.tags', partner('tags:["main","other"]')),
    quietChange('partner.lookups', partner('lookups:[]')),
    quietChange('partner.sources', partner(`sources:["${d.pick(['one', 'two'])}"]`)),
    quietChange('partner.writesPerDay', partner(`writesPerDay:${d.int(1, 1000)}`)),
    quietChange('partner.mode', partner(`mode:${d.pick(['TRIAL', 'SUSPENDED'])}`)),
    quietChange('experiment.ended', 'endExperiment(key:"trial"){key}'),
    quietChange('list.name', `defineList(input:{key:"words",name:"${d.pick(['Other', '词'])}"}){key}`),
    quietChange('list.description', 'defineList(input:{key:"words",description:"x"}){key}'),
    quietChange('itemCatalogue.label', `defineCatalogue(input:{key:"goods",label:"${d.pick(['Other', '货'])}"}){key}`),
    quietChange(
      'itemCatalogue.fields',
      'defineCatalogue(input:{key:"goods",fields:[{name:"brand",type:STRING},{name:"colour",type:STRING}]}){key}',
    ),
    quietChange('layerModel.name', model(`name:"${d.pick(['Other', '模型'])}"`)),
    quietChange('layerModel.description', model('description:"x"')),
    quietChange('layerModel.warnings', warning('watch:"s_home"')),
    quietChange('migrationWarning.watch', warning('watch:"s_level"')),
    quietChange('migrationWarning.from', warning('watch:"s_level"').replace('from:["top"]', 'from:["top","mid"]')),
    quietChange('migrationWarning.to', warning('watch:"s_level"').replace('to:["rest"]', 'to:["rest","mid"]')),
    quietChange('migrationWarning.atLeast', warning(`atLeast:${d.int(1, 50)},within:"P7D"`)),
    quietChange('migrationWarning.withinMs', warning(`atLeast:5,within:"${days(d)}"`)),
    quietChange('migrationWarning.share', warning(`share:0.${d.int(1, 9)},within:"P7D"`)),
  ];
}

/** Returns one random change of every field that can change. */
export function changes(dice: Dice): Change[] {
  return [
    ...(Object.keys(TAG_EFFECTS) as (keyof TagDefinition)[]).map((f) => tagChange(dice, f)),
    ...(Object.keys(NAMESPACE_EFFECTS) as (keyof IdentityNamespace)[]).map((f) => namespaceChange(dice, f)),
    ...(Object.keys(SEGMENT_EFFECTS) as (keyof SegmentDefinition)[]).map((f) => segmentChange(dice, f)),
    ...layerChanges(dice),
    {
      field: 'segment.retired',
      effect: SEGMENT_EFFECTS.retired,
      what: 's_list retired',
      after: ({ segments, ...w }: World) => ({
        ...w,
        segments: Object.fromEntries(Object.entries(segments).filter(([key]) => key !== 's_list')),
      }),
      send: (shop: Caller) => shop.ask('mutation{retireSegment(key:"s_list",wait:true){job{state}}}'),
    },
    itemChange(dice),
    retentionChange(dice),
  ].filter((c) => c !== undefined);
}

const UNREAD_TAG_FIELDS = [
  'name',
  'description',
  'group',
  'subgroup',
  'personal',
  'allowedValues',
  'min',
  'max',
  'maxLength',
];

/** Fields whose changes affect no membership. A separate list reveals wrong entries in the list of effects. */
const MOVE_NOBODY: ReadonlySet<string> = new Set([
  ...UNREAD_TAG_FIELDS.map((field) => `tag.${field}`),
  ...['segment.name', 'segment.description', 'segment.shareable', 'namespace.priority'],
  ...['name', 'objective', 'advice', 'reach', 'coupons'].map((field) => `layer.${field}`),
]);

/** Whether a change can affect a membership. */
export const movesSomeone = ({ field }: Change): boolean => !MOVE_NOBODY.has(field);

/** Returns one change of every field that affects no membership. `now` has the definitions at that time. */
export const changesOfNobody = (dice: Dice, all: readonly Change[], now: World): readonly Change[] => [
  ...all.filter((c) => !movesSomeone(c)),
  ...quietChanges(dice, now),
];
