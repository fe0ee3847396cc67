/** Input and outcome types of the write path. */
import type { OrderToPay } from '../../engine/coupons/coupon-use.js';
import type { LineDiscount } from '../../engine/coupons/discount.js';
import type { HandOverResult } from '../../engine/reach/contact-record.js';
import type { ReservationRequest } from '../../engine/reach/reservation.js';
import type { FactReason } from '../../reasons/index.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { EventFact, Identity, TagChange, Value } from '../../engine/types.js';

export type Target = { readonly identities: readonly Identity[] } | { readonly profile: string };

/**
 * The mutation that sent the intake. All intakes of one mutation share one origin object, so the audit log has one entry
 * for those that a transaction accepts.
 */
export interface Origin {
  /** Subject of the caller's token. */
  readonly actor: string;
  readonly operation: string;
}

export interface EventIntake {
  readonly kind: 'event';
  readonly origin: Origin;
  readonly identities: readonly Identity[];
  readonly event: EventFact;
  readonly source: string;
  readonly messageId: string;
  readonly bodyHash: string;
  /**
   * Whether the sender may make decisions about coupons and experiments. If so, an event from the sender about a coupon
   * or experiment of this system counts as a decision of this system.
   */
  readonly mayDecide?: boolean;
  /**
   * Whether the intake was sent with a write key. If so, its links do not count as evidence of identity (see
   * `Link.isPublic`).
   */
  readonly isPublic?: boolean;
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}
export interface TagIntake {
  readonly kind: 'tag';
  readonly origin: Origin;
  readonly target: Target;
  readonly tag: string;
  readonly source: string;
  /** Defaults to the time of the commit. */
  readonly at?: number;
  readonly sequence: number;
  /** The new value. Absent means that the tag is cleared. */
  readonly value?: Value;
  readonly correction?: boolean;
  /** A change relative to the previous value, such as an increment. `writeId` is the sender's id for the change. */
  readonly change?: TagChange;
  readonly writeId?: string;
  readonly reason?: string;
  /**
   * Whether the intake was sent with a write key. If so, its links do not count as evidence of identity (see
   * `Link.isPublic`).
   */
  readonly isPublic?: boolean;
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}
export interface LinkIntake {
  readonly kind: 'link';
  readonly origin: Origin;
  readonly identities: readonly Identity[];
  readonly at?: number;
  /**
   * Whether a person decided the link. Otherwise, the link was observed. A link that a person decided is not subject to
   * identity limits and strengths.
   */
  readonly explicit?: boolean;
  /**
   * Whether the intake was sent with a write key. If so, its links do not count as evidence of identity (see
   * `Link.isPublic`).
   */
  readonly isPublic?: boolean;
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}
/** A person's decision to split identities off a customer, or to keep two customers apart. */
export interface UnmergeIntake {
  readonly kind: 'unmerge';
  readonly origin: Origin;
  readonly profile: string;
  /** The identities to split off, or another customer that must never be merged with this customer. */
  readonly from: { readonly identities: readonly Identity[] } | { readonly other: string };
  readonly reason?: string;
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}
/** A coupon operation that this system carries out, as opposed to one reported by an event. */
export interface CouponIntake {
  readonly kind: 'coupon';
  readonly origin: Origin;
  readonly target: Target;
  readonly coupon: string;
  readonly does:
    | { readonly what: 'issue' }
    | { readonly what: 'claim'; readonly partner?: Target }
    | { readonly what: 'redeem'; readonly claim?: string; readonly order: OrderToPay }
    | { readonly what: 'return'; readonly orderId: string };
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}
/** A claim of a whole pack. Either all coupons in the pack are claimed, or none. */
export interface PackIntake {
  readonly kind: 'pack';
  readonly origin: Origin;
  readonly target: Target;
  readonly pack: string;
  /**
   * The coupons that were in the pack at the time of the request. Concurrent claims wait for each other, because they
   * update the counters of these coupons. The claim itself covers the coupons that are in the pack at commit time.
   */
  readonly coupons: readonly string[];
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}

/** An intake that decides which campaigns contact a customer at a given time. */
export interface ContactsIntake {
  readonly kind: 'contacts';
  readonly origin: Origin;
  readonly target: { readonly profile: string };
  /** Time at which the campaigns run, or due time of their planned contacts. */
  readonly dueAt: number;
  /** Keys of the campaigns that must be included in the decision. */
  readonly campaigns: readonly string[];
}

/** An intake that stores the delivery result of a claimed contact, or sends a contact again. */
export interface HandOverIntake {
  readonly kind: 'handOver';
  readonly origin: Origin;
  readonly target: { readonly profile: string };
  readonly contact: string;
  readonly campaign: string;
  /** Number of the claim on the contact under which this result was produced. */
  readonly claim: number;
  readonly result: HandOverResult;
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}

/** An intake that reserves a contact for a message that the caller sends itself. */
export interface ReserveIntake {
  readonly kind: 'reserve';
  readonly origin: Origin;
  readonly target: Target;
  readonly request: ReservationRequest;
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}

/** An intake with which a place asks for the contact that it shows to a customer next. */
export interface ShowIntake {
  readonly kind: 'show';
  readonly origin: Origin;
  readonly target: Target;
  /** The channel of the place. */
  readonly slot: string;
  /** Keys of the campaigns whose contacts may be shown. */
  readonly campaigns: readonly string[];
  /** Stable id derived from the request's idempotency key. A repeated intake with this id gets the stored outcome. */
  readonly once?: string;
}

/**
 * An intake that evaluates the root profile of a customer. This is necessary when planned work for the profile is due,
 * or when the profile was evaluated under older definitions.
 */
export interface CheckIntake {
  readonly kind: 'check';
  readonly profile: string;
  /** Whether to re-evaluate the customer's links too, because the identity rules changed. */
  readonly regroup?: boolean;
  /** Whether to remove the customer's expired events too. */
  readonly purge?: boolean;
  /** A source whose events and tag writes are removed from the customer too. */
  readonly removeSource?: string;
  /** Whether list entries for the customer's identities changed. */
  readonly lists?: boolean;
  /**
   * Catalogue version under which the customer was written. Set only if the customer was written after all customers
   * had been evaluated under a newer version. Only definitions published after this version are evaluated.
   */
  readonly since?: number;
  /**
   * Key of a campaign whose start must be applied to the customer. The due times of the campaign are then planned too.
   */
  readonly start?: string;
  /**
   * The customer's events, if they are already in memory. The database is not read while this version of the events is
   * current.
   */
  readonly known?: KnownFacts;
}

/**
 * The events of a customer at one version of its facts. The ids of these events differ from the stored ids. They can
 * therefore be used only for evaluations that add no new facts.
 */
export interface KnownFacts {
  readonly factsVersion: number;
  readonly facts: FactSet;
}

/** Intakes that state a fact about a customer or request an evaluation of the customer. */
type StatedIntake = EventIntake | TagIntake | LinkIntake | UnmergeIntake | CheckIntake;

export type Intake =
  | StatedIntake
  | CouponIntake
  | PackIntake
  | ContactsIntake
  | HandOverIntake
  | ReserveIntake
  | ShowIntake;

/** Intakes that the server itself creates. They run after the intakes of callers. Tag writes are scores of models. */
export type BackgroundIntake = CheckIntake | TagIntake | ContactsIntake | HandOverIntake;

/**
 * Intakes whose outcome is determined by a decider from the facts of customers. The deciders are listed in
 * `services/write-path/deciders/registry.ts`.
 */
export type DecidedIntake = Exclude<Intake, StatedIntake>;

/** Returns the customers to which an intake refers, by identities or by profile id. */
export function targetsOf(intake: Intake): readonly Target[] {
  switch (intake.kind) {
    case 'check':
      return [{ profile: intake.profile }];
    case 'unmerge':
      return [{ profile: intake.profile }, ...('other' in intake.from ? [{ profile: intake.from.other }] : [])];
    case 'tag':
    case 'pack':
    case 'contacts':
    case 'handOver':
    case 'reserve':
    case 'show':
      return [intake.target];
    case 'coupon':
      return intake.does.what === 'claim' && intake.does.partner
        ? [intake.target, intake.does.partner]
        : [intake.target];
    case 'event':
    case 'link':
      return [{ identities: intake.identities }];
  }
}

/** Returns a copy of the intake in which `form` is applied to each identity. */
export function withIdentities(intake: Intake, form: (identity: Identity) => Identity): Intake {
  const target = (t: Target): Target => ('identities' in t ? { identities: t.identities.map(form) } : t);
  switch (intake.kind) {
    case 'check':
    case 'contacts':
    case 'handOver':
      return intake;
    case 'unmerge':
      return 'identities' in intake.from
        ? { ...intake, from: { identities: intake.from.identities.map(form) } }
        : intake;
    case 'tag':
    case 'pack':
    case 'reserve':
    case 'show':
      return { ...intake, target: target(intake.target) };
    case 'coupon': {
      const does =
        intake.does.what === 'claim' && intake.does.partner
          ? { ...intake.does, partner: target(intake.does.partner) }
          : intake.does;
      return { ...intake, target: target(intake.target), does };
    }
    case 'event':
    case 'link':
      return { ...intake, identities: intake.identities.map(form) };
  }
}

interface ClaimOfPack {
  readonly coupon: string;
  readonly claim: string;
  /** Expiry in ms. Absent means that the claim does not expire. */
  readonly expiresAt?: number;
}

/** Outcome of a claim or use. It contains the claim id, its expiry in ms, and the discount with four decimal places. */
export interface CouponOutcome {
  readonly claim?: string;
  readonly partnerClaim?: string;
  /** For a pack, the id of the whole claim. `claims` contains each coupon's claim in the order of the pack. */
  readonly packClaim?: string;
  readonly claims?: readonly ClaimOfPack[];
  readonly expiresAt?: number;
  readonly discount?: bigint;
  /** The discount for each order line, if the order has lines. */
  readonly lines?: readonly LineDiscount[];
}

export type Outcome =
  | {
      readonly status: 'ACCEPTED' | 'DUPLICATE';
      readonly profile?: string;
      readonly merged?: boolean;
      readonly refused?: readonly string[];
      readonly coupon?: CouponOutcome;
      /** Id of a contact that was reserved or shown. */
      readonly contact?: string;
    }
  | {
      readonly status: 'REJECTED';
      readonly reason: FactReason;
      readonly message: string;
      readonly path?: string;
      readonly profile?: string;
    };
