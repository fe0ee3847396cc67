/**
 * Random receipts of customers: some events are sent under a receipt, which a link joins to its customer, a split parts
 * again, and a merge joins once more.
 */
import type { EventFact } from '../../src/engine/types.js';
import type { World } from '../../src/reference/language.js';
import type { Dice } from './dice.js';
import type { Caller } from './server.js';

const IDENTIFY = 'mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}';
const FIND =
  'query($r:IdentityInput!,$m:IdentityInput!){receipt:profile(identity:$r){id isReceipt segments{segment{key}}} member:profile(identity:$m){id}}';
const UNMERGE =
  'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){parted{isReceipt}}}';
const MERGE = 'mutation($p:String!,$o:String!){mergeProfiles(profile:$p,other:$o){id isReceipt}}';

interface ReceiptOfCustomer {
  readonly value: string;
  readonly member: string;
  isJoined: boolean;
  /** Whether it was split off once. Only a merge by hand joins it then. */
  wasParted: boolean;
}

interface Identity {
  readonly namespace: string;
  readonly value: string;
}

/** A customer of the test, with all events that are the customer's if every receipt is joined. */
export interface Known {
  readonly member: string;
  readonly all: readonly EventFact[];
  world: World;
}

/** Statements that belong together are sent under one identity, so only these types are sent under receipts. */
const MAY_BE_ANONYMOUS = /^(?:order_|product_viewed|added_to_cart)/;

export class RandomReceipts {
  private readonly byEvent = new Map<string, ReceiptOfCustomer>();
  private readonly receipts: ReceiptOfCustomer[] = [];

  constructor(
    private readonly dice: Dice,
    private readonly customers: readonly Known[],
  ) {
    for (const { member, all } of customers) {
      const own = Array.from({ length: dice.int(0, 2) }, (_, n): ReceiptOfCustomer => {
        const value = `r${n}-${member}`;
        return { value, member, isJoined: false, wasParted: false };
      });
      this.receipts.push(...own);
      if (own.length === 0) continue;
      for (const { id, type } of all)
        if (MAY_BE_ANONYMOUS.test(type) && dice.chance(0.5)) this.byEvent.set(`${member} ${id}`, dice.pick(own));
    }
    this.divide();
  }

  /** Returns the identity under which an event is sent. */
  identityOf(member: string, event: EventFact): Identity {
    const receipt = this.byEvent.get(`${member} ${event.id}`);
    return receipt ? receiptOf(receipt) : memberOf({ member });
  }

  /** Joins and parts some receipts, and gives each customer the events that are then its own. Returns the changes. */
  async change(admin: Caller): Promise<number> {
    let changes = 0;
    for (const receipt of this.receipts) {
      if (!this.dice.chance(0.5)) continue;
      const identities = [receiptOf(receipt), memberOf(receipt)];
      const found = await admin.ask(FIND, { r: identities[0], m: identities[1] });
      // The test has no facts of a customer who is not there yet.
      if (!found.member) continue;
      if (receipt.isJoined) await admin.ask(UNMERGE, { p: found.member.id, i: [identities[0]] });
      else if (receipt.wasParted) await admin.ask(MERGE, { p: found.member.id, o: found.receipt.id });
      else await admin.ask(IDENTIFY, { i: identities });
      receipt.wasParted ||= receipt.isJoined;
      receipt.isJoined = !receipt.isJoined;
      changes++;
    }
    this.divide();
    return changes;
  }

  /** Returns the receipts whose server state is not what the links and splits say. */
  async wrong(admin: Caller): Promise<string[]> {
    const out: string[] = [];
    for (const receipt of this.receipts) {
      const found = await admin.ask(FIND, { r: receiptOf(receipt), m: memberOf(receipt) });
      if (!found.receipt) continue;
      const isOfCustomer = found.receipt.id === found.member?.id && !found.receipt.isReceipt;
      const isAlone = found.receipt.isReceipt && found.receipt.segments.length === 0;
      if (receipt.isJoined ? !isOfCustomer : !isAlone) out.push(receipt.value);
    }
    return out;
  }

  private divide(): void {
    for (const known of this.customers) {
      const events = known.all.filter(({ id }) => this.byEvent.get(`${known.member} ${id}`)?.isJoined ?? true);
      known.world = { ...known.world, events };
    }
  }
}

const receiptOf = ({ value }: ReceiptOfCustomer): Identity => ({ namespace: 'receipt', value });
const memberOf = ({ member }: { readonly member: string }): Identity => ({ namespace: 'member_id', value: member });
