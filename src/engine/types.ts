/** The plain types of the domain. This file has no I/O, no clock, no GraphQL and no database. */
import type { CalendarPeriod } from './time/calendar.js';

/**
 * The value of a tag or aggregate. A DECIMAL is a bigint at scale 4, a DATETIME is ms since 1970, and a DATE is
 * `YYYY-MM-DD`.
 */
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
  /** Namespace of the tag. A caller with the scope `tags:write:<namespace>` may write the tag. */
  readonly namespace: string;
  readonly allowedValues?: readonly Value[];
  readonly min?: Value;
  readonly max?: Value;
  readonly maxLength?: number;
  /** How long a value stays valid after its observation, in ms. */
  readonly ttlMs?: number;
  /** For static tags: sources in descending order of authority. Unlisted sources come last. */
  readonly authority?: readonly string[];
  /** The aggregate that determines the tag's value, if the value is computed from events. */
  readonly metric?: Metric;
  /** How the value is computed from conditions, other tags and aggregates, if the tag is a derived one. */
  readonly derivation?: Derivation;
  /** Whether the tag is personal. Personal tags are readable only with the scope `profiles:read:personal`. */
  readonly personal: boolean;
  readonly version: number;
  /** Catalogue version in which the meaning of the value last changed. Segments that read the tag are re-evaluated. */
  readonly publishedAt?: number;
  /** A retired tag is no longer read or written. Its facts are kept in case it is defined again. */
  readonly retired?: boolean;
}

/** How a write changes the previous value. A write without one of these replaces the value. */
export const TAG_CHANGES = ['add', 'remove', 'increment'] as const;
export type TagChange = (typeof TAG_CHANGES)[number];

/** A write of a tag. If `value` is undefined, the write clears the tag. */
export interface TagWrite {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly sequence: number;
  readonly value?: Value;
  /** Whether this write corrects a static tag. A correction overrides writes of any authority. */
  readonly correction?: boolean;
  /** How `value` changes the previous value: added to a list or number, or removed from a list. */
  readonly change?: TagChange;
  /** True if `value` is the sum of an earlier value and all increments after it. Used only in profiles. */
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
  /** Amount paid for the whole line, or refunded for a returned line. Absent if no amount was refunded. */
  readonly amount?: bigint;
}

/** Kinds of keys for sending facts, most trusted first: of a shop's server, of an import, and of a page or app. */
export const KEY_CLASSES = ['SERVER', 'IMPORT', 'PUBLIC'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

export type Property = string | number | boolean | readonly string[];

/** An event of a customer, with only the fields that evaluation needs. */
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
  /** Whether the sender was authorized to decide on coupons or experiments. If so, the fact counts as a decision. */
  readonly binding?: true;
  /** Id of the payment, if the order is paid in parts and the event reports one of them. */
  readonly paymentId?: string;
  /** Id of the refund. Reports with the same id describe the same refund. */
  readonly refundId?: string;
  /** Class of the key that reported an order event. Defaults to SERVER. */
  readonly keyClass?: KeyClass;
  /** For consent statements: id of the first statement in the same request that has the same time. */
  readonly batch?: string;
  /** For consent statements: position of the statement in its batch, from 0. */
  readonly batchPlace?: number;
}

/** The functions of aggregates. `segments/aggregate-names.ts` lists them, and `segments/aggregates.ts` computes them. */
export type Aggregate =
  | 'count'
  | 'sum'
  | 'average'
  | 'min'
  | 'max'
  | 'first'
  | 'last'
  | 'distinct'
  | 'mostFrequent'
  | 'medianGap'
  | 'topOf';

/** Selects events of a profile. At most one window is set. Without a window, all events within retention count. */
export interface Selection {
  readonly event: string;
  readonly where?: Filter;
  /** Length of the rolling window (now - windowMs, now]. */
  readonly windowMs?: number;
  /** Calendar window in the workspace's time zone. */
  readonly calendar?: CalendarPeriod;
  /** Fixed window. The start is inclusive. The end is exclusive if it is a time, and inclusive if it is a day. */
  readonly fixed?: { readonly from?: string; readonly to?: string };
  /** Whether cancelled and refunded lines of orders still count. By default, they are deducted. */
  readonly gross?: boolean;
}

/** An aggregate over the events of one profile. */
export interface Metric extends Selection {
  readonly aggregate: Aggregate;
  /** The aggregated field. Absent for count. `amount` is money, `day` the calendar day. Others are properties. */
  readonly field?: Field;
  /** Only amounts in this currency count. The default is the workspace's currency. */
  readonly currency?: string;
  /** A window relative to an event of the customer. It is used instead of the windows of `Selection`. */
  readonly anchor?: Anchor;
  /** Maximum number of values that `topOf` returns. */
  readonly top?: number;
}

/**
 * A window after an event, (t, t + within], or before it, [t - within, t), where t is the time of the event. The event
 * is the first or last one that matches the selection. If there is none, the window is empty.
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
  /** If set, the field is a property of the event, not the built-in field of this name. Set only if there is one. */
  readonly own?: true;
  /** If set, the value of the field is the key of a catalogue entry, and the field of that entry is read instead. */
  readonly item?: ItemReference;
}

/** A field of the entries of a catalogue. */
export interface ItemReference {
  /** Key of the catalogue. Defaults to the product catalogue. */
  readonly catalogue?: string;
  readonly field: string;
  /** Type of the field. It is added when the condition is validated. The type of a field never changes. */
  readonly type?: ItemFieldType;
}

export type ItemFieldType = Exclude<ValueType, 'DATETIME' | 'STRING_LIST'>;

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

/** Checks whether a named list contains a value. */
export interface ListLookup {
  readonly isEmpty: boolean;
  has(value: Value | Property): boolean;
}

/** A comparison. The operator `between` includes both bounds. Relative operators use `durationMs`. */
export interface Test {
  readonly op: Operator;
  readonly value?: Value;
  readonly values?: readonly Value[];
  readonly durationMs?: number;
  /** For `inList` and `notInList`: the key of the list. */
  readonly list?: string;
  /** Current values of the list. The definition catalogue adds them in memory. They are never stored with the test. */
  readonly entries?: ListLookup;
  /** The calendar period for `during`. */
  readonly period?: CalendarPeriod;
  /** Whether to compare the next or last anniversary of the day instead of the day. Only for relative operators. */
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
  /** Whether the list contains at least one identity of the customer. */
  | { readonly kind: 'list'; readonly list: string }
  | Consent
  | { readonly kind: 'occurrence'; readonly which: 'first' | 'last'; readonly of: Selection; readonly is: Filter }
  | Sequence
  | Unfollowed
  | { readonly kind: 'held'; readonly of: Condition; readonly forMs: number }
  | { readonly kind: 'was'; readonly of: Condition; readonly withinMs: number };

/** One aggregate divided by another. The comparison is exact. If the divisor is 0, the ratio has no value. */
interface Ratio {
  readonly kind: 'ratio';
  readonly of: Metric;
  readonly by: Metric;
  readonly test: Test;
}

/** True if the customer permits the purpose on the channel, or, without `channel`, on at least one channel. */
export interface Consent {
  readonly kind: 'consent';
  readonly purpose: string;
  readonly channel?: string;
}

/** Requires an event for each step, at strictly increasing times. The window of step 1 applies to all steps. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly steps: readonly Selection[];
  /** Maximum time between the first and the last step in ms, inclusive. */
  readonly withinMs?: number;
  /** A property that must have the same value in every step. */
  readonly same?: string;
  /** If set, `same` is the event's own property, never a built-in field or a field of order lines. */
  readonly ownSame?: true;
  /** No event of this selection may occur strictly between the first and the last step. */
  readonly without?: Selection;
}

/** True when `withinMs` (inclusive) has passed after an event of `of` without a following event of `by`. */
export interface Unfollowed {
  readonly kind: 'unfollowed';
  readonly of: Selection;
  readonly by: Selection;
  readonly withinMs: number;
  readonly same?: string;
  readonly ownSame?: true;
}

/** A term of a score: the weight times a number, or the weight while a condition is true and 0 otherwise. */
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
   * Catalogue version in which this version was published. A profile that was last evaluated under a lower catalogue
   * version has not been evaluated with this version of the segment.
   */
  readonly publishedAt: number;
  readonly retired: boolean;
  /** Whether the owner allows membership to be disclosed, even if the segment depends on personal tags. */
  readonly shareable?: boolean;
  /** A draft is saved and shown, but it is not evaluated until it is published. */
  readonly draft?: boolean;
  /** Time in ms at which this version was saved, and the user who saved it. */
  readonly savedAt?: number;
  readonly savedBy?: string;
}

export const NORMALISATIONS = ['none', 'lowercase', 'phone', 'email'] as const;

export interface IdentityNamespace {
  readonly name: string;
  /** Maximum number of identities of this namespace per customer. */
  readonly limit: number;
  /** If a fact has several identities, the one with the highest priority determines its customer. */
  readonly priority: number;
  /** A strong identifier identifies one person. A weak identifier, such as a device, may be shared. */
  readonly strong: boolean;
  readonly normalise: (typeof NORMALISATIONS)[number];
  readonly blocked: readonly string[];
  /** Whether the built-in placeholders apply in this namespace. Defaults to true. */
  readonly builtInPlaceholders?: boolean;
  /** Catalogue version in which the rules of this namespace last changed. */
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
  /** The layer that the customer left, if the customer moved from another layer of the same model. */
  readonly from?: string;
}

/**
 * Returns the owner of a workspace: the workspace that a sandbox belongs to, or else the workspace itself. Limits count
 * all sandboxes of an owner together, so they cannot be avoided with sandboxes. Example: `ownerOf('shop.test')` is
 * `'shop'`.
 */
export const ownerOf = (workspace: string): string => workspace.split('.', 1)[0];
