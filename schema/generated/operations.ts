/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Events by a unit of time: for stickiness and lifecycle. */
export type ActivityInput = {
  /** Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`. */
  events: Array<string>;
  /** When events count. */
  period: AnalysisPeriodInput;
  /** At the moment: of each event. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** The unit of time. */
  unit: ActivityUnit;
};

/** Units of the calendar in the workspace's zone. */
export type ActivityUnit =
  /** Days. */
  | 'DAY'
  /** Months. */
  | 'MONTH'
  /** Weeks from Monday. */
  | 'WEEK';

/** Kind of an alert. */
export type AlertKind =
  /** The figure of a saved report crossed a bound, or is back. */
  | 'METRIC'
  /** Moves between layers met the rule of a warning. */
  | 'MIGRATION'
  /** An identity was observed with too many others. It no longer identifies a customer. */
  | 'SHARED_IDENTITY';

/** What groups are made by: exactly one key. */
export type AnalysisGroupingInput = {
  /** A layer model: the customer's layer at the moment of the event. */
  layerModel?: string | null | undefined;
  /** A property of the event. Its values are shown, so the scope `profiles:read` is needed. */
  property?: string | null | undefined;
  /** A tag: the customer's value at the moment of the event. */
  tag?: string | null | undefined;
};

/** An analysis: exactly one key. */
export type AnalysisInput = {
  /** Size of baskets. */
  baskets?: BasketInput | null | undefined;
  /** Items in carts. */
  carts?: CartInput | null | undefined;
  /** Quality of channels. */
  channels?: ChannelInput | null | undefined;
  /** Revenue of cohorts. */
  cohortRevenue?: CohortRevenueInput | null | undefined;
  /** A funnel. */
  funnel?: FunnelInput | null | undefined;
  /** A lifecycle. */
  lifecycle?: ActivityInput | null | undefined;
  /** Activity of members. */
  members?: MemberInput | null | undefined;
  /** Nine metrics. */
  nineMetrics?: NineMetricsInput | null | undefined;
  /** Items that are bought together. */
  pairs?: PairInput | null | undefined;
  /** Paths. */
  paths?: PathInput | null | undefined;
  /** Messages, slots or landings. */
  reach?: ReachInput | null | undefined;
  /** Time between orders. */
  repurchase?: RepurchaseInput | null | undefined;
  /** A retention. */
  retention?: RetentionInput | null | undefined;
  /** Returns. */
  returns?: ReturnsInput | null | undefined;
  /** Recency and frequency. */
  rfm?: RfmInput | null | undefined;
  /** Resource slots. */
  slots?: SlotInput | null | undefined;
  /** A stickiness. */
  stickiness?: ActivityInput | null | undefined;
  /** A trend. */
  trend?: TrendInput | null | undefined;
};

/** Kinds of analyses. */
export type AnalysisKind =
  /** Size of baskets. */
  | 'BASKETS'
  /** Items in carts. */
  | 'CARTS'
  /** Quality of channels. */
  | 'CHANNELS'
  /** Revenue of cohorts. */
  | 'COHORT_REVENUE'
  /** A funnel. */
  | 'FUNNEL'
  /** A lifecycle. */
  | 'LIFECYCLE'
  /** Activity of members. */
  | 'MEMBERS'
  /** Nine metrics. */
  | 'NINE_METRICS'
  /** Items that are bought together. */
  | 'PAIRS'
  /** Paths. */
  | 'PATHS'
  /** Messages, slots or landings. */
  | 'REACH'
  /** Time between orders. */
  | 'REPURCHASE'
  /** A retention. */
  | 'RETENTION'
  /** Returns. */
  | 'RETURNS'
  /** Recency and frequency. */
  | 'RFM'
  /** Resource slots. */
  | 'SLOTS'
  /** A stickiness. */
  | 'STICKINESS'
  /** A trend. */
  | 'TREND';

/** A period of time, at most ten years: `from` and `to`, or one of `last` and `rolling`, which move. */
export type AnalysisPeriodInput = {
  /** The instant that the figure speaks for: `last` and `rolling` end with it, and facts after it do not count. Default now. Facts are those known now. */
  asOf?: string | null | undefined;
  /** From this instant on. */
  from?: string | null | undefined;
  /** The last days, weeks or months. */
  last?: LastUnitsInput | null | undefined;
  /** The time up to now, ISO 8601, e.g. P30D: the window `last 30d` of the segment language. */
  rolling?: string | null | undefined;
  /** Until this instant, not included. */
  to?: string | null | undefined;
};

/** When customers must be in the segment of a scope. */
export type AnalysisScopeAt =
  /** At the moment: only what customers did while they were in the segment, by the facts known now. */
  | 'MOMENT'
  /** Now: the members of the segment, with everything they did. */
  | 'NOW';

/** The customers that an analysis is about. */
export type AnalysisScopeInput = {
  /** When they must be in it. */
  at?: AnalysisScopeAt;
  /** A segment, or a layer as `model.layer`. */
  segment: string;
};

/** Units of the calendar of the workspace's zone. */
export type AnalysisUnit =
  /** Days. */
  | 'DAY'
  /** Months. */
  | 'MONTH'
  /** Weeks from Monday. */
  | 'WEEK';

/** Events of a type that pass a filter. */
export type AnchorInput = {
  /** The event type; `visit` includes visits derived from activity. */
  event: string;
  /** Ignore cancellations and refunds. */
  gross?: boolean | null | undefined;
  /** Only events that pass. */
  where?: FilterInput | null | undefined;
};

/** A window relative to an event of the same customer: a duration and exactly one other key. The event itself is outside. Without such an event the window is empty. */
export type AnchoredWindowInput = {
  /** The window begins after the first of these events. */
  afterFirst?: AnchorInput | null | undefined;
  /** The window begins after the last of these events. */
  afterLast?: AnchorInput | null | undefined;
  /** The window ends before the first of these events. */
  beforeFirst?: AnchorInput | null | undefined;
  /** The window ends before the last of these events. */
  beforeLast?: AnchorInput | null | undefined;
  /** Length of the window as an ISO 8601 duration, e.g. P30D. The end away from the event is inclusive. */
  duration: string;
};

/** Language of names and descriptions. */
export type ArticleLanguage =
  /** English and Chinese. */
  | 'BOTH'
  /** English. */
  | 'EN'
  /** Chinese. */
  | 'ZH';

/** The size of baskets in a period. */
export type BasketInput = {
  /** Groups by each order. */
  by?: AnalysisGroupingInput | null | undefined;
  /** Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days. */
  compare?: boolean;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When orders count. */
  period: AnalysisPeriodInput;
  /** At the moment: of each order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
};

/** A board to define or change. Absent fields keep their value, and null removes it. */
export type BoardInput = {
  /** What it is for. */
  description?: string | null | undefined;
  /** A period and a scope for all its reports. */
  filter?: ReportFilterInput | null | undefined;
  /** Lower-case letters, digits and _. */
  key: string;
  /** Name for people. Default: the key. */
  name?: string | null | undefined;
  /** Keys of reports in the order of the board, at most 20. */
  reports?: Array<string> | null | undefined;
};

/** A calendar period in the time zone of the customer. */
export type BudgetPeriod =
  /** A day. */
  | 'DAY'
  /** A month. */
  | 'MONTH'
  /** A week from Monday. */
  | 'WEEK';

/** A channel of a campaign with its message. */
export type CampaignChannelInput = {
  /** Text in Liquid. It may name tags that are defined, e.g. {{ tag.first_name | default: "there" }}. */
  body: string;
  /** Channel of the rules of reach, e.g. sms. */
  channel: string;
  /** Only of a task: how long after its assignment it is due, e.g. P2D. Default: when it expires. */
  dueAfter?: string | null | undefined;
  /** Key of the webhook endpoint that sends on it. Needed for channels of the kind SENT. */
  endpoint?: string | null | undefined;
  /** Format of the body. Default TEXT. */
  format?: MessageFormat | null | undefined;
  /** Default WAIT. */
  ifQuiet?: ChannelIfQuiet | null | undefined;
  /** Quiet hours. Default none. */
  quietHours?: QuietHoursInput | null | undefined;
  /** Only of a place. Default: it shows a contact once. */
  showings?: ShowingsInput | null | undefined;
  /** Title in Liquid, one line. */
  title?: string | null | undefined;
  /** Messages of variants. A variant without one gets the message of the channel. */
  variants?: Array<VariantMessageInput> | null | undefined;
};

/** How contacts of a campaign relate to budgets. */
export type CampaignCounting =
  /** Budgets limit them, and they use budget. */
  | 'COUNTED'
  /** Budgets ignore them. Only for transactional campaigns. */
  | 'EXEMPT'
  /** Budgets do not limit them, but they use budget. */
  | 'EXEMPT_COUNTED';

/** When a contact goes to its next channel. */
export type CampaignFallbackInput = {
  /** How long after the hand-over a receipt is awaited, e.g. PT2H. */
  after: string;
  /** The receipt. Default DELIVERED. */
  unless?: FallbackReceipt | null | undefined;
};

/** Handling of contacts that become known too late. */
export type CampaignIfLate =
  /** They end with the reason MISSED. */
  | 'MISSED'
  /** They are sent until they expire. */
  | 'SEND_LATE';

/** A campaign. Absent fields of an existing campaign stay unchanged, null restores the default. Of `at` and `trigger`, the one that is given replaces the other. */
export type CampaignInput = {
  /** Instant of a campaign without a trigger. Default: the instant of its start. */
  at?: string | null | undefined;
  /** Segment, or layer as model.layer, whose members are contacted. */
  audience: string;
  /** Channels in the order in which they are tried. */
  channels: Array<CampaignChannelInput>;
  /** Default COUNTED, of transactional campaigns EXEMPT. */
  counting?: CampaignCounting | null | undefined;
  /** Purpose for people. */
  description?: string | null | undefined;
  /** The effect that is expected, in the unit of the metric of the strategy. Not part of the verdict. */
  expectedEffect?: number | null | undefined;
  /** How long contacts are of use. Default P3D, at most P90D. */
  expiresAfter?: string | null | undefined;
  /** Sends by the next channel if no receipt arrives in time. Default never. */
  fallback?: CampaignFallbackInput | null | undefined;
  /** Segment whose members have reached the goal already. */
  goal?: string | null | undefined;
  /** Hold-out in whole percent. Default 0. */
  holdOutPercent?: number | null | undefined;
  /** Default MISSED. */
  ifLate?: CampaignIfLate | null | undefined;
  /** Whether a transactional campaign keeps quiet hours. */
  keepsQuietHours?: boolean | null | undefined;
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** How late a contact may become known. Default PT6H, after events, entries and exits PT1H, of transactional campaigns PT15M. */
  lateness?: string | null | undefined;
  /** Display name. */
  name?: string | null | undefined;
  /** Higher is decided first. Ties by key. Default 0. */
  priority?: number | null | undefined;
  /** Purpose that customers permit. Default marketing. */
  purpose?: string | null | undefined;
  /** Only with a trigger. Default ALWAYS for schedules and dates, NEVER for others. */
  reEntry?: CampaignReEntry | null | undefined;
  /** For AFTER: the least time between two messages, e.g. P30D. */
  reEntryAfter?: string | null | undefined;
  /** Whether audience and goal are read again at the hand-over. Default true. */
  recheck?: boolean | null | undefined;
  /** Key of the strategy that the campaign tries. Its effect on each layer is then recorded. */
  strategy?: string | null | undefined;
  /** Tags that budgets name. */
  tags?: Array<string> | null | undefined;
  /** Whether layers, the global control and quiet hours are ignored. Default false. */
  transactional?: boolean | null | undefined;
  /** What makes contacts due. Default: everybody in the audience, once, at the instant of the campaign. */
  trigger?: CampaignTriggerInput | null | undefined;
  /** With a trigger: nothing is due from this instant on. */
  until?: string | null | undefined;
  /** Variants, none or 2 to 20. */
  variants?: Array<CampaignVariantInput> | null | undefined;
  /** Time zone of customers without one. Default: of the workspace. */
  zone?: string | null | undefined;
};

/** Whether a customer may be contacted again by the same campaign. */
export type CampaignReEntry =
  /** When a time has passed since the last message was handed over. */
  | 'AFTER'
  /** Whenever the trigger makes a contact due. */
  | 'ALWAYS'
  /** Once. */
  | 'NEVER';

/** State of a campaign. */
export type CampaignState =
  /** It was cancelled for good. */
  | 'CANCELLED'
  /** It was not started. */
  | 'DRAFT'
  /** Everything is decided and handed over. */
  | 'ENDED'
  /** Nothing is decided or handed over until it starts again. */
  | 'PAUSED'
  /** Its contacts are decided when they are due and handed over. */
  | 'RUNNING';

/** What makes contacts due. Exactly one field is given. */
export type CampaignTriggerInput = {
  /** Dates in a tag. */
  date?: DateTriggerInput | null | undefined;
  /** Entries into a segment or layer. */
  entered?: EnteredTriggerInput | null | undefined;
  /** Events of customers. */
  event?: EventTriggerInput | null | undefined;
  /** Exits from a segment or layer. */
  left?: LeftTriggerInput | null | undefined;
  /** A time of day on the clock of the customer. */
  schedule?: ScheduleTriggerInput | null | undefined;
};

/** A variant of a campaign. */
export type CampaignVariantInput = {
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** Weight relative to the other variants. Default 1. */
  weight?: number | null | undefined;
};

/** How much is bought of the items in carts. */
export type CartInput = {
  /** Groups by the event of the cart. */
  by?: AnalysisGroupingInput | null | undefined;
  /** Events that put an item into the cart, as in `count(...)`; default `added_to_cart`. */
  carts?: Array<string> | null | undefined;
  /** Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days. */
  compare?: boolean;
  /** The property of events, or field of lines, of the item. */
  item?: string;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When items are put into the cart. */
  period: AnalysisPeriodInput;
  /** At the moment: of the event of the cart. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Time from the cart to the order, ISO 8601. */
  window?: string;
};

/** How entries change a catalogue. */
export type CatalogueAction =
  /** Stores each entry, in place of the entry with the same key. */
  | 'ADD'
  /** Removes the entries with these keys. */
  | 'REMOVE'
  /** The entries of the call become all entries of the catalogue. One invalid entry refuses the call. */
  | 'REPLACE';

/** An entry of a catalogue. */
export type CatalogueEntryInput = {
  /** Key of the entry, e.g. the sku of a product. */
  key: string;
  /** Values by field. A field that is left out has no value. REMOVE needs the key only. */
  values?: Record<string, unknown> | null | undefined;
};

/** A field of catalogue entries. */
export type CatalogueFieldInput = {
  /** Name: letters, digits and _, at most 64. */
  name: string;
  /** Type of its values, which cannot change later. */
  type: CatalogueFieldType;
};

/** Type of a field of catalogue entries. */
export type CatalogueFieldType =
  /** True or false. */
  | 'BOOLEAN'
  /** Days such as 2026-02-28. */
  | 'DATE'
  /** Exact decimals with at most 4 digits after the point, as text or number. */
  | 'DECIMAL'
  /** Whole numbers. */
  | 'INTEGER'
  /** Texts. */
  | 'STRING';

/** What the entries of a catalogue are. */
export type CatalogueKind =
  /** Channels. */
  | 'CHANNELS'
  /** Any other table, such as districts. */
  | 'LOOKUP'
  /** Products, by their sku. A workspace has at most one such catalogue. */
  | 'PRODUCTS'
  /** Stores. */
  | 'STORES';

/** Cause of a membership change. */
export type Cause =
  /** The segment was defined, redefined or retired. */
  | 'DEFINITION'
  /** The customer was erased. */
  | 'ERASURE'
  /** An event arrived. */
  | 'EVENT'
  /** Customers were merged. */
  | 'MERGE'
  /** The facts of a source were removed. */
  | 'REMOVAL'
  /** A tag was written. */
  | 'TAG'
  /** Time passed, e.g. a window closed or a value expired. */
  | 'TIME'
  /** A customer was split. */
  | 'UNMERGE';

/** What a channel costs in the period. */
export type ChannelCostInput = {
  /** The channel: a value of the property. */
  channel: string;
  /** Money in the workspace's currency. */
  cost: string | number;
};

/** Handling of contacts in the quiet hours of a channel. */
export type ChannelIfQuiet =
  /** The next channel is tried, and this one again if no other can carry the contact. */
  | 'NEXT'
  /** The contact waits until the quiet hours end. */
  | 'WAIT';

/** The quality of channels. */
export type ChannelInput = {
  /** Events that are carts; default `added_to_cart`. */
  carts?: Array<string> | null | undefined;
  /** Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days. */
  compare?: boolean;
  /** Costs of channels, at most 100. */
  costs?: Array<ChannelCostInput> | null | undefined;
  /** How long each customer is followed from the first touch on, ISO 8601. */
  follow?: string;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When customers come for the first time ever. */
  period: AnalysisPeriodInput;
  /** The property of the first touch that names the channel, e.g. `utm_source`. Its values are shown, so the scope `profiles:read` is needed. */
  property?: string;
  /** The longest time from the first order to a repurchase, ISO 8601. */
  repurchaseWithin?: string;
  /** At the moment: of the first touch. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Events with which customers come, e.g. `registered`; default `visit` and all activity. */
  touches?: Array<string> | null | undefined;
  /** Events that are views; default `product_viewed`. */
  views?: Array<string> | null | undefined;
  /** Events that are visits; default `visit` and all activity. */
  visits?: Array<string> | null | undefined;
};

/** A ready provider of a channel. */
export type ChannelPreset =
  /** Official account (公众号): template messages to followers. */
  | 'OFFICIAL_ACCOUNT'
  /** App push by the API of JPush (极光). */
  | 'PUSH'
  /** Text messages by the API of Yunpian (云片). */
  | 'SMS'
  /** WeCom (企业微信): messages that an adviser of the customer confirms. */
  | 'WECOM';

/** A provider that takes messages by a request of its own. */
export type ChannelProviderInput = {
  /** Secrets, which are never shown. Null keeps those of the endpoint, at the same place and definition. */
  credentials?: Array<ProviderValueInput> | null | undefined;
  /** The definition of a provider, as JSON. */
  definition?: string | null | undefined;
  /** A ready provider, in place of a definition. */
  preset?: ChannelPreset | null | undefined;
  /** Values of its settings. */
  settings?: Array<ProviderValueInput> | null | undefined;
};

/** What a churn model knows of a customer at a cut. */
export type ChurnFeature =
  /** Logarithm of the days since the first order, plus one. */
  | 'DAYS_SINCE_FIRST_ORDER'
  /** Days since the last order. */
  | 'DAYS_SINCE_LAST_ORDER'
  /** Logarithm of the mean value of an order-day, plus one. */
  | 'MEAN_VALUE'
  /** Logarithm of the number of days with an order. */
  | 'ORDER_DAYS'
  /** Logarithm of the number of days with an order within the last 90 days. */
  | 'RECENT_ORDER_DAYS'
  /** Time since the last order, divided by the mean time between order-days, at most 5. */
  | 'USUAL_INTERVAL_RATIO';

/** A model of customers who do not order within 90 days of their last order. */
export type ChurnModelInput = {
  /** Probability from which a customer is at risk; default 0.5. */
  bound?: number | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** Only the current members of this segment, or layer as `model.layer`; default everyone. */
  segment?: string | null | undefined;
  /** Cuts to learn from, 30 days apart, 1 to 6; default 1. */
  trainingCuts?: number | null | undefined;
};

/** A tag to clear. */
export type ClearTagInput = {
  /** Identities. */
  identities?: Array<IdentityInput> | null | undefined;
  /** Instant from which the tag is cleared. Default: now. */
  observedAt?: string | null | undefined;
  /** Profile id. */
  profile?: string | null | undefined;
  /** Order among writes of one source at one instant. Default: their order in the request. */
  sequence?: number | null | undefined;
  /** The tag. */
  tag: string;
};

/** Revenue of customers by the month of their first order. */
export type CohortRevenueInput = {
  /** The last month after that of the first order, 0 to 60; default 12. */
  months?: number | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When first orders lie. */
  period: AnalysisPeriodInput;
  /** At the moment: of the first order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
};

/** The outcome of a task. */
export type CompleteTaskInput = {
  /** Id of the task. */
  id: string;
  /** Note for the event of the customer, at most 1,000 characters. */
  note?: string | null | undefined;
  /** The outcome. */
  outcome: TaskOutcome;
};

/** A condition on a customer. Exactly one key is given. */
export type ConditionInput = {
  /** True if all of these hold. */
  all?: Array<ConditionInput> | null | undefined;
  /** True if at least one of these holds. */
  any?: Array<ConditionInput> | null | undefined;
  /** True if the customer has given this consent. */
  consent?: ConsentTestInput | null | undefined;
  /** True if the first of some events passes a filter. */
  first?: OccurrenceInput | null | undefined;
  /** True if a condition has been true for at least the duration. */
  heldFor?: LastingInput | null | undefined;
  /** True for customers in this layer, given as `model.layer`. */
  inLayer?: string | null | undefined;
  /** True if the list with this key contains one of the customer's identities. */
  inList?: string | null | undefined;
  /** True for members of the segment with this key. */
  inSegment?: string | null | undefined;
  /** True if the last of some events passes a filter. */
  last?: OccurrenceInput | null | undefined;
  /** Compares an aggregate of events. */
  metric?: MetricTestInput | null | undefined;
  /** True if this does not hold. */
  not?: ConditionInput | null | undefined;
  /** True if an event was not followed by another. */
  notFollowed?: NotFollowedInput | null | undefined;
  /** Compares a ratio of two aggregates. */
  ratio?: RatioInput | null | undefined;
  /** True if events occurred in this order. */
  sequence?: SequenceInput | null | undefined;
  /** Compares a tag. */
  tag?: TagTestInput | null | undefined;
  /** True if a condition was true within the last duration. */
  wasWithin?: LastingInput | null | undefined;
};

/** Reason for a warning about a part of a condition. */
export type ConditionWarningReason =
  /** The part is true of every customer. */
  | 'ALWAYS_TRUE'
  /** No coupon of this key is defined, and no event has named it. */
  | 'COUPON_UNSEEN'
  /** No event of this type has been seen. */
  | 'EVENT_UNSEEN'
  /** No event of this type has had this field. */
  | 'FIELD_UNSEEN'
  /** The part can never be true. */
  | 'NEVER_TRUE'
  /** Values of several types were seen; only those of one are compared or added. */
  | 'TYPES_MIXED'
  /** Every value seen has another type than what it is compared with, so none can be equal to it. */
  | 'TYPE_UNSEEN'
  /** No customer (of a tag) or event (of a field) has the value. */
  | 'VALUE_UNSEEN';

/** Permission of customers who made no statement about a purpose. */
export type ConsentDefault =
  /** Without a statement, nothing may be sent. */
  | 'REQUIRED'
  /** The customer permits it until a withdrawal. */
  | 'UNLESS_WITHDRAWN';

/** Permission of customers without a statement about a purpose. */
export type ConsentDefaultInput = {
  /** The permission. */
  permission: ConsentDefault;
  /** The purpose, e.g. marketing. */
  purpose: string;
};

/** A consent that is in effect now. */
export type ConsentTestInput = {
  /** Channel, e.g. `sms`. Defaults to any channel. */
  channel?: string | null | undefined;
  /** Purpose, e.g. `marketing`. */
  purpose: string;
};

/** A contact budget. Every budget that applies to a contact must have room. */
export type ContactBudgetInput = {
  /** Only contacts of this channel. */
  channel?: string | null | undefined;
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** Only customers who are in this layer, as model.layer. */
  layer?: string | null | undefined;
  /** Most contacts of a customer in the window, at least 1. */
  most: number;
  /** Calendar window. Give this or `rolling`. */
  per?: BudgetPeriod | null | undefined;
  /** Counts by device. Default false. */
  perDevice?: boolean | null | undefined;
  /** Rolling window, e.g. P30D. Give this or `per`. */
  rolling?: string | null | undefined;
  /** Only contacts of campaigns with this tag. */
  tag?: string | null | undefined;
};

/** Why a contact ended without a message. */
export type ContactEndingReason =
  /** the customer is no longer in the audience */
  | 'AUDIENCE'
  /** the campaign was stopped, or what the occurrence rests on was taken back */
  | 'CANCELLED'
  /** a contact budget has no room */
  | 'CAPPED'
  /** no channel of the campaign has an address of the customer */
  | 'CHANNEL'
  /** the customer does not permit the purpose on any channel of the campaign */
  | 'CONSENT'
  /** the customer is in the global control or in the hold-out of the campaign */
  | 'CONTROL'
  /** the contact expired before a place showed it or its task was completed */
  | 'EXPIRED'
  /** the customer has reached the goal of the campaign */
  | 'GOAL'
  /** a layer of the customer takes no marketing contact */
  | 'LAYER'
  /** the occurrence became known too late */
  | 'MISSED'
  /** the contact expires before the quiet hours end */
  | 'QUIET_EXPIRED'
  /** the message names something that the customer lacks and that has no fallback */
  | 'TEMPLATE';

/** How many messages a customer wants. */
export type ContactLimitInput = {
  /** Rolling days in which these count, 1 to 366. */
  days?: number | null | undefined;
  /** Identities of the customer. */
  identities: Array<IdentityInput>;
  /** Id of the statement. A repeated one counts once. */
  messageId?: string | null | undefined;
  /** Messages at most, 1 to 1,000. Without it and `days` the wish is taken back. */
  most?: number | null | undefined;
};

/** State of a contact. */
export type ContactState =
  /** It is an open task of a person, and uses budget. */
  | 'ASSIGNED'
  /** No further attempt is made. */
  | 'DEAD'
  /** The customer received it, as the sender reported. */
  | 'DELIVERED'
  /** It ended without a message, for the reason of its ending. */
  | 'ENDED'
  /** The endpoint refused it. */
  | 'FAILED'
  /** The endpoint received it, a place showed it, or an assignee could not reach the customer. */
  | 'HANDED_OVER'
  /** It is not decided yet. */
  | 'PLANNED'
  /** It uses budget and waits to be handed over. */
  | 'RESERVED'
  /** It waits until a place shows it, and uses no budget before. */
  | 'WAITING';

/** Last action of a customer on an item. */
export type ContinuedAction =
  /** Put into the cart. */
  | 'CARTED'
  /** Viewed. */
  | 'VIEWED';

/** Effect of a coupon on an order. */
export type CouponKind =
  /** Makes the m cheapest of every n + m pieces free. */
  | 'BUY_N_GET_M'
  /** Takes a share of the order off. */
  | 'DISCOUNT'
  /** Is worth its face value in goods. */
  | 'EXCHANGE'
  /** Takes its face value off. */
  | 'FIXED_AMOUNT'
  /** Takes off the shipping fee. */
  | 'FREE_SHIPPING'
  /** Takes its face value off an order that reaches the threshold. */
  | 'FULL_REDUCTION'
  /** Takes nothing off the order. It costs its face value. */
  | 'GIFT';

/** A coupon of a pack. */
export type CouponPackItemInput = {
  /** Number of claims of the coupon that a customer gets. Default 1. A pack has at most 50 claims in total. */
  count?: number | null | undefined;
  /** Key or code of the coupon. A pack names each coupon once, and no group coupon. */
  coupon: string;
};

/** A sandbox to create. */
export type CreateSandboxInput = {
  /** Initial time of its clock. */
  clock: string;
  /** Currency. Default CNY. */
  currency?: string | null | undefined;
  /** Lower-case letters, digits, _ and -. Below another workspace: the id of that workspace, a dot, and such a name. */
  id: string;
  /** Display name. */
  name?: string | null | undefined;
  /** True if the clock runs. By default it stands still. */
  running?: boolean | null | undefined;
  /** IANA time zone. Default Asia/Shanghai. */
  zone?: string | null | undefined;
};

/** A workspace to create. */
export type CreateWorkspaceInput = {
  /** Currency. Default CNY. */
  currency?: string | null | undefined;
  /** Lower-case letters, digits, _ and -. Below another workspace: the id of that workspace, a dot, and such a name. */
  id: string;
  /** Display name. */
  name?: string | null | undefined;
  /** IANA time zone. Default Asia/Shanghai. */
  zone?: string | null | undefined;
};

/** What a customer is at the first event of a period. */
export type CustomerClass =
  /** The last standing order is at least `dormantAfter` ago. */
  | 'DORMANT'
  /** No standing order before. */
  | 'NEW'
  /** The last standing order is less than `dormantAfter` ago. */
  | 'OLD';

/** State of a coupon for a customer. */
export type CustomerCouponState =
  /** The coupon is defined here, and `claimCoupon` would accept it now (for a group coupon, together with a partner). */
  | 'CLAIMABLE'
  /** A claim that expired unused (returned or never used), or a returned use without a claim. */
  | 'EXPIRED'
  /** A claim that can be used: it is not used, or was returned since, and has not expired. For a coupon that is defined here, reported claims beyond its limits are left out, because they cannot be redeemed. */
  | 'HELD'
  /** Used on an order and not returned. */
  | 'USED';

/** A time of day in the zone of the customer, some days before or after a date in a tag. */
export type DateTriggerInput = {
  /** Days after the date, negative for days before it. Default 0. */
  offsetDays?: number | null | undefined;
  /** Tag of the type DATE or DATETIME. */
  tag: string;
  /** Time of day, e.g. 10:00. */
  time: string;
  /** Whether the date returns every year, as birthdays do. 29 February returns on 28 February in common years. Default false. */
  yearly?: boolean | null | undefined;
};

/** A catalogue to define, or a new label and more fields of an existing one. Omitted fields keep their values. */
export type DefineCatalogueInput = {
  /** The fields of its entries, at most 30. Later calls repeat them and may add fields. */
  fields?: Array<CatalogueFieldInput> | null | undefined;
  /** Its key. */
  key: string;
  /** Name of the field with the key. Default: `sku` for products, else `key`. It cannot change later. */
  keyField?: string | null | undefined;
  /** Kind. Default: LOOKUP. It cannot change later. */
  kind?: CatalogueKind | null | undefined;
  /** Display name. Default: the key. */
  label?: string | null | undefined;
};

/** A coupon to define, or its next version. `kind` and `group` never change. */
export type DefineCouponInput = {
  /** For BUY_N_GET_M: n. */
  buy?: number | null | undefined;
  /** Campaign of the coupon, for reports. */
  campaign?: string | null | undefined;
  /** The channel where the coupon is valid. Default: every channel. */
  channel?: string | null | undefined;
  /** The code as the shop prints it, at most 64 characters, unique regardless of case. It identifies the coupon like its key, and so do its former codes. */
  code?: string | null | undefined;
  /** Bearer of the cost, for reports. */
  costBearer?: string | null | undefined;
  /** Maximum cost of all uses by `redeemCoupon` together: their discounts, or the face value of gifts. A use beyond it is rejected. It is set when the coupon is first defined; later it can be changed, not added. */
  costLimit?: string | number | null | undefined;
  /** Purpose of the coupon. */
  description?: string | null | undefined;
  /** Eligible customers, checked at the instant of the claim: the key of a segment or layer, or a condition in text. Default: everyone. */
  eligible?: string | null | undefined;
  /** Face value. Not allowed for DISCOUNT. */
  faceValue?: string | number | null | undefined;
  /** Start of validity. Earlier claims and uses are rejected. */
  from?: string | null | undefined;
  /** For BUY_N_GET_M: m. */
  get?: number | null | undefined;
  /** For BUY_N_GET_M: goods that are given for free, up to m pieces for every n pieces bought, the cheapest first. Default: the goods that are bought. */
  gifts?: ProductScopeInput | null | undefined;
  /** True for a group coupon: two customers claim it together, and each gets one. Default false. */
  group?: boolean | null | undefined;
  /** Key of the coupon in events: lower-case letters, digits and _, at most 64 characters. */
  key: string;
  /** Effect on an order. */
  kind: CouponKind;
  /** Maximum amount that a DISCOUNT takes off. */
  mostOff?: string | number | null | undefined;
  /** Display name. */
  name?: string | null | undefined;
  /** Maximum number of claims by one customer. */
  perCustomerLimit?: number | null | undefined;
  /** For a DISCOUNT: percent off, e.g. "20". */
  percentOff?: string | number | null | undefined;
  /** The platform where the coupon is valid. Default: every platform. */
  platform?: string | null | undefined;
  /** Goods that the coupon applies to. Threshold and discount are computed from the order lines of these goods only, and an order without such a line is rejected. Default: the whole order. */
  products?: ProductScopeInput | null | undefined;
  /** True if a refund of the whole order, or its cancellation, returns the coupon. Default true. A use keeps the setting that held when it was made. */
  returnOnRefund?: boolean | null | undefined;
  /** True if the coupon may be combined with another stackable coupon on one order. Default false. */
  stackable?: boolean | null | undefined;
  /** The store where the coupon is valid. Default: every store. */
  store?: string | null | undefined;
  /** Minimum amount of the order, or of the goods that the coupon applies to. */
  threshold?: string | number | null | undefined;
  /** Maximum number of claims by all customers together. */
  totalLimit?: number | null | undefined;
  /** End of validity, exclusive. A later end extends existing claims; an earlier end does not shorten them. */
  until?: string | null | undefined;
  /** Validity of a claim as an ISO 8601 duration, e.g. P7D. Its last instant is excluded. A longer validity extends existing claims; a shorter one does not shorten them. */
  validFor?: string | null | undefined;
};

/** A pack of coupons to define, or its next version. */
export type DefineCouponPackInput = {
  /** Coupons of the pack. Without this field an existing pack keeps its coupons. */
  coupons?: Array<CouponPackItemInput> | null | undefined;
  /** Purpose of the pack. */
  description?: string | null | undefined;
  /** Eligible customers, checked at the instant of the claim: the key of a segment or layer, or a condition in text. Default: everyone who may claim its coupons. */
  eligible?: string | null | undefined;
  /** Start of the period in which the pack can be claimed. */
  from?: string | null | undefined;
  /** Key of the pack: lower-case letters, digits and _, at most 64 characters. */
  key: string;
  /** Display name. */
  name?: string | null | undefined;
  /** Maximum number of claims by one customer. */
  perCustomerLimit?: number | null | undefined;
  /** Maximum number of claims by all customers together. It is set when the pack is first defined; later it can be changed, not added. */
  totalLimit?: number | null | undefined;
  /** End of the period in which the pack can be claimed, exclusive. */
  until?: string | null | undefined;
};

/** A layer model to define, or its next version. */
export type DefineLayerModelInput = {
  /** Purpose of the model. */
  description?: string | null | undefined;
  /** True to save a draft without effect on customers, which `publishLayerModel` puts into effect. Default false. */
  draft?: boolean | null | undefined;
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** Layers in order of precedence. The last one holds everyone else. */
  layers: Array<LayerInput>;
  /** Display name. */
  name?: string | null | undefined;
  /** Rules over moves that raise alerts. Fields that are left out of an existing model or layer stay unchanged. */
  warnings?: Array<MigrationWarningInput> | null | undefined;
};

/** A named list to define, or a new name and description of an existing one. */
export type DefineListInput = {
  /** Purpose of the list. */
  description?: string | null | undefined;
  /** Its key in conditions: `in list vip_2026`. */
  key: string;
  /** Display name. Default: the key. */
  name?: string | null | undefined;
  /** Namespace of a list of customers, which holds identities. Give either this or `type`; neither can change later. */
  namespace?: string | null | undefined;
  /** Type of a list of values, with which tags and fields of events are compared. */
  type?: ListValueType | null | undefined;
};

/** An identity namespace to define or to change. Fields that are left out stay unchanged; null restores the default. The default of a built-in namespace is its rule in a new workspace. */
export type DefineNamespaceInput = {
  /** Complete list of its own placeholder values. Default none. */
  blocked?: Array<string> | null | undefined;
  /** True if null, 0, undefined, anonymous, -1, 0000-000, [object Object], guest, {{user_id}} and the like identify nobody here. Default true. */
  builtInPlaceholders?: boolean | null | undefined;
  /** Maximum number of identities of the namespace for one customer. Default 1. */
  limit?: number | null | undefined;
  /** The name. */
  name: string;
  /** Normalisation of values: none, lowercase, phone or email. Default none. */
  normalise?: string | null | undefined;
  /** Priority; the highest one wins. Default 50. */
  priority?: number | null | undefined;
  /** True for a strong namespace, which identifies one person. Default false. */
  strong?: boolean | null | undefined;
};

/** A partner and its grants. Fields that are left out of an existing partner stay unchanged; null removes them. */
export type DefinePartnerInput = {
  /** The subject of its tokens. */
  key: string;
  /** Identity namespaces it may use to address and look up customers. Default none. */
  lookups?: Array<string> | null | undefined;
  /** Default ACTIVE. */
  mode?: PartnerMode | null | undefined;
  /** Display name. */
  name?: string | null | undefined;
  /** Sources it may write events as, apart from its own name; its token needs the scopes too. Default none. */
  sources?: Array<string> | null | undefined;
  /** Namespaces of tags it may write; its token needs the scopes too. Default none. */
  tags?: Array<string> | null | undefined;
  /** Maximum number of facts per day. Default: no limit. */
  writesPerDay?: number | null | undefined;
};

/** A segment to define. The condition is given as text or as a tree. */
export type DefineSegmentInput = {
  /** The condition as a tree, instead of text. */
  condition?: ConditionInput | null | undefined;
  /** Purpose of the segment. */
  description?: string | null | undefined;
  /** True to save a draft without effect on customers, which `publishSegment` puts into effect. Default false. */
  draft?: boolean | null | undefined;
  /** The condition as text, e.g. `count(order_paid, last 90d) >= 3`. */
  expression?: string | null | undefined;
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** Display name. */
  name?: string | null | undefined;
  /** True to let every caller see and use its members although the condition uses personal tags. Default false. */
  shareable?: boolean | null | undefined;
};

/** A tag to define or to change. Fields that are left out stay unchanged, and null removes them. `kind`, `type` and `namespace` never change. */
export type DefineTagInput = {
  /** The only values allowed. */
  allowedValues?: Array<string | number | boolean | readonly string[]> | null | undefined;
  /** Sources of a static tag, highest authority first. */
  authority?: Array<string> | null | undefined;
  /** Meaning of the tag. */
  description?: string | null | undefined;
  /** Group of the tag. Default: the group of the sub-group, otherwise BASIC. */
  group?: TagGroup | null | undefined;
  /** Lower-case letters, digits and _, at most 64. */
  key: string;
  /** Kind of the tag. Required for a new tag. */
  kind?: TagKind | null | undefined;
  /** Largest value allowed. */
  max?: string | number | boolean | readonly string[] | null | undefined;
  /** Maximum number of characters of a text. */
  maxLength?: number | null | undefined;
  /** For a computed dynamic tag: its aggregate, e.g. `count(order_paid, last 90d)`. */
  metric?: string | null | undefined;
  /** Smallest value allowed. */
  min?: string | number | boolean | readonly string[] | null | undefined;
  /** Display name. */
  name?: string | null | undefined;
  /** Namespace that owns the tag. Default: shop. */
  namespace?: string | null | undefined;
  /** The value when no rule holds. */
  otherwise?: string | number | boolean | readonly string[] | null | undefined;
  /** Readable only with the scope profiles:read:personal. */
  personal?: boolean | null | undefined;
  /** For a derived dynamic tag: its rules. The first rule that holds gives the value. */
  rules?: Array<TagRuleInput> | null | undefined;
  /** For a derived dynamic tag of type DECIMAL: its terms. The value is the sum of weight times value; an absent value counts as 0. */
  score?: Array<ScoreTermInput> | null | undefined;
  /** Sub-group of the tag. */
  subgroup?: TagSubgroup | null | undefined;
  /** Validity of a value after its observation as an ISO 8601 duration, e.g. P30D. */
  ttl?: string | null | undefined;
  /** Type of its values. A computed tag has the type of its metric. */
  type?: ValueType | null | undefined;
};

/** What an attempt to hand a message over came to. */
export type DeliveryVerdict =
  /** The receiver responded with 2xx. */
  | 'DELIVERED'
  /** The receiver responded with 410. The endpoint is disabled. */
  | 'GONE'
  /** Nothing of it left: no connection, or an address in a closed network. */
  | 'NOT_SENT'
  /** It was refused for good and not taken. */
  | 'REFUSED'
  /** The receiver asks for fewer messages. */
  | 'SLOW_DOWN'
  /** The receiver may have accepted it: a timeout, a lost connection, or another response. */
  | 'UNKNOWN';

/** Customers enter a segment while the campaign runs. */
export type EnteredTriggerInput = {
  /** Time from then until a contact is due, at most P90D. The audience is read at that instant. Default PT0S. */
  after?: string | null | undefined;
  /** Whether members at the start of the campaign count as entering then. Default false. */
  includePresent?: boolean | null | undefined;
  /** Segment, or layer as model.layer. Default: the audience. */
  segment?: string | null | undefined;
};

/** An event of a customer. */
export type EventInput = {
  /** For coupon events: the coupon. */
  coupon?: string | null | undefined;
  /** Identities of the customer. Several are linked to one customer. */
  identities: Array<IdentityInput>;
  /** Id given by the sender. The same id from the same source counts once; with another body it is a CONFLICT. */
  messageId: string;
  /** Time of the event. A late event counts at this time. */
  occurredAt: string;
  /** For order events. */
  order?: OrderInput | null | undefined;
  /** Properties. */
  properties?: Record<string, unknown> | null | undefined;
  /** The sending system. Default: the token's subject. */
  source?: string | null | undefined;
  /** A type of the fixed vocabulary, or a custom type. */
  type: string;
};

/** An event of a customer happens after the start of the campaign. */
export type EventTriggerInput = {
  /** Time from then until a contact is due, at most P90D. The audience is read at that instant. Default PT0S. */
  after?: string | null | undefined;
  /** An event type with a filter as in conditions, e.g. order_paid where channel = "app". */
  expression: string;
  /** Default EVERY. */
  which?: TriggerEventWhich | null | undefined;
};

/** Measured effects to combine. */
export type EvidenceInput = {
  /** Probability that an interval misses; default 0.05. */
  level?: number | null | undefined;
  /** 1 to 1,000 records: all that were measured, not the best. */
  records: Array<EvidenceRecordInput>;
};

/** The measured effect of a strategy. */
export type EvidenceRecordInput = {
  /** Difference of treated and hold-out per customer. */
  effect: number;
  /** Its standard error, above 0. */
  standardError: number;
};

/** Kind of a record in an export. */
export type ExportKind =
  /** A contact as it was decided. */
  | 'CONTACT'
  /** An event, as it was received. */
  | 'EVENT'
  /** A link: two identities that belong to one customer. */
  | 'LINK'
  /** A split: identities that belong to different customers. */
  | 'PARTING'
  /** The customer with all identities. */
  | 'PROFILE'
  /** A tag write, as it was received. */
  | 'TAG'
  /** A membership change as it was published. */
  | 'TRANSITION';

/** Receipt that keeps a contact on its channel. */
export type FallbackReceipt =
  /** The message arrived, or was opened or clicked. */
  | 'DELIVERED'
  /** The message was opened or clicked. */
  | 'OPENED';

/** A filter on an event or on its order lines. Exactly one key is given. All line comparisons of a filter must hold for the same line. */
export type FilterInput = {
  /** True if all of these hold. */
  all?: Array<FilterInput> | null | undefined;
  /** True if at least one of these holds. */
  any?: Array<FilterInput> | null | undefined;
  /** A field of an order line: sku, name, brand, category, quantity, amount. */
  line?: PropertyTestInput | null | undefined;
  /** True if this does not hold. */
  not?: FilterInput | null | undefined;
  /** A property of the event. */
  property?: PropertyTestInput | null | undefined;
};

/** Events that may not happen between two steps. */
export type FunnelExclusionInput = {
  /** Strictly after the event of this step, from 1. */
  after: number;
  /** Strictly before the event of this step. */
  before: number;
  /** Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`. */
  events: Array<string>;
};

/** A funnel: how many customers take its steps one after another. */
export type FunnelInput = {
  /** Groups by the first event of the attempt that got furthest. */
  by?: AnalysisGroupingInput | null | undefined;
  /** Events that end an attempt, at most 5. */
  exclusions?: Array<FunnelExclusionInput> | null | undefined;
  /** How steps follow one another. */
  order?: FunnelOrder;
  /** When attempts begin; they may end later. */
  period: AnalysisPeriodInput;
  /** A property, or a field of order lines, that has one and the same value in every event of an attempt. */
  same?: string | null | undefined;
  /** At the moment: of the first event. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** 2 to 10 steps. */
  steps: Array<FunnelStepInput>;
  /** Longest time from the first event to the last, inclusive, ISO 8601, e.g. P7D. */
  window: string;
};

/** How the steps of a funnel follow one another. */
export type FunnelOrder =
  /** In any order, each step by an event of its own. */
  | 'ANY'
  /** Each strictly later than the one before, with no other event of the customer in between. */
  | 'CONSECUTIVE'
  /** Each strictly later than the one before. */
  | 'ORDERED';

/** A step of a funnel. */
export type FunnelStepInput = {
  /** Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`. */
  events: Array<string>;
};

/** Goods that are in any of these lists. A list has at most 1,000 names. */
export type GoodsInput = {
  /** Brands. */
  brands?: Array<string> | null | undefined;
  /** Categories. A category covers itself and everything below it, by the parts between slashes. */
  categories?: Array<string> | null | undefined;
  /** Skus, as in order lines. */
  skus?: Array<string> | null | undefined;
};

/** An incoming webhook to define or change. */
export type HookInput = {
  /** Lower-case letters, digits and _. */
  key: string;
  /** The mapping of bodies to facts, as JSON text. */
  mapping: string;
  /** Name for people. Default: the key. */
  name?: string | null | undefined;
  /** The secret that the sender signs with. It is never returned. Null removes it. */
  signingSecret?: string | null | undefined;
};

/** A mapping of a webhook and a sample of what its sender posts. */
export type HookTrialInput = {
  /** The body, which is JSON, at most 256 Ki characters. If the sender posts a form, the JSON that its field contains. */
  body: string;
  /** Headers of the request, at most 50. */
  headers?: Array<SampleHeader> | null | undefined;
  /** The mapping, as JSON text. */
  mapping: string;
};

/** An identity of a customer: a namespace and a value. */
export type IdentityInput = {
  /** The identity namespace, e.g. member_id, device_id, phone. */
  namespace: string;
  /** The value in that namespace. */
  value: string;
};

/** State of an upload and its import. */
export type ImportState =
  /** The import was cancelled. The rows that it loaded stay. */
  | 'CANCELLED'
  /** Every row was loaded, left out or rejected. */
  | 'DONE'
  /** The import stopped because of an error. */
  | 'FAILED'
  /** The import runs, or waits for its turn. */
  | 'RUNNING'
  /** The file has arrived and can be imported. */
  | 'UPLOADED'
  /** Parts of the file are missing. */
  | 'UPLOADING';

/** Kind of what a mapping makes of a row or a body. */
export type ImportedFactKind =
  /** An entry of a catalogue. */
  | 'ENTRY'
  /** An event. */
  | 'EVENT'
  /** A value of a dynamic tag. */
  | 'POINT'
  /** A write of a static or semi-dynamic tag. */
  | 'TAG';

/** A template to install or preview. */
export type InstallTemplateInput = {
  /** Dry run: compute the result and change nothing. */
  dryRun?: boolean;
  /** Interval at which its bounds are recomputed, ISO 8601, PT1H to P366D. Only for templates with quantiles. Each run publishes a new version. */
  every?: string | null | undefined;
  /** The template. */
  key: string;
  /** The language of names. */
  language?: Language;
  /** Segments, layers (`model.layer`) and layer models to compare its parts with. Default: every existing layer model. */
  overlapWith?: Array<string> | null | undefined;
  /** Values of its parameters. */
  parameters?: Array<TemplateParameterInput> | null | undefined;
};

/** A sender of messages. */
export type IntakeSenderInput = {
  /** Id of the write key, subject of the token, or key of the webhook. */
  id: string;
  /** Kind of the sender. */
  kind: IntakeSenderKind;
};

/** Kind of a sender. */
export type IntakeSenderKind =
  /** A webhook. Its id is the key of the webhook. */
  | 'HOOK'
  /** A token. Its id is the subject of the token. */
  | 'TOKEN'
  /** A write key. Its id is the id of the key. */
  | 'WRITE_KEY';

/** Outcome of a message. */
export type IntakeVerdict =
  /** It is kept as it was sent. */
  | 'ACCEPTED'
  /** It was kept before. */
  | 'DUPLICATE'
  /** The whole request was refused. It counts as one message. */
  | 'REFUSED'
  /** It is not kept. */
  | 'REJECTED'
  /** It is kept, and a part of it was changed or left out. */
  | 'WARNED';

/** Origin of a usual interval. */
export type IntervalBasis =
  /** The gaps of at least 30 customers who bought the item again. */
  | 'OTHERS'
  /** The gaps of the customer, from 3 on. */
  | 'OWN';

/** A token to issue. */
export type IssueTokenInput = {
  /** Lifetime in hours, at most 8784. Without `admin`, no longer than that of the issuing token. */
  hours: number;
  /** Purpose of the token. */
  label?: string | null | undefined;
  /** Scopes, at most those of the issuing token. */
  scopes: Array<string>;
  /** Its subject, which is the source of data written with it. */
  subject: string;
};

/** A field of the catalogue entry whose key is the value of a field. */
export type ItemFieldInput = {
  /** Key of the catalogue. Default: the products, by `sku`. */
  catalogue?: string | null | undefined;
  /** Field of its entries. */
  field: string;
};

/** Result of one item. */
export type ItemStatus =
  /** Kept durably and counted. */
  | 'ACCEPTED'
  /** Kept before. It counts once. */
  | 'DUPLICATE'
  /** Not kept, for the reason in `reason` and `path`. */
  | 'REJECTED';

/** Kind of a job. */
export type JobKind =
  /** Evaluates every customer under new definitions. That of a segment can be cancelled. */
  | 'BACKFILL'
  /** Evaluates the customers affected by changed entries of a catalogue. */
  | 'CATALOGUE'
  /** Removes the remaining data of an erased customer. */
  | 'ERASURE'
  /** Loads an uploaded file. It can be cancelled, and the rows loaded so far stay. */
  | 'IMPORT'
  /** Evaluates the customers affected by changed entries of a list. */
  | 'LIST'
  /** Regroups the identities of every customer under changed rules of an identity namespace. */
  | 'REGROUP'
  /** Removes the facts of a source, customer by customer. */
  | 'REMOVAL'
  /** Evaluates every customer under a new retention of events, then removes older events. */
  | 'RETENTION'
  /** Fills a new workspace with sample data. */
  | 'SAMPLE_DATA'
  /** Writes the scores of a model as tags. It can be cancelled, and the scores written so far stay. */
  | 'SCORING'
  /** Recomputes the bounds of a template. */
  | 'TEMPLATE'
  /** Trains a model and stores a version of it. It can be cancelled. */
  | 'TRAINING';

/** Progress of a job. */
export type JobState =
  /** The job was cancelled. */
  | 'CANCELLED'
  /** The job completed. */
  | 'DONE'
  /** The job failed. */
  | 'FAILED'
  /** The job is running. It continues after a restart. */
  | 'RUNNING';

/** The language of names. */
export type Language =
  /** English. */
  | 'en'
  /** Chinese. */
  | 'zh';

/** The last whole units of the calendar. */
export type LastUnitsInput = {
  /** How many, from 1. */
  count: number;
  /** Whether the unit that is under way is the last one. By default it is not counted. */
  current?: boolean;
  /** Which. */
  unit: AnalysisUnit;
};

/** A condition and a duration. */
export type LastingInput = {
  /** The condition. */
  condition: ConditionInput;
  /** ISO 8601 duration, e.g. P7D. */
  duration: string;
};

/** A fault of a layer model, or something that is not known about it. */
export type LayerFinding =
  /** Two neighbours spend alike, and do not respond differently to a strategy. */
  | 'ALIKE_LAYERS'
  /** The layers explain less than 0.01 of the ranks of spend, or no more than chance, and they do not respond differently. */
  | 'NO_SEPARATION'
  /** The trials do not show that the layers respond differently. A hint. */
  | 'SAME_RESPONSE'
  /** A layer has fewer than 10 customers. A hint. */
  | 'SMALL_LAYERS'
  /** Fewer than two layers have 10 customers, or all customers spent the same. */
  | 'TOO_FEW'
  /** The kappa of the layers at both instants is below 0.2. */
  | 'UNSTABLE';

/** A layer of a model. */
export type LayerInput = {
  /** Advice on reaching the objective. */
  advice?: string | null | undefined;
  /** Policy for coupons. Default ALLOWED. */
  coupons?: LayerPolicy | null | undefined;
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** Display name. */
  name?: string | null | undefined;
  /** Business objective for its customers. */
  objective?: string | null | undefined;
  /** Policy for contact. Default ALLOWED. */
  reach?: LayerPolicy | null | undefined;
  /** The condition as text. The last layer has none and holds everyone else. */
  when?: string | null | undefined;
};

/** Whether two layers spend alike. */
export type LayerLikeness =
  /** The interval of the difference is within the least difference of 0. */
  | 'ALIKE'
  /** The interval of the difference is beyond the least difference. */
  | 'DIFFERENT'
  /** The interval allows both. */
  | 'OPEN';

/** Policy for contacting the customers of a layer, or for giving them coupons. */
export type LayerPolicy =
  /** Without restriction. */
  | 'ALLOWED'
  /** Only shortly before the customers would be lost. */
  | 'NEAR_CHURN'
  /** Never. */
  | 'NONE'
  /** At regular intervals. */
  | 'PERIODIC';

/** How the quality of a layer model is measured. */
export type LayerQualityInput = {
  /** The start. Layers are those at this instant. By default, window and comparison end now. */
  from?: string | null | undefined;
  /** Time after the start at which the layers are compared with those at the start. Default: the window. */
  later?: string | null | undefined;
  /** Smallest difference between two layers that matters, as a share of the mean spend. Default 0.1. */
  leastDifference?: number | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** Time after the start in which orders count, ISO 8601, from P1D to P366D. Default P30D. */
  window?: string | null | undefined;
};

/** Whether a layer model divides the customers usefully. */
export type LayerSoundness =
  /** No grave finding. */
  | 'SOUND'
  /** There is too little data. */
  | 'UNKNOWN'
  /** A grave finding: NO_SEPARATION, ALIKE_LAYERS or UNSTABLE. */
  | 'UNSOUND';

/** Customers leave a segment while the campaign runs. */
export type LeftTriggerInput = {
  /** Time from then until a contact is due, at most P90D. The audience is read at that instant. Default PT0S. */
  after?: string | null | undefined;
  /** Segment, or layer as model.layer. */
  segment: string;
};

/** Type of the values of a list. */
export type ListValueType =
  /** Numbers, compared with whole numbers, decimals and other numbers. */
  | 'NUMBER'
  /** Texts. */
  | 'STRING';

/** The activity of members. */
export type MemberInput = {
  /** Events that are activity; default `visit` and all activity. */
  activities?: Array<string> | null | undefined;
  /** Groups by the tag or layer at the end of each unit, not by a property. */
  by?: AnalysisGroupingInput | null | undefined;
  /** Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days. */
  compare?: boolean;
  /** Events that make a member, as in `count(...)`; default `registered`. Without them, a scope at the moment has the members: those who are in it at the end of a unit. */
  joins?: Array<string> | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When activities count. */
  period: AnalysisPeriodInput;
  /** At the moment: of the end of each unit. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Days, weeks or months. */
  unit: MemberUnitKind;
};

/** Units of the calendar of the workspace's zone. */
export type MemberUnitKind =
  /** Days. */
  | 'DAY'
  /** Months. */
  | 'MONTH'
  /** Weeks from Monday. */
  | 'WEEK';

/** Format of a text, which decides how values are escaped. */
export type MessageFormat =
  /** HTML: markup in values is escaped. */
  | 'HTML'
  /** One line. */
  | 'LINE'
  /** Plain text of several lines. */
  | 'TEXT';

/** An aggregate of events. */
export type MetricInput = {
  /** count, sum, average, min, max, first, last, distinct, mostFrequent, topOf or medianGap. */
  aggregate: string;
  /** Count money of this currency only. Default: the currency of the workspace. */
  currency?: string | null | undefined;
  /** Calendar window: today, yesterday, or this or last and week, month, quarter or year. */
  during?: string | null | undefined;
  /** The event type; `visit` includes visits derived from activity. */
  event: string;
  /** The aggregated property. `amount` is the money of the order; `day`, `month`, `hour` and `weekday` (Monday is 1) are taken from the instant of the event in the workspace's zone. */
  field?: string | null | undefined;
  /** Fixed window: start, a day or an instant, inclusive. */
  from?: string | null | undefined;
  /** Ignore cancellations and refunds. */
  gross?: boolean | null | undefined;
  /** Aggregates this field of the entry whose key the field is. */
  item?: ItemFieldInput | null | undefined;
  /** Rolling window, ISO 8601, e.g. P90D: now - W < occurredAt <= now. Without a window, all time counts. */
  last?: string | null | undefined;
  /** The aggregated field of order lines, instead of `field`. */
  lineField?: string | null | undefined;
  /** Read the event's own property, even where there is a built-in field with this name, such as `time`. */
  own?: boolean | null | undefined;
  /** Fixed window: end, a day (included as a whole) or an instant (exclusive). */
  to?: string | null | undefined;
  /** Required for topOf: maximum number of values, 1 to 20. */
  top?: number | null | undefined;
  /** Only events that pass. */
  where?: FilterInput | null | undefined;
  /** Window after or before an event. */
  within?: AnchoredWindowInput | null | undefined;
};

/** An alert on a trend by day, week or month: one of above, below, rise and fall. */
export type MetricRuleInput = {
  /** Raised when the figure of a unit is above, even before its end. */
  above?: string | number | null | undefined;
  /** Raised when the figure of an ended unit is below this. */
  below?: string | number | null | undefined;
  /** Raised when the figure is less than the unit before by more than this share. */
  fall?: string | number | null | undefined;
  /** The group that it watches. Default: everyone. */
  group?: string | null | undefined;
  /** Lower-case letters, digits and _. */
  key: string;
  /** Raised when the figure is more than the unit before by more than this share, e.g. 0.3. */
  rise?: string | number | null | undefined;
};

/** An aggregate of events, with a comparison. */
export type MetricTestInput = {
  /** count, sum, average, min, max, first, last, distinct, mostFrequent, topOf or medianGap. */
  aggregate: string;
  /** Count money of this currency only. Default: the currency of the workspace. */
  currency?: string | null | undefined;
  /** Calendar window: today, yesterday, or this or last and week, month, quarter or year. */
  during?: string | null | undefined;
  /** The event type; `visit` includes visits derived from activity. */
  event: string;
  /** The aggregated property. `amount` is the money of the order; `day`, `month`, `hour` and `weekday` (Monday is 1) are taken from the instant of the event in the workspace's zone. */
  field?: string | null | undefined;
  /** Fixed window: start, a day or an instant, inclusive. */
  from?: string | null | undefined;
  /** Ignore cancellations and refunds. */
  gross?: boolean | null | undefined;
  /** The comparison. medianGap is compared with ISO 8601 durations, e.g. P30D. */
  is: TestInput;
  /** Aggregates this field of the entry whose key the field is. */
  item?: ItemFieldInput | null | undefined;
  /** Rolling window, ISO 8601, e.g. P90D: now - W < occurredAt <= now. Without a window, all time counts. */
  last?: string | null | undefined;
  /** The aggregated field of order lines, instead of `field`. */
  lineField?: string | null | undefined;
  /** Read the event's own property, even where there is a built-in field with this name, such as `time`. */
  own?: boolean | null | undefined;
  /** Fixed window: end, a day (included as a whole) or an instant (exclusive). */
  to?: string | null | undefined;
  /** Required for topOf: maximum number of values, 1 to 20. */
  top?: number | null | undefined;
  /** Only events that pass. */
  where?: FilterInput | null | undefined;
  /** Window after or before an event. */
  within?: AnchoredWindowInput | null | undefined;
};

/** A rule over moves that raises an alert: one of watch, atLeast and share. */
export type MigrationWarningInput = {
  /** Number of such moves within the time that raises the alert. */
  atLeast?: number | null | undefined;
  /** Layers that customers leave. */
  from: Array<string>;
  /** Key: lower-case letters, digits and _. */
  key: string;
  /** Share of customers that raises the alert, 0 to 1: those who made such a move within the time, among them and the customers still in the layers. */
  share?: number | null | undefined;
  /** Layers that customers enter. */
  to: Array<string>;
  /** Key of a segment. Each such move of a member raises the alert. */
  watch?: string | null | undefined;
  /** The time as an ISO 8601 duration, e.g. P7D. */
  within?: string | null | undefined;
};

/** A model to define or change. Absent fields keep their value, and null restores the default. */
export type ModelInput = {
  /** What it is for. */
  description?: string | null | undefined;
  /** Window of a forecast of orders or value, 1 to 730 days; default P90D. A change needs a new training. */
  horizon?: string | null | undefined;
  /** Lower-case letters, digits and _. */
  key: string;
  /** What it predicts. It never changes. */
  kind?: ModelKind | null | undefined;
  /** Name for people. Default: the key. */
  name?: string | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. A change needs a new training. */
  orders?: Array<string> | null | undefined;
  /** How often scores are written. ISO 8601 duration of at least a day, e.g. P7D. Without it, the work starts only by hand. */
  scoreEvery?: string | null | undefined;
  /** The scores that are written, at least one. */
  tags?: Array<ScoreTagInput> | null | undefined;
  /** How often it is trained. ISO 8601 duration of at least a day, e.g. P7D. Without it, the work starts only by hand. */
  trainEvery?: string | null | undefined;
  /** Cuts that a churn model learns from, 30 days apart, 1 to 6; default 1. A change needs a new training. */
  trainingCuts?: number | null | undefined;
  /** How long a score is valid: the TTL of its tag, 1 to 730 days; default P35D. */
  validity?: string | null | undefined;
};

/** What a model predicts. */
export type ModelKind =
  /** Predicts which customers do not order within 90 days of the last order (logistic regression). */
  | 'CHURN'
  /** How often customers will order within the horizon (BG/NBD). */
  | 'ORDERS_TO_COME'
  /** What customers will spend within the horizon (BG/NBD and Gamma-Gamma). */
  | 'VALUE';

/** A number that a model computes for a customer. */
export type ModelScore =
  /** Of ORDERS_TO_COME: probability of having not stopped ordering. */
  | 'ALIVE_PROBABILITY'
  /** Of CHURN: probability of not ordering within 90 days of the last order. */
  | 'CHURN_PROBABILITY'
  /** Of ORDERS_TO_COME: order-days expected within the horizon. */
  | 'EXPECTED_ORDERS'
  /** Of VALUE: expected value of an order-day. */
  | 'EXPECTED_ORDER_VALUE'
  /** Of VALUE: value of the order-days expected within the horizon. */
  | 'LIFETIME_VALUE';

/** Whether a version writes scores. */
export type ModelVersionState =
  /** It does not, for the reason that it names. */
  | 'REFUSED'
  /** It does, unless the definition has changed since. */
  | 'TRAINED';

/** A reason to doubt a model. */
export type ModelWarning =
  /** Some facts were received long after they occurred, as with an import. They count as known since they occurred. */
  | 'HISTORY_BY_OCCURRENCE'
  /** The search found no clear best parameters. The figures can be far off. */
  | 'NOT_CONVERGED'
  /** No window has ended since the first orders, so the model cannot be tested. */
  | 'NO_CLOSED_WINDOW'
  /** A feature has the same value for all customers and has no influence. */
  | 'NO_VARIATION'
  /** All customers have the same outcome, so there is nothing to distinguish. */
  | 'ONE_CLASS'
  /** There are too few customers or orders to learn from. */
  | 'TOO_FEW'
  /** Customers who order often spend differently per order, which the value model ignores. */
  | 'VALUE_DEPENDS_ON_FREQUENCY'
  /** The order values have no finite mean (q <= 1), so no expected value is given. */
  | 'VALUE_WITHOUT_MEAN'
  /** On the newest closed window the error is not below that of the naive forecast. */
  | 'WORSE_THAN_NAIVE';

/** The customers who are near churn by a score. */
export type NearChurnInput = {
  /** A customer above it is near churn. 0 to 1, default 0.5. */
  bound?: number | null | undefined;
  /** Tag of type DECIMAL with the probability of leaving. */
  tag: string;
};

/** A place, and the customer who sees it. */
export type NextContactInput = {
  /** Identities. */
  identities?: Array<IdentityInput> | null | undefined;
  /** A profile id. */
  profile?: string | null | undefined;
  /** Name of the place, which is a channel of the kind PULL. */
  slot: string;
};

/** Nine metrics of a period. */
export type NineMetricsInput = {
  /** When a customer is dormant, ISO 8601; default P30D. */
  dormantAfter?: string | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When visits and orders count. */
  period: AnalysisPeriodInput;
  /** At the moment: of each event. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Events that are visits; default `visit` and all activity. */
  visits?: Array<string> | null | undefined;
};

/** An event that was not followed by another within a time. True from the end of that time on. */
export type NotFollowedInput = {
  /** The event that did not follow. */
  by: SelectionInput;
  /** The event. */
  of: SelectionInput;
  /** Read the events' own property, even where there is a built-in field or a field of order lines with this name. */
  ownSame?: boolean | null | undefined;
  /** A property that must have the same value in both events. */
  same?: string | null | undefined;
  /** The time within which it could follow, inclusive, ISO 8601. */
  within: string;
};

/** A test of the first or last of some events. */
export type OccurrenceInput = {
  /** Conditions on the chosen event. */
  is: FilterInput;
  /** The events to choose from. */
  of: SelectionInput;
};

/** A forecast of orders. */
export type OrderForecastInput = {
  /** ISO 8601, at most 730 days; default P90D. */
  horizon?: string | null | undefined;
  /** Share of the value that remains; default 1. */
  margin?: number | null | undefined;
  /** The model. */
  model?: OrderModel;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** Only the current members of this segment, or layer as `model.layer`; default everyone. */
  segment?: string | null | undefined;
  /** Share by which money of a year later is worth less, e.g. 0.1; default 0. */
  yearlyDiscount?: number | null | undefined;
};

/** The order of an event. Several reports of one order count as one order. A refund without a list of lines and without an amount returns the whole order; with an empty list and no amount, it returns nothing. */
export type OrderInput = {
  /** Money of the order, or money returned. Default: the sum of its lines. Never negative. */
  amount?: string | number | null | undefined;
  /** Three capital letters. Default: the currency of the workspace, or for a refund that of its order. */
  currency?: string | null | undefined;
  /** Its lines. */
  lines?: Array<OrderLineInput> | null | undefined;
  /** Id of the order, which connects placement, payment and refund. An order_refunded without it is a credit note: it counts in return figures and takes nothing off an order. */
  orderId?: string | null | undefined;
  /** For an order paid in parts: the id of this payment. `amount` is this part, and the parts add up. A report without it states the total paid so far. */
  paymentId?: string | null | undefined;
  /** For order_refunded: the id of this refund. Several reports with the same id count as one refund. */
  refundId?: string | null | undefined;
};

/** A line of an order. In a refund: the returned part of the line. */
export type OrderLineInput = {
  /** Money for all pieces together. For a returned line without it: the paid amount of the line in proportion to the returned pieces. */
  amount?: string | number | null | undefined;
  /** Brand. */
  brand?: string | null | undefined;
  /** Category. */
  category?: string | null | undefined;
  /** Id within the order. Default: its position. In a refund: the id of the returned line; without it, the only line of the order with this sku. */
  lineId?: string | null | undefined;
  /** Product name. */
  name?: string | null | undefined;
  /** Number of pieces, or weight: a whole number, or a decimal text such as "0.35". Default 1. */
  quantity?: string | number | null | undefined;
  /** Stock keeping unit. */
  sku?: string | null | undefined;
};

/** A model of how often customers order and when they leave. */
export type OrderModel =
  /** BG/NBD (Fader, Hardie, Lee 2005): a customer with one order-day is always still active. */
  | 'BG_NBD'
  /** MBG/NBD: a customer may also leave after the first order-day. */
  | 'MBG_NBD';

/** Outcome per customer over the time after assignment or claim. */
export type OutcomeMetric =
  /** Money of all orders divided by the number of those with an amount in the workspace's currency. */
  | 'AVERAGE_ORDER'
  /** Share with at least one order. */
  | 'CONVERSION'
  /** Money of the orders, net of refunds. */
  | 'GMV'
  /** GMV times the margin, minus the cost of the coupon. */
  | 'NET_GAIN'
  /** Orders. */
  | 'ORDERS'
  /** Share with at least two orders. */
  | 'REPURCHASE'
  /** Share of customers who ordered again in the equally long time after the window. */
  | 'RETENTION';

/** What a basket is. */
export type PairBasket =
  /** All orders of a customer in the period. */
  | 'CUSTOMER'
  /** One order. */
  | 'ORDER';

/** Items that are bought together. */
export type PairInput = {
  /** The field of order lines, or property of the order, whose values are paired. They are shown, so the scope `profiles:read` is needed. */
  field?: string;
  /** The most pairs, 1 to 100. */
  first?: number;
  /** Only pairs with this item, which is the first of each pair. */
  item?: string | null | undefined;
  /** The least number of baskets with both items. */
  minTogether?: number;
  /** Which pairs come first. */
  order?: PairOrder;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** What a basket is. */
  per?: PairBasket;
  /** When orders count. */
  period: AnalysisPeriodInput;
  /** At the moment: of each order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
};

/** Which pairs come first. */
export type PairOrder =
  /** Pairs with the greatest lift. Rare items have great lifts by chance, so raise `minTogether`. */
  | 'LIFT'
  /** Pairs in the most baskets. */
  | 'TOGETHER';

/** Write permission of a partner. */
export type PartnerMode =
  /** Its writes are kept. */
  | 'ACTIVE'
  /** Every request is FORBIDDEN. */
  | 'SUSPENDED'
  /** Its writes are validated and get their usual results, but nothing is kept. */
  | 'TRIAL';

/** Paths of sessions: which steps follow one another. */
export type PathInput = {
  /** Read backwards from the first occurrence of this step. */
  end?: string | null | undefined;
  /** Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`. */
  events: Array<string>;
  /** A longer gap begins a new session, ISO 8601; default PT30M. */
  gap?: string | null | undefined;
  /** A step that fewer sessions have at its place is in `(other)`. */
  minWeight?: number;
  /** When events count; a session that is under way at an end of it is cut there. */
  period: AnalysisPeriodInput;
  /** The property that names a step; events without it are no steps. Default the event type. Its values are shown, so the scope `profiles:read` is needed. */
  property?: string | null | undefined;
  /** The first rule that fits renames a step; at most 50. */
  rules?: Array<PathRuleInput> | null | undefined;
  /** At the moment: of the beginning of the session. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Read from the first occurrence of this step on. */
  start?: string | null | undefined;
  /** The most steps, 1 to 10. */
  steps?: number;
};

/** Steps whose name begins so are one step. */
export type PathRuleInput = {
  /** The name of the one step. */
  becomes: string;
  /** The beginning of the name. */
  startsWith: string;
};

/** A tag whose values are counted. */
export type PortraitTagInput = {
  /** Ascending bounds of ranges for numbers, days and instants. A range includes its lower bound. */
  buckets?: Array<string | number | boolean | readonly string[]> | null | undefined;
  /** The tag. */
  key: string;
};

/** A condition to preview before it is published. */
export type PreviewSegmentInput = {
  /** The condition as a tree, instead of text. */
  condition?: ConditionInput | null | undefined;
  /** The condition as text. */
  expression?: string | null | undefined;
  /** Key of the segment whose next version this would be. Without it, every matching customer counts as entering. Without a condition, the draft of this segment is previewed. */
  key?: string | null | undefined;
  /** Segments to compare with, at most 20. */
  overlapWith?: Array<string> | null | undefined;
  /** Number of entering and leaving customers to show, at most 50. */
  samples?: number;
};

/** Goods that a coupon applies to: the chosen goods (default all) except the excluded ones, or a bundle. */
export type ProductScopeInput = {
  /** Brands. */
  brands?: Array<string> | null | undefined;
  /** Skus of a bundle, 2 to 50. The order must have a piece of each, and the coupon applies to these skus. No other field is given with them. */
  bundle?: Array<string> | null | undefined;
  /** Categories. A category covers itself and everything below it, by the parts between slashes. */
  categories?: Array<string> | null | undefined;
  /** Excluded goods, even when they are among the chosen ones. */
  excluded?: GoodsInput | null | undefined;
  /** Skus, as in order lines. */
  skus?: Array<string> | null | undefined;
};

/** A named property, with a comparison. */
export type PropertyTestInput = {
  /** The comparison. */
  is: TestInput;
  /** Compares this field of the entry whose key it is. */
  item?: ItemFieldInput | null | undefined;
  /** The property. */
  name: string;
  /** Read the event's own property, even where there is a built-in field with this name, such as `time`. */
  own?: boolean | null | undefined;
};

/** The value of a setting or credential. */
export type ProviderValueInput = {
  /** Its name. */
  name: string;
  /** Its value. */
  value: string;
};

/** Quiet hours in the time zone of the customer. They may cross midnight. */
export type QuietHoursInput = {
  /** First quiet time of day, e.g. 22:00. */
  from: string;
  /** First time of day that is not quiet, e.g. 08:00. */
  until: string;
};

/** One aggregate divided by another, compared without rounding. A division by 0 has no value. */
export type RatioInput = {
  /** The divisor. */
  by: MetricInput;
  /** The comparison, with numbers. */
  is: TestInput;
  /** The dividend. */
  of: MetricInput;
};

/** What carries a promotion to customers. */
export type ReachCarrier =
  /** Messages: `contact_sent`, `contact_delivered`, `contact_opened`, `contact_clicked` by `campaignId`. */
  | 'CONTACT'
  /** Landings: a page or screen with the property `utm_campaign` is a click. */
  | 'LANDING'
  /** Slots: `slot_viewed` is a delivery, `slot_clicked` a click, by `slot`. */
  | 'SLOT';

/** A channel, and how it reaches customers. */
export type ReachChannelInput = {
  /** Only of TASK: tag of type STRING with the assignee of tasks. */
  assigneeTag?: string | null | undefined;
  /** The channel, e.g. sms, or the name of a place. */
  channel: string;
  /** Whether the address is a device. Default false. */
  isDevice?: boolean | null | undefined;
  /** Default SENT. */
  kind?: ReachChannelKind | null | undefined;
  /** Only of SENT, which needs it: namespace of the identity that is the address, e.g. phone. */
  namespace?: string | null | undefined;
};

/** How contacts reach a customer on a channel. */
export type ReachChannelKind =
  /** The contact waits until the place with the name of the channel asks for it. */
  | 'PULL'
  /** A message is sent to an address of the customer. */
  | 'SENT'
  /** The contact becomes a task. A tag of the customer names the person who carries it out. */
  | 'TASK';

/** Messages, slots or landings of a period. */
export type ReachInput = {
  /** What carries the promotion. */
  carrier: ReachCarrier;
  /** Events that are a click. */
  clicked?: Array<string> | null | undefined;
  /** Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days. */
  compare?: boolean;
  /** Events that are a delivery. */
  delivered?: Array<string> | null | undefined;
  /** Events that are an opening. */
  opened?: Array<string> | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When the stages up to the click count. The rest follows later. */
  period: AnalysisPeriodInput;
  /** The property that names the campaign, slot or landing; default as of the carrier. Its values are shown, so the scope `profiles:read` is needed. */
  property?: string | null | undefined;
  /** At the moment: of each stage up to the click. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Events that are a sending. */
  sent?: Array<string> | null | undefined;
  /** The longest time from a click to a view, ISO 8601. */
  viewWithin?: string;
  /** Events that are a view; default `page_viewed`, `screen_viewed` and `product_viewed`. */
  views?: Array<string> | null | undefined;
  /** Events that are visits; default `visit` and all activity. */
  visits?: Array<string> | null | undefined;
  /** The longest time from a click or a delivery to an order, ISO 8601. */
  window?: string;
};

/** Least time between contacts of customers in a PERIODIC layer. */
export type ReachIntervalInput = {
  /** Duration, e.g. P30D. */
  every: string;
  /** The layer, as model.layer. Its model governs reach. */
  layer: string;
};

/** Rules of reach. Absent fields stay unchanged, null removes the value. */
export type ReachRulesInput = {
  /** Contact budgets. */
  budgets?: Array<ContactBudgetInput> | null | undefined;
  /** Channels that campaigns may use. */
  channels?: Array<ReachChannelInput> | null | undefined;
  /** Which customers NEAR_CHURN layers reach. Without a score: 75 to 90 days after the last order. */
  churn?: NearChurnInput | null | undefined;
  /** Permission by purpose of customers without a statement. Default REQUIRED. */
  consentDefaults?: Array<ConsentDefaultInput> | null | undefined;
  /** Share of customers that marketing never reaches, 0 to 50 percent. Default 0. */
  controlPercent?: number | null | undefined;
  /** Layer models whose reach decides. The strictest rule decides. */
  governing?: Array<string> | null | undefined;
  /** Intervals of PERIODIC layers. */
  intervals?: Array<ReachIntervalInput> | null | undefined;
  /** Tag with the time zone of the customer. */
  zoneTag?: string | null | undefined;
};

/** Reason of a refusal: `reason` of a rejected item, and `extensions.reason` of every error. */
export type RefusalReason =
  /** The header Accept names no content type that this path returns. Nothing was done; accept application/json, application/graphql-response+json or, for subscriptions, text/event-stream. */
  | 'ACCEPT_UNSUPPORTED'
  /** No aggregate has this name. Use one the message or LANGUAGE.md lists. */
  | 'AGGREGATE_UNKNOWN'
  /** None or more than one of several alternatives was given. Give exactly one. */
  | 'ALTERNATIVES_CONFLICT'
  /** The amount is below zero. Send zero or a positive amount. */
  | 'AMOUNT_NEGATIVE'
  /** The response would have too many characters. Mutations that ran before have taken effect. Ask for smaller pages or fewer fields. */
  | 'ANSWER_TOO_LARGE'
  /** An argument, variable or input field has another type than the schema says. Send a value of the type in schema/schema.graphql. */
  | 'ARGUMENT_INVALID'
  /** A required argument, variable or input field is missing. Give it a value. */
  | 'ARGUMENT_MISSING'
  /** The call has more items than one may. Send several calls. */
  | 'BATCH_TOO_LARGE'
  /** No board has this key. Correct the key, or define the board. */
  | 'BOARD_NOT_FOUND'
  /** The body is JSON of another shape than this path takes. Send an object with `query`, or with a list `batch`. */
  | 'BODY_SHAPE_INVALID'
  /** The body is not JSON. Correct the JSON. */
  | 'BODY_SYNTAX'
  /** The body did not arrive in time. Send it again, in smaller parts. */
  | 'BODY_TIMEOUT'
  /** The body exceeds the limit in bytes. Send less at a time. */
  | 'BODY_TOO_LARGE'
  /** The body ended early or could not be decompressed. Send it again, whole and in the encoding it is declared in. */
  | 'BODY_UNREADABLE'
  /** The bounds do not ascend. Give each bound above the one before. */
  | 'BOUNDS_NOT_ASCENDING'
  /** The requests and subscriptions in progress of this subject, workspace or address hold as many bytes as they may. Nothing was done; send smaller requests, or wait for some to end. */
  | 'BYTES_TOO_MANY'
  /** The campaign has ended or was cancelled, so it no longer changes. Define another campaign. */
  | 'CAMPAIGN_FINAL'
  /** The instant of the campaign has passed by more than its lateness, so nobody would be contacted. Give a later instant, or let late contacts be sent. */
  | 'CAMPAIGN_LATE'
  /** No campaign has this key. Correct the key. */
  | 'CAMPAIGN_NOT_FOUND'
  /** The campaign does not run. Start it first. */
  | 'CAMPAIGN_NOT_RUNNING'
  /** The campaign runs already. Nothing needs to be done. */
  | 'CAMPAIGN_RUNNING'
  /** The instant of a campaign never changes after its audience was decided, because it would be contacted again. Define another campaign. */
  | 'CAMPAIGN_TIME_FIXED'
  /** The trigger of a campaign that was started never changes, because contacts are planned under it. Define another campaign. */
  | 'CAMPAIGN_TRIGGER_FIXED'
  /** The catalogue, or all catalogues of the workspace together, would have more entries or bytes than they may. Remove entries or leave fields out. */
  | 'CATALOGUE_ENTRIES_TOO_MANY'
  /** An entry has a field that its catalogue does not have, or a value of another type. Correct the name or the value, or add the field to the catalogue. */
  | 'CATALOGUE_ENTRY_FIELD'
  /** An entry has more bytes than it may. Shorten its texts. */
  | 'CATALOGUE_ENTRY_TOO_LARGE'
  /** A catalogue has too many fields. Leave fields out. */
  | 'CATALOGUE_FIELDS_TOO_MANY'
  /** The kind, the key field, and the name and type of a field of a catalogue cannot change. Define a catalogue with another key, or add a field with another name. */
  | 'CATALOGUE_FIELD_FIXED'
  /** A field of a catalogue has a name or type that it cannot have. Give the field the name or type that the message states. */
  | 'CATALOGUE_FIELD_INVALID'
  /** The condition or query reads a field that the catalogue does not have. Correct the name, or add the field to the catalogue. */
  | 'CATALOGUE_FIELD_UNKNOWN'
  /** The workspace has a catalogue of products already. Change that one, or define a catalogue of kind LOOKUP. */
  | 'CATALOGUE_KIND_TAKEN'
  /** No catalogue has this key. Correct the key, or define the catalogue. */
  | 'CATALOGUE_NOT_FOUND'
  /** The condition reads a catalogue that does not exist. Correct the key, or define the catalogue. */
  | 'CATALOGUE_UNKNOWN'
  /** The change feed of the database is delayed. Retry with a pause. */
  | 'CHANGE_FEED_DELAYED'
  /** The rules of reach do not say where the address of this channel comes from. Add the channel to the rules of reach. */
  | 'CHANNEL_WITHOUT_ADDRESS'
  /** The body is declared in another charset than UTF-8. Send UTF-8. */
  | 'CHARSET_UNSUPPORTED'
  /** The documents of the subject take too long to check. Send fewer different documents, with values as variables; wait a moment and retry. */
  | 'CHECKING_TIME_EXCEEDED'
  /** The value is not one of those allowed. Use one the message lists. */
  | 'CHOICE_INVALID'
  /** The client disconnected before the response. Send it again, and wait. */
  | 'CLIENT_LEFT'
  /** A group holds no condition. Give at least one, or remove it. */
  | 'CONDITION_GROUP_EMPTY'
  /** A list of values is too long. Give fewer values. */
  | 'CONDITION_LIST_TOO_LONG'
  /** A text to compare with is too long. Shorten it. */
  | 'CONDITION_TEXT_TOO_LONG'
  /** The condition nests too deeply. Split it into segments. */
  | 'CONDITION_TOO_DEEP'
  /** The condition has too many comparisons. Split it into segments. */
  | 'CONDITION_TOO_LARGE'
  /** The server, or the address of the caller, has as many connections as it may. Close connections that are not used, or retry with a pause. */
  | 'CONNECTIONS_TOO_MANY'
  /** The server closed the WebSocket because of a message that was sent over it. Speak graphql-transport-ws and send a token first. */
  | 'CONNECTION_REFUSED'
  /** The end of a permission is not after its beginning, or a withdrawal has one. Give an end after the beginning, or none. */
  | 'CONSENT_END_INVALID'
  /** The contact is neither failed nor dead. Only contacts without a further attempt are sent again. */
  | 'CONTACT_NOT_DEAD'
  /** No contact has this id. Correct the id. */
  | 'CONTACT_NOT_FOUND'
  /** The contact is not reserved, so it can be neither confirmed nor released. Read its state; reserve another contact. */
  | 'CONTACT_NOT_RESERVED'
  /** The contact would end again for the reason in the message. Send it again when the reason no longer holds. */
  | 'CONTACT_WOULD_END'
  /** The compression of the body is not supported. Send it as it is, or with gzip. */
  | 'CONTENT_ENCODING_UNSUPPORTED'
  /** The body is not declared as JSON. Send content-type application/json. */
  | 'CONTENT_TYPE_UNSUPPORTED'
  /** The amount has more digits than the currency of the workspace. Give whole minor units: two digits for CNY, none for JPY, three for KWD. */
  | 'COUPON_AMOUNT_TOO_FINE'
  /** The order is below the threshold. Add to the order. */
  | 'COUPON_BELOW_THRESHOLD'
  /** The order lacks a sku of the bundle that the coupon is for. Add what the message names. */
  | 'COUPON_BUNDLE_INCOMPLETE'
  /** The customer has claimed the coupon as often as one may. Offer another coupon. */
  | 'COUPON_CLAIM_LIMIT'
  /** The code has characters that cannot be seen. Leave them out. */
  | 'COUPON_CODE_INVALID'
  /** Another coupon has, or had, this code or key. Choose another one; names are compared without case. */
  | 'COUPON_CODE_TAKEN'
  /** The use would cost more than is left of the cost limit of the coupon. Offer another coupon, or raise its cost limit. */
  | 'COUPON_COST_LIMIT'
  /** A cost limit cannot be added to a coupon that was defined without one. Define a coupon with another key. */
  | 'COUPON_COST_LIMIT_FIXED'
  /** The condition in `eligible` of the coupon or pack refers to a retired definition. Define it again with another `eligible`. */
  | 'COUPON_ELIGIBILITY_UNKNOWN'
  /** The coupon can no longer be claimed. Offer another coupon. */
  | 'COUPON_ENDED'
  /** All claims of the coupon were made. Offer another, or raise its limit. */
  | 'COUPON_EXHAUSTED'
  /** The claim has expired. Claim the coupon again, if that is allowed. */
  | 'COUPON_EXPIRED'
  /** This kind of coupon requires a field. Give the field named. */
  | 'COUPON_FIELD_MISSING'
  /** This kind of coupon has no such field. Leave it out. */
  | 'COUPON_FIELD_NOT_ALLOWED'
  /** No piece of the order is free by this coupon. Buy enough pieces, and add the goods that are given. */
  | 'COUPON_GIFT_MISSING'
  /** No line of the order is of the goods that the coupon is for. Give the lines with sku, brand and category, or add such goods. */
  | 'COUPON_GOODS_MISMATCH'
  /** Packs or running experiments name the coupon. Retire or change the packs, and end the experiments, first. */
  | 'COUPON_IN_USE'
  /** The kind of a coupon, and whether it is for two, cannot change. Define a coupon with another key. */
  | 'COUPON_KIND_FIXED'
  /** The customer has no such claim of the coupon. Claim it first. */
  | 'COUPON_NOT_CLAIMED'
  /** The coupon is for certain customers only. Offer another coupon. */
  | 'COUPON_NOT_ELIGIBLE'
  /** No coupon has this key. Correct the key, or define the coupon. */
  | 'COUPON_NOT_FOUND'
  /** Another coupon is used on the order, and the two do not combine. Use one of the two. */
  | 'COUPON_NOT_STACKABLE'
  /** The coupon is not valid yet. Retry from the instant in the message on. */
  | 'COUPON_NOT_STARTED'
  /** The coupon was not used on this order. Check the order id. */
  | 'COUPON_NOT_USED'
  /** The customer has claimed the pack as often as one may. Offer another pack. */
  | 'COUPON_PACK_CLAIM_LIMIT'
  /** The pack can no longer be claimed. Offer another pack. */
  | 'COUPON_PACK_ENDED'
  /** All claims of the pack were made. Offer another, or raise its limit. */
  | 'COUPON_PACK_EXHAUSTED'
  /** The coupons of the pack are not a valid selection. Name each coupon once, none for two, with 50 claims altogether at most. */
  | 'COUPON_PACK_INVALID'
  /** The pack is for certain customers only. Offer another pack. */
  | 'COUPON_PACK_NOT_ELIGIBLE'
  /** No pack of coupons has this key. Correct the key, or define the pack. */
  | 'COUPON_PACK_NOT_FOUND'
  /** The pack cannot be claimed yet. Retry from the instant in the message on. */
  | 'COUPON_PACK_NOT_STARTED'
  /** The pack was retired. Offer another pack. */
  | 'COUPON_PACK_RETIRED'
  /** The partner is the customer. Name another customer. */
  | 'COUPON_PARTNER_IDENTICAL'
  /** A group coupon is claimed by two. Name the other customer. */
  | 'COUPON_PARTNER_MISSING'
  /** The coupon is not a group coupon. Leave the partner out. */
  | 'COUPON_PARTNER_NOT_ALLOWED'
  /** No customer has the profile id of the partner. Correct it. */
  | 'COUPON_PARTNER_NOT_FOUND'
  /** The coupon is not valid in the store, platform or channel of the order. Use it where the message says. */
  | 'COUPON_PLACE_MISMATCH'
  /** The coupon was retired. Offer another coupon. */
  | 'COUPON_RETIRED'
  /** The goods of the coupon are not a valid selection. Choose goods by at least one sku, brand or category, or give a bundle of two or more skus alone. */
  | 'COUPON_SCOPE_INVALID'
  /** The discount is not a share from 0.01 to 100 percent. Give a share with at most 2 decimals. */
  | 'COUPON_SHARE_INVALID'
  /** A total limit cannot be added to a coupon or pack that was defined without one. Define one with another key. */
  | 'COUPON_TOTAL_LIMIT_FIXED'
  /** The input names a coupon that does not exist. Correct the key, or define the coupon first. */
  | 'COUPON_UNKNOWN'
  /** The claim was used. Claim the coupon again, if that is allowed. */
  | 'COUPON_USED'
  /** The currency is not three capital letters. Send e.g. CNY. */
  | 'CURRENCY_INVALID'
  /** The cursor is from another deployment or an earlier database. Read the members again, then subscribe without a cursor. */
  | 'CURSOR_DEPLOYMENT_CHANGED'
  /** The changes after this position are no longer kept. Read the members again, then subscribe without a cursor. */
  | 'CURSOR_EXPIRED'
  /** The cursor belongs to another workspace. Use a cursor that this workspace returned. */
  | 'CURSOR_FOREIGN'
  /** The cursor was not issued by this server for this field. Pass a cursor of an earlier response unchanged. */
  | 'CURSOR_INVALID'
  /** The events of the customer take as much memory as those of one customer may, or would after a merge. Look for the sender of these events. Older events leave with the retention of their type. */
  | 'CUSTOMER_FACTS_TOO_LARGE'
  /** The file of the database is damaged where this is kept. Restore the database from a backup. */
  | 'DATABASE_DAMAGED'
  /** The disk of the database is full; nothing was written. Free space on the disk of the database. */
  | 'DATABASE_DISK_FULL'
  /** The database is changing its primary. Retry with a pause; a mutation under its idempotency key. */
  | 'DATABASE_FAILOVER'
  /** The database did not respond in time, so the outcome of the write is unknown. Retry with a pause; a mutation under its idempotency key. */
  | 'DATABASE_TIMEOUT'
  /** The database cannot be reached. Retry with a pause; a mutation under its idempotency key. */
  | 'DATABASE_UNREACHABLE'
  /** The value is not an exact decimal. Send a text such as "1234.5", with at most 4 digits after the point and 18 in all. */
  | 'DECIMAL_INVALID'
  /** More than 4 digits after the point were rounded. Send at most 4 digits after the point. */
  | 'DECIMAL_ROUNDED'
  /** The definitions of the workspace together would have more characters than they may. Shorten them, or put long lists of values into named lists. */
  | 'DEFINITIONS_TOO_LARGE'
  /** The workspace has as many definitions of this kind as one may. Retire one first. */
  | 'DEFINITIONS_TOO_MANY'
  /** A derived tag has no rule or term. Give at least one. */
  | 'DERIVATION_EMPTY'
  /** A derived tag has too many rules or terms. Give fewer. */
  | 'DERIVATION_TOO_LARGE'
  /** Fragments refer to each other. Break the cycle. */
  | 'DOCUMENT_FRAGMENT_CYCLE'
  /** The document does not fit the schema. Compare it with schema/schema.graphql. */
  | 'DOCUMENT_INVALID'
  /** No GraphQL document was sent. Send one as `query`. */
  | 'DOCUMENT_MISSING'
  /** The document is not GraphQL. Correct it where the message says. */
  | 'DOCUMENT_SYNTAX'
  /** Page sizes and nesting together ask for too much. Ask for smaller pages or fewer levels. */
  | 'DOCUMENT_TOO_COSTLY'
  /** The operation nests too deeply. Ask in several operations. */
  | 'DOCUMENT_TOO_DEEP'
  /** The document has too many characters. Pass values as variables. */
  | 'DOCUMENT_TOO_LONG'
  /** The document has too many aliases. Use fewer. */
  | 'DOCUMENT_TOO_MANY_ALIASES'
  /** The document has too many directives. Use fewer. */
  | 'DOCUMENT_TOO_MANY_DIRECTIVES'
  /** The operation selects too many fields. Select fewer. */
  | 'DOCUMENT_TOO_MANY_FIELDS'
  /** The operation has too many root fields. Send several operations. */
  | 'DOCUMENT_TOO_MANY_ROOT_FIELDS'
  /** The document is too long. Split it into several. */
  | 'DOCUMENT_TOO_MANY_TOKENS'
  /** The subject of the token, its workspace or the server has as many downloads running as it may. Wait for one to end, or end one. */
  | 'DOWNLOADS_TOO_MANY'
  /** The key has a draft that is not published. Publish the draft, or discard it. */
  | 'DRAFT_EXISTS'
  /** The definition has no draft. Correct the key, or save a draft. */
  | 'DRAFT_NOT_FOUND'
  /** The value is not an ISO 8601 duration in the range allowed. Send e.g. P7D or PT12H. */
  | 'DURATION_INVALID'
  /** The value is not an e-mail address. Write it as name@example.com. */
  | 'EMAIL_INVALID'
  /** A user of this workspace has this e-mail address. Change the roles of that user, or retire it first. */
  | 'EMAIL_TAKEN'
  /** The endpoint is one of a provider, whose messages are not signed. Change the credentials of the provider instead. */
  | 'ENDPOINT_HAS_PROVIDER'
  /** The aggregate needs a field of the event. Name one, e.g. order_paid.amount. */
  | 'EVENT_FIELD_MISSING'
  /** This aggregate takes no field. Leave it out, or use distinct. */
  | 'EVENT_FIELD_NOT_ALLOWED'
  /** The aggregate needs a field of another type. Use a number. */
  | 'EVENT_FIELD_TYPE'
  /** The event cannot have this field. Use a field of the event or of its order lines. */
  | 'EVENT_FIELD_UNKNOWN'
  /** The event does not say when it happened. Give occurredAt. */
  | 'EVENT_INSTANT_MISSING'
  /** The fact is dated more than 5 minutes in the future. Check the clock and the time zone of the sender. */
  | 'EVENT_IN_FUTURE'
  /** The event has too many properties. Send fewer. */
  | 'EVENT_PROPERTIES_TOO_MANY'
  /** This event type requires a property. Send the property named. */
  | 'EVENT_PROPERTY_MISSING'
  /** The name cannot be a property of an event. Use at most 64 characters, and no control characters. */
  | 'EVENT_PROPERTY_NAME_INVALID'
  /** Two properties of the event have one name once it is in its composed Unicode form. Send one of the two. */
  | 'EVENT_PROPERTY_REPEATED'
  /** A property has a type that it, or any property, may not have. Send the type the message names. */
  | 'EVENT_PROPERTY_TYPE'
  /** The properties and order lines of the event take more than 64 KiB. Send less text, for example ids instead of descriptions. */
  | 'EVENT_TOO_LARGE'
  /** The event is older than the retention of its type. Do not send it, or raise the retention first. */
  | 'EVENT_TOO_OLD'
  /** The name cannot be an event type. Use at most 260 characters, and no control characters. */
  | 'EVENT_TYPE_INVALID'
  /** The header Expect asks for something that is not served. Leave it out, or expect 100-continue. */
  | 'EXPECTATION_UNSUPPORTED'
  /** The experiment has ended. Do not assign customers to it. */
  | 'EXPERIMENT_ENDED'
  /** An experiment has this key, and its variants do not change. Choose another key. */
  | 'EXPERIMENT_EXISTS'
  /** The number of variants without a coupon is not exactly one. Leave the coupon out of one variant: the hold-out. */
  | 'EXPERIMENT_HOLDOUT_INVALID'
  /** No experiment has this key. Correct the key. */
  | 'EXPERIMENT_NOT_FOUND'
  /** A call has two windows, two currencies, or another clause twice. Give it once. */
  | 'EXPRESSION_CLAUSE_REPEATED'
  /** A field or a dotted name stands where the expression has none. Write it as the message says. */
  | 'EXPRESSION_FIELD_MISPLACED'
  /** The expression is not valid in the condition language. Correct it at the line and column of the message. */
  | 'EXPRESSION_SYNTAX'
  /** The expression nests too deeply. Split it into segments. */
  | 'EXPRESSION_TOO_DEEP'
  /** The expression has too many characters. Split it into segments. */
  | 'EXPRESSION_TOO_LONG'
  /** A field is missing that the given fields require. Give that field. */
  | 'FIELD_MISSING'
  /** A field was given that does not go with the others. Leave it out, or change what it conflicts with. */
  | 'FIELD_NOT_ALLOWED'
  /** The tracking format has no such field, or it has another type there; it is not kept. Send it as a property, or see the table of fields in docs/API.md. */
  | 'FIELD_NOT_KEPT'
  /** The upgrade is not a handshake of a WebSocket. Use a WebSocket client of version 13. */
  | 'HANDSHAKE_INVALID'
  /** The headers exceed the limit in bytes. Send fewer or shorter headers. */
  | 'HEADERS_TOO_LARGE'
  /** A part of the body does not fit the mapping of the webhook. Correct the mapping; the message names its place. */
  | 'HOOK_BODY_MISFIT'
  /** No rule of the mapping is for this body; nothing of it is kept. Add a rule, or ignore this. */
  | 'HOOK_BODY_UNMATCHED'
  /** The mapping of a webhook has faults. Correct every fault that the message names. */
  | 'HOOK_MAPPING_INVALID'
  /** No incoming webhook in force has this key. Correct the key; `hooks` lists them. */
  | 'HOOK_NOT_FOUND'
  /** The mapping has a signature, and the secret of the sender is not known. Give `signingSecret`. */
  | 'HOOK_SECRET_MISSING'
  /** The signature of a webhook is missing or does not fit its body. Sign the bytes of the body with the secret of the webhook, as its mapping says. */
  | 'HOOK_SIGNATURE_INVALID'
  /** The data received is not HTTP. Use an HTTP client. */
  | 'HTTP_MALFORMED'
  /** The idempotency key is not 1 to 128 printable ASCII characters. Choose another key. */
  | 'IDEMPOTENCY_KEY_INVALID'
  /** The response to this mutation is secret, so it cannot be kept under a key. Send the mutation without an idempotency key. */
  | 'IDEMPOTENCY_KEY_NOT_ALLOWED'
  /** The key was used for another document or other variables. Use a new key for each request. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The first request with this idempotency key was carried out, and its response was too large to be kept. Read what it wrote. Ask for fewer fields in mutations with a key. */
  | 'IDEMPOTENT_ANSWER_TOO_LARGE'
  /** The first request with this idempotency key is still running. Send the same request again in a moment. */
  | 'IDEMPOTENT_REQUEST_RUNNING'
  /** An identity was erased, and the fact is dated before the erasure. Do not send facts from before an erasure. */
  | 'IDENTITY_ERASED'
  /** The value cannot be an identity of its namespace. Send it in the form of the namespace. */
  | 'IDENTITY_INVALID'
  /** The identity contains a character that shows nothing, such as a zero-width space or a byte order mark. Remove the character the message names. */
  | 'IDENTITY_INVISIBLE_CHARACTER'
  /** The customer would be left without an identity. Leave at least one identity with the customer. */
  | 'IDENTITY_LAST'
  /** No identity was given. Give at least one identity. */
  | 'IDENTITY_MISSING'
  /** The identity does not belong to the customer. Name identities that the customer has. */
  | 'IDENTITY_NOT_OF_CUSTOMER'
  /** All identities are placeholders such as "null" or "0". Send an identity that names one customer. */
  | 'IDENTITY_PLACEHOLDER'
  /** The OpenID provider does not respond. Retry, or check STRATA_OIDC_ISSUER and the connection of the server. */
  | 'IDENTITY_PROVIDER_UNAVAILABLE'
  /** The server has no space for a file of this size at the moment. Try again later, or use `strata import`. */
  | 'IMPORTS_FULL'
  /** This process of the server keeps no uploaded files. Use `strata import`, or ask the operator about `STRATA_IMPORT_BYTES` and the data directory. */
  | 'IMPORTS_OFF'
  /** The files of the workspace would take more than its share of the space. Import or discard earlier uploads first, or divide the file. */
  | 'IMPORTS_TOO_LARGE'
  /** The caller or the workspace has too many uploads that are not finished. Import or discard earlier uploads first. */
  | 'IMPORTS_TOO_MANY'
  /** The file has no rows. Choose another file. */
  | 'IMPORT_FILE_EMPTY'
  /** The file is larger than an upload may be. Compress or split the file, or use `strata import`. */
  | 'IMPORT_FILE_TOO_LARGE'
  /** The file cannot be read as its name and the mapping say, or it does not have the columns of the mapping. Correct the file or the mapping, as the message says. */
  | 'IMPORT_FILE_UNREADABLE'
  /** The mapping of an import has faults. Correct every fault that the message names. */
  | 'IMPORT_MAPPING_INVALID'
  /** None of the first rows fits the mapping, so the import has stopped. Download the rejected rows, and correct the mapping. */
  | 'IMPORT_NOTHING_FITS'
  /** There is no such upload, or it is kept by another process of the server. Upload the file again. Behind a load balancer, send all requests of a caller to the same process. */
  | 'IMPORT_NOT_FOUND'
  /** The part does not begin where the received bytes end. Read `received` of the upload, and send the part that begins there. */
  | 'IMPORT_PART_MISPLACED'
  /** The rejected rows take more space than an import may use, so the import has stopped. Download the rejected rows, and correct the mapping. Rows that are loaded twice count once. */
  | 'IMPORT_REJECTS_TOO_MANY'
  /** The state of the upload does not allow this. Read `state` of the upload. A file is imported once, after it has arrived as a whole. */
  | 'IMPORT_STATE_CONFLICT'
  /** Reading or importing the file takes too long. Split the file, or use `strata import`. */
  | 'IMPORT_TIMEOUT'
  /** The instant lies in 1970 or before. Check whether seconds were sent as milliseconds. */
  | 'INSTANT_IMPLAUSIBLE'
  /** The value is not an existing instant with its zone. Send ISO 8601 such as 2026-02-28T10:00:00+08:00. */
  | 'INSTANT_INVALID'
  /** The instant lies in the future, where only the past and the present are allowed. Give an instant that is not after now. */
  | 'INSTANT_NOT_PAST'
  /** The instant names no zone and is read as UTC. Send ISO 8601 with a zone, such as 2026-02-28T10:00:00+08:00. */
  | 'INSTANT_WITHOUT_ZONE'
  /** A fault of the server; it was logged. Report it with the time of the request. */
  | 'INTERNAL'
  /** The job has ended. Nothing is left to cancel. */
  | 'JOB_ENDED'
  /** Only the backfill of a segment can be cancelled. Wait until it ends, or define the tag or layer model again as it was. */
  | 'JOB_NOT_CANCELLABLE'
  /** No job has this id. See jobs. */
  | 'JOB_NOT_FOUND'
  /** Lists and objects nest too deeply. Send a flatter value. */
  | 'JSON_TOO_DEEP'
  /** An object has too many members. Send a list, or several objects. */
  | 'JSON_TOO_WIDE'
  /** Two entries of a list have the same key. Give each its own key. */
  | 'KEY_DUPLICATE'
  /** A key or name has characters, a length or a form that keys may not have. Use the characters the message lists. */
  | 'KEY_INVALID'
  /** A model has fewer than two layers. Give two, the last for the rest. */
  | 'LAYERS_TOO_FEW'
  /** Other definitions refer to the layer. Change those first. */
  | 'LAYER_IN_USE'
  /** The last layer has a condition, or another layer has none. Give every layer but the last a condition. */
  | 'LAYER_LAST_CONDITION'
  /** No layer model has this key. Correct the key, or define the model. */
  | 'LAYER_MODEL_NOT_FOUND'
  /** The input names a layer model that does not exist. Correct it, or define the layer model. */
  | 'LAYER_MODEL_UNKNOWN'
  /** No layer has this name. Name a layer as model.layer. */
  | 'LAYER_NOT_FOUND'
  /** The input names a layer that does not exist. Correct it; a layer is named model.layer. */
  | 'LAYER_UNKNOWN'
  /** The link of a message has expired. Use the link of a later message. */
  | 'LINK_EXPIRED'
  /** The link of a message was not made by this server, or its customer is no longer known. Use the link of a message as it is. */
  | 'LINK_INVALID'
  /** A list that needs an entry is empty. Give at least one entry. */
  | 'LIST_EMPTY'
  /** The list, or all lists of values of the workspace together, would have more entries than they may. Remove entries first. */
  | 'LIST_ENTRIES_TOO_MANY'
  /** An entry is of another type than its list. Give a number. */
  | 'LIST_ENTRY_TYPE'
  /** The namespace or type of a list cannot change. Define a list with another key. */
  | 'LIST_FIELD_FIXED'
  /** Definitions refer to the list. Change those first. */
  | 'LIST_IN_USE'
  /** The list holds entries of another kind than the values looked up in it. Use a list of the kind the message names. */
  | 'LIST_KIND'
  /** No list has this key. Correct the key, or define the list. */
  | 'LIST_NOT_FOUND'
  /** The replacement has ended, or another was begun for its list. Begin it again. */
  | 'LIST_REPLACEMENT_NOT_FOUND'
  /** The rules of the namespace changed after the replacement was begun. Begin it again. */
  | 'LIST_REPLACEMENT_OUTDATED'
  /** A list has fewer or more entries than it may. Give a number of entries the message states. */
  | 'LIST_SIZE_INVALID'
  /** A list exceeds its limit. Give fewer entries. */
  | 'LIST_TOO_LONG'
  /** The input names a list that does not exist. Correct the key, or define the list. */
  | 'LIST_UNKNOWN'
  /** The two customers cannot be joined. See the message for what prevents it. */
  | 'MERGE_REFUSED'
  /** A track message does not name its event. Give `event`. */
  | 'MESSAGE_EVENT_MISSING'
  /** The messageId cannot be an id; another one is kept. Send a text of at most 256 characters without control characters. */
  | 'MESSAGE_ID_REPLACED'
  /** Another event with this source and messageId was accepted before; the first one stays. Give each event its own messageId. */
  | 'MESSAGE_ID_REUSED'
  /** A tracking message is not an object. Send objects in `batch`. */
  | 'MESSAGE_INVALID'
  /** The text of a message uses a name that does not exist. Correct it, or define the tag. */
  | 'MESSAGE_NAME_UNKNOWN'
  /** The text of a message is not of the language of texts, or uses a tag or filter it does not have. Correct it at the line and column of the message. */
  | 'MESSAGE_SYNTAX'
  /** The text of a message has too many characters. Shorten it. */
  | 'MESSAGE_TOO_LONG'
  /** The type of a tracking message is not known. Use identify, track, page, screen, alias or group. */
  | 'MESSAGE_TYPE_UNKNOWN'
  /** This HTTP method does not fit the request. Send it with POST. */
  | 'METHOD_NOT_ALLOWED'
  /** The aggregate has another type than the tag. Give the tag the type of its metric. */
  | 'METRIC_TYPE_MISMATCH'
  /** The kind of a model never changes. Define a model with another key. */
  | 'MODEL_KIND_FIXED'
  /** No model in force has this key. Correct the key, or define the model. */
  | 'MODEL_NOT_FOUND'
  /** No version of the model was trained under its present definition, or the newest ones were refused. Train the model first, and see the refusal of its newest version. */
  | 'MODEL_NOT_TRAINED'
  /** Another model writes the tag. Name another tag. */
  | 'MODEL_TAG_TAKEN'
  /** The tag cannot take scores: it is not a dynamic DECIMAL tag, or is computed or personal. Name another tag, or one that does not exist yet. */
  | 'MODEL_TAG_UNFIT'
  /** The identity namespace is built in, and its rules cannot change. Define a namespace under another name. */
  | 'NAMESPACE_BUILT_IN'
  /** No identity namespace of the workspace has this name. Use one the message lists, or define it first. */
  | 'NAMESPACE_UNKNOWN'
  /** The number lies beyond 1e14 and is kept as a text of its digits. Send ids as texts. */
  | 'NUMBER_AS_TEXT'
  /** The value is not a number of the kind or range expected. Send a number in the range the message states. */
  | 'NUMBER_INVALID'
  /** The comparison has no value to compare with. Give the value or values. */
  | 'OPERAND_MISSING'
  /** A value has another type than the field it is compared with or assigned to. Give a value of the type the message names. */
  | 'OPERAND_TYPE'
  /** `operationName` is not a text. Send a text, or leave it out. */
  | 'OPERATION_NAME_INVALID'
  /** The document does not say which of its operations to run, or lacks the named one. Name an operation of the document in `operationName`. */
  | 'OPERATION_UNKNOWN'
  /** The operator does not apply to this type of value. Use an operator the message lists. */
  | 'OPERATOR_TYPE_MISMATCH'
  /** No operator has this name. Use one that LANGUAGE.md lists. */
  | 'OPERATOR_UNKNOWN'
  /** The event is about an order and does not name it. It is kept, but not as an order. Send order_id. */
  | 'ORDER_ID_MISSING'
  /** The order has too many lines. Combine lines. */
  | 'ORDER_LINES_TOO_MANY'
  /** Two lines of an order share an id. Give each its own lineId. */
  | 'ORDER_LINE_DUPLICATE'
  /** This event type requires an order. Send order with its orderId. */
  | 'ORDER_MISSING'
  /** The value is not an origin. Write scheme and host as browsers do: https://shop.example. */
  | 'ORIGIN_INVALID'
  /** A page of this origin may not open a WebSocket, or send with this write key. Add the origin to STRATA_ALLOWED_ORIGINS, or to the origins of the write key. */
  | 'ORIGIN_NOT_ALLOWED'
  /** `first` is out of its range. Give a whole number from 1 to 100. */
  | 'PAGE_SIZE_INVALID'
  /** The key is the subject of the token in use. Define the partner with another token. */
  | 'PARTNER_IS_CALLER'
  /** The partner addresses customers by a namespace it was not granted. Use identities of a granted namespace. */
  | 'PARTNER_NAMESPACE_NOT_GRANTED'
  /** The write would exceed the daily quota of the partner. Retry after midnight in the time zone of the workspace, or ask for a larger quota. */
  | 'PARTNER_QUOTA_EXCEEDED'
  /** This partner is suspended. Ask the owner of the workspace. */
  | 'PARTNER_SUSPENDED'
  /** The password is too short or too long. Choose 12 to 256 characters; several words are easy to remember. */
  | 'PASSWORD_LENGTH_INVALID'
  /** The link sets a password, and the request has none. Send the new password with the link. */
  | 'PASSWORD_MISSING'
  /** Nothing is served at this path. Send requests to /graphql or /v1/batch. */
  | 'PATH_UNKNOWN'
  /** The period is longer, or has more units of time, than one response shows. Ask about a shorter period, or by a longer unit. */
  | 'PERIOD_TOO_LONG'
  /** The response would reveal a personal tag that the token may not read. Use a token with profiles:read:personal. */
  | 'PERSONAL_TAG_CONCEALED'
  /** A variant has a coupon without a face value. Ask for an experiment whose coupons have face values. */
  | 'PRICE_LADDER_FACE_VALUE_MISSING'
  /** Both profile ids are the same. Name two different profiles. */
  | 'PROFILES_IDENTICAL'
  /** Both profiles are already one customer. Separate them with unmergeProfile first. */
  | 'PROFILES_ONE_CUSTOMER'
  /** No customer has this profile id. Look the customer up by an identity. */
  | 'PROFILE_NOT_FOUND'
  /** The provider of an endpoint has faults, or lacks values of settings or credentials. Correct every fault that the message names. */
  | 'PROVIDER_INVALID'
  /** A text has a link to this server, whose address for customers is not known. Let the operator set STRATA_PUBLIC_URL, save the rules of reach once, and define the campaign again. */
  | 'PUBLIC_ADDRESS_UNKNOWN'
  /** Quiet hours begin and end at the same time. Give different times, or none for no quiet hours. */
  | 'QUIET_HOURS_EMPTY'
  /** A range ends before it begins. Give an end after the beginning. */
  | 'RANGE_REVERSED'
  /** The subject sends too many operations a second. Wait a moment and retry. */
  | 'RATE_EXCEEDED'
  /** Two settings contradict each other, so that one has no effect or nobody can be contacted. Remove one of the two. */
  | 'REACH_SETTINGS_CONFLICT'
  /** Every contact of the workspace is stopped. Wait until contacts are resumed. */
  | 'REACH_STOPPED'
  /** Tags, coupons and contacts are of customers, and a receipt alone names none. Name the customer by another identity or by its profile id. Events and links can name a receipt alone. */
  | 'RECEIPT_NAMES_NO_CUSTOMER'
  /** The definition refers to itself, directly or through others. Remove the reference that leads back. */
  | 'REFERENCE_CYCLE'
  /** The refund has a list of lines, but none can be read. It is kept, and refunds nothing. Send the lines or the amount that came back. Leave the list out to refund the whole order. */
  | 'REFUND_LINES_MISSING'
  /** Boards show the report. Leave it out of those boards first. */
  | 'REPORT_IN_USE'
  /** No saved report has this key. Correct the key, or define the report. */
  | 'REPORT_NOT_FOUND'
  /** No saved report in force has this key. Name one of the reports. */
  | 'REPORT_UNKNOWN'
  /** The request did not arrive in time. Send it again, without pauses. */
  | 'REQUEST_TIMEOUT'
  /** The request uses an extension of GraphQL over HTTP that is not served. Send the whole document as `query`. */
  | 'REQUEST_UNSUPPORTED'
  /** The sender has as many open reservations of the customer as one may. Confirm or release earlier ones, or wait until they expire. */
  | 'RESERVATIONS_TOO_MANY'
  /** Limits and permissions are decided on these events, so they are kept longer. Give at least the duration the message names. */
  | 'RETENTION_TOO_SHORT'
  /** The workspace keeps as many revocations of tokens and subjects as it may. Use revokeTokensOf, for all subjects if there are too many of single ones. */
  | 'REVOCATIONS_TOO_MANY'
  /** The role is built in and cannot be changed. Define a role under another key. */
  | 'ROLE_BUILT_IN'
  /** The workspace has no role of this name. List them with roles. */
  | 'ROLE_UNKNOWN'
  /** The segment language cannot say the row of an analysis. Take a row of everyone in a funnel with steps in order, or save its members as a list. */
  | 'ROW_NOT_A_SEGMENT'
  /** The workspace has as many sandboxes as one may, or has had 10,000. Delete one with deleteSandbox, use the id of a deleted one, or raise STRATA_MAX_SANDBOXES. */
  | 'SANDBOXES_TOO_MANY'
  /** A sandbox clock moves forward only, at most ten years at a time. Give an instant within that range. */
  | 'SANDBOX_CLOCK_INVALID'
  /** The id of a sandbox does not begin with the id of the workspace it is made from. Give <workspace>.<name>. */
  | 'SANDBOX_ID_INVALID'
  /** A sandbox hands nothing over to other systems. Test the endpoint in a workspace that is not a sandbox. */
  | 'SANDBOX_NOT_DELIVERED'
  /** Only a sandbox can be deleted or have its clock moved. Use a workspace made by createSandbox. */
  | 'SANDBOX_ONLY'
  /** The template is not scheduled. See templateSchedules. */
  | 'SCHEDULE_NOT_FOUND'
  /** The token lacks the scope for this. Use a token that has the scope named. */
  | 'SCOPE_MISSING'
  /** No such scope exists. See the scopes of `strata token --help`. */
  | 'SCOPE_UNKNOWN'
  /** A score is not DECIMAL, or adds something that is not a number. Give the tag the type DECIMAL and add numbers, booleans and conditions only. */
  | 'SCORE_TYPE'
  /** A segment has this key. Use redefineSegment, or another key. */
  | 'SEGMENT_EXISTS'
  /** Other definitions refer to the segment. Change those first. */
  | 'SEGMENT_IN_USE'
  /** No segment has this key. Correct the key, or define the segment. */
  | 'SEGMENT_NOT_FOUND'
  /** The input names a segment that does not exist. Correct it, or define the segment. */
  | 'SEGMENT_UNKNOWN'
  /** The version is not before the present one. Name an earlier version. */
  | 'SEGMENT_VERSION_NOT_EARLIER'
  /** The segment has no such version. See Segment.versions. */
  | 'SEGMENT_VERSION_NOT_FOUND'
  /** In this version the segment was retired. Use retireSegment, or name another version. */
  | 'SEGMENT_VERSION_RETIRED'
  /** A sequence has too many steps. Give fewer. */
  | 'SEQUENCE_TOO_LONG'
  /** A sequence has fewer than two steps. Give at least two. */
  | 'SEQUENCE_TOO_SHORT'
  /** The server is processing as many requests as it can. Nothing was written; retry with a pause. */
  | 'SERVER_BUSY'
  /** The server is shutting down. Retry; another process will respond. */
  | 'SERVER_SHUTTING_DOWN'
  /** The client received no response, so the outcome is unknown. Retry with a pause; a mutation under its idempotency key. */
  | 'SERVER_UNREACHABLE'
  /** The session has expired, was ended, or its user was retired. Sign in again. */
  | 'SESSION_ENDED'
  /** The field is about the person who is signed in, and the caller uses a token. Sign in to the dashboard and ask from there. */
  | 'SESSION_NEEDED'
  /** No session has this id. List them with sessions. */
  | 'SESSION_NOT_FOUND'
  /** The request carries the cookie of a session, and not the header or the origin that pages of this server send. Send the header x-strata-request from a page of this server, or use a token; a proxy must pass on the header Host. */
  | 'SESSION_NOT_FROM_PAGE'
  /** Signing in failed too often for this account, or from this address. Wait as long as the message and the header Retry-After say. */
  | 'SIGN_IN_ATTEMPTS_TOO_MANY'
  /** The workspace, the e-mail address or the password is wrong. Correct them, or ask an administrator for a new link. */
  | 'SIGN_IN_FAILED'
  /** The link was used, has expired, or was replaced by a newer one. Ask an administrator for a new link. */
  | 'SIGN_IN_LINK_INVALID'
  /** No channel of the kind PULL has the name of this place. Correct the name, or add the channel to the rules of reach. */
  | 'SLOT_UNKNOWN'
  /** The subject of the token has as many WebSockets and event streams open as it may. Close some, or send several subscriptions over one WebSocket. */
  | 'SOCKETS_TOO_MANY'
  /** The socket already runs as many operations as one may. Complete one first, or open another socket. */
  | 'SOCKET_OPERATIONS_TOO_MANY'
  /** The name cannot be a source or the subject of a token. Use letters, digits and _ . : @ -, at most 64, and another name than the server itself. */
  | 'SOURCE_INVALID'
  /** The token may not write as this source or issue tokens for this subject. Leave source out, or use a token with events:source:<name>. */
  | 'SOURCE_NOT_GRANTED'
  /** The source is the server itself. Leave source out. */
  | 'SOURCE_RESERVED'
  /** The text is not the name of a layer. Name a layer as model.layer. */
  | 'STRATEGY_LAYER_INVALID'
  /** No strategy in force has this key. Correct the key, or define the strategy. */
  | 'STRATEGY_NOT_FOUND'
  /** The strategy or layer has more records than one response combines. Read the records by page with strategyRecords. */
  | 'STRATEGY_RECORDS_TOO_MANY'
  /** No result that was entered by hand has this key. Measured records cannot be removed. See strategyRecords. */
  | 'STRATEGY_RESULT_NOT_FOUND'
  /** No strategy in force has this key. Define the strategy first. */
  | 'STRATEGY_UNKNOWN'
  /** The subscription was not read as fast as changes arrived, and was ended. Subscribe again from its last cursor. */
  | 'SUBSCRIBER_TOO_SLOW'
  /** A plain HTTP response cannot serve a subscription. Send it over a WebSocket with graphql-transport-ws, or with `Accept: text/event-stream`. */
  | 'SUBSCRIPTION_NEEDS_WEBSOCKET'
  /** Another change of the tag with this source and id was accepted before; the first one stays. Give each change its own id. */
  | 'TAG_CHANGE_ID_REUSED'
  /** Elements are added to or removed from semi-dynamic lists, and semi-dynamic numbers are incremented; the tag is neither. Use setTags or recordTagPoints. */
  | 'TAG_CHANGE_KIND'
  /** The tag is computed and cannot be written. Write what it is made from. */
  | 'TAG_COMPUTED'
  /** The tag is dynamic. Use recordTagPoints. */
  | 'TAG_DYNAMIC'
  /** This part of a tag cannot change once the tag is defined. Define a tag with another key. */
  | 'TAG_FIELD_FIXED'
  /** The range holds more points than one response can contain. Ask for a shorter range. */
  | 'TAG_HISTORY_TOO_LONG'
  /** Other definitions refer to the tag. Change those first. */
  | 'TAG_IN_USE'
  /** Only a dynamic tag is computed or derived. Set kind to DYNAMIC. */
  | 'TAG_KIND_INVALID'
  /** The token may not write tags of this namespace. Use a token with tags:write:<namespace>. */
  | 'TAG_NAMESPACE_FORBIDDEN'
  /** The tag is not dynamic. Use setTags. */
  | 'TAG_NOT_DYNAMIC'
  /** No tag has this key. Correct the key, or define the tag. */
  | 'TAG_NOT_FOUND'
  /** Only a static tag is corrected. Use setTags or recordTagPoints. */
  | 'TAG_NOT_STATIC'
  /** A tag made from a personal tag is not marked as personal. Set personal. */
  | 'TAG_PERSONAL_REQUIRED'
  /** A point does not say when it holds. Give its instant. */
  | 'TAG_POINT_INSTANT_MISSING'
  /** Tags that are not personal, or segments that everyone may see, read this definition and would reveal personal tags. Make those tags personal, or publish those segments without `shareable`, first. */
  | 'TAG_READ_OPENLY'
  /** The sequence is not a whole number from 0. Send one, or none. */
  | 'TAG_SEQUENCE_INVALID'
  /** The static tag already has another value; this one is kept as a conflict. Let the owner settle it with correctTag. */
  | 'TAG_STATIC_CONFLICT'
  /** The sub-group belongs to another group of tags. Give the group the message names. */
  | 'TAG_SUBGROUP_MISMATCH'
  /** The input names a tag that does not exist. Correct it, or define the tag. */
  | 'TAG_UNKNOWN'
  /** The value is not one of the allowed values of the tag. Send an allowed value, or allow this one. */
  | 'TAG_VALUE_NOT_ALLOWED'
  /** The value lies outside the bounds of the tag. Send a value within the bounds. */
  | 'TAG_VALUE_OUT_OF_RANGE'
  /** The value does not have the type of the tag. Send the type it names. */
  | 'TAG_VALUE_TYPE'
  /** More values of one tag would matter to a customer than are kept. Shorten the windows that read the tag, or write it less often. */
  | 'TAG_WRITES_TOO_MANY'
  /** The target of the request is not a path. Send requests to /graphql. */
  | 'TARGET_INVALID'
  /** No customer is named. Give a profile id or identities. */
  | 'TARGET_MISSING'
  /** The task has another outcome already or has expired, or the contact is not a task. Read the contact. A closed task keeps its outcome. */
  | 'TASK_CLOSED'
  /** No template has this key. See templates. */
  | 'TEMPLATE_NOT_FOUND'
  /** The template has no bounds that could be recomputed. Leave `every` out. */
  | 'TEMPLATE_NOT_SCHEDULABLE'
  /** The value of a parameter does not have its type. Give a value of the type the message names. */
  | 'TEMPLATE_PARAMETER_INVALID'
  /** A parameter has no default and no value. Give it a value. */
  | 'TEMPLATE_PARAMETER_MISSING'
  /** The template has no such parameter. See templates. */
  | 'TEMPLATE_PARAMETER_UNKNOWN'
  /** The text contains NUL, control characters or half of a surrogate pair. Remove those characters. */
  | 'TEXT_CHARACTERS_INVALID'
  /** The text has more characters than may be kept; its beginning is. Send a shorter text. */
  | 'TEXT_CUT'
  /** The text is empty. Send at least one visible character. */
  | 'TEXT_EMPTY'
  /** The value is not a text. Send a text. */
  | 'TEXT_EXPECTED'
  /** The text contains NUL or half of a surrogate pair; U+FFFD is kept in their place. Cut texts between characters. */
  | 'TEXT_REPAIRED'
  /** The text has more characters than may be kept. Shorten it. */
  | 'TEXT_TOO_LONG'
  /** A text is not a time of day. Send hours and minutes such as 21:30. */
  | 'TIME_OF_DAY_INVALID'
  /** No such time zone exists. Send an IANA name such as Asia/Shanghai. */
  | 'TIME_ZONE_UNKNOWN'
  /** The server only checks tokens; another holder of the private key issues them. Issue the token there. */
  | 'TOKENS_ISSUED_ELSEWHERE'
  /** The token is signed, but a claim in it is missing or malformed. Issue one with exp, sub, workspace and scope. */
  | 'TOKEN_CLAIMS_INVALID'
  /** The token was valid and has expired. Get a new token. */
  | 'TOKEN_EXPIRED'
  /** The token was not issued for this server. Use a token with the right signature, issuer and audience. */
  | 'TOKEN_INVALID'
  /** The request carries no token. Send Authorization: Bearer <token>. */
  | 'TOKEN_MISSING'
  /** The token was issued for a workspace that was removed; this one has the same id. Get a token of this workspace. */
  | 'TOKEN_OF_EARLIER_WORKSPACE'
  /** The new token would expire after the token it is issued with. Give fewer hours, or issue it with a token that has admin. */
  | 'TOKEN_OUTLIVES_ISSUER'
  /** The token was revoked. Get a new token. */
  | 'TOKEN_REVOKED'
  /** The event of a trigger has a window, an aggregate or a list of values. Give an event type with a filter, such as order_paid where channel = "app", and put the rest into the audience. */
  | 'TRIGGER_EVENT_INVALID'
  /** The tag of a date trigger holds no dates. Name a tag of the type DATE or DATETIME. */
  | 'TRIGGER_TAG_NOT_DATE'
  /** The subject of the token, its workspace or the server has as many parts of files arriving as it may. Wait for one to end, or end one. */
  | 'UPLOADS_TOO_MANY'
  /** The change would take the caller its own rights. Ask another administrator to make it. */
  | 'USER_IS_CALLER'
  /** No user has this id, or it was retired. List them with users. */
  | 'USER_NOT_FOUND'
  /** `variables` is not a JSON object. Send a JSON object. */
  | 'VARIABLES_INVALID'
  /** Too many operations of the subject wait to be checked. Wait for responses before sending more. */
  | 'WAITING_TOO_MANY'
  /** The endpoint is disabled. Enable it first. */
  | 'WEBHOOK_ENDPOINT_DISABLED'
  /** No webhook endpoint has this key. Correct the key, or define the endpoint. */
  | 'WEBHOOK_ENDPOINT_NOT_FOUND'
  /** The input names a webhook endpoint that does not exist. Correct it, or define the endpoint. */
  | 'WEBHOOK_ENDPOINT_UNKNOWN'
  /** The address of an endpoint is not https, or has credentials or a fragment. Give an address as https://shop.example/hook; plain http needs a place that the operator allows. */
  | 'WEBHOOK_URL_INVALID'
  /** The window of time is given twice, is empty, lies in the future or has a length it may not have. Give one window, such as last 90d. */
  | 'WINDOW_INVALID'
  /** The workspace is being removed. Choose another id. */
  | 'WORKSPACE_BEING_REMOVED'
  /** A workspace has this id. Choose another id. */
  | 'WORKSPACE_EXISTS'
  /** The workspace of the token does not exist. Create it first. */
  | 'WORKSPACE_NOT_FOUND'
  /** Other writes changed the same data at the same time. Nothing was written; retry with a pause. */
  | 'WRITE_CONTENDED'
  /** The write key may not deliver events of this type. Name the type when the key is made, or send the event from a server with a token. */
  | 'WRITE_KEY_EVENT_FORBIDDEN'
  /** No write key that is in force has this id. Correct the id; `writeKeys` lists them. */
  | 'WRITE_KEY_NOT_FOUND'
  /** Too many writes are waiting. Nothing was written; retry with a pause. */
  | 'WRITE_QUEUE_FULL'
  /** The address sends too many requests whose write key is wrong, or stands only in the body. Correct the key, or send it in the header Authorization; wait a moment and retry. */
  | 'WRONG_KEYS_TOO_MANY';

/** What the cells of a column are. */
export type ReportColumnKind =
  /** Whole numbers. */
  | 'COUNT'
  /** Durations in ms. */
  | 'DURATION'
  /** Instants, ISO 8601. */
  | 'INSTANT'
  /** Decimals as texts. */
  | 'MONEY'
  /** Numbers, or decimals as texts. */
  | 'NUMBER'
  /** Numbers from 0 to 1. */
  | 'SHARE'
  /** Texts. */
  | 'TEXT'
  /** True or false. */
  | 'TRUTH';

/** What applies to every report of a board. */
export type ReportFilterInput = {
  /** Replaces the period of the report. */
  period?: AnalysisPeriodInput | null | undefined;
  /** Applies in addition to the scope of the report. */
  scope?: AnalysisScopeInput | null | undefined;
};

/** A saved report to define, or a new version of one. */
export type ReportInput = {
  /** At most 10. Absent keeps them, null removes them. */
  alerts?: Array<MetricRuleInput> | null | undefined;
  /** The analysis. A period of `last` or `rolling` moves with time. */
  analysis: AnalysisInput;
  /** What it is for. Null removes it. */
  description?: string | null | undefined;
  /** Lower-case letters, digits and _. */
  key: string;
  /** Name for people. Default: the key. */
  name?: string | null | undefined;
};

/** Time between orders. */
export type RepurchaseInput = {
  /** Ascending upper bounds of ranges, ISO 8601, at most 20; default P1D, P7D, P14D, P30D, P60D, P90D, P180D. */
  bounds?: Array<string> | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When the later of two orders lies. */
  period: AnalysisPeriodInput;
  /** At the moment: of each order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
};

/** A contact that the caller wants to send. */
export type ReserveContactInput = {
  /** Channel of the rules of reach, e.g. sms. */
  channel: string;
  /** How long it may be sent. Default PT1H. */
  expiresAfter?: string | null | undefined;
  /** Identities. */
  identities?: Array<IdentityInput> | null | undefined;
  /** Name of the contact. The same name of a sender and customer is one contact. */
  key: string;
  /** A profile id. */
  profile?: string | null | undefined;
  /** Purpose that the customer permits. Default marketing. */
  purpose?: string | null | undefined;
  /** Tags that budgets name. */
  tags?: Array<string> | null | undefined;
};

/** Units after that of the start, both ends included. */
export type RetentionBracketInput = {
  /** The first unit; 0 is that of the start. */
  first: number;
  /** The last unit. */
  last: number;
};

/** How customers come into cohorts. */
export type RetentionCohortKind =
  /** By every unit of the period in which they start. */
  | 'EACH'
  /** By their first start ever, where it lies in the period. */
  | 'FIRST';

/** Retention: how many of those who begin come back. */
export type RetentionInput = {
  /** Of mode BRACKET, instead of `units`. */
  brackets?: Array<RetentionBracketInput> | null | undefined;
  /** How customers come into cohorts. */
  cohort?: RetentionCohortKind;
  /** When a customer counts as returned. */
  mode?: RetentionMode;
  /** When customers start. */
  period: AnalysisPeriodInput;
  /** Events that count as a return; default those of the start. */
  returns?: Array<string> | null | undefined;
  /** At the moment: of the start. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`. */
  start: Array<string>;
  /** The unit of time. */
  unit: RetentionUnit;
  /** The last unit shown, 0 to 60; default 7. */
  units?: number | null | undefined;
};

/** When a customer counts as returned in cell k. */
export type RetentionMode =
  /** A return in the units of a bracket. */
  | 'BRACKET'
  /** A return in the k-th unit after that of the start. */
  | 'ON'
  /** A return in that unit or later. It can still rise, so it is never complete. */
  | 'ON_OR_AFTER';

/** Units of time after a start. */
export type RetentionUnit =
  /** Calendar days in the workspace's zone. */
  | 'DAY'
  /** Calendar months. */
  | 'MONTH'
  /** Each 24 hours from the start, exact to the millisecond. */
  | 'ROLLING_DAY'
  /** Calendar weeks from Monday. */
  | 'WEEK';

/** Returns of a period. */
export type ReturnsInput = {
  /** Groups. By sku, name, brand or category a group has the lines with this value and their money. */
  by?: AnalysisGroupingInput | null | undefined;
  /** Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days. */
  compare?: boolean;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When orders count, and when money is returned. */
  period: AnalysisPeriodInput;
  /** At the moment: of each order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
};

/** Customers by recency and frequency of their orders. */
export type RfmInput = {
  /** Ascending lower bounds of the number of orders; default 2, 3, 5. */
  frequency?: Array<number> | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** Period in which orders count. Recency is measured at its end, or now if it has not ended. */
  period: AnalysisPeriodInput;
  /** Ascending upper bounds of the time since the last order, ISO 8601; default P30D, P60D, P90D, P180D. */
  recency?: Array<string> | null | undefined;
  /** At the moment: of each order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Shares of the customers with the most money, ascending; default 0.01, 0.05, 0.1, 0.2, 0.5. */
  shares?: Array<number> | null | undefined;
};

/** A role to define or to change. */
export type RoleInput = {
  /** Key of the role. The keys of built-in roles are reserved. */
  key: string;
  /** Display name. Default: the key. */
  name?: string | null | undefined;
  /** All scopes of the role. */
  scopes: Array<string>;
};

/** A header of a sample. */
export type SampleHeader = {
  /** Its name. */
  name: string;
  /** Its value. */
  value: string;
};

/** A time of day in the zone of the customer. Without days: every day. */
export type ScheduleTriggerInput = {
  /** Only on these days, e.g. 2026-11-11. At most 100. */
  days?: Array<string> | null | undefined;
  /** Time of day, e.g. 12:00. */
  time: string;
  /** Only on these weekdays. */
  weekdays?: Array<Weekday> | null | undefined;
};

/** A score and its tag. */
export type ScoreTagInput = {
  /** The score. */
  score: ModelScore;
  /** Key of the tag. A tag that does not exist is defined. */
  tag: string;
};

/** A term of a score. */
export type ScoreTermInput = {
  /** A number, as text: `tag balance`, an aggregate such as `count(visit, last 30d)`, or a condition, which counts 1 while it holds. */
  of: string;
  /** Weight by which the value is multiplied. */
  weight: string | number;
};

/** The observed type of a property of an event. */
export type SeenType =
  /** True or false. */
  | 'BOOLEAN'
  /** A list of texts. */
  | 'LIST'
  /** A number. */
  | 'NUMBER'
  /** A text. */
  | 'TEXT';

/** Events: a type, a filter and a window. */
export type SelectionInput = {
  /** Calendar window, e.g. `this month`. */
  during?: string | null | undefined;
  /** The event type; `visit` includes visits derived from activity. */
  event: string;
  /** Fixed window: start, a day or an instant, inclusive. */
  from?: string | null | undefined;
  /** Ignore cancellations and refunds. */
  gross?: boolean | null | undefined;
  /** Rolling window, ISO 8601. Without a window, all time counts. */
  last?: string | null | undefined;
  /** Fixed window: end, a day (included as a whole) or an instant (exclusive). */
  to?: string | null | undefined;
  /** Only events that pass. */
  where?: FilterInput | null | undefined;
};

/** Events in strict order. The window of the first step applies to all. */
export type SequenceInput = {
  /** Read the events' own property, even where there is a built-in field or a field of order lines with this name. */
  ownSame?: boolean | null | undefined;
  /** A property with the same value in every step. */
  same?: string | null | undefined;
  /** 2 to 10 steps. */
  steps: Array<SelectionInput>;
  /** Maximum time between the first and the last step, inclusive, ISO 8601. */
  within?: string | null | undefined;
  /** Events that must not occur between the first and the last step. */
  without?: SelectionInput | null | undefined;
};

/** A tag value to set. Address the customer by profile id or by identities. */
export type SetTagInput = {
  /** Identities; several are linked. */
  identities?: Array<IdentityInput> | null | undefined;
  /** Time of the observation. Default: now. The latest observed value of a semi-dynamic tag counts, regardless of the order in which writes arrive. */
  observedAt?: string | null | undefined;
  /** Profile id. */
  profile?: string | null | undefined;
  /** Order among writes of one source at one instant. Default: their order in the request. */
  sequence?: number | null | undefined;
  /** The tag. */
  tag: string;
  /** The value. */
  value: string | number | boolean | readonly string[];
};

/** How often a place shows the same contact. */
export type ShowingsInput = {
  /** Showings at most, 1 to 20. Each one uses budget. */
  most: number;
  /** Least time between two showings, e.g. PT1H. Default none. */
  pause?: string | null | undefined;
};

/** Which slot an order is given to. */
export type SlotCredit =
  /** Each slot that was clicked before it, so that orders do not add up. */
  | 'EVERY'
  /** That of the last click before it. */
  | 'LAST';

/** Resource slots of a period. */
export type SlotInput = {
  /** Events that are clicks; default `slot_clicked`. */
  clicks?: Array<string> | null | undefined;
  /** Which slot an order is given to. */
  credit?: SlotCredit;
  /** A property of clicks, and property or line field of orders, such as `sku`: then an order only follows clicks with a value that it has. Default: an order of anything. */
  item?: string | null | undefined;
  /** Events that are orders, as in `count(...)`; default `order_paid`. */
  orders?: Array<string> | null | undefined;
  /** When exposures, clicks and orders count. The click before an order may be earlier. */
  period: AnalysisPeriodInput;
  /** The property with the position in the slot, for a row by position. Its values are shown, so the scope `profiles:read` is needed. */
  position?: string | null | undefined;
  /** At the moment: of each exposure, click and order. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** The property that names the slot. Its values are shown, so the scope `profiles:read` is needed. */
  slot?: string;
  /** Events that are exposures; default `slot_viewed`. */
  views?: Array<string> | null | undefined;
  /** The longest time from a click to an order, ISO 8601. */
  window?: string;
};

/** Why a strategy is proposed. */
export type StrategyAdvice =
  /** It was tried in the layer, and the result is not clear. */
  | 'LEARN'
  /** It works in the layer. */
  | 'REPEAT'
  /** It was never tried in the layer. */
  | 'TRY';

/** A strategy to define or change. Absent fields keep their value, and null restores the default. */
export type StrategyInput = {
  /** Channel of the message, such as sms. */
  channel?: string | null | undefined;
  /** Description for people. */
  description?: string | null | undefined;
  /** Lower-case letters, digits and _. */
  key: string;
  /** Layer model whose layers are measured separately. Default: the model of the first layer. */
  layerModel?: string | null | undefined;
  /** Layers it is meant for, as model.layer. Default: all. */
  layers?: Array<string> | null | undefined;
  /** The smallest effect that matters, in the unit of the metric. Default 0. */
  leastEffect?: number | null | undefined;
  /** Default: the metric of the objective. */
  metric?: TrialMetric | null | undefined;
  /** Name for people. Default: the key. */
  name?: string | null | undefined;
  /** What it is meant to raise. Required at first. */
  objective?: StrategyObjective | null | undefined;
  /** What customers are offered. Default NONE. */
  offer?: StrategyOffer | null | undefined;
  /** What its texts have in common, such as the occasion. */
  textFamily?: string | null | undefined;
  /** Time after the assignment that is measured, 1 to 366 days, ISO 8601. Default P30D. */
  window?: string | null | undefined;
};

/** A layer and an objective. */
export type StrategyKnowledgeInput = {
  /** The layer, as model.layer. */
  layer: string;
  /** The objective. */
  objective: StrategyObjective;
};

/** What a strategy is meant to raise. */
export type StrategyObjective =
  /** Activity. */
  | 'ACTIVATE'
  /** Number of orders. */
  | 'ORDERS'
  /** Value of an order. */
  | 'ORDER_VALUE'
  /** Repeated orders. */
  | 'RETAIN'
  /** Revenue. */
  | 'REVENUE';

/** What customers are offered. */
export type StrategyOffer =
  /** Goods that are cheaper together. */
  | 'BUNDLE'
  /** Information, such as new arrivals. */
  | 'CONTENT'
  /** A coupon. */
  | 'COUPON'
  /** A gift. */
  | 'GIFT'
  /** Nothing, such as in a reminder. */
  | 'NONE'
  /** Points. */
  | 'POINTS'
  /** A lower price. */
  | 'PRICE'
  /** Service, such as an adviser. */
  | 'SERVICE';

/** Where a record comes from. */
export type StrategyRecordOrigin =
  /** Entered by hand. */
  | 'BY_HAND'
  /** Measured from a version of a campaign. */
  | 'CAMPAIGN'
  /** Measured from a coupon experiment. */
  | 'EXPERIMENT';

/** Whether a record is complete. */
export type StrategyRecordState =
  /** No further customer is assigned, and every window has ended. */
  | 'CLOSED'
  /** Customers may still be assigned, or a window is not over. The interval is valid whenever it is read. */
  | 'OPEN';

/** The result of a trial that was measured elsewhere. */
export type StrategyResultInput = {
  /** When the customers were treated. */
  at: string;
  /** Cost per treated customer. */
  cost?: number | null | undefined;
  /** Difference of the means per customer. Absent without hold-out. */
  effect?: number | null | undefined;
  /** Customers of the hold-out. */
  heldOut?: number | null | undefined;
  /** Layer, as model.layer. Default: all customers of the trial. */
  layer?: string | null | undefined;
  /** A remark. */
  note?: string | null | undefined;
  /** Where it comes from, such as the name of the campaign. */
  source: string;
  /** Its standard error, at least 0.000001. Required with an effect. */
  standardError?: number | null | undefined;
  /** Key of the strategy, whose metric and window the result has. */
  strategy: string;
  /** Treated customers. */
  treated?: number | null | undefined;
};

/** What the records of a strategy in a layer show together. */
export type StrategyStanding =
  /** The interval is below minus the least effect. */
  | 'HARMS'
  /** No record had a hold-out. */
  | 'NOT_MEASURED'
  /** The interval is within the least effect of 0. */
  | 'NO_EFFECT'
  /** The interval allows more than one of these. Two records are not enough for an interval. */
  | 'OPEN'
  /** It was never tried. */
  | 'UNTRIED'
  /** No record can be trusted. */
  | 'UNTRUSTED'
  /** The interval is above the least effect. */
  | 'WORKS';

/** What a record shows. */
export type StrategyVerdict =
  /** The interval is below minus the least effect. */
  | 'HARMS'
  /** There was no hold-out. */
  | 'NOT_MEASURED'
  /** The interval is within the least effect of 0. */
  | 'NO_EFFECT'
  /** The interval allows more than one of these, or groups are too small. */
  | 'OPEN'
  /** The sizes of the groups do not agree with the planned shares. */
  | 'UNTRUSTED'
  /** The interval is above the least effect. */
  | 'WORKS';

/** The five groups of the tag framework. */
export type TagGroup =
  /** Online and offline activity. */
  | 'ACTIVITY'
  /** Demographic and sociological data. */
  | 'BASIC'
  /** Purchases: total scale, cross-buying, ability and frequency, promotion preference. */
  | 'CONSUMPTION'
  /** Membership: type, lifetime, information. */
  | 'MEMBERSHIP'
  /** Temporary data and responses: reach, stickiness, conversion. */
  | 'TEMPORARY';

/** Kind of a tag, by the way its values change. */
export type TagKind =
  /** The value changes, and its history is kept: recorded points, or values computed from events. */
  | 'DYNAMIC'
  /** The value changes, and only the last observed value is served. */
  | 'SEMI_DYNAMIC'
  /** The value is not expected to change. It is written once and corrected with a reason. */
  | 'STATIC';

/** A point of a recorded dynamic tag. */
export type TagPointInput = {
  /** The instant of the point. */
  at: string;
  /** Identities. */
  identities?: Array<IdentityInput> | null | undefined;
  /** Profile id. */
  profile?: string | null | undefined;
  /** Order among points of one source at one instant. Default: their order in the request. */
  sequence?: number | null | undefined;
  /** The tag. */
  tag: string;
  /** The value. */
  value: string | number | boolean | readonly string[];
};

/** A rule of a derived tag. */
export type TagRuleInput = {
  /** The value of the tag while this is the first rule that holds. */
  value: string | number | boolean | readonly string[];
  /** The condition as text. */
  when: string;
};

/** The fourteen sub-groups of the tag framework. */
export type TagSubgroup =
  /** Amount per purchase and purchase frequency. */
  | 'ABILITY_AND_FREQUENCY'
  /** Conversion after contact. */
  | 'CONVERSION'
  /** Range of categories and brands bought. */
  | 'CROSS_BUYING'
  /** Information in the membership record. */
  | 'INFORMATION'
  /** Age and stage of the membership. */
  | 'LIFETIME'
  /** Type of membership and way of joining. */
  | 'MEMBER_TYPE'
  /** Activity in shops. */
  | 'OFFLINE'
  /** Activity in apps, on the web and in mini-programs. */
  | 'ONLINE'
  /** Demographic data: age, gender, place. */
  | 'POPULATION'
  /** Preference for buying with or without a promotion. */
  | 'PROMOTION_PREFERENCE'
  /** Arrival of messages. */
  | 'REACH'
  /** Sociological data: occupation, education, family. */
  | 'SOCIOLOGICAL'
  /** Return of customers. */
  | 'STICKINESS'
  /** Total amount of purchases. */
  | 'TOTAL_SCALE';

/** A tag, with a comparison. */
export type TagTestInput = {
  /** Compare the whole years since the tag's day, in the workspace's zone, instead of the day. */
  age?: boolean | null | undefined;
  /** The comparison. */
  is: TestInput;
  /** The tag's key. */
  key: string;
};

/** How a task ended. */
export type TaskEnd =
  /** The customer was reached. */
  | 'DONE'
  /** No outcome was reported before the contact expired. */
  | 'EXPIRED'
  /** Nobody contacted the customer. */
  | 'NOT_DONE'
  /** The customer was not reached. */
  | 'NO_ANSWER'
  /** The customer was reached, but declined. */
  | 'REFUSED'
  /** The campaign was cancelled. */
  | 'WITHDRAWN';

/** What the assignee of a task reports. */
export type TaskOutcome =
  /** The customer was reached. */
  | 'DONE'
  /** Nobody contacted the customer. The budget is released. */
  | 'NOT_DONE'
  /** The customer was not reached. */
  | 'NO_ANSWER'
  /** The customer was reached, but declined. */
  | 'REFUSED';

/** The value of a parameter. */
export type TemplateParameterInput = {
  /** The parameter. */
  name: string;
  /** Its value as text. */
  value: string;
};

/** A comparison. Exactly one key is given. An absent value passes no comparison. */
export type TestInput = {
  /** The anniversary of the day is in a calendar period, e.g. `this month`. */
  anniversaryDuring?: string | null | undefined;
  /** The anniversary of the day was within the last duration. */
  anniversaryWithinLast?: string | null | undefined;
  /** The anniversary of the day is within the next duration. The day itself counts. */
  anniversaryWithinNext?: string | null | undefined;
  /** A date at least this duration ago. */
  beforeLast?: string | null | undefined;
  /** Two values, between which the value lies, both inclusive. */
  between?: Array<string | number | boolean | readonly string[]> | null | undefined;
  /** The text contains this. */
  contains?: string | null | undefined;
  /** A date in a calendar period: today, yesterday, tomorrow, or this, last or next and week, month, quarter or year. */
  during?: string | null | undefined;
  /** Equal to this value. */
  eq?: string | number | boolean | readonly string[] | null | undefined;
  /** True if there must be a value, false if there must be none. */
  exists?: boolean | null | undefined;
  /** Greater than this value. */
  gt?: string | number | boolean | readonly string[] | null | undefined;
  /** At least this value. */
  gte?: string | number | boolean | readonly string[] | null | undefined;
  /** The list contains this value. */
  has?: string | null | undefined;
  /** Equal to one of these values. */
  in?: Array<string | number | boolean | readonly string[]> | null | undefined;
  /** An entry of the list with this key. */
  inList?: string | null | undefined;
  /** Less than this value. */
  lt?: string | number | boolean | readonly string[] | null | undefined;
  /** At most this value. */
  lte?: string | number | boolean | readonly string[] | null | undefined;
  /** There is a value, and it differs from this one. */
  ne?: string | number | boolean | readonly string[] | null | undefined;
  /** There is a value, and it equals none of these. */
  notIn?: Array<string | number | boolean | readonly string[]> | null | undefined;
  /** There is a value, and it is not an entry of the list with this key. */
  notInList?: string | null | undefined;
  /** The text starts with this. */
  startsWith?: string | null | undefined;
  /** The text is this path or lies below it. Whole parts between slashes count: `a/b/c` is under `a/b`. */
  under?: string | null | undefined;
  /** A date within the last duration (ISO 8601, e.g. P7D): now - W < date <= now. */
  withinLast?: string | null | undefined;
  /** A date within the next duration: now < date <= now + W. */
  withinNext?: string | null | undefined;
};

/** Direction of a membership change. */
export type TransitionKind =
  /** The customer entered. */
  | 'ENTERED'
  /** The customer left. */
  | 'LEFT';

/** The measure of the events. */
export type TrendFigure =
  /** Mean of a property over the events that have it. */
  | 'AVERAGE'
  /** Events. */
  | 'COUNT'
  /** Customers with an event. */
  | 'CUSTOMERS'
  /** Different values of a property. */
  | 'DISTINCT'
  /** Greatest number of a property. */
  | 'MAX'
  /** Least number of a property. */
  | 'MIN'
  /** A percentile of a property, between two values by linear interpolation. */
  | 'PERCENTILE'
  /** Sum of a property. */
  | 'SUM';

/** A trend: a figure of events by time and by group. */
export type TrendInput = {
  /** Groups by each event. */
  by?: AnalysisGroupingInput | null | undefined;
  /** Also returns the period before: the same number of units earlier, or the same length if the period does not consist of whole units. */
  compare?: boolean;
  /** Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`. */
  events: Array<string>;
  /** The property, or field of order lines; `amount` of orders is money in the workspace's currency. Not for COUNT and CUSTOMERS. MIN, MAX and PERCENTILE show values of events, so they need the scope `profiles:read`. */
  field?: string | null | undefined;
  /** The measure. */
  figure?: TrendFigure;
  /** When events count. */
  period: AnalysisPeriodInput;
  /** At the moment: of each event. Default everyone. */
  scope?: AnalysisScopeInput | null | undefined;
  /** Of PERCENTILE, e.g. 0.9. */
  share?: number | null | undefined;
  /** What the points are. */
  unit: TrendUnit;
};

/** What the points of a trend are, in the workspace's zone. */
export type TrendUnit =
  /** The whole period. */
  | 'ALL'
  /** Days. */
  | 'DAY'
  /** Hours; where the clock is set back one comes twice. */
  | 'HOUR'
  /** Hours of the day, 0 to 23. */
  | 'HOUR_OF_DAY'
  /** Months. */
  | 'MONTH'
  /** Weeks from Monday. */
  | 'WEEK'
  /** Days of the week, Monday is 1. */
  | 'WEEKDAY';

/** Metric that is compared for each assigned customer. */
export type TrialMetric =
  /** Whether the customer was active in the window. */
  | 'ACTIVITY'
  /** Whether the customer ordered in the window. */
  | 'CONVERSION'
  /** Number of orders in the window. */
  | 'ORDERS'
  /** Net amount of the orders in the window, divided by their number. */
  | 'ORDER_VALUE'
  /** Whether the customer ordered in the window of equal length that follows the window. */
  | 'RETENTION'
  /** Net amount of the orders in the window. */
  | 'REVENUE';

/** Which of the matching events of a customer make a contact due. */
export type TriggerEventWhich =
  /** Every matching event. */
  | 'EVERY'
  /** The first one of all. An earlier one that becomes known later takes its place. */
  | 'FIRST'
  /** The last one. A later one takes its place until its contact is due. */
  | 'LAST';

/** The group that customers are compared with. */
export type UpliftMethod =
  /** Customers drawn by lot who got nothing. */
  | 'HOLD_OUT'
  /** Customers who never claimed the coupon, got no other coupon in the window or in as much time before it, and are alike in prior orders, average order and layer. This is weaker evidence. */
  | 'MATCHED';

/** A file to upload. */
export type UploadInput = {
  /** Size of the file in bytes, at most 2 GiB. */
  bytes: number;
  /** Name of the file, at most 200 characters. Its ending determines the format. */
  name: string;
};

/** A user to create. */
export type UserInput = {
  /** E-mail address, with which the person signs in. */
  email: string;
  /** Name. Default: the e-mail address. */
  name?: string | null | undefined;
  /** Keys of its roles. */
  roles: Array<string>;
};

/** The type of a value. */
export type ValueType =
  /** True or false. */
  | 'BOOLEAN'
  /** A day, `YYYY-MM-DD`. */
  | 'DATE'
  /** An instant with its zone, ISO 8601. */
  | 'DATETIME'
  /** An exact decimal, given as text. */
  | 'DECIMAL'
  /** A whole number. */
  | 'INTEGER'
  /** A text. */
  | 'STRING'
  /** A list of texts. */
  | 'STRING_LIST';

/** Message of a channel for one variant. */
export type VariantMessageInput = {
  /** Text in Liquid. */
  body: string;
  /** Title in Liquid, one line. */
  title?: string | null | undefined;
  /** Key of the variant. */
  variant: string;
};

/** Why an endpoint gets nothing. */
export type WebhookDisabledBy =
  /** It responded with 410. */
  | 'GONE'
  /** Somebody disabled it. */
  | 'OPERATOR';

/** A webhook endpoint to define or change. */
export type WebhookEndpointInput = {
  /** What it is for. */
  description?: string | null | undefined;
  /** Lower-case letters, digits and _. */
  key: string;
  /** What people call it. */
  name?: string | null | undefined;
  /** The provider at the address. Null removes it, and the endpoint takes signed webhooks. */
  provider?: ChannelProviderInput | null | undefined;
  /** An https address without credentials. Null is the usual address of a ready provider. */
  url?: string | null | undefined;
};

/** A day of the week, on the calendar of the customer. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

/** A write key to create, with the rules for data that a page or an app delivers with it. */
export type WriteKeyInput = {
  /** The only event types it delivers. Default: all except orders and `consent_withdrawn`. Types of coupons, contacts, experiments, refunds and `consent_given` are never delivered. */
  events?: Array<string> | null | undefined;
  /** Purpose of the key. */
  label?: string | null | undefined;
  /** Order types it delivers as well. Default: none. */
  orders?: Array<string> | null | undefined;
  /** Origins of the pages that may use it, as https://shop.example. Default: all, and apps. */
  origins?: Array<string> | null | undefined;
  /** Maximum requests per second on each process. Default: the limit of every caller. */
  ratePerSecond?: number | null | undefined;
  /** The source of data delivered with it. */
  source: string;
  /** Tags that traits may set. Default: none. */
  traits?: Array<string> | null | undefined;
};

export type UserFieldsFragment = { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null };

export type UsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UsersQuery = { users: { edges: Array<{ node: { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateUserMutationVariables = Exact<{
  input: UserInput;
}>;


export type CreateUserMutation = { createUser: { link: string, expiresAt: string, user: { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null } } };

export type ChangeUserRolesMutationVariables = Exact<{
  id: string;
  roles: Array<string> | string;
}>;


export type ChangeUserRolesMutation = { changeUserRoles: { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null } };

export type ResetUserMutationVariables = Exact<{
  id: string;
}>;


export type ResetUserMutation = { resetUser: { link: string, expiresAt: string, user: { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null } } };

export type RetireUserMutationVariables = Exact<{
  id: string;
}>;


export type RetireUserMutation = { retireUser: { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null } };

export type EndSessionsOfMutationVariables = Exact<{
  user: string;
}>;


export type EndSessionsOfMutation = { endSessionsOf: number };

export type RolesQueryVariables = Exact<{ [key: string]: never; }>;


export type RolesQuery = { roles: Array<{ key: string, name: string, scopes: Array<string>, builtIn: boolean }> };

export type DefineRoleMutationVariables = Exact<{
  input: RoleInput;
}>;


export type DefineRoleMutation = { defineRole: { key: string, name: string, scopes: Array<string>, builtIn: boolean } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { scopes: Array<string>, user: { id: string, email: string | null, name: string | null, roles: Array<string>, hasPassword: boolean, linkExpiresAt: string | null, createdBy: string, createdAt: string, retiredAt: string | null } } };

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { sessions: Array<{ id: string, device: string | null, createdAt: string, usedAt: string, expiresAt: string, current: boolean }> };

export type EndSessionMutationVariables = Exact<{
  id: string;
}>;


export type EndSessionMutation = { endSession: boolean };

export type EndAllSessionsMutationVariables = Exact<{ [key: string]: never; }>;


export type EndAllSessionsMutation = { endAllSessions: number };

export type CreateSandboxMutationVariables = Exact<{
  input: CreateSandboxInput;
}>;


export type CreateSandboxMutation = { createSandbox: { id: string, now: string } };

export type DeleteSandboxMutationVariables = Exact<{
  id: string;
}>;


export type DeleteSandboxMutation = { deleteSandbox: boolean };

export type AdvanceClockMutationVariables = Exact<{
  to: string;
}>;


export type AdvanceClockMutation = { advanceClock: { id: string, now: string } };

export type DefineTagMutationVariables = Exact<{
  input: DefineTagInput;
}>;


export type DefineTagMutation = { defineTag: { key: string, kind: TagKind, type: ValueType, namespace: string, version: number } };

export type DefineSegmentMutationVariables = Exact<{
  input: DefineSegmentInput;
}>;


export type DefineSegmentMutation = { defineSegment: { segment: { key: string, version: number, size: number, expression: string }, job: { id: string, state: JobState, done: number, total: number } | null } };

export type WorkspaceQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceQuery = { workspace: { id: string, name: string, now: string, zone: string, currency: string, sandbox: boolean } };

export type ImportTargetQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportTargetQuery = { workspace: { id: string, zone: string, identityNamespaces: Array<{ name: string }> }, tagDefinitions: Array<{ key: string, kind: TagKind, type: ValueType }>, catalogues: Array<{ key: string, fields: Array<{ name: string }> }> };

export type CreateWorkspaceMutationVariables = Exact<{
  input: CreateWorkspaceInput;
}>;


export type CreateWorkspaceMutation = { createWorkspace: { id: string, now: string, zone: string, currency: string } };

export type ExportProfileQueryVariables = Exact<{
  profile: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ExportProfileQuery = { exportProfile: { edges: Array<{ node: { kind: ExportKind, id: string, body: Record<string, unknown> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EraseProfileMutationVariables = Exact<{
  profile: string;
}>;


export type EraseProfileMutation = { eraseProfile: { id: string, state: JobState } };

export type AuditLogQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  actor?: string | null | undefined;
  operation?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { edges: Array<{ node: { id: string, actor: string, operation: string, target: string, at: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DefineCatalogueMutationVariables = Exact<{
  input: DefineCatalogueInput;
}>;


export type DefineCatalogueMutation = { defineCatalogue: { key: string, kind: CatalogueKind, label: string, keyField: string, size: number, version: number, fields: Array<{ name: string, type: CatalogueFieldType }> } };

export type ChangeCatalogueMutationVariables = Exact<{
  key: string;
  action: CatalogueAction;
  entries: Array<CatalogueEntryInput> | CatalogueEntryInput;
  dryRun?: boolean | null | undefined;
  wait?: boolean | null | undefined;
}>;


export type ChangeCatalogueMutation = { changeCatalogue: { changed: number, unchanged: number, rejected: Array<{ index: number, reason: RefusalReason, message: string, path: string | null }>, catalogue: { size: number, version: number }, job: { id: string, state: JobState } | null } };

export type CatalogueEntriesQueryVariables = Exact<{
  key: string;
  first: number;
  after?: string | null | undefined;
  prefix?: string | null | undefined;
}>;


export type CatalogueEntriesQuery = { catalogue: { key: string, size: number, version: number, entries: { edges: Array<{ node: { key: string, values: Record<string, unknown> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type DefineListMutationVariables = Exact<{
  input: DefineListInput;
}>;


export type DefineListMutation = { defineList: { key: string, namespace: string | null, type: ListValueType | null, size: number, version: number } };

export type ListsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListsQuery = { lists: Array<{ key: string, name: string, namespace: string | null, type: ListValueType | null, size: number, version: number, usedBy: Array<string> }> };

export type AddToListMutationVariables = Exact<{
  list: string;
  entries: Array<string | number | null | undefined> | string | number;
  wait?: boolean | null | undefined;
}>;


export type AddToListMutation = { addToList: { changed: number, unchanged: number, rejected: Array<{ index: number, reason: RefusalReason, message: string }>, list: { size: number, version: number, type: ListValueType | null }, job: { id: string, state: JobState } | null } };

export type RemoveFromListMutationVariables = Exact<{
  list: string;
  entries: Array<string | number | null | undefined> | string | number;
  wait?: boolean | null | undefined;
}>;


export type RemoveFromListMutation = { removeFromList: { changed: number, unchanged: number, rejected: Array<{ index: number, reason: RefusalReason, message: string }>, list: { size: number, version: number, type: ListValueType | null }, job: { id: string, state: JobState } | null } };

export type ListChangeFragment = { changed: number, unchanged: number, rejected: Array<{ index: number, reason: RefusalReason, message: string }>, list: { size: number, version: number, type: ListValueType | null }, job: { id: string, state: JobState } | null };

export type ListToUploadQueryVariables = Exact<{
  list: string;
}>;


export type ListToUploadQuery = { list: { type: ListValueType | null, size: number, version: number } | null };

export type BeginListReplacementMutationVariables = Exact<{
  list: string;
}>;


export type BeginListReplacementMutation = { beginListReplacement: { id: string } };

export type SendListEntriesMutationVariables = Exact<{
  replacement: string;
  entries: Array<string | number | null | undefined> | string | number;
}>;


export type SendListEntriesMutation = { sendListEntries: { changed: number, unchanged: number, rejected: Array<{ index: number, reason: RefusalReason, message: string }> } };

export type FinishListReplacementMutationVariables = Exact<{
  replacement: string;
}>;


export type FinishListReplacementMutation = { finishListReplacement: { changed: number, unchanged: number, rejected: Array<{ index: number, reason: RefusalReason, message: string }>, list: { size: number, version: number, type: ListValueType | null }, job: { id: string, state: JobState } | null } };

export type ChannelPresetsQueryVariables = Exact<{ [key: string]: never; }>;


export type ChannelPresetsQuery = { channelPresets: Array<{ preset: ChannelPreset, url: string, definition: string, settings: Array<string>, credentials: Array<string>, receipts: string }> };

export type WebhookEndpointsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type WebhookEndpointsQuery = { webhookEndpoints: { edges: Array<{ node: { key: string, name: string, url: string, disabledBy: WebhookDisabledBy | null, disabledAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CampaignSummaryFragment = { key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number };

export type CampaignsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type CampaignsQuery = { campaigns: { edges: Array<{ node: { key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CampaignQueryVariables = Exact<{
  key: string;
}>;


export type CampaignQuery = { campaign: { until: string | null, reEntry: CampaignReEntry, reEntryAfter: string | null, purpose: string, priority: number, tags: Array<string>, lateness: string, expiresAfter: string, holdOutPercent: number, key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number, trigger: { entered: { segment: string, after: string, includePresent: boolean } | null, left: { segment: string, after: string } | null, event: { expression: string, which: TriggerEventWhich, after: string } | null, schedule: { time: string, weekdays: Array<Weekday> | null, days: Array<string> | null } | null, date: { tag: string, time: string, offsetDays: number, yearly: boolean } | null } | null, fallback: { after: string, unless: FallbackReceipt } | null, variants: Array<{ key: string, weight: number }>, channels: Array<{ channel: string, endpoint: string | null, title: string | null, body: string }> } | null };

export type DefineCampaignMutationVariables = Exact<{
  input: CampaignInput;
}>;


export type DefineCampaignMutation = { defineCampaign: { key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number } };

export type StartCampaignMutationVariables = Exact<{
  key: string;
}>;


export type StartCampaignMutation = { startCampaign: { key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number } };

export type PauseCampaignMutationVariables = Exact<{
  key: string;
}>;


export type PauseCampaignMutation = { pauseCampaign: { key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number } };

export type CancelCampaignMutationVariables = Exact<{
  key: string;
}>;


export type CancelCampaignMutation = { cancelCampaign: { key: string, name: string, state: CampaignState, audience: string, at: string | null, version: number } };

export type ReachRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type ReachRulesQuery = { reachRules: { governing: Array<string>, controlPercent: number, stopped: boolean, version: number, budgets: Array<{ key: string, most: number, rolling: string | null, per: BudgetPeriod | null, channel: string | null, tag: string | null, layer: string | null, perDevice: boolean }>, channels: Array<{ channel: string, kind: ReachChannelKind, namespace: string | null, isDevice: boolean }> } };

export type SetReachRulesMutationVariables = Exact<{
  input: ReachRulesInput;
}>;


export type SetReachRulesMutation = { setReachRules: { version: number } };

export type StopReachMutationVariables = Exact<{ [key: string]: never; }>;


export type StopReachMutation = { stopReach: { stopped: boolean } };

export type ResumeReachMutationVariables = Exact<{ [key: string]: never; }>;


export type ResumeReachMutation = { resumeReach: { stopped: boolean } };

export type DefineHookMutationVariables = Exact<{
  input: HookInput;
}>;


export type DefineHookMutation = { defineHook: { path: string | null, hook: { key: string, version: number } } };

export type DefineWebhookEndpointMutationVariables = Exact<{
  input: WebhookEndpointInput;
}>;


export type DefineWebhookEndpointMutation = { defineWebhookEndpoint: { secret: string | null, endpoint: { key: string, version: number } } };

export type RotateWebhookSecretMutationVariables = Exact<{
  key: string;
  graceHours: number;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string | null } };

export type TestWebhookEndpointMutationVariables = Exact<{
  key: string;
  to?: string | null | undefined;
}>;


export type TestWebhookEndpointMutation = { testWebhookEndpoint: { kind: DeliveryVerdict, status: number | null, cause: string | null } };

export type CustomerContactsQueryVariables = Exact<{
  profile: string;
  first: number;
  after?: string | null | undefined;
}>;


export type CustomerContactsQuery = { contacts: { edges: Array<{ node: { id: string, campaign: string, state: ContactState, channel: string | null, at: string | null, ending: { reason: ContactEndingReason } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExplainContactQueryVariables = Exact<{
  id: string;
}>;


export type ExplainContactQuery = { explainContact: { id: string, campaign: string, version: number, state: ContactState, decidedAt: string, budgets: Array<string>, ending: { reason: ContactEndingReason, channel: string | null, budget: string | null, most: number | null, contacts: Array<string> | null, nextPossibleAt: string | null } | null } };

export type CampaignContactsQueryVariables = Exact<{
  key: string;
}>;


export type CampaignContactsQuery = { campaignContacts: Array<{ state: ContactState, reason: ContactEndingReason | null, group: string | null, count: number }> };

export type PreviewCampaignQueryVariables = Exact<{
  key: string;
  days?: number | null | undefined;
}>;


export type PreviewCampaignQuery = { previewCampaign: { at: string, since: string | null, audience: number, counts: Array<{ state: ContactState, reason: ContactEndingReason | null, group: string | null, channel: string | null, count: number }> } };

export type DeadContactsQueryVariables = Exact<{
  campaign: string;
  first: number;
  after?: string | null | undefined;
}>;


export type DeadContactsQuery = { deadContacts: { edges: Array<{ node: { id: string, profile: string | null, state: ContactState, attempts: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RedeliverContactMutationVariables = Exact<{
  id: string;
}>;


export type RedeliverContactMutation = { redeliverContact: { id: string, state: ContactState, nextAttemptAt: string | null } };

export type ReceivedMessagesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ReceivedMessagesQuery = { receivedMessages: { edges: Array<{ node: { id: string, endpoint: string, at: string, body: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RemoveSourceMutationVariables = Exact<{
  source: string;
  dryRun?: boolean;
}>;


export type RemoveSourceMutation = { removeSource: { events: number, tagWrites: number, kept: number, job: { id: string } | null } };

export type JobStateQueryVariables = Exact<{
  id: string;
}>;


export type JobStateQuery = { job: { state: JobState, done: number, total: number } | null };

export type WorkspaceIdsQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceIdsQuery = { workspaceIds: Array<string> };

export type ReserveContactMutationVariables = Exact<{
  input: ReserveContactInput;
}>;


export type ReserveContactMutation = { reserveContact: { id: string, state: ContactState, ending: { reason: ContactEndingReason } | null } };

export type NextContactMutationVariables = Exact<{
  input: NextContactInput;
}>;


export type NextContactMutation = { nextContact: { id: string, contact: string, title: string | null, body: string, format: MessageFormat, expiresAt: string } | null };

export type SetContactLimitMutationVariables = Exact<{
  input: ContactLimitInput;
}>;


export type SetContactLimitMutation = { setContactLimit: { profile: string | null, already: boolean } };

export type ConfirmContactMutationVariables = Exact<{
  id: string;
}>;


export type ConfirmContactMutation = { confirmContact: { id: string, state: ContactState } };

export type ReleaseContactMutationVariables = Exact<{
  id: string;
}>;


export type ReleaseContactMutation = { releaseContact: { id: string, state: ContactState } };

export type ExplorerCatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type ExplorerCatalogueQuery = { tagDefinitions: Array<{ key: string, name: string, personal: boolean }>, layerModels: Array<{ key: string, name: string, layers: Array<{ key: string, name: string }> }> };

export type ExploreTrendQueryVariables = Exact<{
  input: TrendInput;
}>;


export type ExploreTrendQuery = { trendReport: { asOf: string, all: { group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> }, groups: Array<{ group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> }>, before: { group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> } | null } };

export type ExploredSeriesFragment = { group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> };

export type ExploreFunnelQueryVariables = Exact<{
  input: FunnelInput;
}>;


export type ExploreFunnelQuery = { funnelReport: { asOf: string, all: { group: string | null, other: boolean, open: number, openRow: string, tied: number, complete: boolean, steps: Array<{ reached: number, conversion: number | null, stepConversion: number | null, lost: number, medianMs: number | null, row: string, lostRow: string }> }, groups: Array<{ group: string | null, other: boolean, open: number, openRow: string, tied: number, complete: boolean, steps: Array<{ reached: number, conversion: number | null, stepConversion: number | null, lost: number, medianMs: number | null, row: string, lostRow: string }> }> } };

export type ExploredFunnelFragment = { group: string | null, other: boolean, open: number, openRow: string, tied: number, complete: boolean, steps: Array<{ reached: number, conversion: number | null, stepConversion: number | null, lost: number, medianMs: number | null, row: string, lostRow: string }> };

export type ExploreRetentionQueryVariables = Exact<{
  input: RetentionInput;
}>;


export type ExploreRetentionQuery = { retentionReport: { asOf: string, cohorts: Array<{ from: string, to: string, size: number, row: string, cells: Array<{ first: number, last: number, returned: number, rate: number | null, complete: boolean, row: string }> }>, total: Array<{ first: number, last: number, eligible: number, returned: number, rate: number | null }> } };

export type RowMembersQueryVariables = Exact<{
  analysis: AnalysisInput;
  row: string;
  filter?: ReportFilterInput | null | undefined;
  after?: string | null | undefined;
}>;


export type RowMembersQuery = { analysisMembers: { totalCount: number, asOf: string, edges: Array<{ node: { id: string, identities: Array<{ namespace: string, value: string | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RowSegmentQueryVariables = Exact<{
  analysis: AnalysisInput;
  row: string;
  filter?: ReportFilterInput | null | undefined;
}>;


export type RowSegmentQuery = { analysisSegment: { expression: string, isExact: boolean } };

export type ImportPartsFragment = { id: string, name: string, bytes: number, received: number, createdAt: string, state: ImportState, source: string | null, share: number | null, reason: RefusalReason | null, message: string | null, endedAt: string | null, counts: { accepted: number, duplicates: number, tagged: number, points: number, entries: number, leftOut: number, rejected: number, partial: number } | null };

export type ImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportsQuery = { imports: Array<{ id: string, name: string, bytes: number, received: number, createdAt: string, state: ImportState, source: string | null, share: number | null, reason: RefusalReason | null, message: string | null, endedAt: string | null, counts: { accepted: number, duplicates: number, tagged: number, points: number, entries: number, leftOut: number, rejected: number, partial: number } | null }> };

export type ImportOfQueryVariables = Exact<{
  id: string;
}>;


export type ImportOfQuery = { import: { id: string, name: string, bytes: number, received: number, createdAt: string, state: ImportState, source: string | null, share: number | null, reason: RefusalReason | null, message: string | null, endedAt: string | null, counts: { accepted: number, duplicates: number, tagged: number, points: number, entries: number, leftOut: number, rejected: number, partial: number } | null } };

export type GuessImportMappingQueryVariables = Exact<{
  id: string;
}>;


export type GuessImportMappingQuery = { guessImportMapping: { mapping: string, columns: Array<{ name: string, values: Array<string> }> } };

export type PreviewImportQueryVariables = Exact<{
  id: string;
  mapping: string;
}>;


export type PreviewImportQuery = { previewImport: { problems: Array<string>, rows: Array<{ row: number, isLeftOut: boolean, problems: Array<string>, cells: Array<{ column: string, value: string }>, facts: Array<{ kind: ImportedFactKind, fact: string }> }> } };

export type MappingNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type MappingNamesQuery = { workspace: { zone: string, identityNamespaces: Array<{ name: string }> }, tagDefinitions: Array<{ key: string, name: string, kind: TagKind, type: ValueType }> };

export type CreateUploadMutationVariables = Exact<{
  input: UploadInput;
}>;


export type CreateUploadMutation = { createUpload: { id: string, name: string, bytes: number, received: number, createdAt: string, state: ImportState, source: string | null, share: number | null, reason: RefusalReason | null, message: string | null, endedAt: string | null, counts: { accepted: number, duplicates: number, tagged: number, points: number, entries: number, leftOut: number, rejected: number, partial: number } | null } };

export type StartImportMutationVariables = Exact<{
  id: string;
  mapping: string;
}>;


export type StartImportMutation = { startImport: { id: string, name: string, bytes: number, received: number, createdAt: string, state: ImportState, source: string | null, share: number | null, reason: RefusalReason | null, message: string | null, endedAt: string | null, counts: { accepted: number, duplicates: number, tagged: number, points: number, entries: number, leftOut: number, rejected: number, partial: number } | null } };

export type DiscardUploadMutationVariables = Exact<{
  id: string;
}>;


export type DiscardUploadMutation = { discardUpload: { id: string } };

export type HooksQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type HooksQuery = { hooks: { edges: Array<{ node: { key: string, name: string, source: string, mapping: string, version: number, createdAt: string, savedBy: string, retiredAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TryHookQueryVariables = Exact<{
  input: HookTrialInput;
}>;


export type TryHookQuery = { tryHook: { facts: Array<{ kind: ImportedFactKind, fact: string | null, status: ItemStatus, reason: RefusalReason | null, field: string | null, message: string | null }>, warnings: Array<{ index: number, reason: RefusalReason, field: string | null, message: string }> } };

export type RotateHookMutationVariables = Exact<{
  key: string;
  graceHours: number;
}>;


export type RotateHookMutation = { rotateHook: { path: string | null, hook: { key: string } } };

export type RetireHookMutationVariables = Exact<{
  key: string;
}>;


export type RetireHookMutation = { retireHook: { key: string } };

export type IntakeMessagePartsFragment = { at: string, call: string, name: string | null, verdict: IntakeVerdict, reason: RefusalReason | null, field: string | null, count: number };

export type IntakeSendersQueryVariables = Exact<{ [key: string]: never; }>;


export type IntakeSendersQuery = { intakeSenders: Array<{ kind: IntakeSenderKind, id: string, accepted: number, warned: number, duplicates: number, rejected: number, refused: number, lastAt: string | null, reasons: Array<{ verdict: IntakeVerdict, reason: RefusalReason, count: number }>, writeKey: { source: string, label: string | null, origins: Array<string> | null, ratePerSecond: number | null, events: Array<string> | null, orders: Array<string>, traits: Array<string>, createdAt: string, revokedAt: string | null } | null }> };

export type IntakeLogQueryVariables = Exact<{
  sender: IntakeSenderInput;
  verdicts?: Array<IntakeVerdict> | IntakeVerdict | null | undefined;
}>;


export type IntakeLogQuery = { intakeLog: Array<{ at: string, call: string, name: string | null, verdict: IntakeVerdict, reason: RefusalReason | null, field: string | null, count: number }> };

export type IntakeLoggedSubscriptionVariables = Exact<{
  sender?: IntakeSenderInput | null | undefined;
  after?: string | null | undefined;
}>;


export type IntakeLoggedSubscription = { intakeLogged: { cursor: string, change: { kind: IntakeSenderKind, id: string, messages: Array<{ at: string, call: string, name: string | null, verdict: IntakeVerdict, reason: RefusalReason | null, field: string | null, count: number }> } | null } };

export type CreateWriteKeyMutationVariables = Exact<{
  input: WriteKeyInput;
}>;


export type CreateWriteKeyMutation = { createWriteKey: { key: string, id: string } };

export type RotateWriteKeyMutationVariables = Exact<{
  id: string;
  graceHours?: number | null | undefined;
}>;


export type RotateWriteKeyMutation = { rotateWriteKey: { key: string, id: string } };

export type RevokeWriteKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeWriteKeyMutation = { revokeWriteKey: boolean };

export type MembershipChangedSubscriptionVariables = Exact<{
  segments?: Array<string> | string | null | undefined;
  profiles?: Array<string> | string | null | undefined;
  kinds?: Array<TransitionKind> | TransitionKind | null | undefined;
  after?: string | null | undefined;
}>;


export type MembershipChangedSubscription = { membershipChanged: { cursor: string, change: { id: string, profileId: string, segmentKey: string, kind: TransitionKind, cause: Cause, effectiveAt: string, recordedAt: string, version: number, sequence: number, fact: string | null } | null } };

export type ProfileNewsSubscriptionVariables = Exact<{
  profiles?: Array<string> | string | null | undefined;
  after?: string | null | undefined;
}>;


export type ProfileNewsSubscription = { profileChanged: { cursor: string, change: { profileId: string, at: string, events: Array<string> } | null } };

export type MembersQueryVariables = Exact<{
  segment: string;
  first?: number;
  after?: string | null | undefined;
}>;


export type MembersQuery = { segment: { key: string, name: string, size: number, state: string, members: { totalCount: number, asOf: string, edges: Array<{ node: { id: string, segments: Array<{ sequence: number | null, segment: { key: string } }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ModelListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ModelListQuery = { models: { edges: Array<{ node: { key: string, name: string, description: string | null, kind: ModelKind, version: number, retired: boolean, tags: Array<{ score: ModelScore, tag: string }>, history: { nextTrainingAt: string | null, nextScoringAt: string | null, scored: { version: number, cut: string, customers: number } | null, versions: Array<{ version: number, state: ModelVersionState, used: boolean }> } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ModelNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelNamesQuery = { models: { edges: Array<{ node: { key: string, name: string } }> } };

export type ModelPageQueryVariables = Exact<{
  key: string;
}>;


export type ModelPageQuery = { model: { key: string, name: string, description: string | null, kind: ModelKind, orders: Array<string>, horizon: string | null, trainingCuts: number | null, trainEvery: string | null, scoreEvery: string | null, validity: string, version: number, retired: boolean, tags: Array<{ score: ModelScore, tag: string }>, history: { nextTrainingAt: string | null, nextScoringAt: string | null, scored: { version: number, cut: string, customers: number } | null, versions: Array<{ version: number, state: ModelVersionState, used: boolean, definition: number, cut: string, trainedAt: string, trainedAtCuts: Array<string>, customers: number, warnings: Array<ModelWarning>, orderModel: OrderModel | null, baseRate: number | null, refusal: { reason: ModelWarning, message: string, needed: number | null, found: number | null } | null, candidates: Array<{ model: OrderModel, converged: boolean, meanAbsoluteError: number }>, parameters: { r: number, alpha: number, a: number, b: number } | null, valueModel: { p: number, q: number, v: number } | null, coefficients: Array<{ feature: ChurnFeature, weight: number, error: number | null }>, accuracy: { customers: number, positives: number, auc: number | null, brier: number, baseBrier: number, calibrationError: number, reliability: Array<{ customers: number, predicted: number, observed: number }> } | null, forecast: { from: string, to: string, customers: number, actual: number, predicted: number, naive: number, meanAbsoluteError: number, naiveMeanAbsoluteError: number } | null }> } } | null };

export type DefineModelMutationVariables = Exact<{
  input: ModelInput;
}>;


export type DefineModelMutation = { defineModel: { key: string, version: number } };

export type RetireModelMutationVariables = Exact<{
  key: string;
}>;


export type RetireModelMutation = { retireModel: { key: string, retired: boolean } };

export type TrainModelMutationVariables = Exact<{
  key: string;
  wait?: boolean;
}>;


export type TrainModelMutation = { trainModel: { id: string, kind: JobKind, state: JobState } };

export type ScoreModelMutationVariables = Exact<{
  key: string;
  wait?: boolean;
}>;


export type ScoreModelMutation = { scoreModel: { id: string, kind: JobKind, state: JobState } };

export type RecommendationPreviewQueryVariables = Exact<{
  profile: string;
}>;


export type RecommendationPreviewQuery = { recommendations: { profiled: boolean, continued: Array<{ item: string, action: ContinuedAction, at: string }>, boughtTogether: Array<{ item: string, because: Array<{ bought: string, both: number, a: number }> }>, dueAgain: Array<{ item: string, dueAt: string }>, popular: Array<{ item: string, customers: number, all: number }> } };

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { workspace: { id: string, name: string, now: string, sandbox: boolean, zone: string, currency: string, identityNamespaces: Array<{ name: string, limit: number, priority: number, strong: boolean, normalise: string, blocked: Array<string> }> }, profiles: { totalCount: number }, alerts: { totalCount: number, edges: Array<{ node: { id: string, kind: AlertKind, namespace: string | null, model: string | null, warning: string | null, from: Array<string> | null, to: Array<string> | null, raisedAt: string, profile: string | null, count: number | null, share: number | null, report: string | null, rule: string | null, isRecovered: boolean | null, unitFrom: string | null, value: string | null } }> } };

export type SettingQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingQuery = { workspace: { name: string, zone: string, currency: string } };

export type DefinitionNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type DefinitionNamesQuery = { tagDefinitions: Array<{ key: string, name: string }>, lists: Array<{ key: string, name: string }>, layerModels: Array<{ key: string, name: string, layers: Array<{ key: string, name: string }> }> };

export type SegmentNamesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SegmentNamesQuery = { segments: { edges: Array<{ node: { key: string, name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CouponNamesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CouponNamesQuery = { coupons: { edges: Array<{ node: { key: string, name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SegmentSizeListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SegmentSizeListQuery = { segments: { edges: Array<{ node: { key: string, name: string, size: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SegmentListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SegmentListQuery = { segments: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { key: string, name: string, description: string | null, expression: string, size: number, version: number, state: string, draft: boolean } }> } };

export type SegmentPageQueryVariables = Exact<{
  key: string;
}>;


export type SegmentPageQuery = { segment: { key: string, name: string, description: string | null, expression: string, size: number, version: number, state: string, draft: boolean, dependants: Array<string>, nextDraft: { name: string, description: string | null, expression: string } | null, versions: Array<{ version: number, expression: string, changes: Array<string>, savedAt: string | null, savedBy: string | null, retired: boolean }> } | null };

export type SegmentMembersQueryVariables = Exact<{
  key: string;
  first: number;
  after?: string | null | undefined;
}>;


export type SegmentMembersQuery = { segment: { key: string, members: { totalCount: number, edges: Array<{ node: { id: string, identities: Array<{ namespace: string, value: string | null }>, segments: Array<{ since: string | null, nextFlipAt: string | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type SegmentTransitionsQueryVariables = Exact<{
  key: string;
  after?: string | null | undefined;
}>;


export type SegmentTransitionsQuery = { segment: { key: string, transitions: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, profileId: string, kind: TransitionKind, cause: Cause, effectiveAt: string, recordedAt: string, fact: string | null } }> } } | null };

export type SeenValuesQueryVariables = Exact<{
  tag?: string | null | undefined;
  event?: string | null | undefined;
  property?: string | null | undefined;
  prefix?: string | null | undefined;
}>;


export type SeenValuesQuery = { seenValues: { exact: boolean, values: Array<{ value: string | number | boolean | readonly string[], count: number }> } };

export type SeenEventsQueryVariables = Exact<{
  prefix?: string | null | undefined;
}>;


export type SeenEventsQuery = { seenEvents: { types: Array<{ type: string, count: number, lastAt: string }> } };

export type SeenFieldsQueryVariables = Exact<{
  event: string;
}>;


export type SeenFieldsQuery = { seenFields: { fields: Array<{ name: string, count: number }> } };

export type SegmentPreviewQueryVariables = Exact<{
  input: PreviewSegmentInput;
}>;


export type SegmentPreviewQuery = { previewSegment: { size: number, customers: number, asOf: string, expression: string, changes: Array<string>, entering: number, leaving: number, conditionWarnings: Array<{ reason: ConditionWarningReason, path: string, message: string, subject: string | null, given: Array<string>, nearest: Array<string>, commonest: Array<{ value: string | number | boolean | readonly string[], count: number }>, types: Array<{ type: SeenType, count: number }> }>, enteringSamples: Array<{ id: string, identities: Array<{ namespace: string, value: string | null }> }>, leavingSamples: Array<{ id: string, identities: Array<{ namespace: string, value: string | null }> }>, overlaps: Array<{ segment: string, size: number, both: number }> } };

export type SegmentPortraitQueryVariables = Exact<{
  segment: string;
  tags: Array<PortraitTagInput> | PortraitTagInput;
}>;


export type SegmentPortraitQuery = { segmentPortrait: { size: number, baseSize: number, asOf: string, tags: Array<{ otherValues: number, definition: { key: string, name: string }, rows: Array<{ value: string | number | boolean | readonly string[] | null, from: string | number | boolean | readonly string[] | null, to: string | number | boolean | readonly string[] | null, count: number, share: number, baseShare: number, tgi: number | null }> }> } };

export type SaveSegmentMutationVariables = Exact<{
  input: DefineSegmentInput;
}>;


export type SaveSegmentMutation = { defineSegment: { segment: { key: string }, job: { id: string } | null } };

export type ChangeSegmentMutationVariables = Exact<{
  input: DefineSegmentInput;
}>;


export type ChangeSegmentMutation = { redefineSegment: { segment: { key: string }, job: { id: string } | null } };

export type PublishSegmentMutationVariables = Exact<{
  key: string;
}>;


export type PublishSegmentMutation = { publishSegment: { segment: { key: string }, job: { id: string } | null } };

export type DiscardSegmentDraftMutationVariables = Exact<{
  key: string;
}>;


export type DiscardSegmentDraftMutation = { discardSegmentDraft: boolean };

export type RetireSegmentMutationVariables = Exact<{
  key: string;
}>;


export type RetireSegmentMutation = { retireSegment: { segment: { key: string }, job: { id: string } | null } };

export type RollBackSegmentMutationVariables = Exact<{
  key: string;
  version: number;
}>;


export type RollBackSegmentMutation = { rollBackSegment: { segment: { key: string }, job: { id: string } | null } };

export type CatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogueQuery = { lists: Array<{ key: string, name: string, namespace: string | null, type: ListValueType | null }>, layerModels: Array<{ key: string, name: string, layers: Array<{ key: string, name: string }> }>, catalogues: Array<{ key: string, label: string, kind: CatalogueKind, fields: Array<{ name: string, type: CatalogueFieldType }> }>, tagDefinitions: Array<{ key: string, name: string, kind: TagKind, type: ValueType, group: TagGroup, namespace: string, description: string | null, metric: string | null, personal: boolean, version: number, allowedValues: Array<string | number | boolean | readonly string[]> | null, ttl: string | null, rules: Array<{ when: string, value: string | number | boolean | readonly string[] }> | null, score: Array<{ weight: string, of: string }> | null }> };

export type LayerPageQueryVariables = Exact<{ [key: string]: never; }>;


export type LayerPageQuery = { workspace: { now: string }, layerModels: Array<{ key: string, name: string, description: string | null, draft: boolean, nextDraft: { key: string } | null, warnings: Array<{ key: string, from: Array<string>, to: Array<string>, watch: string | null, atLeast: number | null, share: number | null, within: string | null }>, layers: Array<{ key: string, name: string, when: string | null, objective: string | null, advice: string | null, reach: LayerPolicy, coupons: LayerPolicy }>, distribution: Array<{ layer: string, count: number, share: number }> }>, alerts: { edges: Array<{ node: { id: string, kind: AlertKind, namespace: string | null, model: string | null, warning: string | null, from: Array<string> | null, to: Array<string> | null, raisedAt: string, profile: string | null, count: number | null, share: number | null, report: string | null, rule: string | null, isRecovered: boolean | null, unitFrom: string | null, value: string | null } }> } };

export type AlertRuleFragment = { key: string, from: Array<string>, to: Array<string>, watch: string | null, atLeast: number | null, share: number | null, within: string | null };

export type LayerRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type LayerRulesQuery = { layerModels: Array<{ key: string, draft: boolean, nextDraft: { key: string } | null, warnings: Array<{ key: string, from: Array<string>, to: Array<string>, watch: string | null, atLeast: number | null, share: number | null, within: string | null }>, layers: Array<{ key: string, when: string | null }> }> };

export type SaveLayerRulesMutationVariables = Exact<{
  input: DefineLayerModelInput;
}>;


export type SaveLayerRulesMutation = { defineLayerModel: { model: { key: string } } };

export type LayerMatrixQueryVariables = Exact<{
  model: string;
  from: string;
  to: string;
}>;


export type LayerMatrixQuery = { layerMigrations: Array<{ from: string | null, to: string, count: number }> };

export type CustomerByIdentityQueryVariables = Exact<{
  identity: IdentityInput;
}>;


export type CustomerByIdentityQuery = { profile: { id: string, identities: Array<{ namespace: string, value: string | null }> } | null };

export type CustomerByIdQueryVariables = Exact<{
  id: string;
}>;


export type CustomerByIdQuery = { profile: { id: string, identities: Array<{ namespace: string, value: string | null }> } | null };

export type FoundCustomerFragment = { id: string, identities: Array<{ namespace: string, value: string | null }> };

export type CustomerEventsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type CustomerEventsQuery = { profile: { id: string, events: { edges: Array<{ node: { id: string, type: string, occurredAt: string, source: string, orderId: string | null, amount: string | null, currency: string | null, coupon: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type CustomerTransitionsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type CustomerTransitionsQuery = { profile: { id: string, transitions: { edges: Array<{ node: { id: string, segmentKey: string, kind: TransitionKind, cause: Cause, effectiveAt: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type CustomerPageQueryVariables = Exact<{
  id: string;
}>;


export type CustomerPageQuery = { profile: { id: string, createdAt: string, evaluatedAt: string, identities: Array<{ namespace: string, value: string | null }>, tags: Array<{ key: string, value: string | number | boolean | readonly string[], source: string | null, observedAt: string | null, expiresAt: string | null, conflicts: Array<{ value: string | number | boolean | readonly string[], source: string, observedAt: string }>, definition: { name: string, description: string | null, kind: TagKind, type: ValueType, group: TagGroup, metric: string | null } }>, segments: Array<{ since: string | null, nextFlipAt: string | null, segment: { key: string, name: string } }>, layers: Array<{ model: string, since: string | null, nextMoveAt: string | null, layer: { key: string, name: string } }> } | null };

export type CustomerCouponsQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
  state?: Array<CustomerCouponState> | CustomerCouponState | null | undefined;
}>;


export type CustomerCouponsQuery = { profile: { id: string, coupons: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { state: CustomerCouponState, key: string, claimsLeft: number | null, claim: string | null, claimedAt: string | null, expiresAt: string | null, usedAt: string | null, orderId: string | null, discount: string | null, returnedAt: string | null, coupon: { name: string, code: string | null, until: string | null } | null } }> } } | null };

export type CustomerTagHistoryQueryVariables = Exact<{
  id: string;
  key: string;
}>;


export type CustomerTagHistoryQuery = { profile: { id: string, tagHistory: Array<{ at: string, value: string | number | boolean | readonly string[] | null, source: string | null }> } | null };

export type ReasonsQueryVariables = Exact<{
  profile: string;
  segment: string;
}>;


export type ReasonsQuery = { explainMembership: { member: boolean, at: string, nextFlipAt: string | null, condition: { text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null, children: Array<{ text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null, children: Array<{ text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null, children: Array<{ text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null }> }> }> } } };

export type ReasonFragment = { text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null };

export type CouponPageQueryVariables = Exact<{
  margin?: string | number | null | undefined;
}>;


export type CouponPageQuery = { couponPopularity: { asOf: string, rows: Array<{ group: string | null, issued: number, claimed: number, used: number, unattributed: number, expired: number, returned: number, claimRate: number | null, useRate: number | null, newShare: number | null, discount: string, medianDays: number | null }> }, couponAcquisition: { rows: Array<{ group: string | null, customers: number, cost: string, costPerCustomer: string, profit: string, repurchase: Array<{ days: number, share: number | null }> }> }, couponPreference: { rows: Array<{ customers: string, group: string | null, uses: number, share: number, tgi: number }> } };

export type CouponListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CouponListQuery = { coupons: { edges: Array<{ node: { key: string, code: string | null, formerCodes: Array<string>, name: string, kind: CouponKind, faceValue: string | null, percentOff: string | null, threshold: string | null, from: string | null, until: string | null, retired: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExperimentListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ExperimentListQuery = { experiments: { edges: Array<{ node: { key: string, name: string, ended: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DefineCouponMutationVariables = Exact<{
  input: DefineCouponInput;
}>;


export type DefineCouponMutation = { defineCoupon: { key: string } };

export type CouponPacksQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CouponPacksQuery = { couponPacks: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { key: string, name: string, eligible: string | null, perCustomerLimit: number | null, totalLimit: number | null, until: string | null, retired: boolean, coupons: Array<{ coupon: string, count: number }> } }> } };

export type DefineCouponPackMutationVariables = Exact<{
  input: DefineCouponPackInput;
}>;


export type DefineCouponPackMutation = { defineCouponPack: { key: string } };

export type RetireCouponPackMutationVariables = Exact<{
  key: string;
}>;


export type RetireCouponPackMutation = { retireCouponPack: { key: string } };

export type PriceLadderQueryVariables = Exact<{
  experiment: string;
  margin?: string | number | null | undefined;
}>;


export type PriceLadderQuery = { couponPriceLadder: { cheapest: string | null, window: string, holdOut: { customers: number, orders: number, gmv: string }, rungs: Array<{ variant: string, faceValue: string, customers: number, cost: string, metrics: Array<{ metric: OutcomeMetric, treated: number, control: number, difference: number, significant: boolean, interval: { low: number, high: number }, alwaysValid: { low: number, high: number } }> }> } };

export type SegmentGrowthQueryVariables = Exact<{
  key: string;
  days: number;
}>;


export type SegmentGrowthQuery = { segment: { key: string, growth: Array<{ day: string, size: number, entered: number, left: number, causes: Array<{ cause: Cause, entered: number, left: number }> }> } | null };

export type CouponUpliftQueryVariables = Exact<{
  coupon?: string | null | undefined;
  experiment?: string | null | undefined;
  margin?: string | number | null | undefined;
}>;


export type CouponUpliftQuery = { couponUplift: { method: UpliftMethod, window: string, unmatched: number | null, asOf: string, sampleRatio: { p: number, trusted: boolean } | null, groups: Array<{ variant: string, coupon: string | null, holdOut: boolean, customers: number, orders: number, gmv: string, cost: string, unfinished: number }>, comparisons: Array<{ variant: string, metrics: Array<{ metric: OutcomeMetric, treated: number, control: number, difference: number, significant: boolean, interval: { low: number, high: number }, alwaysValid: { low: number, high: number } }> }> } };

export type IdentityQueueQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type IdentityQueueQuery = { identityConflicts: { edges: Array<{ node: { id: string, at: string, reason: string | null, leftProfile: string, rightProfile: string, left: Array<{ namespace: string, value: string | null }>, right: Array<{ namespace: string, value: string | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MergePreviewQueryVariables = Exact<{
  profile: string;
  other: string;
}>;


export type MergePreviewQuery = { previewMerge: { against: string | null, identities: Array<{ namespace: string, value: string | null }>, conflicts: Array<{ tag: string, value: string | number | boolean | readonly string[], other: string | number | boolean | readonly string[], served: string | number | boolean | readonly string[] | null }> } };

export type MergeCustomersMutationVariables = Exact<{
  profile: string;
  other: string;
}>;


export type MergeCustomersMutation = { mergeProfiles: { id: string } };

export type KeepApartMutationVariables = Exact<{
  profile: string;
  other: string;
  reason?: string | null | undefined;
}>;


export type KeepApartMutation = { keepApart: boolean };

export type NamespacePreviewQueryVariables = Exact<{
  input: DefineNamespaceInput;
}>;


export type NamespacePreviewQuery = { previewIdentityNamespace: { examined: number, complete: boolean, joined: number, unmerged: number, samples: Array<{ cause: string, identities: Array<{ namespace: string, value: string | null }> }> } };

export type DefineNamespaceMutationVariables = Exact<{
  input: DefineNamespaceInput;
}>;


export type DefineNamespaceMutation = { defineIdentityNamespace: { name: string } };

export type PartnersQueryVariables = Exact<{ [key: string]: never; }>;


export type PartnersQuery = { partners: Array<{ key: string, name: string, tags: Array<string>, lookups: Array<string>, writesPerDay: number | null, mode: PartnerMode, writesToday: number | null }> };

export type DefinePartnerMutationVariables = Exact<{
  input: DefinePartnerInput;
}>;


export type DefinePartnerMutation = { definePartner: { key: string, mode: PartnerMode } };

export type IssueTokenMutationVariables = Exact<{
  input: IssueTokenInput;
}>;


export type IssueTokenMutation = { issueToken: { token: string, expiresAt: string } };

export type TemplateListQueryVariables = Exact<{
  language: Language;
}>;


export type TemplateListQuery = { templates: Array<{ key: string, name: string, description: string, version: number, parameters: Array<{ name: string, label: string, type: string, default: string | null }> }> };

export type InstallTemplateMutationVariables = Exact<{
  input: InstallTemplateInput;
}>;


export type InstallTemplateMutation = { installTemplate: { customers: number, tags: Array<string>, segments: Array<{ key: string, size: number }>, layers: Array<{ model: string, layer: string, name: string, count: number, share: number }>, overlaps: Array<{ part: string, other: string, both: number, share: number }>, jobs: Array<{ id: string }> } };

export type JobListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type JobListQuery = { jobs: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, kind: JobKind, subject: string, state: JobState, cancellable: boolean, done: number, total: number, startedAt: string, finishedAt: string | null } }> } };

export type CancelJobMutationVariables = Exact<{
  id: string;
}>;


export type CancelJobMutation = { cancelJob: { id: string, state: JobState } };

export type AlertsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AlertsSubscription = { alertRaised: { cursor: string, alert: { id: string, kind: AlertKind, namespace: string | null, model: string | null, warning: string | null, from: Array<string> | null, to: Array<string> | null, raisedAt: string, profile: string | null, count: number | null, share: number | null, report: string | null, rule: string | null, isRecovered: boolean | null, unitFrom: string | null, value: string | null } | null } };

export type SizesSubscriptionVariables = Exact<{
  segments: Array<string> | string;
}>;


export type SizesSubscription = { segmentSizes: Array<{ key: string, size: number, asOf: string }> };

export type JobStepsSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type JobStepsSubscription = { jobProgress: { cursor: string, job: { id: string, state: JobState, done: number, total: number } | null } };

export type LayerNamesFragment = { key: string, name: string, layers: Array<{ key: string, name: string }> };

export type CampaignTimesFragment = { key: string, name: string, state: CampaignState, audience: string, at: string | null, until: string | null, zone: string | null, startedAt: string | null, trigger: { entered: { segment: string, after: string, includePresent: boolean } | null, left: { segment: string, after: string } | null, event: { expression: string, which: TriggerEventWhich, after: string } | null, schedule: { time: string, weekdays: Array<Weekday> | null, days: Array<string> | null } | null, date: { tag: string, time: string, offsetDays: number, yearly: boolean } | null } | null };

export type CampaignListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CampaignListQuery = { campaigns: { edges: Array<{ node: { priority: number, key: string, name: string, state: CampaignState, audience: string, at: string | null, until: string | null, zone: string | null, startedAt: string | null, channels: Array<{ channel: string, endpoint: string | null }>, trigger: { entered: { segment: string, after: string, includePresent: boolean } | null, left: { segment: string, after: string } | null, event: { expression: string, which: TriggerEventWhich, after: string } | null, schedule: { time: string, weekdays: Array<Weekday> | null, days: Array<string> | null } | null, date: { tag: string, time: string, offsetDays: number, yearly: boolean } | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CampaignPageQueryVariables = Exact<{
  key: string;
}>;


export type CampaignPageQuery = { campaign: { description: string | null, strategy: string | null, expectedEffect: number | null, version: number, savedAt: string, savedBy: string, purpose: string, transactional: boolean, keepsQuietHours: boolean, counting: CampaignCounting, priority: number, tags: Array<string>, goal: string | null, recheck: boolean, lateness: string, ifLate: CampaignIfLate, expiresAfter: string, holdOutPercent: number, reEntry: CampaignReEntry, reEntryAfter: string | null, key: string, name: string, state: CampaignState, audience: string, at: string | null, until: string | null, zone: string | null, startedAt: string | null, fallback: { after: string, unless: FallbackReceipt } | null, variants: Array<{ key: string, weight: number }>, channels: Array<{ channel: string, endpoint: string | null, title: string | null, body: string, format: MessageFormat, ifQuiet: ChannelIfQuiet, dueAfter: string | null, quietHours: { from: string, until: string } | null, showings: { most: number, pause: string | null } | null, variants: Array<{ variant: string, title: string | null, body: string }> }>, trigger: { entered: { segment: string, after: string, includePresent: boolean } | null, left: { segment: string, after: string } | null, event: { expression: string, which: TriggerEventWhich, after: string } | null, schedule: { time: string, weekdays: Array<Weekday> | null, days: Array<string> | null } | null, date: { tag: string, time: string, offsetDays: number, yearly: boolean } | null } | null } | null };

export type PreviewCampaignDraftQueryVariables = Exact<{
  input: CampaignInput;
  days?: number | null | undefined;
}>;


export type PreviewCampaignDraftQuery = { previewCampaignDraft: { since: string | null, audience: number, counts: Array<{ state: ContactState, reason: ContactEndingReason | null, group: string | null, channel: string | null, count: number }>, conditionWarnings: Array<{ path: string, message: string, reason: ConditionWarningReason, subject: string | null, given: Array<string>, nearest: Array<string>, commonest: Array<{ value: string | number | boolean | readonly string[], count: number }>, types: Array<{ type: SeenType, count: number }> }> } };

export type ContactFactsFragment = { id: string, campaign: string, version: number, state: ContactState, profile: string | null, group: string | null, channel: string | null, at: string | null, dueAt: string, decidedAt: string, handedOverAt: string | null, expiresAt: string, attempts: number, nextAttemptAt: string | null, budgets: Array<string>, task: { assignee: string, dueAt: string, outcome: TaskEnd | null, closedAt: string | null } | null, earlier: Array<{ channel: string, handedOverAt: string }>, ending: { reason: ContactEndingReason, channel: string | null, channels: Array<string> | null, budget: string | null, most: number | null, contacts: Array<string> | null, nextPossibleAt: string | null, quietUntil: string | null, expiresAt: string | null, purpose: string | null, layer: string | null, reach: string | null, audience: string | null, goal: string | null, group: string | null, missing: Array<string> | null, dueAt: string | null, latestAt: string | null, cause: string | null, consents: Array<{ channel: string, statement: string | null }> | null } | null };

export type ContactsInStateQueryVariables = Exact<{
  campaign: string;
  state: ContactState;
  reason?: ContactEndingReason | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ContactsInStateQuery = { contactsInState: { edges: Array<{ node: { id: string, campaign: string, version: number, state: ContactState, profile: string | null, group: string | null, channel: string | null, at: string | null, dueAt: string, decidedAt: string, handedOverAt: string | null, expiresAt: string, attempts: number, nextAttemptAt: string | null, budgets: Array<string>, task: { assignee: string, dueAt: string, outcome: TaskEnd | null, closedAt: string | null } | null, earlier: Array<{ channel: string, handedOverAt: string }>, ending: { reason: ContactEndingReason, channel: string | null, channels: Array<string> | null, budget: string | null, most: number | null, contacts: Array<string> | null, nextPossibleAt: string | null, quietUntil: string | null, expiresAt: string | null, purpose: string | null, layer: string | null, reach: string | null, audience: string | null, goal: string | null, group: string | null, missing: Array<string> | null, dueAt: string | null, latestAt: string | null, cause: string | null, consents: Array<{ channel: string, statement: string | null }> | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ContactLogQueryVariables = Exact<{
  profile: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ContactLogQuery = { contacts: { edges: Array<{ node: { id: string, campaign: string, version: number, state: ContactState, profile: string | null, group: string | null, channel: string | null, at: string | null, dueAt: string, decidedAt: string, handedOverAt: string | null, expiresAt: string, attempts: number, nextAttemptAt: string | null, budgets: Array<string>, task: { assignee: string, dueAt: string, outcome: TaskEnd | null, closedAt: string | null } | null, earlier: Array<{ channel: string, handedOverAt: string }>, ending: { reason: ContactEndingReason, channel: string | null, channels: Array<string> | null, budget: string | null, most: number | null, contacts: Array<string> | null, nextPossibleAt: string | null, quietUntil: string | null, expiresAt: string | null, purpose: string | null, layer: string | null, reach: string | null, audience: string | null, goal: string | null, group: string | null, missing: Array<string> | null, dueAt: string | null, latestAt: string | null, cause: string | null, consents: Array<{ channel: string, statement: string | null }> | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ContactReasonsQueryVariables = Exact<{
  id: string;
}>;


export type ContactReasonsQuery = { explainContact: { id: string, campaign: string, version: number, state: ContactState, profile: string | null, group: string | null, channel: string | null, at: string | null, dueAt: string, decidedAt: string, handedOverAt: string | null, expiresAt: string, attempts: number, nextAttemptAt: string | null, budgets: Array<string>, task: { assignee: string, dueAt: string, outcome: TaskEnd | null, closedAt: string | null } | null, earlier: Array<{ channel: string, handedOverAt: string }>, ending: { reason: ContactEndingReason, channel: string | null, channels: Array<string> | null, budget: string | null, most: number | null, contacts: Array<string> | null, nextPossibleAt: string | null, quietUntil: string | null, expiresAt: string | null, purpose: string | null, layer: string | null, reach: string | null, audience: string | null, goal: string | null, group: string | null, missing: Array<string> | null, dueAt: string | null, latestAt: string | null, cause: string | null, consents: Array<{ channel: string, statement: string | null }> | null } | null } };

export type CustomerNameQueryVariables = Exact<{
  id: string;
}>;


export type CustomerNameQuery = { profile: { id: string, identities: Array<{ namespace: string, value: string | null }> } | null };

export type EndpointListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EndpointListQuery = { webhookEndpoints: { edges: Array<{ node: { key: string, name: string, description: string | null, url: string, disabledBy: WebhookDisabledBy | null, disabledAt: string | null, version: number, provider: { preset: ChannelPreset | null, credentials: Array<string>, settings: Array<{ name: string, value: string }> } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DisableWebhookEndpointMutationVariables = Exact<{
  key: string;
}>;


export type DisableWebhookEndpointMutation = { disableWebhookEndpoint: { key: string, disabledBy: WebhookDisabledBy | null } };

export type EnableWebhookEndpointMutationVariables = Exact<{
  key: string;
}>;


export type EnableWebhookEndpointMutation = { enableWebhookEndpoint: { key: string, disabledBy: WebhookDisabledBy | null } };

export type ReachRulesPageQueryVariables = Exact<{ [key: string]: never; }>;


export type ReachRulesPageQuery = { reachRules: { version: number, savedAt: string | null, stopped: boolean, controlPercent: number, governing: Array<string>, zoneTag: string | null, churn: { tag: string, bound: number } | null, channels: Array<{ channel: string, kind: ReachChannelKind, namespace: string | null, assigneeTag: string | null, isDevice: boolean }>, budgets: Array<{ key: string, most: number, rolling: string | null, per: BudgetPeriod | null, channel: string | null, tag: string | null, layer: string | null, perDevice: boolean }>, intervals: Array<{ layer: string, every: string }>, consentDefaults: Array<{ purpose: string, permission: ConsentDefault }> } };

export type TasksQueryVariables = Exact<{
  assignee?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type TasksQuery = { tasks: { edges: Array<{ node: { id: string, profile: string | null, campaign: string, channel: string, assignee: string, title: string | null, body: string | null, forbiddenBy: ContactEndingReason | null, quietUntil: string | null, dueAt: string, expiresAt: string, identities: Array<{ namespace: string, value: string | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CompleteTaskMutationVariables = Exact<{
  input: CompleteTaskInput;
}>;


export type CompleteTaskMutation = { completeTask: { id: string, state: ContactState, outcome: TaskEnd | null, closedAt: string | null } };

export type WorkspaceClockQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceClockQuery = { workspace: { now: string, zone: string, sandbox: boolean } };

export type ReportListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReportListQuery = { reports: { edges: Array<{ node: { key: string, name: string, description: string | null, kind: AnalysisKind, version: number, retired: boolean, savedAt: string, savedBy: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ReportDefinitionQueryVariables = Exact<{
  key: string;
}>;


export type ReportDefinitionQuery = { report: { key: string, name: string, description: string | null, kind: AnalysisKind, version: number, retired: boolean, analysis: string | null } | null };

export type ReportVersionsQueryVariables = Exact<{
  key: string;
}>;


export type ReportVersionsQuery = { reportVersions: Array<{ version: number, savedAt: string, savedBy: string, analysis: string | null }> };

export type ReportTableQueryVariables = Exact<{
  key: string;
  board?: string | null | undefined;
  filter?: ReportFilterInput | null | undefined;
}>;


export type ReportTableQuery = { report: { key: string, name: string, kind: AnalysisKind, result: { asOf: string, from: string, to: string, table: { columns: Array<{ key: string, kind: ReportColumnKind }>, rows: Array<{ cells: Array<string | number | boolean | readonly string[] | null>, row: string | null }> } } } | null };

export type ReportChangedSubscriptionVariables = Exact<{
  key: string;
  board?: string | null | undefined;
  filter?: ReportFilterInput | null | undefined;
  everyMs?: number | null | undefined;
}>;


export type ReportChangedSubscription = { reportChanged: { version: number, result: { asOf: string, from: string, to: string, table: { columns: Array<{ key: string, kind: ReportColumnKind }>, rows: Array<{ cells: Array<string | number | boolean | readonly string[] | null>, row: string | null }> } } } };

export type DefineReportMutationVariables = Exact<{
  input: ReportInput;
}>;


export type DefineReportMutation = { defineReport: { key: string, version: number } };

export type RetireReportMutationVariables = Exact<{
  key: string;
}>;


export type RetireReportMutation = { retireReport: { key: string } };

export type BoardListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type BoardListQuery = { boards: { edges: Array<{ node: { key: string, name: string, description: string | null, filter: string | null, version: number, retired: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BoardPageQueryVariables = Exact<{
  key: string;
}>;


export type BoardPageQuery = { board: { key: string, name: string, description: string | null, filter: string | null, version: number, retired: boolean, reports: Array<{ key: string, name: string, kind: AnalysisKind, version: number }> } | null };

export type DefineBoardMutationVariables = Exact<{
  input: BoardInput;
}>;


export type DefineBoardMutation = { defineBoard: { key: string, version: number } };

export type RetireBoardMutationVariables = Exact<{
  key: string;
}>;


export type RetireBoardMutation = { retireBoard: { key: string } };

export type StrategyFigureShownFragment = { assignedTreated: number, assignedHeldOut: number, treated: number, heldOut: number, treatedMean: number | null, heldOutMean: number | null, effect: number | null, standardError: number | null, cost: number | null, sampleRatio: number | null, interval: { low: number, high: number } | null };

export type StrategyRecordShownFragment = { key: string, origin: StrategyRecordOrigin, source: string, sourceVersion: number | null, layer: string | null, metric: TrialMetric, window: string, leastEffect: number, expected: number | null, isPlannedBefore: boolean, state: StrategyRecordState, from: string | null, to: string | null, verdict: StrategyVerdict, note: string | null, figure: { assignedTreated: number, assignedHeldOut: number, treated: number, heldOut: number, treatedMean: number | null, heldOutMean: number | null, effect: number | null, standardError: number | null, cost: number | null, sampleRatio: number | null, interval: { low: number, high: number } | null } | null, closing: { at: string, verdict: StrategyVerdict, figure: { effect: number | null } } | null };

export type LayerEvidenceShownFragment = { layer: string | null, standing: StrategyStanding, byHand: number, verdicts: Array<{ verdict: StrategyVerdict, records: number }>, interval: { low: number, high: number } | null, pooled: { studies: number, mean: number, tau2: number, i2: number, interval: { low: number, high: number } | null, prediction: { low: number, high: number } | null, shrunk: Array<{ effect: number, error: number }> } | null, trials: Array<{ key: string, source: string, sourceVersion: number | null, origin: StrategyRecordOrigin, state: StrategyRecordState, verdict: StrategyVerdict, figure: { treated: number, heldOut: number, effect: number | null, interval: { low: number, high: number } | null } | null }> };

export type StrategyListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type StrategyListQuery = { strategies: { edges: Array<{ node: { key: string, name: string, objective: StrategyObjective, offer: StrategyOffer, channel: string | null, layers: Array<string>, retired: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type StrategyPageQueryVariables = Exact<{
  key: string;
  first: number;
}>;


export type StrategyPageQuery = { strategy: { key: string, name: string, description: string | null, objective: StrategyObjective, offer: StrategyOffer, channel: string | null, textFamily: string | null, layers: Array<string>, metric: TrialMetric, window: string, leastEffect: number, layerModel: string | null, plannedAt: string, retired: boolean, evidence: Array<{ layer: string | null, standing: StrategyStanding, byHand: number, verdicts: Array<{ verdict: StrategyVerdict, records: number }>, interval: { low: number, high: number } | null, pooled: { studies: number, mean: number, tau2: number, i2: number, interval: { low: number, high: number } | null, prediction: { low: number, high: number } | null, shrunk: Array<{ effect: number, error: number }> } | null, trials: Array<{ key: string, source: string, sourceVersion: number | null, origin: StrategyRecordOrigin, state: StrategyRecordState, verdict: StrategyVerdict, figure: { treated: number, heldOut: number, effect: number | null, interval: { low: number, high: number } | null } | null }> }> } | null, strategyRecords: { edges: Array<{ node: { key: string, origin: StrategyRecordOrigin, source: string, sourceVersion: number | null, layer: string | null, metric: TrialMetric, window: string, leastEffect: number, expected: number | null, isPlannedBefore: boolean, state: StrategyRecordState, from: string | null, to: string | null, verdict: StrategyVerdict, note: string | null, figure: { assignedTreated: number, assignedHeldOut: number, treated: number, heldOut: number, treatedMean: number | null, heldOutMean: number | null, effect: number | null, standardError: number | null, cost: number | null, sampleRatio: number | null, interval: { low: number, high: number } | null } | null, closing: { at: string, verdict: StrategyVerdict, figure: { effect: number | null } } | null } }>, pageInfo: { hasNextPage: boolean } }, workspace: { currency: string } };

export type StrategyProposalsQueryVariables = Exact<{
  input: StrategyKnowledgeInput;
}>;


export type StrategyProposalsQuery = { strategyKnowledge: Array<{ strategy: { key: string, name: string, offer: StrategyOffer, metric: TrialMetric }, evidence: { standing: StrategyStanding, byHand: number, interval: { low: number, high: number } | null, pooled: { studies: number, mean: number } | null } }>, strategyProposals: Array<{ advice: StrategyAdvice, strategy: { key: string, name: string, metric: TrialMetric }, expected: { mean: number, prediction: { low: number, high: number } | null } | null }> };

export type DefineStrategyMutationVariables = Exact<{
  input: StrategyInput;
}>;


export type DefineStrategyMutation = { defineStrategy: { key: string, version: number } };

export type RetireStrategyMutationVariables = Exact<{
  key: string;
}>;


export type RetireStrategyMutation = { retireStrategy: { key: string, retired: boolean } };

export type AddArticleStrategiesMutationVariables = Exact<{
  language: ArticleLanguage;
}>;


export type AddArticleStrategiesMutation = { addArticleStrategies: Array<{ key: string }> };

export type MeasureStrategiesMutationVariables = Exact<{ [key: string]: never; }>;


export type MeasureStrategiesMutation = { measureStrategies: number };

export type RecordStrategyResultMutationVariables = Exact<{
  input: StrategyResultInput;
}>;


export type RecordStrategyResultMutation = { recordStrategyResult: { key: string, verdict: StrategyVerdict } };

export type RemoveStrategyResultMutationVariables = Exact<{
  key: string;
}>;


export type RemoveStrategyResultMutation = { removeStrategyResult: boolean };

export type LayerChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type LayerChoicesQuery = { layerModels: Array<{ key: string, layers: Array<{ key: string, name: string }> }> };

export type LayerQualityShownFragment = { asOf: string, from: string, to: string, later: string, complete: boolean, soundness: LayerSoundness, findings: Array<LayerFinding>, meanSpend: number | null, layers: Array<{ layer: string, customers: number, share: number | null, buyers: number, orders: number, spend: string, meanOrders: number | null, meanSpend: number | null, stayed: number | null, interval: { low: number, high: number } | null }>, separation: { etaSquared: number, rankEpsilonSquared: number, byChance: number, probability: number } | null, stability: { customers: number, same: number, sameByChance: number, kappa: number | null } | null, pairs: Array<{ higher: string, lower: string, difference: number, likeness: LayerLikeness, responseProbability: number | null, interval: { low: number, high: number } | null }>, response: { probability: number, strategies: Array<{ probability: number, strategy: { key: string, name: string, metric: TrialMetric }, effects: Array<{ layer: string, effect: number, trials: number, interval: { low: number, high: number } | null }> }> } | null };

export type LayerQualityQueryVariables = Exact<{
  model: string;
  input?: LayerQualityInput | null | undefined;
  draft: boolean;
}>;


export type LayerQualityQuery = { layerModel: { quality?: { asOf: string, from: string, to: string, later: string, complete: boolean, soundness: LayerSoundness, findings: Array<LayerFinding>, meanSpend: number | null, layers: Array<{ layer: string, customers: number, share: number | null, buyers: number, orders: number, spend: string, meanOrders: number | null, meanSpend: number | null, stayed: number | null, interval: { low: number, high: number } | null }>, separation: { etaSquared: number, rankEpsilonSquared: number, byChance: number, probability: number } | null, stability: { customers: number, same: number, sameByChance: number, kappa: number | null } | null, pairs: Array<{ higher: string, lower: string, difference: number, likeness: LayerLikeness, responseProbability: number | null, interval: { low: number, high: number } | null }>, response: { probability: number, strategies: Array<{ probability: number, strategy: { key: string, name: string, metric: TrialMetric }, effects: Array<{ layer: string, effect: number, trials: number, interval: { low: number, high: number } | null }> }> } | null }, nextDraft?: { layers: Array<{ key: string, name: string }>, quality: { asOf: string, from: string, to: string, later: string, complete: boolean, soundness: LayerSoundness, findings: Array<LayerFinding>, meanSpend: number | null, layers: Array<{ layer: string, customers: number, share: number | null, buyers: number, orders: number, spend: string, meanOrders: number | null, meanSpend: number | null, stayed: number | null, interval: { low: number, high: number } | null }>, separation: { etaSquared: number, rankEpsilonSquared: number, byChance: number, probability: number } | null, stability: { customers: number, same: number, sameByChance: number, kappa: number | null } | null, pairs: Array<{ higher: string, lower: string, difference: number, likeness: LayerLikeness, responseProbability: number | null, interval: { low: number, high: number } | null }>, response: { probability: number, strategies: Array<{ probability: number, strategy: { key: string, name: string, metric: TrialMetric }, effects: Array<{ layer: string, effect: number, trials: number, interval: { low: number, high: number } | null }> }> } | null } } | null } | null };

export type CampaignRecordsQueryVariables = Exact<{
  campaign: string;
  first: number;
}>;


export type CampaignRecordsQuery = { strategyRecords: { edges: Array<{ node: { key: string, origin: StrategyRecordOrigin, source: string, sourceVersion: number | null, layer: string | null, metric: TrialMetric, window: string, leastEffect: number, expected: number | null, isPlannedBefore: boolean, state: StrategyRecordState, from: string | null, to: string | null, verdict: StrategyVerdict, note: string | null, figure: { assignedTreated: number, assignedHeldOut: number, treated: number, heldOut: number, treatedMean: number | null, heldOutMean: number | null, effect: number | null, standardError: number | null, cost: number | null, sampleRatio: number | null, interval: { low: number, high: number } | null } | null, closing: { at: string, verdict: StrategyVerdict, figure: { effect: number | null } } | null } }>, pageInfo: { hasNextPage: boolean } } };

export type FunnelReportQueryVariables = Exact<{
  input: FunnelInput;
}>;


export type FunnelReportQuery = { funnelReport: { asOf: string, all: { open: number, openRow: string, tied: number, complete: boolean, steps: Array<{ reached: number, conversion: number | null, stepConversion: number | null, lost: number, meanMs: number | null, medianMs: number | null, p90Ms: number | null, row: string, lostRow: string }> }, groups: Array<{ group: string | null, other: boolean, open: number, openRow: string, tied: number, complete: boolean, steps: Array<{ reached: number, conversion: number | null, stepConversion: number | null, lost: number, meanMs: number | null, medianMs: number | null, p90Ms: number | null, row: string, lostRow: string }> }> } };

export type FunnelFiguresFragment = { open: number, openRow: string, tied: number, complete: boolean, steps: Array<{ reached: number, conversion: number | null, stepConversion: number | null, lost: number, meanMs: number | null, medianMs: number | null, p90Ms: number | null, row: string, lostRow: string }> };

export type RetentionReportQueryVariables = Exact<{
  input: RetentionInput;
}>;


export type RetentionReportQuery = { retentionReport: { asOf: string, cohorts: Array<{ from: string, to: string, size: number, row: string, cells: Array<{ first: number, last: number, eligible: number, returned: number, rate: number | null, complete: boolean, row: string }> }>, total: Array<{ first: number, last: number, eligible: number, returned: number, rate: number | null }> } };

export type StickinessReportQueryVariables = Exact<{
  input: ActivityInput;
}>;


export type StickinessReportQuery = { stickinessReport: { asOf: string, customers: number, mean: number | null, complete: boolean, units: Array<{ units: number, customers: number, row: string }>, days: Array<{ from: string, to: string, day: number, week: number, month: number, ofWeek: number | null, ofMonth: number | null, complete: boolean, row: string }> } };

export type LifecycleReportQueryVariables = Exact<{
  input: ActivityInput;
}>;


export type LifecycleReportQuery = { lifecycleReport: { asOf: string, units: Array<{ from: string, to: string, active: number, new: number, returning: number, resurrecting: number, dormant: number, complete: boolean, rows: { new: string, returning: string, resurrecting: string, dormant: string } }> } };

export type AnalysisMembersQueryVariables = Exact<{
  analysis: AnalysisInput;
  row: string;
  first: number;
  after?: string | null | undefined;
}>;


export type AnalysisMembersQuery = { analysisMembers: { totalCount: number, asOf: string, edges: Array<{ node: { id: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TrendReportQueryVariables = Exact<{
  input: TrendInput;
}>;


export type TrendReportQuery = { trendReport: { asOf: string, all: { group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, unattributedTotal: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, unattributed: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> }, groups: Array<{ group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, unattributedTotal: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, unattributed: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> }>, before: { group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, unattributedTotal: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, unattributed: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> } | null } };

export type TrendFiguresFragment = { group: string | null, other: boolean, total: string | number | boolean | readonly string[] | null, unattributedTotal: string | number | boolean | readonly string[] | null, points: Array<{ from: string | null, to: string | null, number: number | null, value: string | number | boolean | readonly string[] | null, unattributed: string | number | boolean | readonly string[] | null, complete: boolean, row: string }> };

export type NineMetricsReportQueryVariables = Exact<{
  input: NineMetricsInput;
}>;


export type NineMetricsReportQuery = { nineMetricsReport: { asOf: string, orders: number, gmv: string, dormantAtBeginning: number, dormantRow: string, complete: boolean, nextComplete: boolean, unattributed: { orders: number, gmv: string }, classes: Array<{ customers: CustomerClass, visitors: number, buyers: number, orders: number, gmv: string, conversion: number | null, perBuyer: string | null, perOrder: string | null, visitAgain: number, visitAgainRate: number | null, row: string, buyersRow: string }> } };

export type RepurchaseReportQueryVariables = Exact<{
  input: RepurchaseInput;
}>;


export type RepurchaseReportQuery = { repurchaseReport: { asOf: string, complete: boolean, all: { gaps: number, meanMs: number | null, medianMs: number | null, p90Ms: number | null, ranges: Array<{ belowMs: number | null, gaps: number, row: string }> }, firstToSecond: { gaps: number, meanMs: number | null, medianMs: number | null, p90Ms: number | null, ranges: Array<{ belowMs: number | null, gaps: number, row: string }> } } };

export type GapFiguresFragment = { gaps: number, meanMs: number | null, medianMs: number | null, p90Ms: number | null, ranges: Array<{ belowMs: number | null, gaps: number, row: string }> };

export type CohortRevenueReportQueryVariables = Exact<{
  input: CohortRevenueInput;
}>;


export type CohortRevenueReportQuery = { cohortRevenueReport: { asOf: string, cohorts: Array<{ from: string, to: string, customers: number, row: string, cells: Array<{ month: number, buyers: number, revenue: string, cumulative: string, perCustomer: string | null, cumulativePerCustomer: string | null, complete: boolean, row: string }> }> } };

export type RfmReportQueryVariables = Exact<{
  input: RfmInput;
}>;


export type RfmReportQuery = { rfmReport: { asOf: string, customers: number, gmv: string, recencyMs: Array<number>, frequencyBounds: Array<number>, complete: boolean, gini: number | null, cells: Array<{ recency: number, frequency: number, customers: number, gmv: string, row: string }>, pareto: Array<{ share: number, customers: number, gmv: string, gmvShare: number | null }> } };

export type PathReportQueryVariables = Exact<{
  input: PathInput;
}>;


export type PathReportQuery = { pathReport: { asOf: string, sessions: number, paths: number, customers: number, share: number | null, complete: boolean, nodes: Array<{ place: number, name: string | null, sessions: number }>, links: Array<{ place: number, from: string | null, to: string | null, ends: boolean, sessions: number, customers: number | null, row: string }> } };

export type OrderForecastQueryVariables = Exact<{
  input: OrderForecastInput;
}>;


export type OrderForecastQuery = { orderForecast: { asOf: string, model: OrderModel, customers: number, repeaters: number, alive: number | null, expectedOrders: number | null, lifetimeValue: number | null, warnings: Array<ModelWarning>, parameters: { r: number, alpha: number, a: number, b: number } | null, valueModel: { p: number, q: number, v: number, correlation: number | null } | null, test: { from: string, to: string, customers: number, actual: number, predicted: number, naive: number, meanAbsoluteError: number, naiveMeanAbsoluteError: number, value: { customers: number, actual: number, predicted: number, naive: number } | null } | null } };

export type ChurnModelQueryVariables = Exact<{
  input: ChurnModelInput;
}>;


export type ChurnModelQuery = { churnModel: { asOf: string, trainedAt: Array<string>, trainedOn: number, baseRate: number | null, intercept: number | null, testedAt: string, warnings: Array<ModelWarning>, coefficients: Array<{ feature: ChurnFeature, weight: number, error: number | null, mean: number, deviation: number }>, test: { customers: number, positives: number, auc: number | null, brier: number, baseBrier: number, calibrationError: number, reliability: Array<{ customers: number, predicted: number, observed: number }> } | null, current: { customers: number, expected: number, atRisk: number } | null } };

export type ItemLinksQueryVariables = Exact<{
  sku: string;
  first?: number | null | undefined;
}>;


export type ItemLinksQuery = { itemLinks: { asOf: string, customers: number, buyers: number, links: Array<{ item: string, both: number, a: number, b: number, cosine: number, g2: number }> } };

export type RecommendationsQueryVariables = Exact<{
  profile: string;
  first?: number | null | undefined;
  notBoughtWithin?: string | null | undefined;
  popularIn?: string | null | undefined;
  availableField?: string | null | undefined;
  mostPrice?: string | null | undefined;
}>;


export type RecommendationsQuery = { recommendations: { asOf: string, profiled: boolean, continued: Array<{ item: string, action: ContinuedAction, at: string }>, boughtTogether: Array<{ item: string, score: number, because: Array<{ bought: string, both: number, a: number, b: number, cosine: number }> }>, dueAgain: Array<{ item: string, dueAt: string, intervalMs: number, basis: IntervalBasis, count: number }>, popular: Array<{ item: string, customers: number, all: number }> } };

export type StrategyEvidenceQueryVariables = Exact<{
  input: EvidenceInput;
}>;


export type StrategyEvidenceQuery = { strategyEvidence: { studies: number, tau2: number, mean: number, error: number, q: number, qProbability: number, i2: number, interval: { low: number, high: number } | null, prediction: { low: number, high: number } | null, shrunk: Array<{ effect: number, error: number }> } };

export type CustomerQueryVariables = Exact<{
  id?: string | null | undefined;
  identity?: IdentityInput | null | undefined;
  events?: number;
}>;


export type CustomerQuery = { profile: { id: string, createdAt: string, identities: Array<{ namespace: string, value: string | null }>, tags: Array<{ key: string, value: string | number | boolean | readonly string[], source: string | null, observedAt: string | null, expiresAt: string | null, conflicts: Array<{ value: string | number | boolean | readonly string[], source: string, observedAt: string }> }>, segments: Array<{ since: string | null, nextFlipAt: string | null, version: number, segment: { key: string, name: string } }>, events: { edges: Array<{ node: { id: string, type: string, occurredAt: string, amount: string | null, currency: string | null, orderId: string | null } }> } } | null };

export type QuestionQueryVariables = Exact<{
  expression: string;
  first?: number;
}>;


export type QuestionQuery = { profiles: { totalCount: number, asOf: string, edges: Array<{ node: { id: string } }> } };

export type StatisticsQueryVariables = Exact<{
  metric: string;
  expression?: string | null | undefined;
}>;


export type StatisticsQuery = { statistics: { profiles: number, withValue: number, sum: string | null, average: string | null, min: string | number | boolean | readonly string[] | null, max: string | number | boolean | readonly string[] | null } };

export type ExplainQueryVariables = Exact<{
  profile: string;
  segment: string;
  at?: string | null | undefined;
}>;


export type ExplainQuery = { explainMembership: { member: boolean, at: string, version: number, nextFlipAt: string | null, condition: { text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null, children: Array<{ text: string, truth: boolean, observed: string | number | boolean | readonly string[] | null, evidence: Array<string>, nextFlipAt: string | null }> } } };

export type SegmentsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type SegmentsQuery = { segments: { edges: Array<{ node: { key: string, name: string, expression: string, size: number, version: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ReturnsReportQueryVariables = Exact<{
  input: ReturnsInput;
}>;


export type ReturnsReportQuery = { returnsReport: { asOf: string, complete: boolean, all: { orders: number, returnedOrders: number, whollyReturned: number, orderRate: number | null, customers: number, returningCustomers: number, customerRate: number | null, lines: number, returnedLines: number, lineRate: number | null, sales: string, returned: string, rate: number | null, refunded: string, refundedOrders: number, refundRate: number | null, row: string, returnedRow: string, refundedRow: string }, groups: Array<{ group: string | null, other: boolean, orders: number, returnedOrders: number, whollyReturned: number, orderRate: number | null, customers: number, returningCustomers: number, customerRate: number | null, lines: number, returnedLines: number, lineRate: number | null, sales: string, returned: string, rate: number | null, refunded: string, refundedOrders: number, refundRate: number | null, row: string, returnedRow: string, refundedRow: string }>, before: { orders: number, returnedOrders: number, whollyReturned: number, orderRate: number | null, customers: number, returningCustomers: number, customerRate: number | null, lines: number, returnedLines: number, lineRate: number | null, sales: string, returned: string, rate: number | null, refunded: string, refundedOrders: number, refundRate: number | null, row: string, returnedRow: string, refundedRow: string } | null } };

export type BasketReportQueryVariables = Exact<{
  input: BasketInput;
}>;


export type BasketReportQuery = { basketReport: { asOf: string, complete: boolean, all: { orders: number, buyers: number, gmv: string, perOrder: string | null, medianOrder: number | null, withLines: number, lines: number, linesPerOrder: number | null, quantity: string, quantityPerOrder: string | null, row: string, sizes: Array<{ lines: number, orders: number, row: string }> }, groups: Array<{ group: string | null, other: boolean, orders: number, buyers: number, gmv: string, perOrder: string | null, medianOrder: number | null, withLines: number, lines: number, linesPerOrder: number | null, quantity: string, quantityPerOrder: string | null, row: string, sizes: Array<{ lines: number, orders: number, row: string }> }>, before: { orders: number, buyers: number, gmv: string, perOrder: string | null, medianOrder: number | null, withLines: number, lines: number, linesPerOrder: number | null, quantity: string, quantityPerOrder: string | null, row: string, sizes: Array<{ lines: number, orders: number, row: string }> } | null } };

export type PairReportQueryVariables = Exact<{
  input: PairInput;
}>;


export type PairReportQuery = { pairReport: { asOf: string, baskets: number, items: number, paired: number, found: number, complete: boolean, pairs: Array<{ first: string, second: string, together: number, firstBaskets: number, secondBaskets: number, ofFirst: number | null, ofSecond: number | null, lift: number, row: string }> } };

export type CartReportQueryVariables = Exact<{
  input: CartInput;
}>;


export type CartReportQuery = { cartReport: { asOf: string, complete: boolean, all: { carted: number, bought: number, abandoned: number, conversion: number | null, customers: number, buyers: number, open: number, medianMs: number | null, row: string, boughtRow: string, abandonedRow: string, openRow: string }, groups: Array<{ group: string | null, other: boolean, carted: number, bought: number, abandoned: number, conversion: number | null, customers: number, buyers: number, open: number, medianMs: number | null, row: string, boughtRow: string, abandonedRow: string, openRow: string }>, before: { carted: number, bought: number, abandoned: number, conversion: number | null, customers: number, buyers: number, open: number, medianMs: number | null, row: string, boughtRow: string, abandonedRow: string, openRow: string } | null } };

export type MemberReportQueryVariables = Exact<{
  input: MemberInput;
}>;


export type MemberReportQuery = { memberReport: { asOf: string, all: { units: Array<{ from: string, to: string, members: number, joined: number, active: number, activeRate: number | null, buyers: number, buyerRate: number | null, complete: boolean, row: string, activeRow: string, inactiveRow: string }> }, groups: Array<{ group: string | null, other: boolean, units: Array<{ from: string, to: string, members: number, joined: number, active: number, activeRate: number | null, buyers: number, buyerRate: number | null, complete: boolean, row: string, activeRow: string, inactiveRow: string }> }>, before: { units: Array<{ from: string, to: string, members: number, joined: number, active: number, activeRate: number | null, buyers: number, buyerRate: number | null, complete: boolean, row: string, activeRow: string, inactiveRow: string }> } | null } };

export type SlotReportQueryVariables = Exact<{
  input: SlotInput;
}>;


export type SlotReportQuery = { slotReport: { asOf: string, additive: boolean, complete: boolean, all: { exposures: number, exposedCustomers: number, clicks: number, clickers: number, clickRate: number | null, clickerRate: number | null, orders: number, buyers: number, gmv: string, conversion: number | null, row: string, clickedRow: string, boughtRow: string }, slots: Array<{ slot: string | null, position: string | null, other: boolean, exposures: number, exposedCustomers: number, clicks: number, clickers: number, clickRate: number | null, clickerRate: number | null, orders: number, buyers: number, gmv: string, conversion: number | null, row: string, clickedRow: string, boughtRow: string }>, none: { orders: number, buyers: number, gmv: string, boughtRow: string } } };

export type ChannelReportQueryVariables = Exact<{
  input: ChannelInput;
}>;


export type ChannelReportQuery = { channelReport: { asOf: string, complete: boolean, all: { customers: number, views: number, viewsPerCustomer: number | null, carting: number, cartRate: number | null, buyers: number, conversion: number | null, conversionLow: number | null, conversionHigh: number | null, orders: number, gmv: string, perBuyer: string | null, perOrder: string | null, day7Eligible: number, day7: number, day7Rate: number | null, repurchaseEligible: number, repurchased: number, repurchaseRate: number | null, sales: string, returned: string, returnRate: number | null, cost: string | null, costPerCustomer: string | null, costPerBuyer: string | null, gmvPerCost: number | null, row: string, buyersRow: string }, groups: Array<{ group: string | null, other: boolean, viewRank: number | null, conversionRank: number | null, customers: number, views: number, viewsPerCustomer: number | null, carting: number, cartRate: number | null, buyers: number, conversion: number | null, conversionLow: number | null, conversionHigh: number | null, orders: number, gmv: string, perBuyer: string | null, perOrder: string | null, day7Eligible: number, day7: number, day7Rate: number | null, repurchaseEligible: number, repurchased: number, repurchaseRate: number | null, sales: string, returned: string, returnRate: number | null, cost: string | null, costPerCustomer: string | null, costPerBuyer: string | null, gmvPerCost: number | null, row: string, buyersRow: string }>, before: { customers: number, views: number, viewsPerCustomer: number | null, carting: number, cartRate: number | null, buyers: number, conversion: number | null, conversionLow: number | null, conversionHigh: number | null, orders: number, gmv: string, perBuyer: string | null, perOrder: string | null, day7Eligible: number, day7: number, day7Rate: number | null, repurchaseEligible: number, repurchased: number, repurchaseRate: number | null, sales: string, returned: string, returnRate: number | null, cost: string | null, costPerCustomer: string | null, costPerBuyer: string | null, gmvPerCost: number | null, row: string, buyersRow: string } | null } };

export type ReachReportQueryVariables = Exact<{
  input: ReachInput;
}>;


export type ReachReportQuery = { reachReport: { asOf: string, complete: boolean, all: { sent: number, delivered: number, opened: number, clicked: number, viewed: number, newViewers: number, oldViewers: number, day7Eligible: number, day7: number, day7Rate: number | null, nextMonthEligible: number, nextMonth: number, nextMonthRate: number | null, orders: number, ordersByClick: number, converted: number, gmv: string, clickRate: number | null, viewRate: number | null, conversion: number | null, rows: { sent: string, delivered: string, opened: string, clicked: string, viewed: string, converted: string } }, groups: Array<{ group: string | null, other: boolean, sent: number, delivered: number, opened: number, clicked: number, viewed: number, newViewers: number, oldViewers: number, day7Eligible: number, day7: number, day7Rate: number | null, nextMonthEligible: number, nextMonth: number, nextMonthRate: number | null, orders: number, ordersByClick: number, converted: number, gmv: string, clickRate: number | null, viewRate: number | null, conversion: number | null, rows: { sent: string, delivered: string, opened: string, clicked: string, viewed: string, converted: string } }>, before: { sent: number, delivered: number, opened: number, clicked: number, viewed: number, newViewers: number, oldViewers: number, day7Eligible: number, day7: number, day7Rate: number | null, nextMonthEligible: number, nextMonth: number, nextMonthRate: number | null, orders: number, ordersByClick: number, converted: number, gmv: string, clickRate: number | null, viewRate: number | null, conversion: number | null, rows: { sent: string, delivered: string, opened: string, clicked: string, viewed: string, converted: string } } | null } };

export type IngestEventsMutationVariables = Exact<{
  events: Array<EventInput> | EventInput;
  dryRun?: boolean;
}>;


export type IngestEventsMutation = { ingestEvents: { accepted: number, duplicates: number, rejected: number, results: Array<{ index: number, status: ItemStatus, code: string | null, reason: RefusalReason | null, message: string | null, path: string | null, profile: string | null }> } };

export type IdentifyMutationVariables = Exact<{
  identities: Array<IdentityInput> | IdentityInput;
  occurredAt?: string | null | undefined;
}>;


export type IdentifyMutation = { identify: { profile: string | null, merged: boolean } };

export type SetTagsMutationVariables = Exact<{
  tags: Array<SetTagInput> | SetTagInput;
  dryRun?: boolean;
}>;


export type SetTagsMutation = { setTags: Array<{ index: number, status: ItemStatus, code: string | null, reason: RefusalReason | null, message: string | null, path: string | null, profile: string | null }> };

export type ClearTagsMutationVariables = Exact<{
  tags: Array<ClearTagInput> | ClearTagInput;
}>;


export type ClearTagsMutation = { clearTags: Array<{ index: number, status: ItemStatus, code: string | null, reason: RefusalReason | null, message: string | null, path: string | null, profile: string | null }> };

export type RecordTagPointsMutationVariables = Exact<{
  points: Array<TagPointInput> | TagPointInput;
  dryRun?: boolean;
}>;


export type RecordTagPointsMutation = { recordTagPoints: Array<{ index: number, status: ItemStatus, code: string | null, reason: RefusalReason | null, message: string | null, path: string | null, profile: string | null }> };

export const UserFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<UserFieldsFragment, unknown>;
export const ListChangeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ListChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"list"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<ListChangeFragment, unknown>;
export const CampaignSummaryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<CampaignSummaryFragment, unknown>;
export const ExploredSeriesFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExploredSeries"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TrendSeries"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]} as unknown as DocumentNode<ExploredSeriesFragment, unknown>;
export const ExploredFunnelFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExploredFunnel"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelGroup"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}},{"kind":"Field","name":{"kind":"Name","value":"tied"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reached"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"stepConversion"}},{"kind":"Field","name":{"kind":"Name","value":"lost"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"lostRow"}}]}}]}}]} as unknown as DocumentNode<ExploredFunnelFragment, unknown>;
export const ImportPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImportParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Import"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"tagged"}},{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"entries"}},{"kind":"Field","name":{"kind":"Name","value":"leftOut"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}}]}}]}}]} as unknown as DocumentNode<ImportPartsFragment, unknown>;
export const IntakeMessagePartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"IntakeMessageParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IntakeMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"call"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]} as unknown as DocumentNode<IntakeMessagePartsFragment, unknown>;
export const AlertRuleFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AlertRule"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationWarning"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"watch"}},{"kind":"Field","name":{"kind":"Name","value":"atLeast"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}}]} as unknown as DocumentNode<AlertRuleFragment, unknown>;
export const FoundCustomerFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FoundCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Profile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]} as unknown as DocumentNode<FoundCustomerFragment, unknown>;
export const ReasonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Reason"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Explanation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"truth"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}},{"kind":"Field","name":{"kind":"Name","value":"evidence"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}}]}}]} as unknown as DocumentNode<ReasonFragment, unknown>;
export const LayerNamesFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerNames"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerModel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<LayerNamesFragment, unknown>;
export const CampaignTimesFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignTimes"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entered"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"includePresent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"which"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"days"}}]}},{"kind":"Field","name":{"kind":"Name","value":"date"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"offsetDays"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}}]}}]}}]}}]} as unknown as DocumentNode<CampaignTimesFragment, unknown>;
export const ContactFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ContactFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Contact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"budgets"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignee"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"earlier"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channels"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"contacts"}},{"kind":"Field","name":{"kind":"Name","value":"nextPossibleAt"}},{"kind":"Field","name":{"kind":"Name","value":"quietUntil"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"statement"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"reach"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"latestAt"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]} as unknown as DocumentNode<ContactFactsFragment, unknown>;
export const StrategyFigureShownFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyFigureShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignedTreated"}},{"kind":"Field","name":{"kind":"Name","value":"assignedHeldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"heldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treatedMean"}},{"kind":"Field","name":{"kind":"Name","value":"heldOutMean"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"standardError"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"sampleRatio"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]} as unknown as DocumentNode<StrategyFigureShownFragment, unknown>;
export const StrategyRecordShownFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyRecordShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyRecord"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"sourceVersion"}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"window"}},{"kind":"Field","name":{"kind":"Name","value":"leastEffect"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"isPlannedBefore"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StrategyFigureShown"}}]}},{"kind":"Field","name":{"kind":"Name","value":"closing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"effect"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyFigureShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignedTreated"}},{"kind":"Field","name":{"kind":"Name","value":"assignedHeldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"heldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treatedMean"}},{"kind":"Field","name":{"kind":"Name","value":"heldOutMean"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"standardError"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"sampleRatio"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]} as unknown as DocumentNode<StrategyRecordShownFragment, unknown>;
export const LayerEvidenceShownFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerEvidenceShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerEvidence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"standing"}},{"kind":"Field","name":{"kind":"Name","value":"byHand"}},{"kind":"Field","name":{"kind":"Name","value":"verdicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"records"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pooled"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"studies"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"tau2"}},{"kind":"Field","name":{"kind":"Name","value":"i2"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"prediction"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"shrunk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"trials"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"sourceVersion"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"heldOut"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LayerEvidenceShownFragment, unknown>;
export const LayerQualityShownFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerQualityShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerQuality"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"later"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"soundness"}},{"kind":"Field","name":{"kind":"Name","value":"findings"}},{"kind":"Field","name":{"kind":"Name","value":"meanSpend"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"spend"}},{"kind":"Field","name":{"kind":"Name","value":"meanOrders"}},{"kind":"Field","name":{"kind":"Name","value":"meanSpend"}},{"kind":"Field","name":{"kind":"Name","value":"stayed"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"separation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"etaSquared"}},{"kind":"Field","name":{"kind":"Name","value":"rankEpsilonSquared"}},{"kind":"Field","name":{"kind":"Name","value":"byChance"}},{"kind":"Field","name":{"kind":"Name","value":"probability"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"same"}},{"kind":"Field","name":{"kind":"Name","value":"sameByChance"}},{"kind":"Field","name":{"kind":"Name","value":"kappa"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pairs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"higher"}},{"kind":"Field","name":{"kind":"Name","value":"lower"}},{"kind":"Field","name":{"kind":"Name","value":"difference"}},{"kind":"Field","name":{"kind":"Name","value":"likeness"}},{"kind":"Field","name":{"kind":"Name","value":"responseProbability"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"response"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"probability"}},{"kind":"Field","name":{"kind":"Name","value":"strategies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"probability"}},{"kind":"Field","name":{"kind":"Name","value":"strategy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}}]}},{"kind":"Field","name":{"kind":"Name","value":"effects"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"trials"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LayerQualityShownFragment, unknown>;
export const FunnelFiguresFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FunnelFigures"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelGroup"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reached"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"stepConversion"}},{"kind":"Field","name":{"kind":"Name","value":"lost"}},{"kind":"Field","name":{"kind":"Name","value":"meanMs"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"p90Ms"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"lostRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}},{"kind":"Field","name":{"kind":"Name","value":"tied"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}}]} as unknown as DocumentNode<FunnelFiguresFragment, unknown>;
export const TrendFiguresFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TrendFigures"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TrendSeries"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"unattributedTotal"}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"unattributed"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]} as unknown as DocumentNode<TrendFiguresFragment, unknown>;
export const GapFiguresFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GapFigures"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Gaps"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gaps"}},{"kind":"Field","name":{"kind":"Name","value":"meanMs"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"p90Ms"}},{"kind":"Field","name":{"kind":"Name","value":"ranges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"belowMs"}},{"kind":"Field","name":{"kind":"Name","value":"gaps"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]} as unknown as DocumentNode<GapFiguresFragment, unknown>;
export const UsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Users"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"100"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserFields"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<UsersQuery, UsersQueryVariables>;
export const CreateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"link"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<CreateUserMutation, CreateUserMutationVariables>;
export const ChangeUserRolesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeUserRoles"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"roles"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeUserRoles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"roles"},"value":{"kind":"Variable","name":{"kind":"Name","value":"roles"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<ChangeUserRolesMutation, ChangeUserRolesMutationVariables>;
export const ResetUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResetUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"link"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<ResetUserMutation, ResetUserMutationVariables>;
export const RetireUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<RetireUserMutation, RetireUserMutationVariables>;
export const EndSessionsOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EndSessionsOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"user"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endSessionsOf"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"user"},"value":{"kind":"Variable","name":{"kind":"Name","value":"user"}}}]}]}}]} as unknown as DocumentNode<EndSessionsOfMutation, EndSessionsOfMutationVariables>;
export const RolesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Roles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"roles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"builtIn"}}]}}]}}]} as unknown as DocumentNode<RolesQuery, RolesQueryVariables>;
export const DefineRoleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineRole"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RoleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineRole"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"builtIn"}}]}}]}}]} as unknown as DocumentNode<DefineRoleMutation, DefineRoleMutationVariables>;
export const MeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"linkExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
export const SessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"device"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"usedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"current"}}]}}]}}]} as unknown as DocumentNode<SessionsQuery, SessionsQueryVariables>;
export const EndSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EndSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}]}}]} as unknown as DocumentNode<EndSessionMutation, EndSessionMutationVariables>;
export const EndAllSessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EndAllSessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endAllSessions"}}]}}]} as unknown as DocumentNode<EndAllSessionsMutation, EndAllSessionsMutationVariables>;
export const CreateSandboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSandbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateSandboxInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSandbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"now"}}]}}]}}]} as unknown as DocumentNode<CreateSandboxMutation, CreateSandboxMutationVariables>;
export const DeleteSandboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteSandbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteSandbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}]}}]} as unknown as DocumentNode<DeleteSandboxMutation, DeleteSandboxMutationVariables>;
export const AdvanceClockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdvanceClock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"advanceClock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"now"}}]}}]}}]} as unknown as DocumentNode<AdvanceClockMutation, AdvanceClockMutationVariables>;
export const DefineTagDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineTag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineTagInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineTag"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineTagMutation, DefineTagMutationVariables>;
export const DefineSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineSegmentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]}}]} as unknown as DocumentNode<DefineSegmentMutation, DefineSegmentMutationVariables>;
export const WorkspaceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"now"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"sandbox"}}]}}]}}]} as unknown as DocumentNode<WorkspaceQuery, WorkspaceQueryVariables>;
export const ImportTargetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImportTarget"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"identityNamespaces"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tagDefinitions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"catalogues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ImportTargetQuery, ImportTargetQueryVariables>;
export const CreateWorkspaceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWorkspace"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWorkspaceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWorkspace"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"now"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]} as unknown as DocumentNode<CreateWorkspaceMutation, CreateWorkspaceMutationVariables>;
export const ExportProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExportProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exportProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ExportProfileQuery, ExportProfileQueryVariables>;
export const EraseProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EraseProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eraseProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<EraseProfileMutation, EraseProfileMutationVariables>;
export const AuditLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuditLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"actor"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"actor"},"value":{"kind":"Variable","name":{"kind":"Name","value":"actor"}}},{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"actor"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AuditLogQuery, AuditLogQueryVariables>;
export const DefineCatalogueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineCatalogue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineCatalogueInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineCatalogue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"keyField"}},{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineCatalogueMutation, DefineCatalogueMutationVariables>;
export const ChangeCatalogueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeCatalogue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"action"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CatalogueAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"entries"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CatalogueEntryInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wait"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeCatalogue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"action"},"value":{"kind":"Variable","name":{"kind":"Name","value":"action"}}},{"kind":"Argument","name":{"kind":"Name","value":"entries"},"value":{"kind":"Variable","name":{"kind":"Name","value":"entries"}}},{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wait"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"catalogue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeCatalogueMutation, ChangeCatalogueMutationVariables>;
export const CatalogueEntriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CatalogueEntries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"prefix"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"catalogue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"entries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"prefix"},"value":{"kind":"Variable","name":{"kind":"Name","value":"prefix"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"values"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CatalogueEntriesQuery, CatalogueEntriesQueryVariables>;
export const DefineListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineListInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineList"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineListMutation, DefineListMutationVariables>;
export const ListsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Lists"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lists"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"usedBy"}}]}}]}}]} as unknown as DocumentNode<ListsQuery, ListsQueryVariables>;
export const AddToListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddToList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"list"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"entries"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ListValue"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wait"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addToList"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"list"},"value":{"kind":"Variable","name":{"kind":"Name","value":"list"}}},{"kind":"Argument","name":{"kind":"Name","value":"entries"},"value":{"kind":"Variable","name":{"kind":"Name","value":"entries"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wait"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ListChange"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ListChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"list"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<AddToListMutation, AddToListMutationVariables>;
export const RemoveFromListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveFromList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"list"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"entries"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ListValue"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wait"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeFromList"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"list"},"value":{"kind":"Variable","name":{"kind":"Name","value":"list"}}},{"kind":"Argument","name":{"kind":"Name","value":"entries"},"value":{"kind":"Variable","name":{"kind":"Name","value":"entries"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wait"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ListChange"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ListChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"list"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<RemoveFromListMutation, RemoveFromListMutationVariables>;
export const ListToUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListToUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"list"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"list"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"list"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<ListToUploadQuery, ListToUploadQueryVariables>;
export const BeginListReplacementDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BeginListReplacement"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"list"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"beginListReplacement"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"list"},"value":{"kind":"Variable","name":{"kind":"Name","value":"list"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<BeginListReplacementMutation, BeginListReplacementMutationVariables>;
export const SendListEntriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SendListEntries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"replacement"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"entries"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ListValue"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendListEntries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"replacement"},"value":{"kind":"Variable","name":{"kind":"Name","value":"replacement"}}},{"kind":"Argument","name":{"kind":"Name","value":"entries"},"value":{"kind":"Variable","name":{"kind":"Name","value":"entries"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SendListEntriesMutation, SendListEntriesMutationVariables>;
export const FinishListReplacementDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"FinishListReplacement"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"replacement"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"finishListReplacement"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"replacement"},"value":{"kind":"Variable","name":{"kind":"Name","value":"replacement"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ListChange"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ListChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ListPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"list"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<FinishListReplacementMutation, FinishListReplacementMutationVariables>;
export const ChannelPresetsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChannelPresets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channelPresets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preset"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"definition"}},{"kind":"Field","name":{"kind":"Name","value":"settings"}},{"kind":"Field","name":{"kind":"Name","value":"credentials"}},{"kind":"Field","name":{"kind":"Name","value":"receipts"}}]}}]}}]} as unknown as DocumentNode<ChannelPresetsQuery, ChannelPresetsQueryVariables>;
export const WebhookEndpointsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebhookEndpoints"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookEndpoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"disabledBy"}},{"kind":"Field","name":{"kind":"Name","value":"disabledAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<WebhookEndpointsQuery, WebhookEndpointsQueryVariables>;
export const CampaignsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Campaigns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaigns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignSummary"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<CampaignsQuery, CampaignsQueryVariables>;
export const CampaignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Campaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignSummary"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entered"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"includePresent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"which"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"days"}}]}},{"kind":"Field","name":{"kind":"Name","value":"date"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"offsetDays"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"reEntry"}},{"kind":"Field","name":{"kind":"Name","value":"reEntryAfter"}},{"kind":"Field","name":{"kind":"Name","value":"fallback"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"unless"}}]}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"lateness"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAfter"}},{"kind":"Field","name":{"kind":"Name","value":"holdOutPercent"}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<CampaignQuery, CampaignQueryVariables>;
export const DefineCampaignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignSummary"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<DefineCampaignMutation, DefineCampaignMutationVariables>;
export const StartCampaignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignSummary"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<StartCampaignMutation, StartCampaignMutationVariables>;
export const PauseCampaignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignSummary"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<PauseCampaignMutation, PauseCampaignMutationVariables>;
export const CancelCampaignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignSummary"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<CancelCampaignMutation, CancelCampaignMutationVariables>;
export const ReachRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReachRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reachRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"budgets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"rolling"}},{"kind":"Field","name":{"kind":"Name","value":"per"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"perDevice"}}]}},{"kind":"Field","name":{"kind":"Name","value":"governing"}},{"kind":"Field","name":{"kind":"Name","value":"controlPercent"}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"isDevice"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stopped"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<ReachRulesQuery, ReachRulesQueryVariables>;
export const SetReachRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetReachRules"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReachRulesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setReachRules"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<SetReachRulesMutation, SetReachRulesMutationVariables>;
export const StopReachDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StopReach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopReach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopped"}}]}}]}}]} as unknown as DocumentNode<StopReachMutation, StopReachMutationVariables>;
export const ResumeReachDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeReach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeReach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopped"}}]}}]}}]} as unknown as DocumentNode<ResumeReachMutation, ResumeReachMutationVariables>;
export const DefineHookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineHook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"HookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineHook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"hook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<DefineHookMutation, DefineHookMutationVariables>;
export const DefineWebhookEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineWebhookEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<DefineWebhookEndpointMutation, DefineWebhookEndpointMutationVariables>;
export const RotateWebhookSecretDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RotateWebhookSecret"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"graceHours"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateWebhookSecret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"graceHours"},"value":{"kind":"Variable","name":{"kind":"Name","value":"graceHours"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const TestWebhookEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestWebhookEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]} as unknown as DocumentNode<TestWebhookEndpointMutation, TestWebhookEndpointMutationVariables>;
export const CustomerContactsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerContacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CustomerContactsQuery, CustomerContactsQueryVariables>;
export const ExplainContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExplainContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"budgets"}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"contacts"}},{"kind":"Field","name":{"kind":"Name","value":"nextPossibleAt"}}]}}]}}]}}]} as unknown as DocumentNode<ExplainContactQuery, ExplainContactQueryVariables>;
export const CampaignContactsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CampaignContacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaignContacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<CampaignContactsQuery, CampaignContactsQueryVariables>;
export const PreviewCampaignDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"days"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"days"},"value":{"kind":"Variable","name":{"kind":"Name","value":"days"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<PreviewCampaignQuery, PreviewCampaignQueryVariables>;
export const DeadContactsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeadContacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"campaign"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deadContacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"campaign"},"value":{"kind":"Variable","name":{"kind":"Name","value":"campaign"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<DeadContactsQuery, DeadContactsQueryVariables>;
export const RedeliverContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RedeliverContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"redeliverContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}}]}}]}}]} as unknown as DocumentNode<RedeliverContactMutation, RedeliverContactMutationVariables>;
export const ReceivedMessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReceivedMessages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"receivedMessages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ReceivedMessagesQuery, ReceivedMessagesQueryVariables>;
export const RemoveSourceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveSource"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeSource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}},{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"tagWrites"}},{"kind":"Field","name":{"kind":"Name","value":"kept"}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<RemoveSourceMutation, RemoveSourceMutationVariables>;
export const JobStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"JobState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]} as unknown as DocumentNode<JobStateQuery, JobStateQueryVariables>;
export const WorkspaceIdsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkspaceIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspaceIds"}}]}}]} as unknown as DocumentNode<WorkspaceIdsQuery, WorkspaceIdsQueryVariables>;
export const ReserveContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReserveContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReserveContactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reserveContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<ReserveContactMutation, ReserveContactMutationVariables>;
export const NextContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"NextContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"NextContactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nextContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"contact"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]} as unknown as DocumentNode<NextContactMutation, NextContactMutationVariables>;
export const SetContactLimitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetContactLimit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ContactLimitInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setContactLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"already"}}]}}]}}]} as unknown as DocumentNode<SetContactLimitMutation, SetContactLimitMutationVariables>;
export const ConfirmContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ConfirmContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"confirmContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<ConfirmContactMutation, ConfirmContactMutationVariables>;
export const ReleaseContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReleaseContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"releaseContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<ReleaseContactMutation, ReleaseContactMutationVariables>;
export const ExplorerCatalogueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExplorerCatalogue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagDefinitions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"personal"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layerModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ExplorerCatalogueQuery, ExplorerCatalogueQueryVariables>;
export const ExploreTrendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExploreTrend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TrendInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"trendReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExploredSeries"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExploredSeries"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExploredSeries"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExploredSeries"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TrendSeries"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]} as unknown as DocumentNode<ExploreTrendQuery, ExploreTrendQueryVariables>;
export const ExploreFunnelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExploreFunnel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"funnelReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExploredFunnel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExploredFunnel"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExploredFunnel"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelGroup"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}},{"kind":"Field","name":{"kind":"Name","value":"tied"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reached"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"stepConversion"}},{"kind":"Field","name":{"kind":"Name","value":"lost"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"lostRow"}}]}}]}}]} as unknown as DocumentNode<ExploreFunnelQuery, ExploreFunnelQueryVariables>;
export const ExploreRetentionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExploreRetention"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetentionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retentionReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"cohorts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"last"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"last"}},{"kind":"Field","name":{"kind":"Name","value":"eligible"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]}}]} as unknown as DocumentNode<ExploreRetentionQuery, ExploreRetentionQueryVariables>;
export const RowMembersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RowMembers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"analysis"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AnalysisInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"row"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportFilterInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"analysisMembers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"analysis"},"value":{"kind":"Variable","name":{"kind":"Name","value":"analysis"}}},{"kind":"Argument","name":{"kind":"Name","value":"row"},"value":{"kind":"Variable","name":{"kind":"Name","value":"row"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<RowMembersQuery, RowMembersQueryVariables>;
export const RowSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RowSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"analysis"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AnalysisInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"row"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"analysisSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"analysis"},"value":{"kind":"Variable","name":{"kind":"Name","value":"analysis"}}},{"kind":"Argument","name":{"kind":"Name","value":"row"},"value":{"kind":"Variable","name":{"kind":"Name","value":"row"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"isExact"}}]}}]}}]} as unknown as DocumentNode<RowSegmentQuery, RowSegmentQueryVariables>;
export const ImportsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Imports"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"imports"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ImportParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImportParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Import"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"tagged"}},{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"entries"}},{"kind":"Field","name":{"kind":"Name","value":"leftOut"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}}]}}]}}]} as unknown as DocumentNode<ImportsQuery, ImportsQueryVariables>;
export const ImportOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImportOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"import"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ImportParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImportParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Import"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"tagged"}},{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"entries"}},{"kind":"Field","name":{"kind":"Name","value":"leftOut"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}}]}}]}}]} as unknown as DocumentNode<ImportOfQuery, ImportOfQueryVariables>;
export const GuessImportMappingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GuessImportMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guessImportMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"}},{"kind":"Field","name":{"kind":"Name","value":"columns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"values"}}]}}]}}]}}]} as unknown as DocumentNode<GuessImportMappingQuery, GuessImportMappingQueryVariables>;
export const PreviewImportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewImport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"mapping"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewImport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"mapping"},"value":{"kind":"Variable","name":{"kind":"Name","value":"mapping"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problems"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"isLeftOut"}},{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"column"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"facts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"fact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"}}]}}]}}]}}]} as unknown as DocumentNode<PreviewImportQuery, PreviewImportQueryVariables>;
export const MappingNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MappingNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"identityNamespaces"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tagDefinitions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}}]} as unknown as DocumentNode<MappingNamesQuery, MappingNamesQueryVariables>;
export const CreateUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UploadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUpload"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ImportParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImportParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Import"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"tagged"}},{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"entries"}},{"kind":"Field","name":{"kind":"Name","value":"leftOut"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}}]}}]}}]} as unknown as DocumentNode<CreateUploadMutation, CreateUploadMutationVariables>;
export const StartImportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartImport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"mapping"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startImport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"mapping"},"value":{"kind":"Variable","name":{"kind":"Name","value":"mapping"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ImportParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImportParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Import"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"tagged"}},{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"entries"}},{"kind":"Field","name":{"kind":"Name","value":"leftOut"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}}]}}]}}]} as unknown as DocumentNode<StartImportMutation, StartImportMutationVariables>;
export const DiscardUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DiscardUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"discardUpload"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<DiscardUploadMutation, DiscardUploadMutationVariables>;
export const HooksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Hooks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hooks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"mapping"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"savedBy"}},{"kind":"Field","name":{"kind":"Name","value":"retiredAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<HooksQuery, HooksQueryVariables>;
export const TryHookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TryHook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"HookTrialInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tryHook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"facts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"fact"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TryHookQuery, TryHookQueryVariables>;
export const RotateHookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RotateHook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"graceHours"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateHook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"graceHours"},"value":{"kind":"Variable","name":{"kind":"Name","value":"graceHours"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"hook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}}]} as unknown as DocumentNode<RotateHookMutation, RotateHookMutationVariables>;
export const RetireHookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireHook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireHook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<RetireHookMutation, RetireHookMutationVariables>;
export const IntakeSendersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"IntakeSenders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"intakeSenders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"warned"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"refused"}},{"kind":"Field","name":{"kind":"Name","value":"lastAt"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"writeKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"origins"}},{"kind":"Field","name":{"kind":"Name","value":"ratePerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"traits"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"revokedAt"}}]}}]}}]}}]} as unknown as DocumentNode<IntakeSendersQuery, IntakeSendersQueryVariables>;
export const IntakeLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"IntakeLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sender"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IntakeSenderInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"verdicts"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IntakeVerdict"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"intakeLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sender"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sender"}}},{"kind":"Argument","name":{"kind":"Name","value":"verdicts"},"value":{"kind":"Variable","name":{"kind":"Name","value":"verdicts"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"IntakeMessageParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"IntakeMessageParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IntakeMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"call"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]} as unknown as DocumentNode<IntakeLogQuery, IntakeLogQueryVariables>;
export const IntakeLoggedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"IntakeLogged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sender"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"IntakeSenderInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"intakeLogged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sender"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sender"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"IntakeMessageParts"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"IntakeMessageParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IntakeMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"call"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]} as unknown as DocumentNode<IntakeLoggedSubscription, IntakeLoggedSubscriptionVariables>;
export const CreateWriteKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWriteKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"WriteKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWriteKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<CreateWriteKeyMutation, CreateWriteKeyMutationVariables>;
export const RotateWriteKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RotateWriteKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"graceHours"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateWriteKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"graceHours"},"value":{"kind":"Variable","name":{"kind":"Name","value":"graceHours"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<RotateWriteKeyMutation, RotateWriteKeyMutationVariables>;
export const RevokeWriteKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeWriteKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeWriteKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}]}}]} as unknown as DocumentNode<RevokeWriteKeyMutation, RevokeWriteKeyMutationVariables>;
export const MembershipChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MembershipChanged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segments"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profiles"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TransitionKind"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"membershipChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"segments"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segments"}}},{"kind":"Argument","name":{"kind":"Name","value":"profiles"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profiles"}}},{"kind":"Argument","name":{"kind":"Name","value":"kinds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"profileId"}},{"kind":"Field","name":{"kind":"Name","value":"segmentKey"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"effectiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"recordedAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"fact"}}]}}]}}]}}]} as unknown as DocumentNode<MembershipChangedSubscription, MembershipChangedSubscriptionVariables>;
export const ProfileNewsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ProfileNews"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profiles"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profileChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profiles"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profiles"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profileId"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"events"}}]}}]}}]}}]} as unknown as DocumentNode<ProfileNewsSubscription, ProfileNewsSubscriptionVariables>;
export const MembersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Members"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segment"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"50"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segment"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"members"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MembersQuery, MembersQueryVariables>;
export const ModelListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ModelList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"models"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}}]}},{"kind":"Field","name":{"kind":"Name","value":"history"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nextTrainingAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextScoringAt"}},{"kind":"Field","name":{"kind":"Name","value":"scored"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"cut"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}}]}},{"kind":"Field","name":{"kind":"Name","value":"versions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"used"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ModelListQuery, ModelListQueryVariables>;
export const ModelNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ModelNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"models"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ModelNamesQuery, ModelNamesQueryVariables>;
export const ModelPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ModelPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"horizon"}},{"kind":"Field","name":{"kind":"Name","value":"trainingCuts"}},{"kind":"Field","name":{"kind":"Name","value":"trainEvery"}},{"kind":"Field","name":{"kind":"Name","value":"scoreEvery"}},{"kind":"Field","name":{"kind":"Name","value":"validity"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}}]}},{"kind":"Field","name":{"kind":"Name","value":"history"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nextTrainingAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextScoringAt"}},{"kind":"Field","name":{"kind":"Name","value":"scored"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"cut"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}}]}},{"kind":"Field","name":{"kind":"Name","value":"versions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"definition"}},{"kind":"Field","name":{"kind":"Name","value":"cut"}},{"kind":"Field","name":{"kind":"Name","value":"trainedAt"}},{"kind":"Field","name":{"kind":"Name","value":"trainedAtCuts"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}},{"kind":"Field","name":{"kind":"Name","value":"refusal"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"needed"}},{"kind":"Field","name":{"kind":"Name","value":"found"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orderModel"}},{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"converged"}},{"kind":"Field","name":{"kind":"Name","value":"meanAbsoluteError"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"r"}},{"kind":"Field","name":{"kind":"Name","value":"alpha"}},{"kind":"Field","name":{"kind":"Name","value":"a"}},{"kind":"Field","name":{"kind":"Name","value":"b"}}]}},{"kind":"Field","name":{"kind":"Name","value":"valueModel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p"}},{"kind":"Field","name":{"kind":"Name","value":"q"}},{"kind":"Field","name":{"kind":"Name","value":"v"}}]}},{"kind":"Field","name":{"kind":"Name","value":"baseRate"}},{"kind":"Field","name":{"kind":"Name","value":"coefficients"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"feature"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accuracy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"positives"}},{"kind":"Field","name":{"kind":"Name","value":"auc"}},{"kind":"Field","name":{"kind":"Name","value":"brier"}},{"kind":"Field","name":{"kind":"Name","value":"baseBrier"}},{"kind":"Field","name":{"kind":"Name","value":"calibrationError"}},{"kind":"Field","name":{"kind":"Name","value":"reliability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"predicted"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"forecast"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"predicted"}},{"kind":"Field","name":{"kind":"Name","value":"naive"}},{"kind":"Field","name":{"kind":"Name","value":"meanAbsoluteError"}},{"kind":"Field","name":{"kind":"Name","value":"naiveMeanAbsoluteError"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ModelPageQuery, ModelPageQueryVariables>;
export const DefineModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ModelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineModelMutation, DefineModelMutationVariables>;
export const RetireModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}}]} as unknown as DocumentNode<RetireModelMutation, RetireModelMutationVariables>;
export const TrainModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TrainModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wait"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"trainModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wait"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<TrainModelMutation, TrainModelMutationVariables>;
export const ScoreModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ScoreModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wait"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scoreModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wait"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<ScoreModelMutation, ScoreModelMutationVariables>;
export const RecommendationPreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecommendationPreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recommendations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profiled"}},{"kind":"Field","name":{"kind":"Name","value":"continued"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"boughtTogether"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"because"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bought"}},{"kind":"Field","name":{"kind":"Name","value":"both"}},{"kind":"Field","name":{"kind":"Name","value":"a"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"dueAgain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"popular"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"all"}}]}}]}}]}}]} as unknown as DocumentNode<RecommendationPreviewQuery, RecommendationPreviewQueryVariables>;
export const OverviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"now"}},{"kind":"Field","name":{"kind":"Name","value":"sandbox"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"identityNamespaces"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"strong"}},{"kind":"Field","name":{"kind":"Name","value":"normalise"}},{"kind":"Field","name":{"kind":"Name","value":"blocked"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"profiles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"warning"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"raisedAt"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"report"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"isRecovered"}},{"kind":"Field","name":{"kind":"Name","value":"unitFrom"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OverviewQuery, OverviewQueryVariables>;
export const SettingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Setting"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]} as unknown as DocumentNode<SettingQuery, SettingQueryVariables>;
export const DefinitionNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DefinitionNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagDefinitions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lists"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layerModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LayerNames"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerNames"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerModel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<DefinitionNamesQuery, DefinitionNamesQueryVariables>;
export const SegmentNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentNames"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentNamesQuery, SegmentNamesQueryVariables>;
export const CouponNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CouponNames"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"coupons"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CouponNamesQuery, CouponNamesQueryVariables>;
export const SegmentSizeListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentSizeList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentSizeListQuery, SegmentSizeListQueryVariables>;
export const SegmentListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"draft"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SegmentListQuery, SegmentListQueryVariables>;
export const SegmentPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"draft"}},{"kind":"Field","name":{"kind":"Name","value":"nextDraft"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dependants"}},{"kind":"Field","name":{"kind":"Name","value":"versions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"changes"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"savedBy"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentPageQuery, SegmentPageQueryVariables>;
export const SegmentMembersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentMembers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"members"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"keys"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"key"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SegmentMembersQuery, SegmentMembersQueryVariables>;
export const SegmentTransitionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentTransitions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"transitions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"profileId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"effectiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"recordedAt"}},{"kind":"Field","name":{"kind":"Name","value":"fact"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<SegmentTransitionsQuery, SegmentTransitionsQueryVariables>;
export const SeenValuesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SeenValues"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"tag"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"event"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"property"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"prefix"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seenValues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"tag"},"value":{"kind":"Variable","name":{"kind":"Name","value":"tag"}}},{"kind":"Argument","name":{"kind":"Name","value":"event"},"value":{"kind":"Variable","name":{"kind":"Name","value":"event"}}},{"kind":"Argument","name":{"kind":"Name","value":"property"},"value":{"kind":"Variable","name":{"kind":"Name","value":"property"}}},{"kind":"Argument","name":{"kind":"Name","value":"prefix"},"value":{"kind":"Variable","name":{"kind":"Name","value":"prefix"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"values"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}}]}}]} as unknown as DocumentNode<SeenValuesQuery, SeenValuesQueryVariables>;
export const SeenEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SeenEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"prefix"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seenEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"prefix"},"value":{"kind":"Variable","name":{"kind":"Name","value":"prefix"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"types"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"lastAt"}}]}}]}}]}}]} as unknown as DocumentNode<SeenEventsQuery, SeenEventsQueryVariables>;
export const SeenFieldsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SeenFields"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"event"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seenFields"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"event"},"value":{"kind":"Variable","name":{"kind":"Name","value":"event"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<SeenFieldsQuery, SeenFieldsQueryVariables>;
export const SegmentPreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentPreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PreviewSegmentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"changes"}},{"kind":"Field","name":{"kind":"Name","value":"conditionWarnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"given"}},{"kind":"Field","name":{"kind":"Name","value":"nearest"}},{"kind":"Field","name":{"kind":"Name","value":"commonest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"types"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"entering"}},{"kind":"Field","name":{"kind":"Name","value":"leaving"}},{"kind":"Field","name":{"kind":"Name","value":"enteringSamples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"leavingSamples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"overlaps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"both"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentPreviewQuery, SegmentPreviewQueryVariables>;
export const SegmentPortraitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentPortrait"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segment"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"tags"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PortraitTagInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segmentPortrait"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"segment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segment"}}},{"kind":"Argument","name":{"kind":"Name","value":"tags"},"value":{"kind":"Variable","name":{"kind":"Name","value":"tags"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"baseSize"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"definition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"otherValues"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"baseShare"}},{"kind":"Field","name":{"kind":"Name","value":"tgi"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SegmentPortraitQuery, SegmentPortraitQueryVariables>;
export const SaveSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineSegmentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<SaveSegmentMutation, SaveSegmentMutationVariables>;
export const ChangeSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineSegmentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"redefineSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeSegmentMutation, ChangeSegmentMutationVariables>;
export const PublishSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PublishSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<PublishSegmentMutation, PublishSegmentMutationVariables>;
export const DiscardSegmentDraftDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DiscardSegmentDraft"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"discardSegmentDraft"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}]}]}}]} as unknown as DocumentNode<DiscardSegmentDraftMutation, DiscardSegmentDraftMutationVariables>;
export const RetireSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<RetireSegmentMutation, RetireSegmentMutationVariables>;
export const RollBackSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RollBackSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"version"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rollBackSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"version"},"value":{"kind":"Variable","name":{"kind":"Name","value":"version"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<RollBackSegmentMutation, RollBackSegmentMutationVariables>;
export const CatalogueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Catalogue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lists"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layerModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LayerNames"}}]}},{"kind":"Field","name":{"kind":"Name","value":"catalogues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tagDefinitions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"personal"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"allowedValues"}},{"kind":"Field","name":{"kind":"Name","value":"ttl"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"when"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"score"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weight"}},{"kind":"Field","name":{"kind":"Name","value":"of"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerNames"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerModel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<CatalogueQuery, CatalogueQueryVariables>;
export const LayerPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LayerPage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"now"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layerModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"draft"}},{"kind":"Field","name":{"kind":"Name","value":"nextDraft"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AlertRule"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"when"}},{"kind":"Field","name":{"kind":"Name","value":"objective"}},{"kind":"Field","name":{"kind":"Name","value":"advice"}},{"kind":"Field","name":{"kind":"Name","value":"reach"}},{"kind":"Field","name":{"kind":"Name","value":"coupons"}}]}},{"kind":"Field","name":{"kind":"Name","value":"distribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"warning"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"raisedAt"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"report"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"isRecovered"}},{"kind":"Field","name":{"kind":"Name","value":"unitFrom"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AlertRule"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationWarning"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"watch"}},{"kind":"Field","name":{"kind":"Name","value":"atLeast"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}}]} as unknown as DocumentNode<LayerPageQuery, LayerPageQueryVariables>;
export const LayerRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LayerRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layerModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"draft"}},{"kind":"Field","name":{"kind":"Name","value":"nextDraft"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AlertRule"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AlertRule"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationWarning"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"watch"}},{"kind":"Field","name":{"kind":"Name","value":"atLeast"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}}]} as unknown as DocumentNode<LayerRulesQuery, LayerRulesQueryVariables>;
export const SaveLayerRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveLayerRules"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineLayerModelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineLayerModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}}]} as unknown as DocumentNode<SaveLayerRulesMutation, SaveLayerRulesMutationVariables>;
export const LayerMatrixDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LayerMatrix"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"model"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layerMigrations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"model"},"value":{"kind":"Variable","name":{"kind":"Name","value":"model"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<LayerMatrixQuery, LayerMatrixQueryVariables>;
export const CustomerByIdentityDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerByIdentity"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identity"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IdentityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"identity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundCustomer"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FoundCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Profile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]} as unknown as DocumentNode<CustomerByIdentityQuery, CustomerByIdentityQueryVariables>;
export const CustomerByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundCustomer"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FoundCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Profile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]} as unknown as DocumentNode<CustomerByIdQuery, CustomerByIdQueryVariables>;
export const CustomerEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"orderId"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"coupon"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerEventsQuery, CustomerEventsQueryVariables>;
export const CustomerTransitionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerTransitions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"transitions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"segmentKey"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"effectiveAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerTransitionsQuery, CustomerTransitionsQueryVariables>;
export const CustomerPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"evaluatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"definition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"nextMoveAt"}},{"kind":"Field","name":{"kind":"Name","value":"layer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerPageQuery, CustomerPageQueryVariables>;
export const CustomerCouponsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerCoupons"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"state"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerCouponState"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"coupons"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"state"},"value":{"kind":"Variable","name":{"kind":"Name","value":"state"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"coupon"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"until"}}]}},{"kind":"Field","name":{"kind":"Name","value":"claimsLeft"}},{"kind":"Field","name":{"kind":"Name","value":"claim"}},{"kind":"Field","name":{"kind":"Name","value":"claimedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"usedAt"}},{"kind":"Field","name":{"kind":"Name","value":"orderId"}},{"kind":"Field","name":{"kind":"Name","value":"discount"}},{"kind":"Field","name":{"kind":"Name","value":"returnedAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerCouponsQuery, CustomerCouponsQueryVariables>;
export const CustomerTagHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerTagHistory"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tagHistory"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}}]} as unknown as DocumentNode<CustomerTagHistoryQuery, CustomerTagHistoryQueryVariables>;
export const ReasonsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Reasons"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segment"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainMembership"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"segment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segment"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"member"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}},{"kind":"Field","name":{"kind":"Name","value":"condition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Reason"}},{"kind":"Field","name":{"kind":"Name","value":"children"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Reason"}},{"kind":"Field","name":{"kind":"Name","value":"children"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Reason"}},{"kind":"Field","name":{"kind":"Name","value":"children"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Reason"}}]}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Reason"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Explanation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"truth"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}},{"kind":"Field","name":{"kind":"Name","value":"evidence"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}}]}}]} as unknown as DocumentNode<ReasonsQuery, ReasonsQueryVariables>;
export const CouponPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CouponPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"margin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Decimal"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"couponPopularity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"issued"}},{"kind":"Field","name":{"kind":"Name","value":"claimed"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"unattributed"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"claimRate"}},{"kind":"Field","name":{"kind":"Name","value":"useRate"}},{"kind":"Field","name":{"kind":"Name","value":"newShare"}},{"kind":"Field","name":{"kind":"Name","value":"discount"}},{"kind":"Field","name":{"kind":"Name","value":"medianDays"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"couponAcquisition"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"margin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"margin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"costPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"profit"}},{"kind":"Field","name":{"kind":"Name","value":"repurchase"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"days"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"couponPreference"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"newOrOld"},"value":{"kind":"BooleanValue","value":true}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"uses"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"tgi"}}]}}]}}]}}]} as unknown as DocumentNode<CouponPageQuery, CouponPageQueryVariables>;
export const CouponListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CouponList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"coupons"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"formerCodes"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"faceValue"}},{"kind":"Field","name":{"kind":"Name","value":"percentOff"}},{"kind":"Field","name":{"kind":"Name","value":"threshold"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CouponListQuery, CouponListQueryVariables>;
export const ExperimentListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExperimentList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"experiments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"ended"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ExperimentListQuery, ExperimentListQueryVariables>;
export const DefineCouponDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineCoupon"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineCouponInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineCoupon"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<DefineCouponMutation, DefineCouponMutationVariables>;
export const CouponPacksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CouponPacks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"couponPacks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"coupons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"coupon"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"eligible"}},{"kind":"Field","name":{"kind":"Name","value":"perCustomerLimit"}},{"kind":"Field","name":{"kind":"Name","value":"totalLimit"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CouponPacksQuery, CouponPacksQueryVariables>;
export const DefineCouponPackDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineCouponPack"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineCouponPackInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineCouponPack"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<DefineCouponPackMutation, DefineCouponPackMutationVariables>;
export const RetireCouponPackDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireCouponPack"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireCouponPack"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<RetireCouponPackMutation, RetireCouponPackMutationVariables>;
export const PriceLadderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PriceLadder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"experiment"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"margin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Decimal"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"couponPriceLadder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"experiment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"experiment"}}},{"kind":"Argument","name":{"kind":"Name","value":"margin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"margin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cheapest"}},{"kind":"Field","name":{"kind":"Name","value":"window"}},{"kind":"Field","name":{"kind":"Name","value":"holdOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rungs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variant"}},{"kind":"Field","name":{"kind":"Name","value":"faceValue"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"control"}},{"kind":"Field","name":{"kind":"Name","value":"difference"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alwaysValid"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"significant"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PriceLadderQuery, PriceLadderQueryVariables>;
export const SegmentGrowthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentGrowth"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"days"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"growth"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"days"},"value":{"kind":"Variable","name":{"kind":"Name","value":"days"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"day"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"entered"}},{"kind":"Field","name":{"kind":"Name","value":"left"}},{"kind":"Field","name":{"kind":"Name","value":"causes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"entered"}},{"kind":"Field","name":{"kind":"Name","value":"left"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SegmentGrowthQuery, SegmentGrowthQueryVariables>;
export const CouponUpliftDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CouponUplift"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"coupon"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"experiment"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"margin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Decimal"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"couponUplift"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"coupon"},"value":{"kind":"Variable","name":{"kind":"Name","value":"coupon"}}},{"kind":"Argument","name":{"kind":"Name","value":"experiment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"experiment"}}},{"kind":"Argument","name":{"kind":"Name","value":"margin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"margin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"window"}},{"kind":"Field","name":{"kind":"Name","value":"unmatched"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"sampleRatio"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p"}},{"kind":"Field","name":{"kind":"Name","value":"trusted"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variant"}},{"kind":"Field","name":{"kind":"Name","value":"coupon"}},{"kind":"Field","name":{"kind":"Name","value":"holdOut"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"unfinished"}}]}},{"kind":"Field","name":{"kind":"Name","value":"comparisons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variant"}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"control"}},{"kind":"Field","name":{"kind":"Name","value":"difference"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alwaysValid"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"significant"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CouponUpliftQuery, CouponUpliftQueryVariables>;
export const IdentityQueueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"IdentityQueue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"identityConflicts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"right"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"leftProfile"}},{"kind":"Field","name":{"kind":"Name","value":"rightProfile"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<IdentityQueueQuery, IdentityQueueQueryVariables>;
export const MergePreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MergePreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"other"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewMerge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"other"},"value":{"kind":"Variable","name":{"kind":"Name","value":"other"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"against"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"served"}}]}}]}}]}}]} as unknown as DocumentNode<MergePreviewQuery, MergePreviewQueryVariables>;
export const MergeCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MergeCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"other"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mergeProfiles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"other"},"value":{"kind":"Variable","name":{"kind":"Name","value":"other"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MergeCustomersMutation, MergeCustomersMutationVariables>;
export const KeepApartDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"KeepApart"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"other"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keepApart"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"other"},"value":{"kind":"Variable","name":{"kind":"Name","value":"other"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}}]}]}}]} as unknown as DocumentNode<KeepApartMutation, KeepApartMutationVariables>;
export const NamespacePreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NamespacePreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineNamespaceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewIdentityNamespace"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"examined"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"unmerged"}},{"kind":"Field","name":{"kind":"Name","value":"samples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]}}]} as unknown as DocumentNode<NamespacePreviewQuery, NamespacePreviewQueryVariables>;
export const DefineNamespaceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineNamespace"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefineNamespaceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineIdentityNamespace"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<DefineNamespaceMutation, DefineNamespaceMutationVariables>;
export const PartnersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Partners"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"partners"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"lookups"}},{"kind":"Field","name":{"kind":"Name","value":"writesPerDay"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"writesToday"}}]}}]}}]} as unknown as DocumentNode<PartnersQuery, PartnersQueryVariables>;
export const DefinePartnerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefinePartner"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DefinePartnerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"definePartner"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}}]}}]}}]} as unknown as DocumentNode<DefinePartnerMutation, DefinePartnerMutationVariables>;
export const IssueTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IssueToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IssueTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issueToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]} as unknown as DocumentNode<IssueTokenMutation, IssueTokenMutationVariables>;
export const TemplateListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TemplateList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Language"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"templates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"default"}}]}}]}}]}}]} as unknown as DocumentNode<TemplateListQuery, TemplateListQueryVariables>;
export const InstallTemplateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InstallTemplate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InstallTemplateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"installTemplate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"size"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}},{"kind":"Field","name":{"kind":"Name","value":"overlaps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"both"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}},{"kind":"Field","name":{"kind":"Name","value":"jobs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<InstallTemplateMutation, InstallTemplateMutationVariables>;
export const JobListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"JobList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"cancellable"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<JobListQuery, JobListQueryVariables>;
export const CancelJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<CancelJobMutation, CancelJobMutationVariables>;
export const AlertsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Alerts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alertRaised"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"alert"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"warning"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"raisedAt"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"report"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"isRecovered"}},{"kind":"Field","name":{"kind":"Name","value":"unitFrom"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]} as unknown as DocumentNode<AlertsSubscription, AlertsSubscriptionVariables>;
export const SizesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Sizes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segments"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segmentSizes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"segments"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segments"}}},{"kind":"Argument","name":{"kind":"Name","value":"everyMs"},"value":{"kind":"IntValue","value":"1000"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]} as unknown as DocumentNode<SizesSubscription, SizesSubscriptionVariables>;
export const JobStepsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"JobSteps"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]}}]} as unknown as DocumentNode<JobStepsSubscription, JobStepsSubscriptionVariables>;
export const CampaignListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CampaignList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaigns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignTimes"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignTimes"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entered"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"includePresent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"which"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"days"}}]}},{"kind":"Field","name":{"kind":"Name","value":"date"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"offsetDays"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}}]}}]}}]}}]} as unknown as DocumentNode<CampaignListQuery, CampaignListQueryVariables>;
export const CampaignPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CampaignPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CampaignTimes"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"strategy"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEffect"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"savedBy"}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"transactional"}},{"kind":"Field","name":{"kind":"Name","value":"keepsQuietHours"}},{"kind":"Field","name":{"kind":"Name","value":"counting"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"recheck"}},{"kind":"Field","name":{"kind":"Name","value":"lateness"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAfter"}},{"kind":"Field","name":{"kind":"Name","value":"holdOutPercent"}},{"kind":"Field","name":{"kind":"Name","value":"reEntry"}},{"kind":"Field","name":{"kind":"Name","value":"reEntryAfter"}},{"kind":"Field","name":{"kind":"Name","value":"fallback"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"unless"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"ifQuiet"}},{"kind":"Field","name":{"kind":"Name","value":"quietHours"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"until"}}]}},{"kind":"Field","name":{"kind":"Name","value":"showings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"pause"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dueAfter"}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variant"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CampaignTimes"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Campaign"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entered"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"includePresent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"which"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"days"}}]}},{"kind":"Field","name":{"kind":"Name","value":"date"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"offsetDays"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}}]}}]}}]}}]} as unknown as DocumentNode<CampaignPageQuery, CampaignPageQueryVariables>;
export const PreviewCampaignDraftDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewCampaignDraft"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"days"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCampaignDraft"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"days"},"value":{"kind":"Variable","name":{"kind":"Name","value":"days"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"conditionWarnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"given"}},{"kind":"Field","name":{"kind":"Name","value":"nearest"}},{"kind":"Field","name":{"kind":"Name","value":"commonest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"types"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PreviewCampaignDraftQuery, PreviewCampaignDraftQueryVariables>;
export const ContactsInStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ContactsInState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"campaign"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"state"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ContactState"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ContactEndingReason"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contactsInState"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"campaign"},"value":{"kind":"Variable","name":{"kind":"Name","value":"campaign"}}},{"kind":"Argument","name":{"kind":"Name","value":"state"},"value":{"kind":"Variable","name":{"kind":"Name","value":"state"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ContactFacts"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ContactFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Contact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"budgets"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignee"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"earlier"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channels"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"contacts"}},{"kind":"Field","name":{"kind":"Name","value":"nextPossibleAt"}},{"kind":"Field","name":{"kind":"Name","value":"quietUntil"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"statement"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"reach"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"latestAt"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]} as unknown as DocumentNode<ContactsInStateQuery, ContactsInStateQueryVariables>;
export const ContactLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ContactLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ContactFacts"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ContactFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Contact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"budgets"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignee"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"earlier"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channels"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"contacts"}},{"kind":"Field","name":{"kind":"Name","value":"nextPossibleAt"}},{"kind":"Field","name":{"kind":"Name","value":"quietUntil"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"statement"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"reach"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"latestAt"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]} as unknown as DocumentNode<ContactLogQuery, ContactLogQueryVariables>;
export const ContactReasonsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ContactReasons"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ContactFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ContactFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Contact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"budgets"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignee"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"earlier"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"handedOverAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channels"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"contacts"}},{"kind":"Field","name":{"kind":"Name","value":"nextPossibleAt"}},{"kind":"Field","name":{"kind":"Name","value":"quietUntil"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"statement"}}]}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"reach"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"latestAt"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]} as unknown as DocumentNode<ContactReasonsQuery, ContactReasonsQueryVariables>;
export const CustomerNameDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerName"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]} as unknown as DocumentNode<CustomerNameQuery, CustomerNameQueryVariables>;
export const EndpointListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EndpointList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookEndpoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"disabledBy"}},{"kind":"Field","name":{"kind":"Name","value":"disabledAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preset"}},{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"credentials"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<EndpointListQuery, EndpointListQueryVariables>;
export const DisableWebhookEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DisableWebhookEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"disableWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"disabledBy"}}]}}]}}]} as unknown as DocumentNode<DisableWebhookEndpointMutation, DisableWebhookEndpointMutationVariables>;
export const EnableWebhookEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EnableWebhookEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enableWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"disabledBy"}}]}}]}}]} as unknown as DocumentNode<EnableWebhookEndpointMutation, EnableWebhookEndpointMutationVariables>;
export const ReachRulesPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReachRulesPage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reachRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"stopped"}},{"kind":"Field","name":{"kind":"Name","value":"controlPercent"}},{"kind":"Field","name":{"kind":"Name","value":"governing"}},{"kind":"Field","name":{"kind":"Name","value":"zoneTag"}},{"kind":"Field","name":{"kind":"Name","value":"churn"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"bound"}}]}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"assigneeTag"}},{"kind":"Field","name":{"kind":"Name","value":"isDevice"}}]}},{"kind":"Field","name":{"kind":"Name","value":"budgets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"most"}},{"kind":"Field","name":{"kind":"Name","value":"rolling"}},{"kind":"Field","name":{"kind":"Name","value":"per"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"perDevice"}}]}},{"kind":"Field","name":{"kind":"Name","value":"intervals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"every"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consentDefaults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"permission"}}]}}]}}]}}]} as unknown as DocumentNode<ReachRulesPageQuery, ReachRulesPageQueryVariables>;
export const TasksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Tasks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"assignee"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"assignee"},"value":{"kind":"Variable","name":{"kind":"Name","value":"assignee"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"campaign"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"forbiddenBy"}},{"kind":"Field","name":{"kind":"Name","value":"quietUntil"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<TasksQuery, TasksQueryVariables>;
export const CompleteTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CompleteTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}}]}}]} as unknown as DocumentNode<CompleteTaskMutation, CompleteTaskMutationVariables>;
export const WorkspaceClockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkspaceClock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"now"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"sandbox"}}]}}]}}]} as unknown as DocumentNode<WorkspaceClockQuery, WorkspaceClockQueryVariables>;
export const ReportListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReportList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reports"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"savedBy"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ReportListQuery, ReportListQueryVariables>;
export const ReportDefinitionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReportDefinition"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"report"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}},{"kind":"Field","name":{"kind":"Name","value":"analysis"}}]}}]}}]} as unknown as DocumentNode<ReportDefinitionQuery, ReportDefinitionQueryVariables>;
export const ReportVersionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReportVersions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reportVersions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"savedBy"}},{"kind":"Field","name":{"kind":"Name","value":"analysis"}}]}}]}}]} as unknown as DocumentNode<ReportVersionsQuery, ReportVersionsQueryVariables>;
export const ReportTableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReportTable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"board"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"report"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"result"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"board"},"value":{"kind":"Variable","name":{"kind":"Name","value":"board"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"table"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"columns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cells"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReportTableQuery, ReportTableQueryVariables>;
export const ReportChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ReportChanged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"board"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportFilterInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"everyMs"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reportChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}},{"kind":"Argument","name":{"kind":"Name","value":"board"},"value":{"kind":"Variable","name":{"kind":"Name","value":"board"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"everyMs"},"value":{"kind":"Variable","name":{"kind":"Name","value":"everyMs"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"table"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"columns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cells"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReportChangedSubscription, ReportChangedSubscriptionVariables>;
export const DefineReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineReportMutation, DefineReportMutationVariables>;
export const RetireReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<RetireReportMutation, RetireReportMutationVariables>;
export const BoardListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BoardList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"boards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"filter"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<BoardListQuery, BoardListQueryVariables>;
export const BoardPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BoardPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"board"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"filter"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}},{"kind":"Field","name":{"kind":"Name","value":"reports"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<BoardPageQuery, BoardPageQueryVariables>;
export const DefineBoardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineBoard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BoardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineBoard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineBoardMutation, DefineBoardMutationVariables>;
export const RetireBoardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireBoard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireBoard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<RetireBoardMutation, RetireBoardMutationVariables>;
export const StrategyListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StrategyList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"strategies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"objective"}},{"kind":"Field","name":{"kind":"Name","value":"offer"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"layers"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<StrategyListQuery, StrategyListQueryVariables>;
export const StrategyPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StrategyPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"strategy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"objective"}},{"kind":"Field","name":{"kind":"Name","value":"offer"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"textFamily"}},{"kind":"Field","name":{"kind":"Name","value":"layers"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"window"}},{"kind":"Field","name":{"kind":"Name","value":"leastEffect"}},{"kind":"Field","name":{"kind":"Name","value":"layerModel"}},{"kind":"Field","name":{"kind":"Name","value":"plannedAt"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}},{"kind":"Field","name":{"kind":"Name","value":"evidence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LayerEvidenceShown"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"strategyRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"strategy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StrategyRecordShown"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyFigureShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignedTreated"}},{"kind":"Field","name":{"kind":"Name","value":"assignedHeldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"heldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treatedMean"}},{"kind":"Field","name":{"kind":"Name","value":"heldOutMean"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"standardError"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"sampleRatio"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerEvidenceShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerEvidence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"standing"}},{"kind":"Field","name":{"kind":"Name","value":"byHand"}},{"kind":"Field","name":{"kind":"Name","value":"verdicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"records"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pooled"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"studies"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"tau2"}},{"kind":"Field","name":{"kind":"Name","value":"i2"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"prediction"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"shrunk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"trials"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"sourceVersion"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"heldOut"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyRecordShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyRecord"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"sourceVersion"}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"window"}},{"kind":"Field","name":{"kind":"Name","value":"leastEffect"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"isPlannedBefore"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StrategyFigureShown"}}]}},{"kind":"Field","name":{"kind":"Name","value":"closing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"effect"}}]}}]}}]}}]} as unknown as DocumentNode<StrategyPageQuery, StrategyPageQueryVariables>;
export const StrategyProposalsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StrategyProposals"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyKnowledgeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"strategyKnowledge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"strategy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"offer"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}}]}},{"kind":"Field","name":{"kind":"Name","value":"evidence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"standing"}},{"kind":"Field","name":{"kind":"Name","value":"byHand"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pooled"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"studies"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"strategyProposals"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"advice"}},{"kind":"Field","name":{"kind":"Name","value":"strategy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}}]}},{"kind":"Field","name":{"kind":"Name","value":"expected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"prediction"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]}}]}}]} as unknown as DocumentNode<StrategyProposalsQuery, StrategyProposalsQueryVariables>;
export const DefineStrategyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DefineStrategy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defineStrategy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<DefineStrategyMutation, DefineStrategyMutationVariables>;
export const RetireStrategyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireStrategy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireStrategy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"retired"}}]}}]}}]} as unknown as DocumentNode<RetireStrategyMutation, RetireStrategyMutationVariables>;
export const AddArticleStrategiesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddArticleStrategies"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ArticleLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addArticleStrategies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<AddArticleStrategiesMutation, AddArticleStrategiesMutationVariables>;
export const MeasureStrategiesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MeasureStrategies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"measureStrategies"}}]}}]} as unknown as DocumentNode<MeasureStrategiesMutation, MeasureStrategiesMutationVariables>;
export const RecordStrategyResultDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordStrategyResult"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyResultInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordStrategyResult"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}}]}}]}}]} as unknown as DocumentNode<RecordStrategyResultMutation, RecordStrategyResultMutationVariables>;
export const RemoveStrategyResultDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveStrategyResult"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeStrategyResult"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}]}]}}]} as unknown as DocumentNode<RemoveStrategyResultMutation, RemoveStrategyResultMutationVariables>;
export const LayerChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LayerChoices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layerModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<LayerChoicesQuery, LayerChoicesQueryVariables>;
export const LayerQualityDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LayerQuality"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"model"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LayerQualityInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"draft"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layerModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"model"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quality"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"skip"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"draft"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LayerQualityShown"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nextDraft"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"draft"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quality"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LayerQualityShown"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LayerQualityShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerQuality"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"later"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"soundness"}},{"kind":"Field","name":{"kind":"Name","value":"findings"}},{"kind":"Field","name":{"kind":"Name","value":"meanSpend"}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"spend"}},{"kind":"Field","name":{"kind":"Name","value":"meanOrders"}},{"kind":"Field","name":{"kind":"Name","value":"meanSpend"}},{"kind":"Field","name":{"kind":"Name","value":"stayed"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"separation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"etaSquared"}},{"kind":"Field","name":{"kind":"Name","value":"rankEpsilonSquared"}},{"kind":"Field","name":{"kind":"Name","value":"byChance"}},{"kind":"Field","name":{"kind":"Name","value":"probability"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"same"}},{"kind":"Field","name":{"kind":"Name","value":"sameByChance"}},{"kind":"Field","name":{"kind":"Name","value":"kappa"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pairs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"higher"}},{"kind":"Field","name":{"kind":"Name","value":"lower"}},{"kind":"Field","name":{"kind":"Name","value":"difference"}},{"kind":"Field","name":{"kind":"Name","value":"likeness"}},{"kind":"Field","name":{"kind":"Name","value":"responseProbability"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"response"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"probability"}},{"kind":"Field","name":{"kind":"Name","value":"strategies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"probability"}},{"kind":"Field","name":{"kind":"Name","value":"strategy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}}]}},{"kind":"Field","name":{"kind":"Name","value":"effects"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"trials"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LayerQualityQuery, LayerQualityQueryVariables>;
export const CampaignRecordsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CampaignRecords"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"campaign"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"strategyRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"campaign"},"value":{"kind":"Variable","name":{"kind":"Name","value":"campaign"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StrategyRecordShown"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyFigureShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assignedTreated"}},{"kind":"Field","name":{"kind":"Name","value":"assignedHeldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treated"}},{"kind":"Field","name":{"kind":"Name","value":"heldOut"}},{"kind":"Field","name":{"kind":"Name","value":"treatedMean"}},{"kind":"Field","name":{"kind":"Name","value":"heldOutMean"}},{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"standardError"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"sampleRatio"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StrategyRecordShown"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StrategyRecord"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"sourceVersion"}},{"kind":"Field","name":{"kind":"Name","value":"layer"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"window"}},{"kind":"Field","name":{"kind":"Name","value":"leastEffect"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"isPlannedBefore"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StrategyFigureShown"}}]}},{"kind":"Field","name":{"kind":"Name","value":"closing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"figure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"effect"}}]}}]}}]}}]} as unknown as DocumentNode<CampaignRecordsQuery, CampaignRecordsQueryVariables>;
export const FunnelReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FunnelReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"funnelReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FunnelFigures"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FunnelFigures"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FunnelFigures"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelGroup"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reached"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"stepConversion"}},{"kind":"Field","name":{"kind":"Name","value":"lost"}},{"kind":"Field","name":{"kind":"Name","value":"meanMs"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"p90Ms"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"lostRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}},{"kind":"Field","name":{"kind":"Name","value":"tied"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}}]} as unknown as DocumentNode<FunnelReportQuery, FunnelReportQueryVariables>;
export const RetentionReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RetentionReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetentionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retentionReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"cohorts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"last"}},{"kind":"Field","name":{"kind":"Name","value":"eligible"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"last"}},{"kind":"Field","name":{"kind":"Name","value":"eligible"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]}}]} as unknown as DocumentNode<RetentionReportQuery, RetentionReportQueryVariables>;
export const StickinessReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StickinessReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ActivityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stickinessReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"units"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"units"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"days"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"day"}},{"kind":"Field","name":{"kind":"Name","value":"week"}},{"kind":"Field","name":{"kind":"Name","value":"month"}},{"kind":"Field","name":{"kind":"Name","value":"ofWeek"}},{"kind":"Field","name":{"kind":"Name","value":"ofMonth"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}}]}}]} as unknown as DocumentNode<StickinessReportQuery, StickinessReportQueryVariables>;
export const LifecycleReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LifecycleReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ActivityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lifecycleReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"units"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"new"}},{"kind":"Field","name":{"kind":"Name","value":"returning"}},{"kind":"Field","name":{"kind":"Name","value":"resurrecting"}},{"kind":"Field","name":{"kind":"Name","value":"dormant"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"new"}},{"kind":"Field","name":{"kind":"Name","value":"returning"}},{"kind":"Field","name":{"kind":"Name","value":"resurrecting"}},{"kind":"Field","name":{"kind":"Name","value":"dormant"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LifecycleReportQuery, LifecycleReportQueryVariables>;
export const AnalysisMembersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AnalysisMembers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"analysis"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AnalysisInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"row"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"analysisMembers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"analysis"},"value":{"kind":"Variable","name":{"kind":"Name","value":"analysis"}}},{"kind":"Argument","name":{"kind":"Name","value":"row"},"value":{"kind":"Variable","name":{"kind":"Name","value":"row"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AnalysisMembersQuery, AnalysisMembersQueryVariables>;
export const TrendReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TrendReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TrendInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"trendReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TrendFigures"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TrendFigures"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TrendFigures"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TrendFigures"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TrendSeries"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"unattributedTotal"}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"unattributed"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]} as unknown as DocumentNode<TrendReportQuery, TrendReportQueryVariables>;
export const NineMetricsReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NineMetricsReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"NineMetricsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nineMetricsReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"unattributed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dormantAtBeginning"}},{"kind":"Field","name":{"kind":"Name","value":"dormantRow"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"nextComplete"}},{"kind":"Field","name":{"kind":"Name","value":"classes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"visitors"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"perBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"visitAgain"}},{"kind":"Field","name":{"kind":"Name","value":"visitAgainRate"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"buyersRow"}}]}}]}}]}}]} as unknown as DocumentNode<NineMetricsReportQuery, NineMetricsReportQueryVariables>;
export const RepurchaseReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RepurchaseReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RepurchaseInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repurchaseReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GapFigures"}}]}},{"kind":"Field","name":{"kind":"Name","value":"firstToSecond"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GapFigures"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GapFigures"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Gaps"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gaps"}},{"kind":"Field","name":{"kind":"Name","value":"meanMs"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"p90Ms"}},{"kind":"Field","name":{"kind":"Name","value":"ranges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"belowMs"}},{"kind":"Field","name":{"kind":"Name","value":"gaps"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]} as unknown as DocumentNode<RepurchaseReportQuery, RepurchaseReportQueryVariables>;
export const CohortRevenueReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CohortRevenueReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CohortRevenueInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cohortRevenueReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"cohorts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"month"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"revenue"}},{"kind":"Field","name":{"kind":"Name","value":"cumulative"}},{"kind":"Field","name":{"kind":"Name","value":"perCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"cumulativePerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CohortRevenueReportQuery, CohortRevenueReportQueryVariables>;
export const RfmReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RfmReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RfmInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rfmReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"recencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"frequencyBounds"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recency"}},{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pareto"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"gmvShare"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gini"}}]}}]}}]} as unknown as DocumentNode<RfmReportQuery, RfmReportQueryVariables>;
export const PathReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PathReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PathInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pathReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"}},{"kind":"Field","name":{"kind":"Name","value":"paths"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"place"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"}}]}},{"kind":"Field","name":{"kind":"Name","value":"links"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"place"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"ends"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]}}]} as unknown as DocumentNode<PathReportQuery, PathReportQueryVariables>;
export const OrderForecastDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrderForecast"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderForecastInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderForecast"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"repeaters"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"r"}},{"kind":"Field","name":{"kind":"Name","value":"alpha"}},{"kind":"Field","name":{"kind":"Name","value":"a"}},{"kind":"Field","name":{"kind":"Name","value":"b"}}]}},{"kind":"Field","name":{"kind":"Name","value":"valueModel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p"}},{"kind":"Field","name":{"kind":"Name","value":"q"}},{"kind":"Field","name":{"kind":"Name","value":"v"}},{"kind":"Field","name":{"kind":"Name","value":"correlation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alive"}},{"kind":"Field","name":{"kind":"Name","value":"expectedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"lifetimeValue"}},{"kind":"Field","name":{"kind":"Name","value":"test"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"predicted"}},{"kind":"Field","name":{"kind":"Name","value":"naive"}},{"kind":"Field","name":{"kind":"Name","value":"meanAbsoluteError"}},{"kind":"Field","name":{"kind":"Name","value":"naiveMeanAbsoluteError"}},{"kind":"Field","name":{"kind":"Name","value":"value"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"predicted"}},{"kind":"Field","name":{"kind":"Name","value":"naive"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}}]}}]}}]} as unknown as DocumentNode<OrderForecastQuery, OrderForecastQueryVariables>;
export const ChurnModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChurnModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChurnModelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"churnModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"trainedAt"}},{"kind":"Field","name":{"kind":"Name","value":"trainedOn"}},{"kind":"Field","name":{"kind":"Name","value":"baseRate"}},{"kind":"Field","name":{"kind":"Name","value":"intercept"}},{"kind":"Field","name":{"kind":"Name","value":"coefficients"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"feature"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"deviation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"testedAt"}},{"kind":"Field","name":{"kind":"Name","value":"test"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"positives"}},{"kind":"Field","name":{"kind":"Name","value":"auc"}},{"kind":"Field","name":{"kind":"Name","value":"brier"}},{"kind":"Field","name":{"kind":"Name","value":"baseBrier"}},{"kind":"Field","name":{"kind":"Name","value":"calibrationError"}},{"kind":"Field","name":{"kind":"Name","value":"reliability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"predicted"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"current"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"atRisk"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}}]}}]}}]} as unknown as DocumentNode<ChurnModelQuery, ChurnModelQueryVariables>;
export const ItemLinksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ItemLinks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sku"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"itemLinks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sku"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sku"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"links"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"both"}},{"kind":"Field","name":{"kind":"Name","value":"a"}},{"kind":"Field","name":{"kind":"Name","value":"b"}},{"kind":"Field","name":{"kind":"Name","value":"cosine"}},{"kind":"Field","name":{"kind":"Name","value":"g2"}}]}}]}}]}}]} as unknown as DocumentNode<ItemLinksQuery, ItemLinksQueryVariables>;
export const RecommendationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Recommendations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"notBoughtWithin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"popularIn"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"availableField"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"mostPrice"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recommendations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"notBoughtWithin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"notBoughtWithin"}}},{"kind":"Argument","name":{"kind":"Name","value":"popularIn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"popularIn"}}},{"kind":"Argument","name":{"kind":"Name","value":"availableField"},"value":{"kind":"Variable","name":{"kind":"Name","value":"availableField"}}},{"kind":"Argument","name":{"kind":"Name","value":"mostPrice"},"value":{"kind":"Variable","name":{"kind":"Name","value":"mostPrice"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"profiled"}},{"kind":"Field","name":{"kind":"Name","value":"continued"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"boughtTogether"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"because"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bought"}},{"kind":"Field","name":{"kind":"Name","value":"both"}},{"kind":"Field","name":{"kind":"Name","value":"a"}},{"kind":"Field","name":{"kind":"Name","value":"b"}},{"kind":"Field","name":{"kind":"Name","value":"cosine"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"dueAgain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"intervalMs"}},{"kind":"Field","name":{"kind":"Name","value":"basis"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"popular"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"all"}}]}}]}}]}}]} as unknown as DocumentNode<RecommendationsQuery, RecommendationsQueryVariables>;
export const StrategyEvidenceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StrategyEvidence"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EvidenceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"strategyEvidence"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"studies"}},{"kind":"Field","name":{"kind":"Name","value":"tau2"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"prediction"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}},{"kind":"Field","name":{"kind":"Name","value":"q"}},{"kind":"Field","name":{"kind":"Name","value":"qProbability"}},{"kind":"Field","name":{"kind":"Name","value":"i2"}},{"kind":"Field","name":{"kind":"Name","value":"shrunk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"effect"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}}]}}]}}]} as unknown as DocumentNode<StrategyEvidenceQuery, StrategyEvidenceQueryVariables>;
export const CustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Customer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identity"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"IdentityInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"events"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"identity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"identities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"namespace"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"events"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"orderId"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerQuery, CustomerQueryVariables>;
export const QuestionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Question"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expression"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profiles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"expression"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expression"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<QuestionQuery, QuestionQueryVariables>;
export const StatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Statistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"metric"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expression"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"statistics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"metric"},"value":{"kind":"Variable","name":{"kind":"Name","value":"metric"}}},{"kind":"Argument","name":{"kind":"Name","value":"expression"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expression"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profiles"}},{"kind":"Field","name":{"kind":"Name","value":"withValue"}},{"kind":"Field","name":{"kind":"Name","value":"sum"}},{"kind":"Field","name":{"kind":"Name","value":"average"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]} as unknown as DocumentNode<StatisticsQuery, StatisticsQueryVariables>;
export const ExplainDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Explain"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segment"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"at"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainMembership"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"profile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profile"}}},{"kind":"Argument","name":{"kind":"Name","value":"segment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segment"}}},{"kind":"Argument","name":{"kind":"Name","value":"at"},"value":{"kind":"Variable","name":{"kind":"Name","value":"at"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"member"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}},{"kind":"Field","name":{"kind":"Name","value":"condition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"truth"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}},{"kind":"Field","name":{"kind":"Name","value":"evidence"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}},{"kind":"Field","name":{"kind":"Name","value":"children"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"truth"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}},{"kind":"Field","name":{"kind":"Name","value":"evidence"}},{"kind":"Field","name":{"kind":"Name","value":"nextFlipAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ExplainQuery, ExplainQueryVariables>;
export const SegmentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Segments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"50"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentsQuery, SegmentsQueryVariables>;
export const ReturnsReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReturnsReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReturnsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnsReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"returnedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"whollyReturned"}},{"kind":"Field","name":{"kind":"Name","value":"orderRate"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"returningCustomers"}},{"kind":"Field","name":{"kind":"Name","value":"customerRate"}},{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"returnedLines"}},{"kind":"Field","name":{"kind":"Name","value":"lineRate"}},{"kind":"Field","name":{"kind":"Name","value":"sales"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}},{"kind":"Field","name":{"kind":"Name","value":"refunded"}},{"kind":"Field","name":{"kind":"Name","value":"refundedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"refundRate"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"returnedRow"}},{"kind":"Field","name":{"kind":"Name","value":"refundedRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"returnedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"whollyReturned"}},{"kind":"Field","name":{"kind":"Name","value":"orderRate"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"returningCustomers"}},{"kind":"Field","name":{"kind":"Name","value":"customerRate"}},{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"returnedLines"}},{"kind":"Field","name":{"kind":"Name","value":"lineRate"}},{"kind":"Field","name":{"kind":"Name","value":"sales"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}},{"kind":"Field","name":{"kind":"Name","value":"refunded"}},{"kind":"Field","name":{"kind":"Name","value":"refundedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"refundRate"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"returnedRow"}},{"kind":"Field","name":{"kind":"Name","value":"refundedRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"returnedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"whollyReturned"}},{"kind":"Field","name":{"kind":"Name","value":"orderRate"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"returningCustomers"}},{"kind":"Field","name":{"kind":"Name","value":"customerRate"}},{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"returnedLines"}},{"kind":"Field","name":{"kind":"Name","value":"lineRate"}},{"kind":"Field","name":{"kind":"Name","value":"sales"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}},{"kind":"Field","name":{"kind":"Name","value":"refunded"}},{"kind":"Field","name":{"kind":"Name","value":"refundedOrders"}},{"kind":"Field","name":{"kind":"Name","value":"refundRate"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"returnedRow"}},{"kind":"Field","name":{"kind":"Name","value":"refundedRow"}}]}}]}}]}}]} as unknown as DocumentNode<ReturnsReportQuery, ReturnsReportQueryVariables>;
export const BasketReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BasketReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BasketInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"basketReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"medianOrder"}},{"kind":"Field","name":{"kind":"Name","value":"withLines"}},{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"linesPerOrder"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"quantityPerOrder"}},{"kind":"Field","name":{"kind":"Name","value":"sizes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"medianOrder"}},{"kind":"Field","name":{"kind":"Name","value":"withLines"}},{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"linesPerOrder"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"quantityPerOrder"}},{"kind":"Field","name":{"kind":"Name","value":"sizes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"medianOrder"}},{"kind":"Field","name":{"kind":"Name","value":"withLines"}},{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"linesPerOrder"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"quantityPerOrder"}},{"kind":"Field","name":{"kind":"Name","value":"sizes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]}}]} as unknown as DocumentNode<BasketReportQuery, BasketReportQueryVariables>;
export const PairReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PairReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PairInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pairReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"baskets"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"paired"}},{"kind":"Field","name":{"kind":"Name","value":"found"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"pairs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"second"}},{"kind":"Field","name":{"kind":"Name","value":"together"}},{"kind":"Field","name":{"kind":"Name","value":"firstBaskets"}},{"kind":"Field","name":{"kind":"Name","value":"secondBaskets"}},{"kind":"Field","name":{"kind":"Name","value":"ofFirst"}},{"kind":"Field","name":{"kind":"Name","value":"ofSecond"}},{"kind":"Field","name":{"kind":"Name","value":"lift"}},{"kind":"Field","name":{"kind":"Name","value":"row"}}]}}]}}]}}]} as unknown as DocumentNode<PairReportQuery, PairReportQueryVariables>;
export const CartReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CartReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CartInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cartReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"carted"}},{"kind":"Field","name":{"kind":"Name","value":"bought"}},{"kind":"Field","name":{"kind":"Name","value":"abandoned"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"boughtRow"}},{"kind":"Field","name":{"kind":"Name","value":"abandonedRow"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"carted"}},{"kind":"Field","name":{"kind":"Name","value":"bought"}},{"kind":"Field","name":{"kind":"Name","value":"abandoned"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"boughtRow"}},{"kind":"Field","name":{"kind":"Name","value":"abandonedRow"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"carted"}},{"kind":"Field","name":{"kind":"Name","value":"bought"}},{"kind":"Field","name":{"kind":"Name","value":"abandoned"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"boughtRow"}},{"kind":"Field","name":{"kind":"Name","value":"abandonedRow"}},{"kind":"Field","name":{"kind":"Name","value":"openRow"}}]}}]}}]}}]} as unknown as DocumentNode<CartReportQuery, CartReportQueryVariables>;
export const MemberReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MemberReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"memberReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"units"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"members"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"activeRate"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"buyerRate"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"activeRow"}},{"kind":"Field","name":{"kind":"Name","value":"inactiveRow"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"units"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"members"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"activeRate"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"buyerRate"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"activeRow"}},{"kind":"Field","name":{"kind":"Name","value":"inactiveRow"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"units"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"members"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"activeRate"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"buyerRate"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"activeRow"}},{"kind":"Field","name":{"kind":"Name","value":"inactiveRow"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MemberReportQuery, MemberReportQueryVariables>;
export const SlotReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SlotReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SlotInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slotReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exposures"}},{"kind":"Field","name":{"kind":"Name","value":"exposedCustomers"}},{"kind":"Field","name":{"kind":"Name","value":"clicks"}},{"kind":"Field","name":{"kind":"Name","value":"clickers"}},{"kind":"Field","name":{"kind":"Name","value":"clickRate"}},{"kind":"Field","name":{"kind":"Name","value":"clickerRate"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"clickedRow"}},{"kind":"Field","name":{"kind":"Name","value":"boughtRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slot"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"exposures"}},{"kind":"Field","name":{"kind":"Name","value":"exposedCustomers"}},{"kind":"Field","name":{"kind":"Name","value":"clicks"}},{"kind":"Field","name":{"kind":"Name","value":"clickers"}},{"kind":"Field","name":{"kind":"Name","value":"clickRate"}},{"kind":"Field","name":{"kind":"Name","value":"clickerRate"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"clickedRow"}},{"kind":"Field","name":{"kind":"Name","value":"boughtRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"none"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"boughtRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"additive"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}}]}}]} as unknown as DocumentNode<SlotReportQuery, SlotReportQueryVariables>;
export const ChannelReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChannelReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChannelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channelReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"views"}},{"kind":"Field","name":{"kind":"Name","value":"viewsPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"carting"}},{"kind":"Field","name":{"kind":"Name","value":"cartRate"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"conversionLow"}},{"kind":"Field","name":{"kind":"Name","value":"conversionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"perBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"day7Eligible"}},{"kind":"Field","name":{"kind":"Name","value":"day7"}},{"kind":"Field","name":{"kind":"Name","value":"day7Rate"}},{"kind":"Field","name":{"kind":"Name","value":"repurchaseEligible"}},{"kind":"Field","name":{"kind":"Name","value":"repurchased"}},{"kind":"Field","name":{"kind":"Name","value":"repurchaseRate"}},{"kind":"Field","name":{"kind":"Name","value":"sales"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"returnRate"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"costPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"costPerBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"gmvPerCost"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"buyersRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"viewRank"}},{"kind":"Field","name":{"kind":"Name","value":"conversionRank"}},{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"views"}},{"kind":"Field","name":{"kind":"Name","value":"viewsPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"carting"}},{"kind":"Field","name":{"kind":"Name","value":"cartRate"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"conversionLow"}},{"kind":"Field","name":{"kind":"Name","value":"conversionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"perBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"day7Eligible"}},{"kind":"Field","name":{"kind":"Name","value":"day7"}},{"kind":"Field","name":{"kind":"Name","value":"day7Rate"}},{"kind":"Field","name":{"kind":"Name","value":"repurchaseEligible"}},{"kind":"Field","name":{"kind":"Name","value":"repurchased"}},{"kind":"Field","name":{"kind":"Name","value":"repurchaseRate"}},{"kind":"Field","name":{"kind":"Name","value":"sales"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"returnRate"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"costPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"costPerBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"gmvPerCost"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"buyersRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"}},{"kind":"Field","name":{"kind":"Name","value":"views"}},{"kind":"Field","name":{"kind":"Name","value":"viewsPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"carting"}},{"kind":"Field","name":{"kind":"Name","value":"cartRate"}},{"kind":"Field","name":{"kind":"Name","value":"buyers"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"conversionLow"}},{"kind":"Field","name":{"kind":"Name","value":"conversionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"perBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"perOrder"}},{"kind":"Field","name":{"kind":"Name","value":"day7Eligible"}},{"kind":"Field","name":{"kind":"Name","value":"day7"}},{"kind":"Field","name":{"kind":"Name","value":"day7Rate"}},{"kind":"Field","name":{"kind":"Name","value":"repurchaseEligible"}},{"kind":"Field","name":{"kind":"Name","value":"repurchased"}},{"kind":"Field","name":{"kind":"Name","value":"repurchaseRate"}},{"kind":"Field","name":{"kind":"Name","value":"sales"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"returnRate"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"costPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"costPerBuyer"}},{"kind":"Field","name":{"kind":"Name","value":"gmvPerCost"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"buyersRow"}}]}}]}}]}}]} as unknown as DocumentNode<ChannelReportQuery, ChannelReportQueryVariables>;
export const ReachReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReachReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReachInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reachReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"all"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"opened"}},{"kind":"Field","name":{"kind":"Name","value":"clicked"}},{"kind":"Field","name":{"kind":"Name","value":"viewed"}},{"kind":"Field","name":{"kind":"Name","value":"newViewers"}},{"kind":"Field","name":{"kind":"Name","value":"oldViewers"}},{"kind":"Field","name":{"kind":"Name","value":"day7Eligible"}},{"kind":"Field","name":{"kind":"Name","value":"day7"}},{"kind":"Field","name":{"kind":"Name","value":"day7Rate"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonthEligible"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonth"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonthRate"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"ordersByClick"}},{"kind":"Field","name":{"kind":"Name","value":"converted"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"clickRate"}},{"kind":"Field","name":{"kind":"Name","value":"viewRate"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"opened"}},{"kind":"Field","name":{"kind":"Name","value":"clicked"}},{"kind":"Field","name":{"kind":"Name","value":"viewed"}},{"kind":"Field","name":{"kind":"Name","value":"converted"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"other"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"opened"}},{"kind":"Field","name":{"kind":"Name","value":"clicked"}},{"kind":"Field","name":{"kind":"Name","value":"viewed"}},{"kind":"Field","name":{"kind":"Name","value":"newViewers"}},{"kind":"Field","name":{"kind":"Name","value":"oldViewers"}},{"kind":"Field","name":{"kind":"Name","value":"day7Eligible"}},{"kind":"Field","name":{"kind":"Name","value":"day7"}},{"kind":"Field","name":{"kind":"Name","value":"day7Rate"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonthEligible"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonth"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonthRate"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"ordersByClick"}},{"kind":"Field","name":{"kind":"Name","value":"converted"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"clickRate"}},{"kind":"Field","name":{"kind":"Name","value":"viewRate"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"opened"}},{"kind":"Field","name":{"kind":"Name","value":"clicked"}},{"kind":"Field","name":{"kind":"Name","value":"viewed"}},{"kind":"Field","name":{"kind":"Name","value":"converted"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"opened"}},{"kind":"Field","name":{"kind":"Name","value":"clicked"}},{"kind":"Field","name":{"kind":"Name","value":"viewed"}},{"kind":"Field","name":{"kind":"Name","value":"newViewers"}},{"kind":"Field","name":{"kind":"Name","value":"oldViewers"}},{"kind":"Field","name":{"kind":"Name","value":"day7Eligible"}},{"kind":"Field","name":{"kind":"Name","value":"day7"}},{"kind":"Field","name":{"kind":"Name","value":"day7Rate"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonthEligible"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonth"}},{"kind":"Field","name":{"kind":"Name","value":"nextMonthRate"}},{"kind":"Field","name":{"kind":"Name","value":"orders"}},{"kind":"Field","name":{"kind":"Name","value":"ordersByClick"}},{"kind":"Field","name":{"kind":"Name","value":"converted"}},{"kind":"Field","name":{"kind":"Name","value":"gmv"}},{"kind":"Field","name":{"kind":"Name","value":"clickRate"}},{"kind":"Field","name":{"kind":"Name","value":"viewRate"}},{"kind":"Field","name":{"kind":"Name","value":"conversion"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"opened"}},{"kind":"Field","name":{"kind":"Name","value":"clicked"}},{"kind":"Field","name":{"kind":"Name","value":"viewed"}},{"kind":"Field","name":{"kind":"Name","value":"converted"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReachReportQuery, ReachReportQueryVariables>;
export const IngestEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IngestEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"events"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EventInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingestEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"events"},"value":{"kind":"Variable","name":{"kind":"Name","value":"events"}}},{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}}]}}]}}]}}]} as unknown as DocumentNode<IngestEventsMutation, IngestEventsMutationVariables>;
export const IdentifyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Identify"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identities"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IdentityInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"occurredAt"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"identify"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"identities"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identities"}}},{"kind":"Argument","name":{"kind":"Name","value":"occurredAt"},"value":{"kind":"Variable","name":{"kind":"Name","value":"occurredAt"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profile"}},{"kind":"Field","name":{"kind":"Name","value":"merged"}}]}}]}}]} as unknown as DocumentNode<IdentifyMutation, IdentifyMutationVariables>;
export const SetTagsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetTags"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"tags"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetTagInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setTags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"tags"},"value":{"kind":"Variable","name":{"kind":"Name","value":"tags"}}},{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}}]}}]}}]} as unknown as DocumentNode<SetTagsMutation, SetTagsMutationVariables>;
export const ClearTagsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClearTags"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"tags"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClearTagInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearTags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"tags"},"value":{"kind":"Variable","name":{"kind":"Name","value":"tags"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}}]}}]}}]} as unknown as DocumentNode<ClearTagsMutation, ClearTagsMutationVariables>;
export const RecordTagPointsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordTagPoints"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"points"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TagPointInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordTagPoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"points"},"value":{"kind":"Variable","name":{"kind":"Name","value":"points"}}},{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"profile"}}]}}]}}]} as unknown as DocumentNode<RecordTagPointsMutation, RecordTagPointsMutationVariables>;