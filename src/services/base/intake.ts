/** Inputs and outcomes of the write path, and generation of ids. */
import { randomBytes } from 'node:crypto';
import type { OrderToPay } from '../../engine/coupons/coupon.js';
import type { LineDiscount } from '../../engine/coupons/discount.js';
import type { HandOverResult } from '../../engine/reach/contact-record.js';
import type { ReservationRequest } from '../../engine/reach/reservation.js';
import type { FactReason } from '../../reasons/index.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { EventFact, Identity, TagChange, Value } from '../../engine/model.js';

export type Target = { readonly identities: readonly Identity[] } | { readonly profile: string };

/**
 * The mutation that sent the intake. All its intakes share one origin object, which the audit log counts as one call.
 */
export interface Origin {
  /** The token's subject. */
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
  /** The sender may decide on coupons and experiments. For those managed here, its event counts as decided here. */
  readonly mayDecide?: boolean;
  /** Sent with a write key. Its links are not evidence of identity (`Link.isPublic`). */
  readonly isPublic?: boolean;
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
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
  /** Absent means that the tag is cleared. */
  readonly value?: Value;
  readonly correction?: boolean;
  /** A change relative to the previous value. `writeId` is the sender's id for it. */
  readonly change?: TagChange;
  readonly writeId?: string;
  readonly reason?: string;
  /** Sent with a write key. Its links are not evidence of identity (`Link.isPublic`). */
  readonly isPublic?: boolean;
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}
export interface LinkIntake {
  readonly kind: 'link';
  readonly origin: Origin;
  readonly identities: readonly Identity[];
  readonly at?: number;
  /** Decided by a person rather than observed, so limits and strengths do not apply. */
  readonly explicit?: boolean;
  /** Sent with a write key. Its links are not evidence of identity (`Link.isPublic`). */
  readonly isPublic?: boolean;
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}
/** A person's decision to split identities off a customer, or to keep two customers apart. */
export interface PartIntake {
  readonly kind: 'part';
  readonly origin: Origin;
  readonly profile: string;
  /** Identities to split off, or another customer that must never be merged with this one. */
  readonly from: { readonly identities: readonly Identity[] } | { readonly other: string };
  readonly reason?: string;
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}
/** A coupon operation carried out here, as opposed to one reported by an event. */
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
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}
/** A claim of a whole pack: either all its coupons are claimed or none. */
export interface PackIntake {
  readonly kind: 'pack';
  readonly origin: Origin;
  readonly target: Target;
  readonly pack: string;
  /**
   * Coupons of the pack at the time of the request. Concurrent claims wait for each other on the counts of these
   * coupons. The coupons that the pack has at commit time are claimed.
   */
  readonly coupons: readonly string[];
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}

/** Decides for a customer what campaigns are due at one instant. */
export interface ContactsIntake {
  readonly kind: 'contacts';
  readonly origin: Origin;
  readonly target: { readonly profile: string };
  /** The instant of the campaigns, or at which their planned contacts are due. */
  readonly dueAt: number;
  /** Keys of the campaigns that must be among those decided. */
  readonly campaigns: readonly string[];
}

/** Stores the result of a claimed contact, or has one sent again. */
export interface HandOverIntake {
  readonly kind: 'handOver';
  readonly origin: Origin;
  readonly target: { readonly profile: string };
  readonly contact: string;
  readonly campaign: string;
  /** Number of the claim under which the result came about. */
  readonly claim: number;
  readonly result: HandOverResult;
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}

/** Reserves a contact that the caller sends itself. */
export interface ReserveIntake {
  readonly kind: 'reserve';
  readonly origin: Origin;
  readonly target: Target;
  readonly request: ReservationRequest;
  /** Name of the intake under an idempotency key, so that it is written once with one outcome. */
  readonly once?: string;
}

/** Evaluates a root that is due, or that was evaluated under older definitions. */
export interface CheckIntake {
  readonly kind: 'check';
  readonly profile: string;
  /** Also re-evaluate the customer's links, because the identity rules changed. */
  readonly regroup?: boolean;
  /** Also remove its expired events. */
  readonly purge?: boolean;
  /** Also remove its events and tag writes of this source. */
  readonly removeSource?: string;
  /** List entries of its identities changed. */
  readonly lists?: boolean;
  /**
   * Catalogue version under which the customer was written, after all customers were already evaluated under a later
   * one. The definitions published since are evaluated.
   */
  readonly since?: number;
  /** Also plan the dues of this campaign, whose start has reached the customer. */
  readonly start?: string;
  /** Its events if already known. They replace a read while their version is current. */
  readonly known?: KnownFacts;
}

/**
 * The events of a customer at one version of its facts. Their ids are not the stored ids, so they serve only for
 * evaluation without new facts.
 */
export interface KnownFacts {
  readonly factsVersion: number;
  readonly facts: FactSet;
}

/** Intakes that state a fact about a customer or request its evaluation. */
type StatedIntake = EventIntake | TagIntake | LinkIntake | PartIntake | CheckIntake;

export type Intake = StatedIntake | CouponIntake | PackIntake | ContactsIntake | HandOverIntake | ReserveIntake;

/** Intakes that the server itself makes. They run after the facts of others. */
export type BackgroundIntake = CheckIntake | ContactsIntake | HandOverIntake;

/**
 * Intakes whose outcome a decider determines from the facts of customers (`services/write-path/deciders/registry.ts`).
 */
export type DecidedIntake = Exclude<Intake, StatedIntake>;

/** Returns the customers an intake addresses, by identities or by profile id. */
export function targetsOf(intake: Intake): readonly Target[] {
  switch (intake.kind) {
    case 'check':
      return [{ profile: intake.profile }];
    case 'part':
      return [{ profile: intake.profile }, ...('other' in intake.from ? [{ profile: intake.from.other }] : [])];
    case 'tag':
    case 'pack':
    case 'contacts':
    case 'handOver':
    case 'reserve':
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

/** Returns the intake with `form` applied to each of its identities. */
export function withIdentities(intake: Intake, form: (identity: Identity) => Identity): Intake {
  const target = (t: Target): Target => ('identities' in t ? { identities: t.identities.map(form) } : t);
  switch (intake.kind) {
    case 'check':
    case 'contacts':
    case 'handOver':
      return intake;
    case 'part':
      return 'identities' in intake.from
        ? { ...intake, from: { identities: intake.from.identities.map(form) } }
        : intake;
    case 'tag':
    case 'pack':
    case 'reserve':
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
  /** Absent means no expiry. */
  readonly expiresAt?: number;
}

/** Outcome of a claim or use: the claim, its expiry (ms), and the discount (scale 4). */
export interface CouponOutcome {
  readonly claim?: string;
  readonly partnerClaim?: string;
  /** For a pack: the id of the whole claim, and each coupon's claim in the order of the pack. */
  readonly packClaim?: string;
  readonly claims?: readonly ClaimOfPack[];
  readonly expiresAt?: number;
  readonly discount?: bigint;
  /** The discount by order line, if the order had lines. */
  readonly lines?: readonly LineDiscount[];
}

export type Outcome =
  | {
      readonly status: 'ACCEPTED' | 'DUPLICATE';
      readonly profile?: string;
      readonly merged?: boolean;
      readonly refused?: readonly string[];
      readonly coupon?: CouponOutcome;
      /** Id of a reserved contact. */
      readonly contact?: string;
    }
  | {
      readonly status: 'REJECTED';
      readonly reason: FactReason;
      readonly message: string;
      readonly path?: string;
      readonly profile?: string;
    };

/** Returns an unguessable id of 28 hexadecimal digits. Ids sort by time, and within a process by creation. */
export function newId(at: number): string {
  issued = (issued + 1) & 0xffff;
  return at.toString(16).padStart(12, '0') + issued.toString(16).padStart(4, '0') + random();
}

const RANDOM_DIGITS = 12;
/** Random hex digits for many ids, fetched in one call because that costs no more than fetching for one. */
let pool = '';

function random(): string {
  if (pool === '') pool = randomBytes((RANDOM_DIGITS / 2) * 256).toString('hex');
  const digits = pool.slice(0, RANDOM_DIGITS);
  pool = pool.slice(RANDOM_DIGITS);
  return digits;
}

/** Returns a lower bound for every id created at or after an instant. */
export function idsBefore(at: number): string {
  return at.toString(16).padStart(12, '0');
}

let issued = 0;

export function eventId(source: string, messageId: string): string {
  return `${source}|${messageId}`;
}
