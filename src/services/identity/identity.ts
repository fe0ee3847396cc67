/** Handles manual merges and splits, and lists the link history and conflicts of identities. */
import { IdentityFold, saysSettled } from '../../engine/identity/identity-fold.js';
import { distinctIdentities, identityText, isPlaceholder, normalForm } from '../../engine/identity/identity.js';
import type { Identity, IdentityNamespace, TagWrite } from '../../engine/types.js';
import { addWrites, servedAt } from '../../engine/tags/tags.js';
import { sameValue } from '../../engine/values/value.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { Customers } from '../write-path/customers.js';
import { conflict, invalid, notFound } from '../base/errors.js';
import { linkId } from '../write-path/identity-graph.js';
import { identities, type IdentityInput } from '../base/inputs.js';
import type { LinkFact, Page, UnmergeFact, ProfileRecord } from '../base/ports.js';
import { loadRoot, rootsOf } from '../population/roots.js';
import { tagHistories } from '../population/tag-histories.js';
import { readNamespace, type NamespaceInput } from './namespaces.js';
import { submitOne } from '../write-path/writes.js';
import { eachPage } from '../base/pages.js';

/**
 * Returns the two customers to be merged or kept apart. Throws when one of them does not exist or both ids are the
 * same.
 */
async function two(
  s: Services,
  room: Room,
  profile: string,
  other: string,
): Promise<readonly [ProfileRecord, ProfileRecord]> {
  if (profile === other) throw invalid('PROFILES_IDENTICAL', 'both profile ids are the same', 'other');
  const [a, b] = await rootsOf(s, room.workspace.id, [profile, other]);
  if (!a) throw notFound('PROFILE_NOT_FOUND', 'the profile');
  if (!b) throw notFound('PROFILE_NOT_FOUND', 'the other profile');
  return [a, b];
}

/**
 * Merges two customers, regardless of the limits and strengths of their identities. Returns the id of the merged
 * customer. Does nothing if both ids already belong to one customer.
 */
export async function mergeProfiles(
  services: Services,
  principal: Principal,
  profile: string,
  other: string,
): Promise<string> {
  requireScope(principal, 'profiles:merge');
  const room = await enter(services, principal.workspace);
  const [a, b] = await two(services, room, profile, other);
  if (a.id === b.id) return a.id;
  const outcome = await submitOne(services, principal, {
    kind: 'link',
    explicit: true,
    origin: { actor: principal.subject, operation: 'mergeProfiles' },
    identities: [a.identity, b.identity],
  });
  if (outcome.refused?.length) throw conflict('MERGE_REFUSED', `they cannot be merged: ${outcome.refused[0]}`, 'other');
  return outcome.written!;
}

export interface MergePreview {
  /** Reason why an observed link would not merge the customers. A manual merge is possible in spite of this reason. */
  readonly against?: string;
  /** Tags whose values differ between the customers, and the value that the merged customer would have. */
  readonly conflicts: readonly {
    readonly tag: string;
    readonly value: TagWrite['value'];
    readonly other: TagWrite['value'];
    readonly served: TagWrite['value'];
  }[];
  readonly identities: readonly Identity[];
}

/** Computes the effect of a merge without changing anything. */
export async function previewMerge(
  services: Services,
  principal: Principal,
  profile: string,
  other: string,
): Promise<MergePreview> {
  requireScope(principal, 'profiles:merge');
  requireScope(principal, 'profiles:read:personal');
  const room = await enter(services, principal.workspace);
  const [a, b] = await two(services, room, profile, other);
  const fold = new IdentityFold(
    (n) => room.catalogue.namespace(n),
    await services.stores.identities.unmergesOf(principal.workspace, [...a.identities, ...b.identities]),
  );
  fold.seed(a.identities);
  fold.seed(b.identities);
  const decision = fold.add({ id: linkId(a.identity, b.identity), identities: [a.identity, b.identity], at: room.now });
  const facts = await services.stores.tagFacts.ofProfiles(principal.workspace, [...a.members, ...b.members]);
  const both = tagHistories([...facts.values()].flat());
  const conflicts = [...a.tags].flatMap(([tag, state]) => {
    const def = room.catalogue.tag(tag);
    const theirs = b.tags.get(tag);
    if (!def || !theirs) return [];
    const value = servedAt(def, state.writes, room.now)?.value;
    const otherValue = servedAt(def, theirs.writes, room.now)?.value;
    if (value === undefined || otherValue === undefined || sameValue(value, otherValue)) return [];
    return [
      {
        tag,
        value,
        other: otherValue,
        served: servedAt(def, addWrites(def, undefined, both.get(tag)?.writes ?? [], -Infinity).writes, room.now)
          ?.value,
      },
    ];
  });
  return {
    ...('reason' in decision ? { against: decision.reason } : {}),
    conflicts,
    identities: distinctIdentities([...a.identities, ...b.identities]),
  };
}

/**
 * Splits identities off a customer. Links that contradict the split are no longer valid. Returns the ids of both
 * resulting customers.
 */
export async function unmergeProfile(
  services: Services,
  principal: Principal,
  profile: string,
  list: readonly IdentityInput[],
  reason: string | undefined,
): Promise<{ readonly profile: string; readonly unmerged: string }> {
  requireScope(principal, 'profiles:merge');
  const { catalogue, workspace } = await enter(services, principal.workspace);
  const unmerged = identities(list, catalogue, 'identities');
  const root = await loadRoot(services, workspace.id, profile);
  const outcome = await submitOne(services, principal, {
    kind: 'unmerge',
    origin: { actor: principal.subject, operation: 'unmergeProfile' },
    profile,
    from: { identities: unmerged },
    reason,
  });
  const leaving = new Set(unmerged.map(identityText));
  const stays = root.identities.findIndex((i) => !leaving.has(identityText(i)));
  const [rest] = await rootsOf(services, workspace.id, [root.members[stays]]);
  return { profile: rest!.id, unmerged: outcome.written! };
}

/** Keeps two customers apart. Observed links can no longer merge these customers. Only a later manual merge can. */
export async function keepApart(
  services: Services,
  principal: Principal,
  profile: string,
  other: string,
  reason: string | undefined,
): Promise<void> {
  requireScope(principal, 'profiles:merge');
  if (profile === other) throw invalid('PROFILES_IDENTICAL', 'both profile ids are the same', 'other');
  await submitOne(services, principal, {
    kind: 'unmerge',
    origin: { actor: principal.subject, operation: 'keepApart' },
    profile,
    from: { other },
    reason,
  });
}

/** A link or split that affects which identities belong together. */
export type IdentityDecision =
  | {
      readonly kind: 'LINK';
      readonly id: string;
      readonly at: number;
      readonly accepted: boolean;
      readonly byHand: boolean;
      readonly reason?: string;
      readonly left: readonly Identity[];
      readonly right: readonly Identity[];
    }
  | {
      readonly kind: 'PARTING';
      readonly id: string;
      readonly at: number;
      readonly accepted: true;
      readonly byHand: true;
      readonly reason?: string;
      readonly by: string;
      readonly left: readonly Identity[];
      readonly right: readonly Identity[];
    };

/** Returns every link and split that contains an identity of the customer, oldest first. Rejected ones are included. */
export async function identityHistory(
  services: Services,
  workspace: string,
  root: ProfileRecord,
): Promise<IdentityDecision[]> {
  const [links, unmerges] = await Promise.all([
    services.stores.identities.linksOf(workspace, root.identities),
    services.stores.identities.unmergesOf(workspace, root.identities),
  ]);
  return [...links.map(showLink), ...unmerges.map(showUnmerge)].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

const showLink = (l: LinkFact): IdentityDecision => ({
  kind: 'LINK',
  id: l.id,
  at: l.at,
  accepted: l.accepted,
  byHand: l.explicit === true,
  reason: l.reason,
  left: [l.identities[0]],
  right: [l.identities[1]],
});
const showUnmerge = (p: UnmergeFact): IdentityDecision => ({
  kind: 'PARTING',
  id: p.id,
  at: p.at,
  accepted: true,
  byHand: true,
  reason: p.reason,
  by: p.by,
  left: p.left,
  right: p.right,
});

/** A rejected link, and the two profiles that it would merge. */
export type IdentityConflict = IdentityDecision & { readonly leftProfile: string; readonly rightProfile: string };

/**
 * Returns the rejected links that a person can resolve with `mergeProfiles` or `keepApart`. Links that are already
 * resolved are omitted, and so are links of unknown customers.
 */
export async function identityConflicts(
  services: Services,
  principal: Principal,
  page: Page,
): Promise<IdentityConflict[]> {
  requireScope(principal, 'profiles:merge');
  requireScope(principal, 'profiles:read:personal');
  const { workspace } = await enter(services, principal.workspace);
  const out: IdentityConflict[] = [];
  const read = (at: Page): Promise<LinkFact[]> => services.stores.identities.refused(workspace.id, at);
  for await (const links of eachPage(read, ({ id }) => id, page.first, page.after)) {
    out.push(...(await disputed(services, workspace.id, links)));
    if (out.length >= page.first) break;
  }
  return out.slice(0, page.first);
}

/**
 * Filters rejected links to those that a person could resolve. Links of erased customers are omitted, because nothing
 * is left to decide. Links sent with public write keys are omitted, because they are not reliable evidence.
 */
async function disputed(s: Services, workspace: string, refused: readonly LinkFact[]): Promise<IdentityConflict[]> {
  const list = refused.filter((l) => !l.isPublic && !saysSettled(l.reason));
  const owners = await s.stores.identities.find(
    workspace,
    list.flatMap((l) => l.identities),
  );
  const ends = list.flatMap((l) => l.identities.map((i) => owners.get(identityText(i)) ?? ''));
  const roots = await rootsOf(s, workspace, ends);
  return list.flatMap((l, i) => {
    const [left, right] = [roots[2 * i], roots[2 * i + 1]];
    return left && right ? [{ ...showLink(l), leftProfile: left.id, rightProfile: right.id }] : [];
  });
}

/** Preview of how new rules of a namespace would regroup customers. */
export interface NamespacePreview {
  /** Number of examined customers. If there are more than `PREVIEWED`, not all of them are examined. */
  readonly examined: number;
  readonly complete: boolean;
  /** Number of resulting customers that combine several current customers. */
  readonly joined: number;
  /** Number of resulting customers that are only a part of a current customer. */
  readonly unmerged: number;
  readonly samples: readonly { readonly cause: 'MERGE' | 'UNMERGE'; readonly identities: readonly Identity[] }[];
}

const PREVIEWED = 20_000;
const PREVIEW_BATCH = 50;
const SAMPLES = 5;

/** Previews how customers would be grouped under changed rules of one namespace. Nothing is stored. */
export async function previewNamespace(
  services: Services,
  principal: Principal,
  input: NamespaceInput,
): Promise<NamespacePreview> {
  requireScope(principal, 'define');
  requireScope(principal, 'profiles:read:personal');
  const { workspace, catalogue, now } = await enter(services, principal.workspace);
  const other = catalogue.with({ namespace: readNamespace(input, catalogue) });
  const found = new Map<string, NamespacePreview['samples'][number]>();
  const forms = new SharedForms((n) => other.namespace(n));
  let examined = 0;
  const read = (page: Page): Promise<ProfileRecord[]> => {
    stopIfAbandoned(services);
    return services.stores.profiles.roots(workspace.id, page);
  };
  for await (const roots of eachPage(read, ({ id }) => id, PREVIEW_BATCH)) {
    examined += roots.length;
    for (const root of roots) forms.add(root);
    // The transaction contains only reads, so the preview changes nothing.
    await services.stores.transact(async (tx) => {
      const snapshot = { stores: services.stores, workspace: workspace.id, catalogue: other, now, tx };
      const customers = new Customers(snapshot, workspace.watermark, () => undefined);
      await customers.load(roots.map((r) => ({ profile: r.id })));
      await customers.regroup(
        [],
        [],
        roots.flatMap((r) => r.identities),
      );
      for (const { record, regrouped } of customers.all())
        if (regrouped === 'MERGE' || regrouped === 'UNMERGE')
          found.set(record.id, { cause: regrouped, identities: distinctIdentities(record.identities) });
    });
    if (examined >= PREVIEWED) break;
  }
  // Also report merges of customers that share an identity but were examined in different batches.
  for (const [first, ...others] of forms.groups())
    if (![first, ...others].some((r) => found.has(r.id)))
      found.set(first.id, { cause: 'MERGE', identities: [first, ...others].flatMap((r) => r.identities) });
  const all = [...found.values()];
  const count = (cause: string): number => all.filter((x) => x.cause === cause).length;
  return {
    examined,
    complete: examined < PREVIEWED,
    joined: count('MERGE'),
    unmerged: count('UNMERGE'),
    samples: all.slice(0, SAMPLES),
  };
}

/** Finds customers whose identities become equal under the new rules. */
class SharedForms {
  private readonly groupOf = new Map<string, ProfileRecord[]>();

  constructor(private readonly rules: (name: string) => IdentityNamespace | undefined) {}

  add(root: ProfileRecord): void {
    let group = [root];
    for (const i of root.identities) {
      if (isPlaceholder(i, this.rules)) continue;
      const text = identityText(normalForm(i, this.rules));
      const there = this.groupOf.get(text);
      if (there && there !== group) {
        for (const r of group) if (!there.includes(r)) there.push(r);
        for (const [key, g] of this.groupOf) if (g === group) this.groupOf.set(key, there);
        group = there;
      }
      this.groupOf.set(text, group);
    }
  }

  groups(): ProfileRecord[][] {
    return [...new Set(this.groupOf.values())].filter((g) => g.length > 1);
  }
}
