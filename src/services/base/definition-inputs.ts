/** What callers give to define a segment, a tag or a layer model; templates are written in the same shapes. */
import type { Condition } from '../../engine/model.js';

export interface SegmentInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly expression?: string | null;
  readonly condition?: Condition | null;
  /** Who is in it may be known without the scope that its tags need. */
  readonly shareable?: boolean | null;
  /** Only saved and shown; published later. */
  readonly draft?: boolean | null;
}

interface RuleInput {
  readonly when: string;
  readonly value: unknown;
}

interface TermInput {
  readonly weight: string;
  /** `tag balance`, an aggregate, or a condition that counts 1 while it holds. */
  readonly of: string;
}

export interface DerivationInput {
  readonly rules?: readonly RuleInput[] | null;
  readonly otherwise?: unknown;
  readonly score?: readonly TermInput[] | null;
}

/** Of a tag that exists, what is left out stays as it is and what is null is taken away. */
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
  /** The condition as text; the last layer has none. */
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
  /** Only saved and shown; published later. */
  readonly draft?: boolean | null;
}
