/** Input shapes of segments, tags and layer models. Templates use the same shapes. */
import type { Condition } from '../../engine/types.js';

export interface SegmentInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly expression?: string | null;
  readonly condition?: Condition | null;
  /** Whether members may be read without the scope that the segment's tags require. */
  readonly shareable?: boolean | null;
  /** When true, saves a draft that can be published later. */
  readonly draft?: boolean | null;
}

interface RuleInput {
  readonly when: string;
  readonly value: unknown;
}

interface TermInput {
  readonly weight: string;
  /**
   * The term that is weighted. It is `tag balance`, an aggregate, or a condition. A condition counts as 1 while it is
   * true.
   */
  readonly of: string;
}

export interface DerivationInput {
  readonly rules?: readonly RuleInput[] | null;
  readonly otherwise?: unknown;
  readonly score?: readonly TermInput[] | null;
}

/** Definition of a tag. If the tag already exists, an absent field keeps its value, and null removes the value. */
export interface TagDefinitionInput extends DerivationInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly kind?: string | null;
  readonly type?: string | null;
  readonly group?: string | null;
  readonly subgroup?: string | null;
  readonly namespace?: string | null;
  readonly allowedValues?: readonly unknown[] | null;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly maxLength?: number | null;
  readonly ttl?: string | null;
  readonly authority?: readonly string[] | null;
  readonly metric?: string | null;
  readonly personal?: boolean | null;
}

interface LayerInput {
  readonly key: string;
  readonly name?: string | null;
  /** The layer's condition in the segment language. The last layer has none. */
  readonly when?: string | null;
  readonly objective?: string | null;
  readonly advice?: string | null;
  readonly reach?: string | null;
  readonly coupons?: string | null;
}

export interface MigrationWarningInput {
  readonly key: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly watch?: string | null;
  readonly atLeast?: number | null;
  readonly share?: number | null;
  readonly within?: string | null;
}

export interface LayerModelInput {
  readonly warnings?: readonly MigrationWarningInput[] | null;
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly layers: readonly LayerInput[];
  /** When true, saves a draft that can be published later. */
  readonly draft?: boolean | null;
}
