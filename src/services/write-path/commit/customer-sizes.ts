/** Rejects facts with which the events of a customer would exceed the memory limit of one customer. */
import { factBytes, MAX_CUSTOMER_FACT_BYTES } from '../../../engine/facts/fact-bytes.js';
import { identityText } from '../../../engine/identity/identity.js';
import type { Identity } from '../../../engine/types.js';
import { targetsOf, type Intake, type Outcome, type Target } from '../../base/write-intakes.js';
import type { Customers } from '../customers.js';

/**
 * Maximum size of a customer for facts that were sent with a write key, in bytes. Anybody can send facts with the write
 * key of a page, so half of the limit is reserved for the shop's own systems.
 */
const MAX_PUBLIC_BYTES = MAX_CUSTOMER_FACT_BYTES / 2;
/** Estimated size of an event that a decision creates, in bytes. */
const DECIDED_BYTES = 1000;

type Refused = Extract<Outcome, { status: 'REJECTED' }>;

/**
 * Tracks the sizes of the customers of one transaction, including the facts of accepted intakes. Sizes are checked
 * before identities are resolved. All identities of a fact are therefore assumed to belong to one customer.
 */
export class CustomerSizes {
  /** The customer into which each customer was merged. The keys are root ids, or identities for new customers. */
  private readonly joined = new Map<string, string>();
  private readonly bytes = new Map<string, number>();

  constructor(private readonly customers: Customers) {}

  /** Returns a rejection if a customer of the intake would exceed the limit. Otherwise counts the intake. */
  refusal(intake: Intake): Refused | undefined {
    const added = addedBytes(intake);
    if (added === undefined) return undefined;
    const isPublic = 'isPublic' in intake && intake.isPublic === true;
    const most = isPublic ? MAX_PUBLIC_BYTES : MAX_CUSTOMER_FACT_BYTES;
    const groups = targetsOf(intake).map((target) => this.customersOf(target));
    for (const group of groups) {
      const merges = group.length > 1;
      if (added === 0 && !merges) continue;
      const bytes = group.reduce((sum, customer) => sum + this.bytes.get(customer)!, added);
      if (bytes > most) return merges ? MERGED : FULL;
    }
    for (const group of groups) this.join(group, added);
    return undefined;
  }

  /** Returns the distinct customers to which a target refers. */
  private customersOf(target: Target): string[] {
    const names =
      'profile' in target
        ? [this.rootOf(target.profile)]
        : this.linked(target.identities).map((identity) => this.nameOf(identity));
    return [...new Set(names.map((name) => this.current(name)))];
  }

  /**
   * Returns the identities that a fact links. The first one determines the customer. Other identities are omitted if
   * too many customers share them, because such identities link nobody.
   */
  private linked(identities: readonly Identity[]): readonly Identity[] {
    const [first, ...rest] = this.customers.ordered(identities);
    return [first, ...rest.filter((identity) => !this.isShared(identity))];
  }

  private isShared(identity: Identity): boolean {
    const owner = this.customers.ownerOf(identity);
    return owner !== undefined && this.customers.recordOf(owner)?.shared === true;
  }

  private nameOf(identity: Identity): string {
    const owner = this.customers.ownerOf(identity);
    return owner === undefined ? identityText(identity) : this.rootOf(owner);
  }

  private rootOf(profile: string): string {
    return this.customers.has(profile) ? this.customers.rootOf(profile) : profile;
  }

  private current(name: string): string {
    let current = name;
    for (let next = this.joined.get(current); next !== undefined; next = this.joined.get(current)) current = next;
    if (!this.bytes.has(current)) this.bytes.set(current, this.customers.recordOf(current)?.factBytes ?? 0);
    return current;
  }

  private join([first, ...rest]: readonly string[], added: number): void {
    const bytes = rest.reduce((sum, customer) => sum + this.bytes.get(customer)!, this.bytes.get(first)! + added);
    for (const customer of rest) this.joined.set(customer, first);
    this.bytes.set(first, bytes);
  }
}

/**
 * Returns the bytes that an intake adds to its customers. Returns undefined for the server's own work, which is never
 * rejected. Checks and splits make customers smaller, and a message that was sent must be recorded.
 */
function addedBytes(intake: Intake): number | undefined {
  switch (intake.kind) {
    case 'event':
      return factBytes(intake.event);
    case 'coupon':
    case 'pack':
    case 'reserve':
    case 'show':
      return DECIDED_BYTES;
    case 'tag':
    case 'link':
      return 0;
    case 'unmerge':
    case 'check':
    case 'contacts':
    case 'handOver':
      return undefined;
  }
}

const refused = (message: string): Refused => ({
  status: 'REJECTED',
  reason: 'CUSTOMER_FACTS_TOO_LARGE',
  message,
  path: 'identities',
});

const FULL = refused(
  'the events of this customer take as much memory as those of one customer may; further ones are not kept',
);
const MERGED = refused(
  'these identities would join customers whose events together take more memory than those of one customer may',
);
