/** The domain's plain types. No I/O, no clock, no GraphQL, no database. */
import type { CalendarPeriod } from './time/calendar.js';

/** The value of a tag or aggregate: DECIMAL as bigint at scale 4, DATETIME as ms, DATE as `YYYY-MM-DD`. */
export type Value = string | number | boolean | bigint | readonly string[];

export const VALUE_TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export const TAG_KINDS = ['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const;
export type TagKind = (typeof TAG_KINDS)[number];

export const TAG_GROUPS = ['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'] as const;
export type TagGroup = (typeof TAG_GROUPS)[number];

/** The fourteen subgroups of the tag framework, with their groups. */
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
  /** How long a value stays valid after it was observed, in ms. */
  readonly ttlMs?: number;
  /** For static tags: sources in descending order of authority. Unlisted sources come last. */
  readonly authority?: readonly string[];
  /** For dynamic tags that are computed from events. */
  readonly metric?: Metric;
  /** For dynamic tags that are computed from conditions, other tags and aggregates. */
  readonly derivation?: Derivation;
  /** Readable only with the scope `profiles:read:personal`. */
  readonly personal: boolean;
  readonly version: number;
  /** Catalogue version at which a dependency of its value last changed. Segments that read it are re-evaluated. */
  readonly publishedAt?: number;
  /** Nothing reads or writes it any more. Its facts are kept in case it is defined again. */
  readonly retired?: boolean;
}

/** How a write changes the previous value, if it does not replace it. */
export const TAG_CHANGES = ['add', 'remove', 'increment'] as const;
export type TagChange = (typeof TAG_CHANGES)[number];

/** A write of a tag. An undefined `value` clears it. */
export interface TagWrite {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly sequence: number;
  readonly value?: Value;
  /** A correction of a static tag. Overrides writes of any authority. */
  readonly correction?: boolean;
  /** `value` is added to the previous list or number, or removed from the previous list. */
  readonly change?: TagChange;
  /** The sum of all increments up to this write, including the value set before them. Exists only in profiles. */
  readonly summed?: true;
}

export interface OrderLine {
  /** Present on every order line. On a returned line, present if the sender gave it. */
  readonly lineId?: string;
  readonly sku?: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  /** Number of pieces, or weight. A decimal at scale 4. */
  readonly quantity: bigint;
  /** Amount paid for the whole line. Absent on a returned line that does not state the refunded amount. */
  readonly amount?: bigint;
}

/** Kind of key that reported a fact, in descending order of trust: a shop's server, an imported file, a page or app. */
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
  /** Reported by a caller that may decide on coupons or experiments run here, so it counts as decided here. */
  readonly binding?: true;
  /** For a report of an order paid in parts: the id of the payment. */
  readonly paymentId?: string;
  /** For a refund: reports with the same id are one refund. */
  readonly refundId?: string;
  /** For an order event. Defaults to SERVER. */
  readonly keyClass?: KeyClass;
  /** For consent statements of one request with the same instant: the id of the first one. */
  readonly batch?: string;
  /** Position of the statement in its batch, starting at 0. */
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

/** Whether an aggregate reads the events themselves and not a field. */
export const isFieldless = (aggregate: Aggregate): boolean => aggregate === 'count' || aggregate === 'medianGap';

/** Selects events of a profile. At most one window. Without one, all events within retention. */
export interface Selection {
  readonly event: string;
  readonly where?: Filter;
  /** Rolling window (now - windowMs, now]. */
  readonly windowMs?: number;
  /** Calendar window in the workspace's time zone. */
  readonly calendar?: CalendarPeriod;
  /** Fixed window, from an instant or day (inclusive) to an instant (exclusive) or day (inclusive). */
  readonly fixed?: { readonly from?: string; readonly to?: string };
  /** Count orders gross. By default they are net of cancelled and refunded lines. */
  readonly gross?: boolean;
}

/** An aggregate of one profile's events. */
export interface Metric extends Selection {
  readonly aggregate: Aggregate;
  /** The aggregated field. Absent for count. `amount` is money, `day` the calendar day, others are properties. */
  readonly field?: Field;
  /** Only amounts in this currency. Defaults to the workspace's. */
  readonly currency?: string;
  /** A window anchored to an event of the customer, in place of the selection's windows. */
  readonly anchor?: Anchor;
  /** For topOf: the maximum number of values. */
  readonly top?: number;
}

/**
 * A window after an event, (t, t + within], or before it, [t - within, t). t is the instant of the first or last
 * counting event of a selection. Without such an event the window is empty.
 */
export interface Anchor {
  readonly side: 'after' | 'before';
  readonly which: 'first' | 'last';
  readonly event: string;
  readonly where?: Filter;
  readonly gross?: boolean;
  readonly withinMs: number;
}

/** Maximum `top` of topOf. */
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

/** Lookup of list values. */
export interface ListLookup {
  readonly isEmpty: boolean;
  has(value: Value | Property): boolean;
}

/** A comparison. `between` includes both bounds. Relative operators have a duration in ms. */
export interface Test {
  readonly op: Operator;
  readonly value?: Value;
  readonly values?: readonly Value[];
  readonly durationMs?: number;
  /** For `inList` and `notInList`: the key of the list. */
  readonly list?: string;
  /** Its current values. Set by the catalogue and never stored. */
  readonly entries?: ListLookup;
  /** For `during`. */
  readonly period?: CalendarPeriod;
  /** Compares the next or last anniversary of the day, not the day itself. Only for relative operators. */
  readonly anniversary?: boolean;
  /** Compares the number of whole years since the day, not the day itself. */
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

/** One aggregate divided by another, compared exactly. There is no value if the divisor is 0. */
interface Ratio {
  readonly kind: 'ratio';
  readonly of: Metric;
  readonly by: Metric;
  readonly test: Test;
}

/** Whether a purpose is permitted on one channel, or on any. */
export interface Consent {
  readonly kind: 'consent';
  readonly purpose: string;
  readonly channel?: string;
}

/** Events in strict order of time. The window of the first step applies to all. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly steps: readonly Selection[];
  /** Maximum time between the first and the last step, inclusive. */
  readonly withinMs?: number;
  /** A property with the same value in every step. */
  readonly same?: string;
  /** No event of this selection strictly between the first and the last step. */
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

/** A summand of a score: a number, or 1 while a condition holds. */
export type Term =
  | { readonly weight: bigint; readonly kind: 'tag'; readonly tag: string }
  | { readonly weight: bigint; readonly kind: 'metric'; readonly metric: Metric }
  | { readonly weight: bigint; readonly kind: 'condition'; readonly condition: Condition };

/** How a derived tag gets its value: from the first rule that holds, or as a weighted sum. */
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
   * Catalogue version at which this version was published. Profiles with a lower stamp have not been evaluated under
   * it.
   */
  readonly publishedAt: number;
  readonly retired: boolean;
  /** Its owner discloses its membership, even if it depends on personal tags. */
  readonly shareable?: boolean;
  /** Saved and shown, but not evaluated until it is published. */
  readonly draft?: boolean;
  /** When and by whom this version was saved. */
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
  /** A strong identifier names one person. A weak one, such as a device, may be shared. */
  readonly strong: boolean;
  readonly normalise: (typeof NORMALISATIONS)[number];
  readonly blocked: readonly string[];
  /** Whether the built-in placeholders apply in this namespace. Default true. */
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
  /** Id of the event or tag write that caused it. */
  readonly fact?: string;
  /** On entering a layer: the layer of the same model that was left. */
  readonly from?: string;
}

/**
 * Returns the workspace that owns a sandbox, or the workspace itself. An owner can create any number of sandboxes, so
 * limits count them together. Example: `ownerOf('shop.test')` is `'shop'`.
 */
export const ownerOf = (workspace: string): string => workspace.split('.', 1)[0];
