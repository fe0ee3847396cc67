/** What a change of each field of each definition does: the one list that the use cases read. */
import type { Coupon } from '../coupons/definition.js';
import type { CouponPack } from '../coupons/pack-definition.js';
import type { Experiment } from '../experiments/assignment.js';
import type { Layer, LayerModel } from '../layers/layers.js';
import type { ListDefinition } from '../lists/list.js';
import type { IdentityNamespace, SegmentDefinition, TagDefinition } from '../model.js';
import type { Partner } from './partner.js';
import type { Retention } from '../facts/retention.js';
import type { Setting } from '../facts/selection.js';

/**
 * PUBLISHES: what is true of customers may change; a job evaluates them again, with cause DEFINITION.
 * REGROUPS: who is who may change; a job forms customers again.
 * LATER: only facts, claims or moves that come afterwards are held to it.
 * NOTHING: wording, order on a page, or who may read; read afresh at every request.
 * FIXED: refused once the definition exists.
 * IDENTITY: names the definition.
 * RECORD: written by the use case itself.
 */
export type Effect = 'PUBLISHES' | 'REGROUPS' | 'LATER' | 'NOTHING' | 'FIXED' | 'IDENTITY' | 'RECORD';

/** Every field has an entry: one that is added to a definition does not compile without. */
export type Effects<D> = { readonly [F in keyof Required<D>]: Effect };

export const TAG_EFFECTS: Effects<TagDefinition> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  kind: 'FIXED',
  type: 'FIXED',
  group: 'NOTHING',
  subgroup: 'NOTHING',
  namespace: 'FIXED',
  allowedValues: 'LATER',
  min: 'LATER',
  max: 'LATER',
  maxLength: 'LATER',
  ttlMs: 'PUBLISHES',
  authority: 'PUBLISHES',
  metric: 'PUBLISHES',
  derivation: 'PUBLISHES',
  personal: 'NOTHING',
  retired: 'PUBLISHES',
  version: 'RECORD',
  publishedAt: 'RECORD',
};

export const SEGMENT_EFFECTS: Effects<SegmentDefinition> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  condition: 'PUBLISHES',
  retired: 'PUBLISHES',
  shareable: 'NOTHING',
  draft: 'RECORD',
  version: 'RECORD',
  publishedAt: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** The layers of a model in their order: another order is another meaning. */
export const LAYER_EFFECTS: Effects<Layer> = {
  key: 'PUBLISHES',
  name: 'NOTHING',
  when: 'PUBLISHES',
  objective: 'NOTHING',
  advice: 'NOTHING',
  reach: 'LATER',
  coupons: 'LATER',
};

type ModelOwn = Omit<LayerModel, 'layers'>;

const LAYER_MODEL_EFFECTS: Effects<ModelOwn> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  warnings: 'LATER',
  retired: 'PUBLISHES',
  draft: 'RECORD',
  version: 'RECORD',
  publishedAt: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

export const NAMESPACE_EFFECTS: Effects<IdentityNamespace> = {
  name: 'IDENTITY',
  limit: 'REGROUPS',
  priority: 'LATER',
  strong: 'REGROUPS',
  normalise: 'REGROUPS',
  blocked: 'REGROUPS',
  builtInPlaceholders: 'REGROUPS',
  regroupedAt: 'RECORD',
};

export const RETENTION_EFFECTS: Effects<Retention> = { family: 'IDENTITY', ms: 'PUBLISHES', publishedAt: 'RECORD' };

/** Entries of identities re-evaluate the customers that hold them, without a new meaning of any definition. */
export const LIST_EFFECTS: Effects<ListDefinition> = {
  key: 'IDENTITY',
  id: 'RECORD',
  name: 'NOTHING',
  description: 'NOTHING',
  namespace: 'FIXED',
  type: 'FIXED',
  content: 'PUBLISHES',
  size: 'RECORD',
  bytes: 'RECORD',
  version: 'PUBLISHES',
  publishedAt: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Read at every call of a partner. */
const PARTNER_EFFECTS: Effects<Partner> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  tags: 'LATER',
  lookups: 'LATER',
  sources: 'LATER',
  writesPerDay: 'LATER',
  mode: 'LATER',
};

/**
 * What was decided shows as what it was then: claims and uses record what was promised with them, and only a later end
 * lengthens claims that were made. What reports group by is read afresh, and so are names: a new code adds one, and
 * facts that named the coupon by an earlier one stay its claims and uses.
 */
export const COUPON_EFFECTS: Effects<Coupon> = {
  key: 'IDENTITY',
  code: 'NOTHING',
  formerCodes: 'RECORD',
  name: 'NOTHING',
  description: 'NOTHING',
  kind: 'FIXED',
  faceValue: 'LATER',
  share: 'LATER',
  most: 'LATER',
  threshold: 'LATER',
  buy: 'LATER',
  get: 'LATER',
  products: 'LATER',
  gifts: 'LATER',
  stackable: 'LATER',
  store: 'LATER',
  platform: 'LATER',
  channel: 'LATER',
  campaign: 'NOTHING',
  costBearer: 'NOTHING',
  eligible: 'LATER',
  perCustomer: 'LATER',
  total: 'LATER',
  costLimit: 'LATER',
  from: 'LATER',
  until: 'LATER',
  validForMs: 'LATER',
  returnOnRefund: 'LATER',
  group: 'FIXED',
  version: 'RECORD',
  retired: 'LATER',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Claims made with a pack stay what they are. */
const COUPON_PACK_EFFECTS: Effects<CouponPack> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  coupons: 'LATER',
  eligible: 'LATER',
  perCustomer: 'LATER',
  total: 'LATER',
  from: 'LATER',
  until: 'LATER',
  version: 'RECORD',
  retired: 'LATER',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** An experiment is never changed, only ended. */
const EXPERIMENT_EFFECTS: Effects<Experiment> = {
  key: 'IDENTITY',
  name: 'FIXED',
  description: 'FIXED',
  variants: 'FIXED',
  salt: 'FIXED',
  plannedCustomers: 'FIXED',
  ended: 'LATER',
  version: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/**
 * What a workspace itself says to conditions. No mutation changes it; one that did would have to publish everything.
 */
const SETTING_EFFECTS: Effects<Omit<Setting, 'retentions'>> = { zone: 'FIXED', currency: 'FIXED' };

/** All lists, by what they are of. */
export const EFFECTS: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  tag: TAG_EFFECTS,
  segment: SEGMENT_EFFECTS,
  layerModel: LAYER_MODEL_EFFECTS,
  layer: LAYER_EFFECTS,
  namespace: NAMESPACE_EFFECTS,
  retention: RETENTION_EFFECTS,
  list: LIST_EFFECTS,
  partner: PARTNER_EFFECTS,
  coupon: COUPON_EFFECTS,
  couponPack: COUPON_PACK_EFFECTS,
  experiment: EXPERIMENT_EFFECTS,
  workspace: SETTING_EFFECTS,
};

interface DefinitionChange {
  /** Fields whose value differs. */
  readonly fields: readonly string[];
  readonly effects: ReadonlySet<Effect>;
}

/** What differs between two versions of a definition, and what that does. What was never there changes nothing. */
export function changeOf<D extends object>(
  effects: Effects<D>,
  before: Partial<D> | undefined,
  after: Partial<D>,
): DefinitionChange {
  if (!before) return { fields: [], effects: new Set() };
  const fields = (Object.keys(effects) as (keyof D & string)[]).filter((f) => !sameTree(before[f], after[f]));
  return { fields, effects: new Set(fields.map((f) => effects[f])) };
}

/** The same for layer models: by layer where the layers are the same ones in the same order. */
export function changeOfModel(
  before: LayerModel | undefined,
  after: Pick<LayerModel, 'layers'> & Partial<ModelOwn>,
): DefinitionChange {
  const own = changeOf<ModelOwn>(LAYER_MODEL_EFFECTS, before, after);
  if (!before) return own;
  const keys = (m: Pick<LayerModel, 'layers'>): string[] => m.layers.map((l) => l.key);
  if (!sameTree(keys(before), keys(after)))
    return { fields: [...own.fields, 'layers'], effects: new Set([...own.effects, LAYER_EFFECTS.key]) };
  const inside = before.layers.map((l, i) => changeOf(LAYER_EFFECTS, l, after.layers[i]));
  return {
    fields: [...own.fields, ...inside.flatMap((c, i) => c.fields.map((f) => `layers[${i}].${f}`))],
    effects: new Set([...own.effects, ...inside.flatMap((c) => [...c.effects])]),
  };
}

/** The first field that differs and may not. */
export function fixedField<D extends object>(
  effects: Effects<D>,
  before: Partial<D> | undefined,
  after: Partial<D>,
): (keyof D & string) | undefined {
  return changeOf(effects, before, after).fields.find((f) => effects[f as keyof D] === 'FIXED') as
    | (keyof D & string)
    | undefined;
}

/** Whether two values of definitions say the same. An absent field and an undefined one are alike. */
function sameTree(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((k) => sameTree(left[k], right[k]));
}
