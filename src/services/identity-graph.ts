/** Which identities are one customer once some links are added: reads as much as the fold needs, and says what changes. */
import {
  compareLinks,
  foldLinks,
  IdentityFold,
  namesNobody,
  saysShared,
  sharedIdentities,
  standing,
  type Link,
  type LinkDecision,
  type Namespaces,
  type Parting,
} from '../engine/identity-fold.js';
import { identityText } from '../engine/identity.js';
import type { Identity } from '../engine/model.js';
import type { LinkFact, Stores, Tx } from './ports.js';

/** What is known of customers, and how more of them are read. */
export interface KnownCustomers {
  /** The identities of the customer one belongs to; undefined for one never seen. */
  customerOf(identity: Identity): readonly Identity[] | undefined;
  /** Whether it was found to name nobody. */
  isShared(identity: Identity): boolean;
  /** Reads the customers behind some identities. */
  read(identities: readonly Identity[]): Promise<void>;
}

export interface Regrouping {
  /** Links to be stored: new ones, and those whose time or decision changed. */
  readonly links: readonly LinkFact[];
  /** Of every link asked for. */
  readonly decisions: ReadonlyMap<string, LinkDecision>;
  /** Every customer looked at, as it is now; those left out are as they were. */
  readonly customers: readonly (readonly Identity[])[];
  /** Identities found to name nobody. */
  readonly shared: ReadonlySet<string>;
}

/** Links that the late links of one transaction may make the fold look at; beyond, they count as if they came last. */
const MAX_REGION = 10_000;

export const linkId = (a: Identity, b: Identity, explicit = false): string =>
  `${[identityText(a), identityText(b)].sort().join(' ')}${explicit ? ' by hand' : ''}`;

export class IdentityGraph {
  private readonly links = new Map<string, LinkFact>();
  private readonly partings = new Map<string, Parting>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly workspace: string,
    private readonly namespaces: Namespaces,
    private readonly known: KnownCustomers,
    private readonly tx: Tx,
  ) {}

  /** Adds links and partings, in any order; and weighs anew all links of some identities, whose rules may have changed. */
  async add(asked: readonly Link[], parted: readonly Parting[], again: readonly Identity[] = []): Promise<Regrouping> {
    const before =
      asked.length > 0
        ? await this.stores.identities.links(
            this.workspace,
            asked.map((l) => l.id),
            this.tx,
          )
        : new Map<string, LinkFact>();
    const fresh = newLinks(asked, before);
    const decisions = new Map<string, LinkDecision>([...before].map(([id, l]) => [id, decisionOf(l)]));
    // Someone shared joins nobody: that is written down, and nothing need be read.
    const hopeless = fresh.filter((l) => !l.explicit && l.identities.some((i) => this.known.isShared(i)));
    for (const l of hopeless) decisions.set(l.id, namesNobody(l.identities.find((i) => this.known.isShared(i))!));
    const open = fresh.filter((l) => !hopeless.includes(l));
    const noted = hopeless.map((l) => linkFact(l, decisions.get(l.id)!));
    if (open.length === 0 && parted.length === 0 && again.length === 0)
      return { links: noted, decisions, customers: [], shared: new Set() };

    await this.look([
      ...open.flatMap((l) => l.identities),
      ...parted.flatMap((p) => [...p.left, ...p.right]),
      ...again,
    ]);
    for (const l of open) this.links.delete(l.id);
    for (const p of parted) this.partings.set(p.id, p);
    const old = [...this.links.values()];
    const sharedBefore = sharedIdentities(old, this.namespaces);
    const sharedNow = sharedIdentities([...old, ...open], this.namespaces);
    // Whether a parting still stands depends on links of all it names: they are looked at too.
    const late =
      again.length > 0 ||
      this.partings.size > 0 ||
      sharedNow.size !== sharedBefore.size ||
      open.some((l) => l.explicit || before.has(l.id)) ||
      this.anyLate(open);
    const whole = late && (await this.lookAllRound());
    const result = whole ? this.refold(open) : this.append(open, sharedNow);
    for (const l of open) decisions.set(l.id, result.decisions.get(l.id)!);
    return { links: [...noted, ...result.links], decisions, customers: result.customers, shared: result.shared };
  }

  /** Whether some link is older than one that names anyone of the customers it is to join. */
  private anyLate(open: readonly Link[]): boolean {
    const customer = (i: Identity): string => identityText(this.known.customerOf(i)?.[0] ?? i);
    const last = new Map<string, Link>();
    for (const l of this.links.values()) {
      for (const c of l.identities.map(customer)) {
        const there = last.get(c);
        if (!there || compareLinks(there, l) < 0) last.set(c, l);
      }
    }
    return open.some((l) =>
      l.identities.some((i) => {
        const there = last.get(customer(i));
        return there !== undefined && compareLinks(l, there) < 0;
      }),
    );
  }

  /** Reads the customers of some identities, with every link and parting that names any of theirs. */
  private async look(identities: readonly Identity[]): Promise<void> {
    await this.known.read(identities);
    const added = new Map<string, Identity>();
    for (const i of identities)
      for (const member of this.known.customerOf(i) ?? [i])
        if (!this.seen.has(identityText(member))) added.set(identityText(member), member);
    if (added.size === 0) return;
    for (const text of added.keys()) this.seen.add(text);
    const list = [...added.values()];
    for (const l of await this.stores.identities.linksOf(this.workspace, list, this.tx)) this.links.set(l.id, l);
    for (const p of await this.stores.identities.partingsOf(this.workspace, list, this.tx)) this.partings.set(p.id, p);
  }

  /** Reads on over refused links and partings too, as what they say may change; false where that would be too much. */
  private async lookAllRound(): Promise<boolean> {
    for (;;) {
      if (this.links.size > MAX_REGION) return false;
      const linked = [...this.links.values()].filter((l) => !saysShared(l.reason)).flatMap((l) => l.identities);
      const parted = [...this.partings.values()].flatMap((p) => [...p.left, ...p.right]);
      const ends = [...linked, ...parted].filter((i) => !this.seen.has(identityText(i)));
      if (ends.length === 0) return true;
      await this.look(ends);
    }
  }

  private identities(more: readonly Link[]): Identity[] {
    const all = new Map<string, Identity>();
    const ends = [...this.links.values(), ...more]
      .flatMap((l) => l.identities)
      .concat([...this.partings.values()].flatMap((p) => [...p.left, ...p.right]));
    for (const i of ends) if (this.seen.has(identityText(i))) all.set(identityText(i), i);
    for (const i of [...all.values()])
      for (const member of this.known.customerOf(i) ?? []) all.set(identityText(member), member);
    return [...all.values()];
  }

  /** Ends that were not read on over: they name nobody. */
  private unread(): Set<string> {
    return new Set(
      [...this.links.values()]
        .flatMap((l) => l.identities)
        .map(identityText)
        .filter((text) => !this.seen.has(text)),
    );
  }

  private refold(
    open: readonly Link[],
  ): Omit<Regrouping, 'decisions'> & { decisions: ReadonlyMap<string, LinkDecision> } {
    const folded = foldLinks(
      this.identities(open),
      [...this.links.values(), ...open],
      [...this.partings.values()],
      this.namespaces,
      this.unread(),
    );
    const changed = [...this.links.values()].filter((l) => {
      const now = folded.decisions.get(l.id)!;
      return now.accepted !== l.accepted || ('reason' in now ? now.reason : undefined) !== l.reason;
    });
    return {
      links: [...open, ...changed].map((l) => linkFact(l, folded.decisions.get(l.id)!)),
      decisions: folded.decisions,
      customers: folded.customers,
      shared: folded.shared,
    };
  }

  /** Links later than all there are change no earlier decision: they are added to the customers as they stand. */
  private append(
    open: readonly Link[],
    shared: ReadonlySet<string>,
  ): Omit<Regrouping, 'decisions'> & { decisions: ReadonlyMap<string, LinkDecision> } {
    const fold = new IdentityFold(this.namespaces, standing([...this.partings.values()], [...this.links.values()]));
    const ends = open.flatMap((l) => l.identities);
    for (const i of ends) fold.seed(this.known.customerOf(i) ?? [i]);
    const decisions = new Map<string, LinkDecision>();
    for (const l of [...open].sort(compareLinks)) {
      const names = l.explicit ? undefined : l.identities.find((i) => shared.has(identityText(i)));
      decisions.set(l.id, names ? namesNobody(names) : fold.add(l));
    }
    const customers = new Map(
      ends.map((i) => [fold.groupOf(i), true] as const).map(([g]) => [g.map(identityText).sort()[0], g]),
    );
    return {
      links: open.map((l) => linkFact(l, decisions.get(l.id)!)),
      decisions,
      customers: [...customers.values()],
      shared: new Set(),
    };
  }
}

/** What is new of some links: unknown ones, and known ones seen earlier (or decided by hand again). One each. */
function newLinks(asked: readonly Link[], before: ReadonlyMap<string, LinkFact>): Link[] {
  const fresh = new Map<string, Link>();
  for (const l of asked) {
    const first = fresh.get(l.id) ?? before.get(l.id);
    if (!first || (l.explicit ? l.at > first.at : l.at < first.at)) fresh.set(l.id, l);
  }
  return [...fresh.values()];
}

function linkFact(l: Link, decision: LinkDecision): LinkFact {
  return {
    id: l.id,
    identities: l.identities,
    at: l.at,
    ...(l.explicit ? { explicit: true } : {}),
    accepted: decision.accepted,
    ...('reason' in decision ? { reason: decision.reason } : {}),
  };
}

const decisionOf = (l: LinkFact): LinkDecision =>
  l.accepted ? { accepted: true } : { accepted: false, reason: l.reason ?? 'refused' };
