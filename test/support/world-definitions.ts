/** Defines the tags and lists that randomly generated conditions use, in a workspace of a real server. */
import { formatDecimal } from '../../src/engine/values/decimal.js';
import { printCondition, printMetric } from '../../src/engine/segments/print.js';
import { API_FIELDS, apiEntries, ITEMS, type RandomItems } from './random-items.js';
import { CUSTOMER_LISTS, VALUE_LISTS } from './random-lists.js';
import { TAGS } from './random-world.js';
import type { Caller } from './server.js';

/** Defines the lists that random conditions use, in the workspace of a caller. */
export async function defineLists(caller: Caller): Promise<void> {
  const define = (i: object): Promise<object> =>
    caller.ask('mutation($i:DefineListInput!){defineList(input:$i){key}}', { i });
  for (const key of CUSTOMER_LISTS) await define({ key, namespace: 'member_id' });
  for (const { key, type, values } of VALUE_LISTS) {
    await define({ key, type });
    if (values.length > 0) await caller.ask(ADD_TO_LIST, { l: key, e: values });
  }
}

/** Defines the catalogues that random conditions read, in the workspace of a caller. */
export async function defineCatalogues(caller: Caller, { products, places }: RandomItems = ITEMS): Promise<void> {
  for (const [key, values] of [
    ['goods', products],
    ['places', places],
  ] as const) {
    const i = { key, kind: key === 'goods' ? 'PRODUCTS' : 'LOOKUP', fields: API_FIELDS[key] };
    await caller.ask('mutation($i:DefineCatalogueInput!){defineCatalogue(input:$i){key}}', { i });
    await caller.ask(REPLACE_ENTRIES, { k: key, e: apiEntries(values) });
  }
}

const REPLACE_ENTRIES =
  'mutation($k:String!,$e:[CatalogueEntryInput!]!){changeCatalogue(key:$k,action:REPLACE,entries:$e,wait:true){changed}}';

export const ADD_TO_LIST = 'mutation($l:String!,$e:[ListValue]!){addToList(list:$l,entries:$e,wait:true){changed}}';

/** Defines the tags that random conditions use, in the workspace of a caller. */
export async function defineTags(caller: Caller): Promise<void> {
  for (const t of [...TAGS].sort((a, b) => Number(a.derivation !== undefined) - Number(b.derivation !== undefined))) {
    const rules = t.derivation?.kind === 'rules' ? t.derivation : undefined;
    const score = t.derivation?.kind === 'score' ? t.derivation : undefined;
    await caller.ask('mutation($i:DefineTagInput!){defineTag(input:$i){key}}', {
      i: {
        key: t.key,
        kind: t.kind,
        type: t.type,
        authority: t.authority,
        ...(t.ttlMs ? { ttl: `PT${t.ttlMs / 3600_000}H` } : {}),
        ...(t.metric ? { metric: printMetric(t.metric) } : {}),
        ...(rules
          ? {
              rules: rules.rules.map((r) => ({ when: printCondition(r.when), value: r.value })),
              otherwise: rules.otherwise,
            }
          : {}),
        ...(score
          ? {
              score: score.terms.map((x) => ({
                weight: formatDecimal(x.weight),
                of:
                  x.kind === 'tag'
                    ? `tag ${x.tag}`
                    : x.kind === 'metric'
                      ? 'distinct(product_viewed.sku, last 3d)'
                      : 'tag city exists',
              })),
            }
          : {}),
      },
    });
  }
}
