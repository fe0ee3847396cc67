/**
 * Layer models: an ordered set of layers of which every customer is in exactly one. The first whose condition holds
 * is it, a last one without a condition closes the set. Each layer is evaluated as a segment of its own,
 * `<model>.<layer>`: that no earlier one holds is part of its condition, so nothing else has to keep them apart.
 */
import type { Condition, SegmentDefinition, Transition } from '../model.js';

/** Whether and when a layer is reached out to, or given coupons. */
export const LAYER_POLICIES = ['NONE', 'ALLOWED', 'NEAR_CHURN', 'PERIODIC'] as const;
export type LayerPolicy = (typeof LAYER_POLICIES)[number];

export interface Layer {
  readonly key: string;
  readonly name: string;
  /** Absent for the last layer: everyone else. */
  readonly when?: Condition;
  /** What is wanted of the customers in it, and how. */
  readonly objective?: string;
  readonly advice?: string;
  readonly reach: LayerPolicy;
  readonly coupons: LayerPolicy;
}

/**
 * A rule over moves: an alert when a customer of a watched segment makes one, or when a number or share is reached in a
 * time.
 */
export interface MigrationWarning {
  readonly key: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly watch?: string;
  readonly atLeast?: number;
  /** Moves / (moves + customers still in `from`). */
  readonly share?: number;
  readonly withinMs?: number;
}

export interface LayerModel {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** In order of precedence; the last has no condition. */
  readonly layers: readonly Layer[];
  readonly warnings?: readonly MigrationWarning[];
  readonly version: number;
  /** Catalogue version at which this version was published. */
  readonly publishedAt: number;
  readonly retired: boolean;
  /** Saved and shown; nobody is placed by it until it is published. */
  readonly draft?: boolean;
  readonly savedAt?: number;
  readonly savedBy?: string;
}

/** The key of the segment behind a layer. Keys of other segments have no dot. */
export const layerKey = (model: string, layer: string): string => `${model}.${layer}`;
export const isLayerKey = (segment: string): boolean => segment.includes('.');
export const modelOf = (segment: string): string => segment.slice(0, segment.indexOf('.'));
export const layerOf = (segment: string): string => segment.slice(segment.indexOf('.') + 1);

/** The segments behind the layers of a model. */
export function layerSegments(model: LayerModel): SegmentDefinition[] {
  const before: Condition[] = [];
  return model.layers.map((layer): SegmentDefinition => {
    const none: Condition[] = before.length > 0 ? [{ kind: 'not', of: { kind: 'any', of: [...before] } }] : [];
    const condition: Condition = { kind: 'all', of: layer.when ? [layer.when, ...none] : none };
    if (layer.when) before.push(layer.when);
    return {
      key: layerKey(model.key, layer.key),
      name: `${model.name}: ${layer.name}`,
      condition,
      version: model.version,
      publishedAt: model.publishedAt,
      retired: model.retired,
    };
  });
}

type Found = Omit<Transition, 'sequence'>;

/**
 * Leaving one layer and entering another of the same model is one move: at one instant, and the entering says from
 * where.
 */
export function joinMoves(found: readonly Found[]): Found[] {
  const out = found.filter((t) => !isLayerKey(t.segment));
  const models = new Set(found.filter((t) => isLayerKey(t.segment)).map((t) => modelOf(t.segment)));
  for (const model of models) {
    const own = found
      .filter((t) => isLayerKey(t.segment) && modelOf(t.segment) === model)
      .sort((a, b) => a.effectiveAt - b.effectiveAt);
    const left = own.filter((t) => t.kind === 'LEFT');
    const entered = own.filter((t) => t.kind === 'ENTERED');
    // The last to be entered follows the last to be left; the very first follows none.
    for (let k = 1; k <= Math.max(left.length, entered.length); k++) {
      const [l, e] = [left[left.length - k], entered[entered.length - k]];
      const effectiveAt = Math.max(l?.effectiveAt ?? -Infinity, e?.effectiveAt ?? -Infinity);
      if (l) out.push({ ...l, effectiveAt });
      if (e) out.push({ ...e, effectiveAt, ...(l ? { from: layerOf(l.segment) } : {}) });
    }
  }
  return out;
}
