/** The domain's plain types. No I/O, no clock, no GraphQL, no database. */
import type { CalendarPeriod } from './time/calendar.js';

/** A tag's or aggregate's value: DECIMAL as bigint at scale 4, DATETIME as ms, DATE as `YYYY-MM-DD`. */
export type Value = string | number | boolean | bigint | readonly string[];

export const VALUE_TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export const TAG_KINDS = ['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const;
export type TagKind = (typeof TAG_KINDS)[number];

export const TAG_GROUPS = ['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'] as const;
export type TagGroup = (typeof TAG_GROUPS)[number];

/** The fourteen sub-groups of the tag framework, and the group of each. */
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
  /** The owner: who holds `tags:write:<namespace>` may write it. */
  readonly namespace: string;
  readonly allowedValues?: readonly Value[];
  readonly min?: Value;
  readonly max?: Value;
  readonly maxLength?: number;
  /** Milliseconds a value stays valid after it was observed. */
  readonly ttlMs?: number;
  /** Static tags: sources from the highest authority down; an unlisted source comes after all listed ones. */
  readonly authority?: readonly string[];
  /** Dynamic tags computed from events. */
  readonly metric?: Metric;
  /** Dynamic tags computed from conditions, other tags and aggregates. */
  readonly derivation?: Derivation;
  /** Readable only with the scope `profiles:read:personal`. */
  readonly personal: boolean;
  readonly version: number;
  /**
   * Catalogue version at which something its value depends on last changed; segments that read it are evaluated again.
   */
  readonly publishedAt?: number;
  /** Nothing reads or writes it any more. Its facts stay, for whoever defines it again. */
  readonly retired?: boolean;
}

/** How a write changes the value before it, where it does not replace it. */
export const TAG_CHANGES = ['add', 'remove', 'increment'] as const;
export type TagChange = (typeof TAG_CHANGES)[number];

/** One write of a tag: a fact. `value` undefined is a clear. */
export interface TagWrite {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly sequence: number;
  readonly value?: Value;
  /** A correction of a static tag: overrides, whatever its authority. */
  readonly correction?: boolean;
  /** `value` is added to the list or number before it, or taken from the list. */
  readonly change?: TagChange;
  /** Stands for many increments up to its place: their sum with what was set before them. Only kept on profiles. */
  readonly summed?: true;
}

export interface OrderLine {
  /** Every line of an order has one; a line that comes back has it if the sender gave it. */
  readonly lineId?: string;
  readonly sku?: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  /** Pieces, or weight: a decimal at scale 4. */
  readonly quantity: bigint;
  /**
   * What was paid for the line, all pieces together. Absent on a line that comes back without saying what was paid
   * back.
   */
  readonly amount?: bigint;
}

/**
 * What kind of key reported a fact, the most trusted first: a shop's own server, a file that was imported, a page or
 * app.
 */
export const KEY_CLASSES = ['SERVER', 'IMPORT', 'PUBLIC'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

export type Property = string | number | boolean | readonly string[];

/** What evaluation needs of an event. */
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
  /**
   * Of a coupon or an experiment that is run here: reported by a caller that may decide on it, so it counts as decided
   * here.
   */
  readonly binding?: true;
  /** Of a report of an order: the payment it reports, when the order was paid in parts. */
  readonly paymentId?: string;
  /** Of a refund: reports with the same one are one refund. */
  readonly refundId?: string;
  /** Of an order event; absent: SERVER. */
  readonly keyClass?: KeyClass;
  /** Of a statement of consent that one request made with others of its instant: the id of the first. */
  readonly batch?: string;
  /** Its place among the statements of its batch, from 0. */
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

/** Whether an aggregate is of the events themselves rather than of one of their fields. */
export const isFieldless = (aggregate: Aggregate): boolean => aggregate === 'count' || aggregate === 'medianGap';

/** Which of a profile's events, and since when. At most one of the windows; none: ever, within retention. */
export interface Selection {
  readonly event: string;
  readonly where?: Filter;
  /** Rolling window (now - windowMs, now]. */
  readonly windowMs?: number;
  /** Calendar window in the workspace's time zone. */
  readonly calendar?: CalendarPeriod;
  /** Fixed window: from an instant or day on (included), to an instant (not included) or day (included whole). */
  readonly fixed?: { readonly from?: string; readonly to?: string };
  /** Orders count net of cancelled and refunded lines unless gross. */
  readonly gross?: boolean;
}

/** An aggregate of one profile's events. */
export interface Metric extends Selection {
  readonly aggregate: Aggregate;
  /** The aggregated field; absent for count. `amount` is money, `day` the calendar day, others are properties. */
  readonly field?: Field;
  /** Money of this currency only; absent: the workspace's. */
  readonly currency?: string;
  /** Instead of the selection's windows: one that hangs on an event of the customer's own. */
  readonly anchor?: Anchor;
  /** Of topOf: how many values at most. */
  readonly top?: number;
}

/**
 * A window after an event, (t, t + within], or before it, [t - within, t), where t is the instant of the first or last
 * event of a type that counts. While there is none the window is empty.
 */
export interface Anchor {
  readonly side: 'after' | 'before';
  readonly which: 'first' | 'last';
  readonly event: string;
  readonly where?: Filter;
  readonly gross?: boolean;
  readonly withinMs: number;
}

/** The most values of topOf. */
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

/** The values of a list. */
export interface ListLookup {
  readonly isEmpty: boolean;
  has(value: Value | Property): boolean;
}

/** A comparison. `between` is inclusive on both sides; the relative ones hold a duration in ms. */
export interface Test {
  readonly op: Operator;
  readonly value?: Value;
  readonly values?: readonly Value[];
  readonly durationMs?: number;
  /** For `inList` and `notInList`: the key of the list. */
  readonly list?: string;
  /** Its values now. Given by the catalogue; never stored. */
  readonly entries?: ListLookup;
  /** For `during`. */
  readonly period?: CalendarPeriod;
  /** A relative comparison of the day's next or last return rather than of the day itself. */
  readonly anniversary?: boolean;
  /** A comparison of the whole years since the day rather than of the day itself. */
  readonly age?: boolean;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'tag'; readonly tag: string; readonly test: Test }
  | { readonly kind: 'metric'; readonly metric: Metric; readonly test: Test }
  | Ratio
  | { readonly kind: 'segment'; readonly segment: string }
  /** Some identity of the customer stands in the list. */
  | { readonly kind: 'list'; readonly list: string }
  | Consent
  | { readonly kind: 'occurrence'; readonly which: 'first' | 'last'; readonly of: Selection; readonly is: Filter }
  | Sequence
  | Unfollowed
  | { readonly kind: 'held'; readonly of: Condition; readonly forMs: number }
  | { readonly kind: 'was'; readonly of: Condition; readonly withinMs: number };

/** One aggregate divided by another, compared exactly. Absent where the divisor is 0. */
interface Ratio {
  readonly kind: 'ratio';
  readonly of: Metric;
  readonly by: Metric;
  readonly test: Test;
}

/** A purpose is permitted; on one channel, or on any at all. */
export interface Consent {
  readonly kind: 'consent';
  readonly purpose: string;
  readonly channel?: string;
}

/** Events one strictly after the other. The window of the first step holds for all. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly steps: readonly Selection[];
  /** Between the first and the last step, inclusive. */
  readonly withinMs?: number;
  /** A property that has one and the same value in every step. */
  readonly same?: string;
  /** No such event strictly between the first and the last step. */
  readonly without?: Selection;
}

/** An event after which, within a time (inclusive), another did not come: true from the end of that time on. */
export interface Unfollowed {
  readonly kind: 'unfollowed';
  readonly of: Selection;
  readonly by: Selection;
  readonly withinMs: number;
  readonly same?: string;
}

/** What a score adds up: a number, or 1 while a condition holds. */
export type Term =
  | { readonly weight: bigint; readonly kind: 'tag'; readonly tag: string }
  | { readonly weight: bigint; readonly kind: 'metric'; readonly metric: Metric }
  | { readonly weight: bigint; readonly kind: 'condition'; readonly condition: Condition };

/** How a derived tag gets its value: the first rule that holds, or a weighted sum. */
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
  /** Catalogue version at which this version was published: profiles stamped lower have not been evaluated under it. */
  readonly publishedAt: number;
  readonly retired: boolean;
  /** Its owner lets everyone know who is in it, whatever its tags are. */
  readonly shareable?: boolean;
  /** Saved and shown; nobody is evaluated under it until it is published. */
  readonly draft?: boolean;
  /** When and by whom this version was saved. */
  readonly savedAt?: number;
  readonly savedBy?: string;
}

export const NORMALISATIONS = ['none', 'lowercase', 'phone', 'email'] as const;

export interface IdentityNamespace {
  readonly name: string;
  /** The most a customer may have. */
  readonly limit: number;
  /** Higher wins when a fact carries several. */
  readonly priority: number;
  /** A strong identifier names one person; a weak one (a device) may be shared. */
  readonly strong: boolean;
  readonly normalise: (typeof NORMALISATIONS)[number];
  readonly blocked: readonly string[];
  /** Whether the placeholders that every namespace knows name nobody here. Absent: they do. */
  readonly builtInPlaceholders?: boolean;
  /** Catalogue version at which a rule of who is who last changed. */
  readonly regroupedAt?: number;
}

export interface Identity {
  readonly namespace: string;
  readonly value: string;
}

export type Cause = 'EVENT' | 'TAG' | 'TIME' | 'DEFINITION' | 'MERGE' | 'UNMERGE' | 'ERASURE';

export interface Transition {
  readonly segment: string;
  readonly kind: 'ENTERED' | 'LEFT';
  readonly cause: Cause;
  readonly effectiveAt: number;
  readonly version: number;
  readonly sequence: number;
  /** The event or tag write that caused it. */
  readonly fact?: string;
  /** Entering a layer: the layer of the same model that was left. */
  readonly from?: string;
}

/**
 * The workspace that a workspace belongs to: the one it is a sandbox of, or itself. Whoever runs one makes as many
 * sandboxes as it likes, so they count as one. Example: `ownerOf('shop.test')` is `'shop'`.
 */
export const ownerOf = (workspace: string): string => workspace.split('.', 1)[0];
