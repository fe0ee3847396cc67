/**
 * Determines which identities form one customer after links are added. It reads all links that the computation needs
 * and returns the changes.
 */
import {
  compareLinks,
  foldLinks,
  IdentityFold,
  namesNobody,
  refusal,
  replaces,
  saysShared,
  sharedIdentities,
  standing,
  type Link,
  type LinkDecision,
  type Namespaces,
  type Unmerge,
} from '../../engine/identity/identity-fold.js';
import { identityText, isPlaceholder } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/types.js';
import type { LinkFact, UnmergeFact, Stores, Tx } from '../base/ports.js';

/** Access to the customers that the transaction has loaded. Further customers can be read. */
export interface KnownCustomers {
  /** Returns all identities of the customer who has the given identity, or undefined if the identity is unknown. */
  customerOf(identity: Identity): readonly Identity[] | undefined;
  /** Whether an identity is shared by too many customers and therefore identifies nobody. */
  isShared(identity: Identity): boolean;
  /** Reads the customers that have the given identities. */
  read(identities: readonly Identity[]): Promise<void>;
  /** Identities whose form changed in this transaction, by the text of their old form. */
  readonly renamed: ReadonlyMap<string, { readonly from: Identity; readonly to: Identity }>;
}

export interface Regrouping {
  /** Links to store. These are new links, and links whose time or decision changed. */
  readonly links: readonly LinkFact[];
  /** The decision about each link, by link id. */
  readonly decisions: ReadonlyMap<string, LinkDecision>;
  /** All customers that were read, with their current identities. Other customers are unchanged. */
  readonly customers: readonly (readonly Identity[])[];
  /** Identities that were found to be shared by too many customers, so that they identify nobody. */
  readonly shared: ReadonlySet<string>;
  /** Ids of links that are now stored under another id, or that would link an identity to itself. */
  readonly removedLinks: readonly string[];
  /** Splits that contain an identity whose form changed. */
  readonly unmerges: readonly UnmergeFact[];
}

type Folding = Pick<Regrouping, 'links' | 'decisions' | 'customers' | 'shared'>;

/**
 * Maximum number of links that are re-evaluated when a transaction adds links older than stored ones. Beyond this
 * number, the added links are treated as the newest ones.
 */
const MAX_REGION = 10_000;

export const linkId = (left: Identity, right: Identity, explicit = false): string =>
  `${[identityText(left), identityText(right)].sort().join(' ')}${explicit ? ' by hand' : ''}`;

export class IdentityGraph {
  private readonly links = new Map<string, LinkFact>();
  private readonly unmerges = new Map<string, Unmerge>();
  private readonly rewritten = new Set<string>();
  private readonly removedLinks = new Set<string>();
  private readonly rewrittenUnmerges: UnmergeFact[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly workspace: string,
    private readonly namespaces: Namespaces,
    private readonly known: KnownCustomers,
    private readonly tx: Tx,
  ) {}

  /**
   * Adds links and splits, in any order. Also re-evaluates all links of the identities in `again`, because the rules
   * for these identities may have changed.
   */
  async add(
    asked: readonly Link[],
    unmerged: readonly Unmerge[],
    again: readonly Identity[] = [],
  ): Promise<Regrouping> {
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
    // A link to a shared identity does not merge customers, so it is stored without reading the customers of the
    // identity.
    const hopeless = fresh.filter((l) => !l.explicit && l.identities.some((i) => this.known.isShared(i)));
    for (const l of hopeless) decisions.set(l.id, namesNobody(l.identities.find((i) => this.known.isShared(i))!));
    const open = fresh.filter((l) => !hopeless.includes(l));
    const noted = hopeless.filter((l) => !l.isPublic).map((l) => linkFact(l, decisions.get(l.id)!));
    if (open.length === 0 && unmerged.length === 0 && again.length === 0)
      return { links: noted, decisions, customers: [], shared: new Set(), removedLinks: [], unmerges: [] };

    await this.look([
      ...open.flatMap((l) => l.identities),
      ...unmerged.flatMap((p) => [...p.left, ...p.right]),
      ...again,
    ]);
    for (const l of open) this.links.delete(l.id);
    for (const p of unmerged) this.unmerges.set(p.id, p);
    const old = [...this.links.values()];
    const sharedBefore = sharedIdentities(old, this.namespaces);
    const sharedNow = sharedIdentities([...old, ...open], this.namespaces);
    // Whether a split still applies depends on all links of its identities, so these links are read too.
    const late =
      again.length > 0 ||
      this.unmerges.size > 0 ||
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
      // Only identities that were read are reported as shared. The others were already found to be shared earlier.
      shared: new Set([...result.shared].filter((text) => this.seen.has(text))),
      removedLinks: [...this.removedLinks],
      unmerges: this.rewrittenUnmerges,
    };
  }

  /** Whether a new link is ordered before a stored link of the customers that the new link would merge. */
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

  /** Reads the customers of the identities, and every link and split that contains one of their identities. */
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
    for (const p of await this.stores.identities.unmergesOf(this.workspace, list, this.tx)) this.noteUnmerge(p);
  }

  private formOf(i: Identity): Identity {
    return this.known.renamed.get(identityText(i))?.to ?? i;
  }

  /**
   * Records a link. If the form of an identity changed, the link gets a different id. If two links become equal, the
   * one with precedence is kept.
   */
  private noteLink(l: LinkFact): void {
    const [a, b] = l.identities.map((i) => this.formOf(i));
    const id = linkId(a, b, l.explicit);
    if (id !== l.id) this.removedLinks.add(l.id);
    if (identityText(a) === identityText(b)) return;
    const there = this.links.get(id);
    if (id !== l.id || (there && (there.at !== l.at || there.isPublic !== l.isPublic))) this.rewritten.add(id);
    if (there && !replaces(l, there)) return;
    this.links.set(id, id === l.id ? l : { ...l, id, identities: [a, b] });
  }

  private noteUnmerge(p: UnmergeFact): void {
    const all = [...p.left, ...p.right];
    if (all.every((i) => this.formOf(i) === i)) {
      this.unmerges.set(p.id, p);
      return;
    }
    const formed = (side: readonly Identity[]): Map<string, Identity> =>
      new Map(side.map((i) => this.formOf(i)).map((i) => [identityText(i), i]));
    const [left, right] = [formed(p.left), formed(p.right)];
    // Identities that have become equal cannot be on both sides of a split, so they are removed from both sides.
    const both = [...left.keys()].filter((text) => right.has(text));
    for (const text of both) for (const side of [left, right]) side.delete(text);
    const rewritten = { ...p, left: [...left.values()], right: [...right.values()] };
    if (!this.unmerges.has(p.id)) this.rewrittenUnmerges.push(rewritten);
    this.unmerges.set(p.id, rewritten);
  }

  /**
   * Reads also the customers connected only by rejected links and splits, because the decisions about these may change.
   * Returns false if there are more links than the limit.
   */
  private async lookAllRound(): Promise<boolean> {
    for (;;) {
      if (this.links.size > MAX_REGION) return false;
      const linked = [...this.links.values()]
        .filter((l) => !saysShared(l.reason) && !l.identities.some((i) => isPlaceholder(i, this.namespaces)))
        .flatMap((l) => l.identities);
      const unmerged = [...this.unmerges.values()].flatMap((p) => [...p.left, ...p.right]);
      const ends = [...linked, ...unmerged].filter((i) => !this.seen.has(identityText(i)));
      if (ends.length === 0) return true;
      await this.look(ends);
    }
  }

  private identities(more: readonly Link[]): Identity[] {
    const all = new Map<string, Identity>();
    const ends = [...this.links.values(), ...more]
      .flatMap((l) => l.identities)
      .concat([...this.unmerges.values()].flatMap((p) => [...p.left, ...p.right]));
    for (const i of ends) if (this.seen.has(identityText(i))) all.set(identityText(i), i);
    for (const i of [...all.values()])
      for (const member of this.known.customerOf(i) ?? []) all.set(identityText(member), member);
    return [...all.values()];
  }

  /** Returns the identities whose links were not followed because they are shared. */
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
      [...this.unmerges.values()],
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
   * Adds links that are ordered after every stored link. They cannot change an earlier decision, so existing customers
   * change only through these links.
   */
  private append(open: readonly Link[], shared: ReadonlySet<string>): Folding {
    const fold = new IdentityFold(this.namespaces, standing([...this.unmerges.values()], [...this.links.values()]));
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

/**
 * Returns the new or changed links, one for each pair of identities. These are unknown links, links now known to be
 * older, and links that a person has decided again.
 */
function newLinks(asked: readonly Link[], before: ReadonlyMap<string, LinkFact>): Link[] {
  const fresh = new Map<string, Link>();
  for (const l of asked) {
    const first = fresh.get(l.id) ?? before.get(l.id);
    // A public link keeps the time of its first arrival, so it never replaces a link that already exists.
    if (!first || (!l.isPublic && replaces(l, first))) fresh.set(l.id, l);
  }
  return [...fresh.values()];
}

function linkFact(l: Link, decision: LinkDecision): LinkFact {
  return {
    id: l.id,
    identities: l.identities,
    at: l.at,
    ...(l.explicit ? { explicit: true } : {}),
    ...(l.isPublic ? { isPublic: true } : {}),
    accepted: decision.accepted,
    ...('reason' in decision ? { reason: decision.reason } : {}),
  };
}

const decisionOf = (l: LinkFact): LinkDecision =>
  l.accepted ? { accepted: true } : { accepted: false, reason: l.reason ?? 'refused' };
