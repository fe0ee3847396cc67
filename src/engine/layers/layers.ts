/**
 * Layer models. A model is an ordered list of layers. Every customer is in exactly one layer: the first one whose
 * condition holds. The last layer has no condition, so it contains all other customers. Each layer is evaluated as a
 * segment `<model>.<layer>`. The condition of this segment excludes the earlier layers, so no customer can be in two
 * layers.
 */
import type { Condition, SegmentDefinition, Transition } from '../types.js';

/** Whether customers of a layer may be contacted or given coupons, and at which times. */
export const LAYER_POLICIES = ['NONE', 'ALLOWED', 'NEAR_CHURN', 'PERIODIC'] as const;
export type LayerPolicy = (typeof LAYER_POLICIES)[number];

export interface Layer {
  readonly key: string;
  readonly name: string;
  /** Condition of the layer. Absent for the last layer, which contains all other customers. */
  readonly when?: Condition;
  /** The goal for customers in this layer, and how to reach it. */
  readonly objective?: string;
  readonly advice?: string;
  readonly reach: LayerPolicy;
  readonly coupons: LayerPolicy;
}

/**
 * An alert rule for moves between layers. With `watch`, every move of a customer in the watched segment raises an
 * alert. Otherwise, an alert is raised when a number or share of moves is reached within a period.
 */
export interface MigrationWarning {
  readonly key: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly watch?: string;
  readonly atLeast?: number;
  /** Minimum share of moves for an alert. The share is moves / (moves + customers still in `from`). */
  readonly share?: number;
  readonly withinMs?: number;
}

export interface LayerModel {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /**
   * The layers in order of precedence: a customer is in the first layer whose condition holds. Only the last layer has
   * no condition.
   */
  readonly layers: readonly Layer[];
  readonly warnings?: readonly MigrationWarning[];
  readonly version: number;
  /** Catalogue version at which this version was published. */
  readonly publishedAt: number;
  readonly retired: boolean;
  /** A draft is saved and shown, but it is not evaluated until it is published. */
  readonly draft?: boolean;
  readonly savedAt?: number;
  readonly savedBy?: string;
}

/** Returns the key of the segment for a layer. The dot distinguishes it from the keys of other segments. */
export const layerKey = (model: string, layer: string): string => `${model}.${layer}`;
export const isLayerKey = (segment: string): boolean => segment.includes('.');
export const modelOf = (segment: string): string => segment.slice(0, segment.indexOf('.'));
export const layerOf = (segment: string): string => segment.slice(segment.indexOf('.') + 1);

/** Returns the layers of a model as segments. The condition of each segment excludes the earlier layers. */
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
 * Combines the exit from one layer and the entry into another layer of the same model into one move. Both transitions
 * get the same time, and the entry records the layer that the customer left.
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
    // Exits and entries are paired, starting with the latest of each. If there is one more entry than exits, the first
    // entry has no exit.
    for (let k = 1; k <= Math.max(left.length, entered.length); k++) {
      const [l, e] = [left[left.length - k], entered[entered.length - k]];
      const effectiveAt = Math.max(l?.effectiveAt ?? -Infinity, e?.effectiveAt ?? -Infinity);
      if (l) out.push({ ...l, effectiveAt });
      if (e) out.push({ ...e, effectiveAt, ...(l ? { from: layerOf(l.segment) } : {}) });
    }
  }
  return out;
}
