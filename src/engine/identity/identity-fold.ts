/**
 * Groups identities into customers by processing links in time order. The order in which the links arrived therefore
 * does not matter. Manual decisions (merges and splits) take precedence over observed links.
 */
import { ascending } from '../values/ascending.js';
import { identityText, isPlaceholder, MAX_MEMBERS } from './identity.js';
import type { Identity, IdentityNamespace } from '../types.js';

export interface Link {
  readonly id: string;
  readonly identities: readonly [Identity, Identity];
  readonly at: number;
  /** Whether the link was made manually. The limits and strengths of namespaces do not apply to manual links. */
  readonly explicit?: boolean;
  /**
   * Whether the link was sent with a public write key. Such a link may join profiles, but it is not evidence for other
   * decisions: it never marks an identity as shared, and never causes another link to be rejected. It counts only from
   * its arrival, and after all other links. It is stored only if it joins profiles.
   */
  readonly isPublic?: boolean;
}

/** A manual split. The identities in `left` and those in `right` belong to different customers. */
export interface Unmerge {
  readonly id: string;
  readonly at: number;
  readonly left: readonly Identity[];
  readonly right: readonly Identity[];
}

export type LinkDecision = { readonly accepted: true } | { readonly accepted: false; readonly reason: string };

export type Namespaces = (name: string) => IdentityNamespace | undefined;

/**
 * Maximum number of distinct strong identities linked to one identity. If there are more, the identity is shared and
 * identifies nobody. Examples are a kiosk or a placeholder phone number.
 */
export const MAX_STRONG_NEIGHBOURS = 20;
/**
 * Maximum number of weak identities linked to one identity. If there are more, the identity is treated as a placeholder
 * that many devices use.
 */
const MAX_WEAK_NEIGHBOURS = 1000;

type Ordered = Pick<Link, 'id' | 'at' | 'explicit' | 'isPublic'>;

/**
 * Compares links by the order in which they are processed. Manual links come first, then observed links, then links of
 * public write keys. Links of the same kind are ordered by time, then by id.
 */
export function compareLinks(left: Ordered, right: Ordered): number {
  return rankOf(left) - rankOf(right) || left.at - right.at || ascending(left.id, right.id);
}

function rankOf({ explicit, isPublic }: Ordered): number {
  if (explicit) return 0;
  return isPublic ? 2 : 1;
}

/**
 * Whether a link replaces a stored link of the same id. A manual link replaces an earlier one, and an observed link
 * replaces a later one. A link of a public write key replaces only a later link of a public write key. Any other link
 * replaces a link of a public write key.
 */
export function replaces(link: Link, stored: Link): boolean {
  if (link.isPublic) return stored.isPublic === true && link.at < stored.at;
  if (stored.isPublic) return true;
  return link.explicit ? link.at > stored.at : link.at < stored.at;
}

interface Group {
  readonly identities: Map<string, Identity>;
}

/** Groups identities into customers, link by link. */
export class IdentityFold {
  private readonly groups = new Map<string, Group>();
  /** For each identity, the splits that contain the identity, and whether it is on the left side. */
  private readonly sides = new Map<string, { readonly unmerge: Unmerge; readonly left: boolean }[]>();

  constructor(
    private readonly namespaces: Namespaces,
    unmerges: readonly Unmerge[] = [],
  ) {
    for (const unmerge of unmerges) {
      for (const [list, left] of [
        [unmerge.left, true],
        [unmerge.right, false],
      ] as const) {
        for (const i of list) {
          const of = this.sides.get(identityText(i));
          if (of) of.push({ unmerge, left });
          else this.sides.set(identityText(i), [{ unmerge, left }]);
        }
      }
    }
  }

  /** Adds identities that already belong to one customer. */
  seed(identities: readonly Identity[]): void {
    const group: Group = { identities: new Map(identities.map((i) => [identityText(i), i])) };
    for (const text of group.identities.keys()) this.groups.set(text, group);
  }

  groupOf(identity: Identity): readonly Identity[] {
    return [...this.group(identity).identities.values()];
  }

  /** Joins the groups of the two linked identities if the rules allow it. */
  add(link: Link): LinkDecision {
    const [a, b] = link.identities.map((i) => this.group(i));
    if (a === b) return { accepted: true };
    const decision = this.decide(a, b, link);
    if (decision.accepted) this.join(a, b);
    return decision;
  }

  private group(identity: Identity): Group {
    const text = identityText(identity);
    let group = this.groups.get(text);
    if (!group) this.groups.set(text, (group = { identities: new Map([[text, identity]]) }));
    return group;
  }

  private join(a: Group, b: Group): void {
    const [large, small] = a.identities.size >= b.identities.size ? [a, b] : [b, a];
    for (const [text, identity] of small.identities) {
      large.identities.set(text, identity);
      this.groups.set(text, large);
    }
  }

  private decide(a: Group, b: Group, link: Link): LinkDecision {
    if (a.identities.size + b.identities.size > MAX_MEMBERS)
      return { accepted: false, reason: `a customer has at most ${MAX_MEMBERS} identities` };
    if (this.areUnmerged(a, b)) return { accepted: false, reason: UNMERGED };
    if (link.explicit) return { accepted: true };
    const counts = new Map<string, number>();
    for (const i of [...a.identities.values(), ...b.identities.values()])
      counts.set(i.namespace, (counts.get(i.namespace) ?? 0) + 1);
    for (const [name, n] of counts) {
      const limit = this.namespaces(name)?.limit ?? 1;
      // A manual merge may have exceeded the limit. An observed link may then keep the number of identities, but must
      // not increase it.
      const there = Math.max(
        ...[a, b].map((g) => [...g.identities.values()].filter((i) => i.namespace === name).length),
      );
      if (n > limit && n > there) return { accepted: false, reason: `a customer has at most ${limit} ${name}` };
    }
    const strong = (g: Group): boolean => [...g.identities.values()].some((i) => this.namespaces(i.namespace)?.strong);
    const weakLink = link.identities.some((i) => !this.namespaces(i.namespace)?.strong);
    // A weak identifier identifies a device, not a person. It may attach an anonymous history to a person, but it must
    // never join two persons.
    if (weakLink && strong(a) && strong(b))
      return { accepted: false, reason: 'a weak identifier does not join two known customers' };
    return { accepted: true };
  }

  private areUnmerged(a: Group, b: Group): boolean {
    const [small, other] = a.identities.size <= b.identities.size ? [a, b] : [b, a];
    for (const text of small.identities.keys()) {
      for (const { unmerge, left } of this.sides.get(text) ?? []) {
        if ((left ? unmerge.right : unmerge.left).some((i) => other.identities.has(identityText(i)))) return true;
      }
    }
    return false;
  }
}

/**
 * Returns the identities that are linked to too many other identities. Such shared identities must not join customers.
 * The result does not depend on the order of `links`.
 */
export function sharedIdentities(links: readonly Link[], namespaces: Namespaces): Set<string> {
  const neighbours = new Map<string, { strong: Set<string>; weak: Set<string> }>();
  const note = (one: Identity, other: Identity): void => {
    const text = identityText(one);
    let of = neighbours.get(text);
    if (!of) neighbours.set(text, (of = { strong: new Set(), weak: new Set() }));
    (namespaces(other.namespace)?.strong ? of.strong : of.weak).add(identityText(other));
  };
  for (const { identities, explicit, isPublic } of links) {
    if (explicit || isPublic || identities.some((i) => isPlaceholder(i, namespaces))) continue;
    const [a, b] = identities;
    note(a, b);
    note(b, a);
  }
  return new Set(
    [...neighbours]
      .filter(([, n]) => n.strong.size > MAX_STRONG_NEIGHBOURS || n.weak.size > MAX_WEAK_NEIGHBOURS)
      .map(([text]) => text),
  );
}

export interface Folded {
  readonly decisions: ReadonlyMap<string, LinkDecision>;
  /** All customers, each as the list of their identities. */
  readonly customers: readonly (readonly Identity[])[];
  /** Shared identities, which identify nobody. */
  readonly shared: ReadonlySet<string>;
}

/**
 * Processes all links between the given identities. `knownShared` are identities that are shared because of links that
 * are not in `links`. If a manual merge and a manual split concern the same customers, the later one takes precedence.
 */
export function foldLinks(
  identities: readonly Identity[],
  links: readonly Link[],
  unmerges: readonly Unmerge[],
  namespaces: Namespaces,
  knownShared: ReadonlySet<string> = new Set(),
): Folded {
  const ordered = [...links].sort(compareLinks);
  const shared = new Set([...knownShared, ...sharedIdentities(links, namespaces)]);
  const fold = new IdentityFold(namespaces, standing(unmerges, ordered));
  const decisions = new Map<string, LinkDecision>();
  for (const link of ordered) {
    decisions.set(link.id, refusal(link, shared, namespaces) ?? fold.add(link));
  }
  const customers = new Map<string, readonly Identity[]>();
  for (const i of identities) {
    const group = fold.groupOf(i);
    customers.set(group.map(identityText).sort()[0], group);
  }
  return { decisions, customers: [...customers.values()], shared };
}

const UNMERGED = 'these customers were parted by hand';
const SHARED = 'is shared by too many to name anyone';
const PLACEHOLDER = 'is a placeholder that names nobody';

/** Returns the rejection of a link to a shared identity. */
export const namesNobody = (identity: Identity): LinkDecision => ({
  accepted: false,
  reason: `this ${identity.namespace} ${SHARED}`,
});

/**
 * Returns the rejection of an observed link to an identity that identifies nobody, regardless of the groups. Returns
 * undefined if there is no such identity.
 */
export function refusal(link: Link, shared: ReadonlySet<string>, namespaces: Namespaces): LinkDecision | undefined {
  if (link.explicit) return undefined;
  const placeholder = link.identities.find((i) => isPlaceholder(i, namespaces));
  if (placeholder) return { accepted: false, reason: `this ${placeholder.namespace} ${PLACEHOLDER}` };
  const names = link.identities.find((i) => shared.has(identityText(i)));
  return names && namesNobody(names);
}

export const saysShared = (reason: string | undefined): boolean => reason?.endsWith(SHARED) ?? false;

/** Whether a rejection is final. If it is not, a user can decide on the link manually. */
export const saysSettled = (reason: string | undefined): boolean =>
  saysShared(reason) || reason === UNMERGED || (reason?.endsWith(PLACEHOLDER) ?? false);

/** Returns the splits that are still in force, because no later manual merge revoked them. */
export function standing(unmerges: readonly Unmerge[], links: readonly Link[]): Unmerge[] {
  return unmerges.filter((p) => !links.some((l) => l.explicit && l.at > p.at && crosses(l, p)));
}

/** Whether a link joins the two sides of a split. */
function crosses(link: Link, unmerge: Unmerge): boolean {
  const on = (side: readonly Identity[], i: Identity): boolean => side.some((x) => identityText(x) === identityText(i));
  const [a, b] = link.identities;
  return (on(unmerge.left, a) && on(unmerge.right, b)) || (on(unmerge.left, b) && on(unmerge.right, a));
}
