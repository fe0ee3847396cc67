/** Tables that define the effect of changing each field of a definition. All use cases rely on these tables. */
import type { MetricRule } from '../analyses/metric-alerts.js';
import type { BoardDefinition, ReportDefinition } from '../analyses/saved-report-definition.js';
import type { Experiment } from '../experiments/assignment.js';
import type { Layer, LayerModel, MigrationWarning } from '../layers/layers.js';
import type { ItemCatalogue } from '../items/item-catalogue.js';
import type { ItemField } from '../items/items.js';
import type { ListDefinition } from '../lists/list.js';
import type { IdentityNamespace, SegmentDefinition, TagDefinition } from '../types.js';
import type { Partner } from './partner.js';
import type { Retention } from '../facts/event-retention.js';
import type { Setting } from '../facts/selection.js';

/**
 * PUBLISHES: memberships may change, so a job re-evaluates customers, with cause DEFINITION.
 * RETRAINS: versions of a model that were trained before are no longer used.
 * REGROUPS: the grouping of identities may change, so a job regroups customers.
 * LATER: the change applies only to later facts, claims or moves between layers.
 * NOTHING: the change has no effect on data, e.g. for a text, the order on a page or a read permission. The field is
 * read at every request.
 * FIXED: the field cannot change once the definition exists.
 * IDENTITY: the field is the key of the definition.
 * RECORD: the use case itself sets the field.
 */
export type Effect = 'PUBLISHES' | 'RETRAINS' | 'REGROUPS' | 'LATER' | 'NOTHING' | 'FIXED' | 'IDENTITY' | 'RECORD';

/**
 * A table of the effects of all fields of a definition. Because every field is required, the code does not compile if
 * an entry is missing.
 */
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

/**
 * Effects of the fields of layers. A change in the order of layers also has an effect, because a customer is in the
 * first matching layer.
 */
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

/** Effects of the fields of migration warnings. Moves before the change raise no alert. */
const MIGRATION_WARNING_EFFECTS: Effects<MigrationWarning> = {
  key: 'IDENTITY',
  from: 'LATER',
  to: 'LATER',
  watch: 'LATER',
  atLeast: 'LATER',
  share: 'LATER',
  withinMs: 'LATER',
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

/**
 * Effects of the fields of lists. If identities are added or removed, the affected customers are re-evaluated, although
 * the meaning of no definition changes.
 */
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

/**
 * Effects of the fields of item catalogues. When entries are added, changed or removed, a job re-evaluates the
 * customers that are affected by definitions that read a changed field.
 */
export const ITEM_CATALOGUE_EFFECTS: Effects<ItemCatalogue> = {
  key: 'IDENTITY',
  kind: 'FIXED',
  label: 'NOTHING',
  keyField: 'FIXED',
  fields: 'LATER',
  content: 'PUBLISHES',
  size: 'RECORD',
  bytes: 'RECORD',
  removed: 'RECORD',
  version: 'PUBLISHES',
  followableFrom: 'RECORD',
  publishedAt: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Effects of changing a field that a catalogue declares. Fields can be added, but not removed. */
const ITEM_FIELD_EFFECTS: Effects<ItemField> = { name: 'IDENTITY', type: 'FIXED' };

/** Effects of the fields of partners. Every call of a partner reads the partner's current definition. */
const PARTNER_EFFECTS: Effects<Partner> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  tags: 'LATER',
  lookups: 'LATER',
  sources: 'LATER',
  writesPerDay: 'LATER',
  mode: 'LATER',
};

/** Effects of the fields of experiments. An experiment cannot be changed, only ended. */
const EXPERIMENT_EFFECTS: Effects<Experiment> = {
  key: 'IDENTITY',
  name: 'FIXED',
  description: 'FIXED',
  variants: 'FIXED',
  salt: 'FIXED',
  plannedCustomers: 'FIXED',
  strategy: 'FIXED',
  expectedEffect: 'FIXED',
  ended: 'LATER',
  version: 'RECORD',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Effects of the fields of reports. Reports are computed at every read, so no change affects stored data. */
const REPORT_EFFECTS: Effects<ReportDefinition> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  kind: 'NOTHING',
  analysis: 'NOTHING',
  alerts: 'LATER',
  uses: 'RECORD',
  version: 'RECORD',
  retired: 'NOTHING',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Effects of the fields of alert rules of reports. A changed report begins to be watched when it is saved. */
const METRIC_RULE_EFFECTS: Effects<MetricRule> = {
  key: 'IDENTITY',
  group: 'LATER',
  above: 'LATER',
  below: 'LATER',
  rise: 'LATER',
  fall: 'LATER',
};

const BOARD_EFFECTS: Effects<BoardDefinition> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  reports: 'NOTHING',
  filter: 'NOTHING',
  uses: 'RECORD',
  version: 'RECORD',
  retired: 'NOTHING',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/**
 * Effects of the workspace settings that conditions read. No mutation changes these settings. A mutation that changed
 * them would have to re-evaluate all segments.
 */
const SETTING_EFFECTS: Effects<Omit<Setting, 'retentions' | 'items'>> = { zone: 'FIXED', currency: 'FIXED' };

/**
 * All tables of effects by kind of definition. Not included are the tables in `coupons/coupon-effects.ts`,
 * `reach/reach-effects.ts` and `models/model-effects.ts`, and those of definitions that only services know, in
 * `services/base/service-effects.ts`.
 */
export const EFFECTS: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  tag: TAG_EFFECTS,
  segment: SEGMENT_EFFECTS,
  layerModel: LAYER_MODEL_EFFECTS,
  layer: LAYER_EFFECTS,
  namespace: NAMESPACE_EFFECTS,
  retention: RETENTION_EFFECTS,
  list: LIST_EFFECTS,
  itemCatalogue: ITEM_CATALOGUE_EFFECTS,
  itemField: ITEM_FIELD_EFFECTS,
  partner: PARTNER_EFFECTS,
  experiment: EXPERIMENT_EFFECTS,
  migrationWarning: MIGRATION_WARNING_EFFECTS,
  report: REPORT_EFFECTS,
  metricRule: METRIC_RULE_EFFECTS,
  board: BOARD_EFFECTS,
  workspace: SETTING_EFFECTS,
};

interface DefinitionChange {
  /** Names of the changed fields. */
  readonly fields: readonly string[];
  readonly effects: ReadonlySet<Effect>;
}

/**
 * Compares two versions of a definition. Returns the changed fields and their effects. Without a previous version,
 * there are no changes.
 */
export function changeOf<D extends object>(
  effects: Effects<D>,
  before: Partial<D> | undefined,
  after: Partial<D>,
): DefinitionChange {
  if (!before) return { fields: [], effects: new Set() };
  const fields = (Object.keys(effects) as (keyof D & string)[]).filter((f) => !sameTree(before[f], after[f]));
  return { fields, effects: new Set(fields.map((f) => effects[f])) };
}

/**
 * Compares two versions of a layer model, as `changeOf` does. If both have the same layers in the same order, the
 * fields of each layer are compared as well.
 */
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

/** Returns the first changed field whose effect is FIXED. */
export function fixedField<D extends object>(
  effects: Effects<D>,
  before: Partial<D> | undefined,
  after: Partial<D>,
): (keyof D & string) | undefined {
  return changeOf(effects, before, after).fields.find((f) => effects[f as keyof D] === 'FIXED') as
    | (keyof D & string)
    | undefined;
}

/** Whether two values are deeply equal. An absent field equals an undefined one. */
function sameTree(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((k) => sameTree(left[k], right[k]));
}
