/** The domain's plain types. No I/O, no clock, no GraphQL, no database. */

/** A tag's or aggregate's value: DECIMAL as bigint at scale 4, DATETIME as ms, DATE as `YYYY-MM-DD`. */
export type Value = string | number | boolean | bigint | readonly string[];

export const VALUE_TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export const TAG_KINDS = ['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const;
export type TagKind = (typeof TAG_KINDS)[number];

export const TAG_GROUPS = ['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'] as const;
export type TagGroup = (typeof TAG_GROUPS)[number];

export interface TagDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly kind: TagKind;
  readonly type: ValueType;
  readonly group: TagGroup;
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
  /** Readable only with the scope `profiles:read:personal`. */
  readonly personal: boolean;
  readonly version: number;
}

/** One write of a tag: a fact. `value` undefined is a clear. */
export interface TagWrite {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly sequence: number;
  readonly value?: Value;
  /** A correction of a static tag: overrides, whatever its authority. */
  readonly correction?: boolean;
}

export interface OrderLine {
  readonly lineId: string;
  readonly sku?: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly quantity: number;
  /** What was paid for the line, all pieces together. */
  readonly amount: bigint;
}

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
}

export const AGGREGATES = ['count', 'sum', 'average', 'min', 'max', 'first', 'last', 'distinct', 'mostFrequent'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** An aggregate of one profile's events. */
export interface Metric {
  readonly aggregate: Aggregate;
  readonly event: string;
  readonly where?: Filter;
  /** The aggregated field; absent for count. `amount` is money, `day` the calendar day, others are properties. */
  readonly field?: Field;
  /** Rolling window (now - windowMs, now]; absent: ever, within retention. */
  readonly windowMs?: number;
  /** Order metrics are net of cancelled and refunded lines unless gross. */
  readonly gross?: boolean;
  /** Money of this currency only; absent: the workspace's. */
  readonly currency?: string;
}

export interface Field {
  readonly scope: 'event' | 'line';
  readonly name: string;
}

export type Filter =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'field'; readonly field: Field; readonly test: Test };

export const OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'notIn', 'between', 'exists', 'contains', 'startsWith', 'has', 'withinLast', 'beforeLast', 'withinNext'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A comparison. `between` is inclusive on both sides; the relative ones hold a duration in ms. */
export interface Test {
  readonly op: Operator;
  readonly value?: Value;
  readonly values?: readonly Value[];
  readonly durationMs?: number;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'tag'; readonly tag: string; readonly test: Test }
  | { readonly kind: 'metric'; readonly metric: Metric; readonly test: Test }
  | { readonly kind: 'segment'; readonly segment: string };

export interface SegmentDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly condition: Condition;
  readonly version: number;
  /** Catalogue version at which this version was published: profiles stamped lower have not been evaluated under it. */
  readonly publishedAt: number;
  readonly retired: boolean;
}

export interface IdentityNamespace {
  readonly name: string;
  /** At most so many per customer. */
  readonly limit: number;
  /** Higher wins when a fact carries several. */
  readonly priority: number;
  /** A strong identifier names one person; a weak one (a device) may be shared. */
  readonly strong: boolean;
  readonly normalise: 'none' | 'lowercase' | 'phone' | 'email';
  readonly blocked: readonly string[];
}

export interface Identity {
  readonly namespace: string;
  readonly value: string;
}

export const CAUSES = ['EVENT', 'TAG', 'TIME', 'DEFINITION', 'MERGE', 'UNMERGE', 'ERASURE'] as const;
export type Cause = (typeof CAUSES)[number];

export interface Membership {
  readonly segment: string;
  readonly since: number;
  readonly version: number;
  readonly sequence: number;
  readonly nextFlipAt?: number;
}

export interface Transition {
  readonly segment: string;
  readonly kind: 'ENTERED' | 'LEFT';
  readonly cause: Cause;
  readonly effectiveAt: number;
  readonly version: number;
  readonly sequence: number;
  /** The event or tag write that caused it. */
  readonly fact?: string;
}
