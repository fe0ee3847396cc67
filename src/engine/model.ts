/** The plain types of the domain. This file has no I/O, no clock, no GraphQL and no database. */
import type { CalendarPeriod } from './time/calendar.js';

/** The value of a tag or aggregate: DECIMAL as bigint at scale 4, DATETIME as ms, DATE as `YYYY-MM-DD`. */
export type Value = string | number | boolean | bigint | readonly string[];

export const VALUE_TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export const TAG_KINDS = ['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const;
export type TagKind = (typeof TAG_KINDS)[number];

export const TAG_GROUPS = ['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'] as const;
export type TagGroup = (typeof TAG_GROUPS)[number];

/** The 14 subgroups of the tag framework, each with its group. */
export const TAG_SUBGROUPS = {
  POPULATION: 'BASIC',
  SOCIOLOGICAL: 'BASIC',
  MEMBER_TYPE: 'MEMBERSHIP',
  LIFETIME: 'MEMBERSHIP',
  INFORMATION: 'MEMBERSHIP',
  TOTAL_SCALE: 'CONSUMPTION',
  CROSS_BUYING: 'CONSUMPTION',
  ABILITY_AND_FREQUENCY: 'CONSUMPTION',
  PROMOTION_PREFERENCE: 'CONSUMPTION',
  ONLINE: 'ACTIVITY',
  OFFLINE: 'ACTIVITY',
  REACH: 'TEMPORARY',
  STICKINESS: 'TEMPORARY',
  CONVERSION: 'TEMPORARY',
} as const satisfies Readonly<Record<string, TagGroup>>;
export type TagSubgroup = keyof typeof TAG_SUBGROUPS;

export interface TagDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly kind: TagKind;
  readonly type: ValueType;
  readonly group: TagGroup;
  readonly subgroup?: TagSubgroup;
  /** Namespace that owns the tag. A caller with the scope `tags:write:<namespace>` may write it. */
  readonly namespace: string;
  readonly allowedValues?: readonly Value[];
  readonly min?: Value;
  readonly max?: Value;
  readonly maxLength?: number;
  /** How long a value stays valid after its observation, in ms. */
  readonly ttlMs?: number;
  /** For static tags: sources in descending order of authority. Unlisted sources come last. */
  readonly authority?: readonly string[];
  /** The aggregate of a dynamic tag that is computed from events. */
  readonly metric?: Metric;
  /** The derivation of a dynamic tag that is computed from conditions, other tags and aggregates. */
  readonly derivation?: Derivation;
  /** Whether the tag is personal. Personal tags are readable only with the scope `profiles:read:personal`. */
  readonly personal: boolean;
  readonly version: number;
  /** Catalogue version at which a dependency of its value last changed. Segments that read it are re-evaluated. */
  readonly publishedAt?: number;
  /** A retired tag is no longer read or written. Its facts are kept in case it is defined again. */
  readonly retired?: boolean;
}

/** How a write changes the previous value. A write without a change replaces the value. */
export const TAG_CHANGES = ['add', 'remove', 'increment'] as const;
export type TagChange = (typeof TAG_CHANGES)[number];

/** A write of a tag. An undefined `value` clears it. */
export interface TagWrite {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly sequence: number;
  readonly value?: Value;
  /** Whether this write corrects a static tag. A correction overrides writes of any authority. */
  readonly correction?: boolean;
  /** `value` is added to the previous list or number, or removed from the previous list. */
  readonly change?: TagChange;
  /** The sum of all increments up to this write, including the value set before them. Exists only in profiles. */
  readonly summed?: true;
}

export interface OrderLine {
  /** Always present on order lines. Present on returned lines if the sender provided it. */
  readonly lineId?: string;
  readonly sku?: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  /** Number of pieces, or weight. A decimal at scale 4. */
  readonly quantity: bigint;
  /** Amount paid for the whole line. Absent on a returned line without a refunded amount. */
  readonly amount?: bigint;
}

/** Kinds of keys that report facts, in descending order of trust: a shop's server, an imported file, a page or app. */
export const KEY_CLASSES = ['SERVER', 'IMPORT', 'PUBLIC'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

export type Property = string | number | boolean | readonly string[];

/** The fields of an event that evaluation needs. */
export interface EventFact {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly orderId?: string;
  readonly amount?: bigint;
  readonly currency?: string;
  readonly lines?: readonly OrderLine[];
  readonly coupon?: string;
  /** The fact counts as decided here, because the caller is authorized to decide on coupons or experiments. */
  readonly binding?: true;
  /** Id of the payment, if the report is about an order paid in parts. */
  readonly paymentId?: string;
  /** Id of the refund. Reports with the same id describe the same refund. */
  readonly refundId?: string;
  /** Class of the key that reported an order event. Defaults to SERVER. */
  readonly keyClass?: KeyClass;
  /** For consent statements, the id of the first statement of the same request with the same time. */
  readonly batch?: string;
  /** Position of the statement in its batch, from 0. */
  readonly batchPlace?: number;
}

export const AGGREGATES = [
  'count',
  'sum',
  'average',
  'min',
  'max',
  'first',
  'last',
  'distinct',
  'mostFrequent',
  'medianGap',
  'topOf',
] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** Whether an aggregate is computed from the events themselves, without a field. */
export const isFieldless = (aggregate: Aggregate): boolean => aggregate === 'count' || aggregate === 'medianGap';

/** Selects events of a profile. It has at most one window. Without a window, it selects all events within retention. */
export interface Selection {
  readonly event: string;
  readonly where?: Filter;
  /** Rolling window (now - windowMs, now]. */
  readonly windowMs?: number;
  /** Calendar window in the workspace's time zone. */
  readonly calendar?: CalendarPeriod;
  /** Fixed window. The start is inclusive. The end is exclusive if it is a time, and inclusive if it is a day. */
  readonly fixed?: { readonly from?: string; readonly to?: string };
  /** Whether orders count gross. By default they are net of cancelled and refunded lines. */
  readonly gross?: boolean;
}

/** An aggregate over the events of one profile. */
export interface Metric extends Selection {
  readonly aggregate: Aggregate;
  /** The aggregated field. Absent for count. `amount` is money, `day` the calendar day, others are properties. */
  readonly field?: Field;
  /** Only amounts in this currency count. Defaults to the workspace's currency. */
  readonly currency?: string;
  /** A window anchored to an event of the customer. It replaces the windows of the selection. */
  readonly anchor?: Anchor;
  /** Maximum number of values that `topOf` returns. */
  readonly top?: number;
}

/**
 * A window after an event, (t, t + within], or before it, [t - within, t). t is the time of the first or last event
 * that a selection counts. Without such an event, the window is empty.
 */
export interface Anchor {
  readonly side: 'after' | 'before';
  readonly which: 'first' | 'last';
  readonly event: string;
  readonly where?: Filter;
  readonly gross?: boolean;
  readonly withinMs: number;
}

/** Maximum value of `top`. */
export const MAX_TOP = 20;

export interface Field {
  readonly scope: 'event' | 'line';
  readonly name: string;
}

export type Filter =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'field'; readonly field: Field; readonly test: Test };

export const OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'notIn',
  'inList',
  'notInList',
  'between',
  'exists',
  'contains',
  'startsWith',
  'under',
  'has',
  'withinLast',
  'beforeLast',
  'withinNext',
  'during',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** Looks up values in a named list. */
export interface ListLookup {
  readonly isEmpty: boolean;
  has(value: Value | Property): boolean;
}

/** A comparison. `between` includes both bounds. Relative operators use a duration in ms. */
export interface Test {
  readonly op: Operator;
  readonly value?: Value;
  readonly values?: readonly Value[];
  readonly durationMs?: number;
  /** For `inList` and `notInList`: the key of the list. */
  readonly list?: string;
  /** Current values of the list. The catalogue sets them, and they are never stored. */
  readonly entries?: ListLookup;
  /** The calendar period for `during`. */
  readonly period?: CalendarPeriod;
  /** Compares the next or last anniversary of the day, not the day itself. Only for relative operators. */
  readonly anniversary?: boolean;
  /** Whether to compare the number of whole years since the day instead of the day itself. */
  readonly age?: boolean;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'tag'; readonly tag: string; readonly test: Test }
  | { readonly kind: 'metric'; readonly metric: Metric; readonly test: Test }
  | Ratio
  | { readonly kind: 'segment'; readonly segment: string }
  /** Whether any identity of the customer is in the list. */
  | { readonly kind: 'list'; readonly list: string }
  | Consent
  | { readonly kind: 'occurrence'; readonly which: 'first' | 'last'; readonly of: Selection; readonly is: Filter }
  | Sequence
  | Unfollowed
  | { readonly kind: 'held'; readonly of: Condition; readonly forMs: number }
  | { readonly kind: 'was'; readonly of: Condition; readonly withinMs: number };

/** One aggregate divided by another, compared exactly. If the divisor is 0, there is no value. */
interface Ratio {
  readonly kind: 'ratio';
  readonly of: Metric;
  readonly by: Metric;
  readonly test: Test;
}

/** Whether a purpose is permitted on the given channel, or on any channel if none is given. */
export interface Consent {
  readonly kind: 'consent';
  readonly purpose: string;
  readonly channel?: string;
}

/** Events in strictly ascending time order. The window of the first step applies to all steps. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly steps: readonly Selection[];
  /** Maximum time between the first and the last step, inclusive. */
  readonly withinMs?: number;
  /** A property that must have the same value in every step. */
  readonly same?: string;
  /** No event of this selection may occur strictly between the first and the last step. */
  readonly without?: Selection;
}

/** An event that another one did not follow within a time (inclusive). True from the end of that time on. */
export interface Unfollowed {
  readonly kind: 'unfollowed';
  readonly of: Selection;
  readonly by: Selection;
  readonly withinMs: number;
  readonly same?: string;
}

/** A term of a score: a weight multiplied by a number, or by 1 while a condition holds. */
export type Term =
  | { readonly weight: bigint; readonly kind: 'tag'; readonly tag: string }
  | { readonly weight: bigint; readonly kind: 'metric'; readonly metric: Metric }
  | { readonly weight: bigint; readonly kind: 'condition'; readonly condition: Condition };

/** Defines how a derived tag gets its value, either from the first rule whose condition holds or as a weighted sum. */
export type Derivation =
  | {
      readonly kind: 'rules';
      readonly rules: readonly { readonly when: Condition; readonly value: Value }[];
      readonly otherwise?: Value;
    }
  | { readonly kind: 'score'; readonly terms: readonly Term[] };

export interface SegmentDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly condition: Condition;
  readonly version: number;
  /**
   * Catalogue version at which this version was published. Profiles that were last evaluated at a lower catalogue
   * version have not been evaluated under this version.
   */
  readonly publishedAt: number;
  readonly retired: boolean;
  /** Whether the owner allows membership to be disclosed, even if the segment depends on personal tags. */
  readonly shareable?: boolean;
  /** A draft is saved and shown, but it is not evaluated until it is published. */
  readonly draft?: boolean;
  /** When this version was saved, in ms, and by whom. */
  readonly savedAt?: number;
  readonly savedBy?: string;
}

export const NORMALISATIONS = ['none', 'lowercase', 'phone', 'email'] as const;

export interface IdentityNamespace {
  readonly name: string;
  /** Maximum number of identities per customer. */
  readonly limit: number;
  /** If a fact has several identities, the one with the highest priority addresses it. */
  readonly priority: number;
  /** A strong identifier identifies one person. A weak identifier, such as a device, may be shared. */
  readonly strong: boolean;
  readonly normalise: (typeof NORMALISATIONS)[number];
  readonly blocked: readonly string[];
  /** Whether the built-in placeholders apply in this namespace. Defaults to true. */
  readonly builtInPlaceholders?: boolean;
  /** Catalogue version at which the identity rules last changed. */
  readonly regroupedAt?: number;
}

export interface Identity {
  readonly namespace: string;
  readonly value: string;
}

export type Cause = 'EVENT' | 'TAG' | 'TIME' | 'DEFINITION' | 'MERGE' | 'UNMERGE' | 'ERASURE' | 'REMOVAL';

export interface Transition {
  readonly segment: string;
  readonly kind: 'ENTERED' | 'LEFT';
  readonly cause: Cause;
  readonly effectiveAt: number;
  readonly version: number;
  readonly sequence: number;
  /** Id of the event or tag write that caused the transition. */
  readonly fact?: string;
  /** If the customer entered a layer: the layer of the same model that the customer left. */
  readonly from?: string;
}

/**
 * Returns the owner of a workspace: the workspace that a sandbox belongs to, or the workspace itself. An owner can
 * create any number of sandboxes, so limits count them together. Example: `ownerOf('shop.test')` is `'shop'`.
 */
export const ownerOf = (workspace: string): string => workspace.split('.', 1)[0];
