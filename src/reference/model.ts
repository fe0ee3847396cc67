/**
 * The domain types of the reference implementation, written independently of the engine. If only the engine's types
 * change, the code that compares the two no longer compiles.
 */

/** A DECIMAL is a bigint at scale 4, a DATETIME is in ms, and a DATE is `YYYY-MM-DD`. */
export type Value = string | number | boolean | bigint | readonly string[];

export interface OrderLine {
  readonly lineId?: string;
  readonly sku?: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly quantity: bigint;
  readonly amount?: bigint;
}

export interface EventFact {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly properties?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly orderId?: string;
  readonly amount?: bigint;
  readonly currency?: string;
  readonly lines?: readonly OrderLine[];
  readonly coupon?: string;
  readonly binding?: true;
  readonly paymentId?: string;
  readonly refundId?: string;
  readonly keyClass?: 'SERVER' | 'IMPORT' | 'PUBLIC';
  readonly batch?: string;
  readonly batchPlace?: number;
}

export interface TagWrite {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly sequence: number;
  readonly value?: Value;
  readonly correction?: boolean;
  readonly change?: 'add' | 'remove' | 'increment';
}

export interface TagDefinition {
  readonly key: string;
  readonly kind: 'STATIC' | 'SEMI_DYNAMIC' | 'DYNAMIC';
  readonly type: string;
  readonly ttlMs?: number;
  readonly authority?: readonly string[];
  readonly metric?: Metric;
  readonly derivation?: Derivation;
}

interface Period {
  readonly unit: 'day' | 'week' | 'month' | 'quarter' | 'year';
  /** Number of periods before the current one. Negative for future periods. */
  readonly ago: number;
}

type ItemType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'BOOLEAN' | 'DATE';

export interface Field {
  readonly scope: 'event' | 'line';
  readonly name: string;
  /** Reads the property only, even if there is a built-in field with this name. */
  readonly own?: true;
  /** Reads a field of a catalogue entry. The key of the entry is the value of the field. */
  readonly item?: { readonly catalogue?: string; readonly field: string; readonly type?: ItemType };
}

/** The values of catalogue entries, by the key of the entry and then by field. */
type Entries = ReadonlyMap<string, Readonly<Record<string, Value>>>;

/** All catalogues by key. */
export interface Catalogues {
  readonly products?: Entries;
  readonly byKey: ReadonlyMap<string, Entries>;
}

export interface Test {
  readonly op:
    | ('eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'notIn' | 'between' | 'exists')
    | (
        | 'inList'
        | 'notInList'
        | 'contains'
        | 'startsWith'
        | 'under'
        | 'has'
        | 'withinLast'
        | 'beforeLast'
        | 'withinNext'
        | 'during'
      );
  readonly value?: Value;
  readonly values?: readonly Value[];
  readonly list?: string;
  readonly durationMs?: number;
  readonly period?: Period;
  readonly anniversary?: boolean;
  readonly age?: boolean;
}

export type Filter =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'field'; readonly field: Field; readonly test: Test };

export interface Selection {
  readonly event: string;
  readonly where?: Filter;
  readonly windowMs?: number;
  readonly calendar?: Period;
  readonly fixed?: { readonly from?: string; readonly to?: string };
  readonly gross?: boolean;
}

export interface Metric extends Selection {
  readonly aggregate:
    | ('count' | 'sum' | 'average' | 'min' | 'max' | 'first' | 'last')
    | ('distinct' | 'mostFrequent' | 'medianGap' | 'topOf');
  readonly field?: Field;
  readonly currency?: string;
  readonly anchor?: Anchor;
  readonly top?: number;
}

interface Anchor {
  readonly side: 'after' | 'before';
  readonly which: 'first' | 'last';
  readonly event: string;
  readonly where?: Filter;
  readonly gross?: boolean;
  readonly withinMs: number;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly steps: readonly Selection[];
  readonly withinMs?: number;
  readonly same?: string;
  readonly ownSame?: true;
  readonly without?: Selection;
}

export interface Unfollowed {
  readonly kind: 'unfollowed';
  readonly of: Selection;
  readonly by: Selection;
  readonly withinMs: number;
  readonly same?: string;
  readonly ownSame?: true;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'tag'; readonly tag: string; readonly test: Test }
  | { readonly kind: 'metric'; readonly metric: Metric; readonly test: Test }
  | { readonly kind: 'ratio'; readonly of: Metric; readonly by: Metric; readonly test: Test }
  | { readonly kind: 'segment'; readonly segment: string }
  | { readonly kind: 'list'; readonly list: string }
  | { readonly kind: 'consent'; readonly purpose: string; readonly channel?: string }
  | { readonly kind: 'occurrence'; readonly which: 'first' | 'last'; readonly of: Selection; readonly is: Filter }
  | Sequence
  | Unfollowed
  | { readonly kind: 'held'; readonly of: Condition; readonly forMs: number }
  | { readonly kind: 'was'; readonly of: Condition; readonly withinMs: number };

export type Derivation =
  | {
      readonly kind: 'rules';
      readonly rules: readonly { readonly when: Condition; readonly value: Value }[];
      readonly otherwise?: Value;
    }
  | {
      readonly kind: 'score';
      readonly terms: readonly ({ readonly weight: bigint } & (
        | { readonly kind: 'tag'; readonly tag: string }
        | { readonly kind: 'metric'; readonly metric: Metric }
        | { readonly kind: 'condition'; readonly condition: Condition }
      ))[];
    };
