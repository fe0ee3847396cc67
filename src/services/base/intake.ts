/** What can be sent down the write path, what becomes of it, and the ids things get. */
import { randomBytes } from 'node:crypto';
import type { OrderToPay } from '../../engine/coupons/coupon.js';
import type { LineDiscount } from '../../engine/coupons/discount.js';
import type { FactReason } from '../../reasons/index.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { EventFact, Identity, TagChange, Value } from '../../engine/model.js';

export type Target = { readonly identities: readonly Identity[] } | { readonly profile: string };

/** The mutation that sent it; all it sends share one, which is how the audit log counts. */
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
  /** Its sender may decide on coupons and experiments: of those that are run here it counts as decided here. */
  readonly mayDecide?: boolean;
  /** Sent with a write key: what it says of who is who is no evidence (`Link.isPublic`). */
  readonly isPublic?: boolean;
  /** Names it under an idempotency key: done once, with one outcome. */
  readonly once?: string;
}
export interface TagIntake {
  readonly kind: 'tag';
  readonly origin: Origin;
  readonly target: Target;
  readonly tag: string;
  readonly source: string;
  /** Absent: the instant of the commit. */
  readonly at?: number;
  readonly sequence: number;
  /** Absent is a clear. */
  readonly value?: Value;
  readonly correction?: boolean;
  /** Changes the value before it; `writeId` is what its sender calls it. */
  readonly change?: TagChange;
  readonly writeId?: string;
  readonly reason?: string;
  /** Sent with a write key: what it says of who is who is no evidence (`Link.isPublic`). */
  readonly isPublic?: boolean;
  /** Names it under an idempotency key: done once, with one outcome. */
  readonly once?: string;
}
export interface LinkIntake {
  readonly kind: 'link';
  readonly origin: Origin;
  readonly identities: readonly Identity[];
  readonly at?: number;
  /** Decided by a person, not observed: limits and strengths do not count. */
  readonly explicit?: boolean;
  /** Sent with a write key: what it says of who is who is no evidence (`Link.isPublic`). */
  readonly isPublic?: boolean;
  /** Names it under an idempotency key: done once, with one outcome. */
  readonly once?: string;
}
/** A person decided that some identities are not the customer they are part of, or that two customers are two. */
export interface PartIntake {
  readonly kind: 'part';
  readonly origin: Origin;
  readonly profile: string;
  /** Identities that leave the customer; or another customer that is never to be this one. */
  readonly from: { readonly identities: readonly Identity[] } | { readonly other: string };
  readonly reason?: string;
  /** Names it under an idempotency key: done once, with one outcome. */
  readonly once?: string;
}
/** What is done with a coupon here, rather than told of by an event. */
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
  /** Names it under an idempotency key: done once, with one outcome. */
  readonly once?: string;
}
/** A pack of coupons claimed: all of them or none. */
interface PackIntake {
  readonly kind: 'pack';
  readonly origin: Origin;
  readonly target: Target;
  readonly pack: string;
  /**
   * Coupons of the pack when this was asked: their counts are what rivals wait for. Those of the commit are claimed.
   */
  readonly coupons: readonly string[];
  /** Names it under an idempotency key: done once, with one outcome. */
  readonly once?: string;
}

/** Evaluate a root that is due, or was evaluated under older definitions. */
export interface CheckIntake {
  readonly kind: 'check';
  readonly profile: string;
  /** Whether to decide its links again because the rules of identities changed. */
  readonly regroup?: boolean;
  /** Its events that have outlived their retention are removed. */
  readonly purge?: boolean;
  /** Entries of lists that its identities stand in, or stood in, changed. */
  readonly lists?: boolean;
  /**
   * It was written under this version after everyone was brought under a later one: what was published since is
   * evaluated.
   */
  readonly since?: number;
  /** Its events, if they are known: they need not be read where they are of this version still. */
  readonly known?: KnownFacts;
}

/**
 * A customer's events as of a version of its facts, for whoever adds none to them: their ids are not those they came
 * with.
 */
export interface KnownFacts {
  readonly factsVersion: number;
  readonly facts: FactSet;
}

/** What states something of a customer, or asks for its evaluation. */
type StatedIntake = EventIntake | TagIntake | LinkIntake | PartIntake | CheckIntake;

export type Intake = StatedIntake | CouponIntake | PackIntake;

/** What a decider answers on the facts of customers (`services/write-path/deciders/registry.ts`). */
export type DecidedIntake = Exclude<Intake, StatedIntake>;

/** The customers an intake addresses, by identities or by a profile id. */
export function targetsOf(intake: Intake): readonly Target[] {
  switch (intake.kind) {
    case 'check':
      return [{ profile: intake.profile }];
    case 'part':
      return [{ profile: intake.profile }, ...('other' in intake.from ? [{ profile: intake.from.other }] : [])];
    case 'tag':
    case 'pack':
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

/** The same with each identity it names in another form. */
export function withIdentities(intake: Intake, form: (identity: Identity) => Identity): Intake {
  const target = (t: Target): Target => ('identities' in t ? { identities: t.identities.map(form) } : t);
  switch (intake.kind) {
    case 'check':
      return intake;
    case 'part':
      return 'identities' in intake.from
        ? { ...intake, from: { identities: intake.from.identities.map(form) } }
        : intake;
    case 'tag':
    case 'pack':
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
  /** Absent: without end. */
  readonly expiresAt?: number;
}

/** Of a claim or a use: the claim, until when (ms) it is good, and what was taken off (scale 4). */
export interface CouponOutcome {
  readonly claim?: string;
  readonly partnerClaim?: string;
  /** Of a pack: the id of the whole, and each claim in the order of the pack. */
  readonly packClaim?: string;
  readonly claims?: readonly ClaimOfPack[];
  readonly expiresAt?: number;
  readonly discount?: bigint;
  /** The same by line of the order, where its lines were given. */
  readonly lines?: readonly LineDiscount[];
}

export type Outcome =
  | {
      readonly status: 'ACCEPTED' | 'DUPLICATE';
      readonly profile?: string;
      readonly merged?: boolean;
      readonly refused?: readonly string[];
      readonly coupon?: CouponOutcome;
    }
  | {
      readonly status: 'REJECTED';
      readonly reason: FactReason;
      readonly message: string;
      readonly path?: string;
      readonly profile?: string;
    };

/** Ordered by time and, within a process, by creation; unguessable. 28 hexadecimal digits. */
export function newId(at: number): string {
  issued = (issued + 1) & 0xffff;
  return at.toString(16).padStart(12, '0') + issued.toString(16).padStart(4, '0') + random();
}

const RANDOM_DIGITS = 12;
/** Fetched for many ids at a time: that takes no longer than for one. */
let pool = '';

function random(): string {
  if (pool === '') pool = randomBytes((RANDOM_DIGITS / 2) * 256).toString('hex');
  const digits = pool.slice(0, RANDOM_DIGITS);
  pool = pool.slice(RANDOM_DIGITS);
  return digits;
}

/** Less than every id made at or after an instant. */
export function idsBefore(at: number): string {
  return at.toString(16).padStart(12, '0');
}

let issued = 0;

export function eventId(source: string, messageId: string): string {
  return `${source}|${messageId}`;
}
