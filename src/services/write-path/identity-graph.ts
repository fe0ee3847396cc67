/**
 * Which identities are one customer once some links are added: reads as much as the fold needs, and says what changes.
 */
import {
  compareLinks,
  foldLinks,
  IdentityFold,
  namesNobody,
  refusal,
  saysShared,
  sharedIdentities,
  standing,
  type Link,
  type LinkDecision,
  type Namespaces,
  type Parting,
} from '../../engine/identity/identity-fold.js';
import { identityText, isPlaceholder } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/model.js';
import type { LinkFact, PartingFact, Stores, Tx } from '../base/ports.js';

/** What is known of customers, and how more of them are read. */
export interface KnownCustomers {
  /** The identities of the customer one belongs to; undefined for one never seen. */
  customerOf(identity: Identity): readonly Identity[] | undefined;
  /** Whether it was found to name nobody. */
  isShared(identity: Identity): boolean;
  /** Reads the customers behind some identities. */
  read(identities: readonly Identity[]): Promise<void>;
  /** Identities that were given another form in this transaction, by the text of the old one. */
  readonly renamed: ReadonlyMap<string, { readonly from: Identity; readonly to: Identity }>;
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
  /** Ids of links that are stored under another id now, or that would join an identity with itself. */
  readonly goneLinks: readonly string[];
  /** Partings in which an identity has another form now. */
  readonly partings: readonly PartingFact[];
}

type Folding = Pick<Regrouping, 'links' | 'decisions' | 'customers' | 'shared'>;

/** Links that the late links of one transaction may make the fold look at; beyond, they count as if they came last. */
const MAX_REGION = 10_000;

export const linkId = (left: Identity, right: Identity, explicit = false): string =>
  `${[identityText(left), identityText(right)].sort().join(' ')}${explicit ? ' by hand' : ''}`;

export class IdentityGraph {
  private readonly links = new Map<string, LinkFact>();
  private readonly partings = new Map<string, Parting>();
  private readonly rewritten = new Set<string>();
  private readonly goneLinks = new Set<string>();
  private readonly rewrittenPartings: PartingFact[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly workspace: string,
    private readonly namespaces: Namespaces,
    private readonly known: KnownCustomers,
    private readonly tx: Tx,
  ) {}

  /**
   * Adds links and partings, in any order; and weighs anew all links of some identities, whose rules may have changed.
   */
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
    const noted = hopeless.filter((l) => !l.isPublic).map((l) => linkFact(l, decisions.get(l.id)!));
    if (open.length === 0 && parted.length === 0 && again.length === 0)
      return { links: noted, decisions, customers: [], shared: new Set(), goneLinks: [], partings: [] };

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
    const passing = new Set(open.filter((l) => l.isPublic).map((l) => l.id));
    const kept = result.links.filter((l) => l.accepted || !passing.has(l.id));
    const stored = new Set(kept.map((l) => l.id));
    const rewritten = [...this.rewritten].filter((id) => !stored.has(id)).map((id) => this.links.get(id)!);
    return {
      links: [...noted, ...kept, ...rewritten],
      decisions,
      customers: result.customers,
      // Those that were not read were found before.
      shared: new Set([...result.shared].filter((text) => this.seen.has(text))),
      goneLinks: [...this.goneLinks],
      partings: this.rewrittenPartings,
    };
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
    const before = [...this.known.renamed.values()].filter(({ to }) => added.has(identityText(to)));
    const list = [...added.values(), ...before.map(({ from }) => from)];
    for (const l of await this.stores.identities.linksOf(this.workspace, list, this.tx)) this.noteLink(l);
    for (const p of await this.stores.identities.partingsOf(this.workspace, list, this.tx)) this.noteParting(p);
  }

  private formOf(i: Identity): Identity {
    return this.known.renamed.get(identityText(i))?.to ?? i;
  }

  /**
   * A link between identities of another form now is another link; of two that are one now the one that counts stays.
   */
  private noteLink(l: LinkFact): void {
    const [a, b] = l.identities.map((i) => this.formOf(i));
    const id = linkId(a, b, l.explicit);
    if (id !== l.id) this.goneLinks.add(l.id);
    if (identityText(a) === identityText(b)) return;
    const there = this.links.get(id);
    if (id !== l.id || (there && there.at !== l.at)) this.rewritten.add(id);
    if (there && (l.explicit ? there.at >= l.at : there.at <= l.at)) return;
    this.links.set(id, id === l.id ? l : { ...l, id, identities: [a, b] });
  }

  private noteParting(p: PartingFact): void {
    const all = [...p.left, ...p.right];
    if (all.every((i) => this.formOf(i) === i)) {
      this.partings.set(p.id, p);
      return;
    }
    const formed = (side: readonly Identity[]): Map<string, Identity> =>
      new Map(side.map((i) => this.formOf(i)).map((i) => [identityText(i), i]));
    const [left, right] = [formed(p.left), formed(p.right)];
    // What is one identity now cannot be on both sides.
    const both = [...left.keys()].filter((text) => right.has(text));
    for (const text of both) for (const side of [left, right]) side.delete(text);
    const rewritten = { ...p, left: [...left.values()], right: [...right.values()] };
    if (!this.partings.has(p.id)) this.rewrittenPartings.push(rewritten);
    this.partings.set(p.id, rewritten);
  }

  /** Reads on over refused links and partings too, as what they say may change; false where that would be too much. */
  private async lookAllRound(): Promise<boolean> {
    for (;;) {
      if (this.links.size > MAX_REGION) return false;
      const linked = [...this.links.values()]
        .filter((l) => !saysShared(l.reason) && !l.identities.some((i) => isPlaceholder(i, this.namespaces)))
        .flatMap((l) => l.identities);
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

  private refold(open: readonly Link[]): Folding {
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

  /**
   * Adds links that are newer than every stored link. They cannot change an earlier decision, so the customers stay as
   * they are apart from these links.
   */
  private append(open: readonly Link[], shared: ReadonlySet<string>): Folding {
    const fold = new IdentityFold(this.namespaces, standing([...this.partings.values()], [...this.links.values()]));
    const ends = open.flatMap((l) => l.identities);
    for (const i of ends) fold.seed(this.known.customerOf(i) ?? [i]);
    const decisions = new Map<string, LinkDecision>();
    for (const l of [...open].sort(compareLinks)) {
      decisions.set(l.id, refusal(l, shared, this.namespaces) ?? fold.add(l));
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
    if (!first || (!l.isPublic && (l.explicit ? l.at > first.at : l.at < first.at))) fresh.set(l.id, l);
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
