/**
 * Holds the customers of one write transaction. Resolves identities, merges and separates customers, and stores them.
 */
import { IdentityGraph, linkId } from './identity-graph.js';
import type { Link, LinkDecision } from '../../engine/identity/identity-fold.js';
import { byPriority, identityText, normalForm } from '../../engine/identity/identity.js';
import type { Cause, EventFact, Identity, Transition } from '../../engine/types.js';
import { duesOfMembers } from '../../engine/memberships/dues.js';
import { countedUnder, leaveAll, unevaluated, type NewFact, type Watermark } from '../../engine/memberships/settle.js';
import type { Target } from '../base/write-intakes.js';
import { newId } from '../base/ids.js';
import type { LinkFact, UnmergeFact, ProfileRecord } from '../base/ports.js';
import type { Snapshot } from './commit/snapshot.js';
import { formerOf, rootFirst, UNFOLDED, type FormerCustomers } from './customer-forming.js';
import { joinedTags, rebuiltTags } from './customer-tags.js';

/** A customer that may be changed in this transaction. */
export interface Customer {
  record: ProfileRecord;
  readonly isNew: boolean;
  readonly news: NewFact[];
  readonly events: EventFact[];
  /** Set if profiles were added or removed, or facts were lost. All facts are then read and evaluated again. */
  regrouped?: Extract<Cause, 'MERGE' | 'UNMERGE' | 'REMOVAL'>;
  touched: boolean;
  /** State of the customers from which a merge or an unmerge formed this customer. */
  readonly former?: FormerCustomers;
  /** Keys of started campaigns for which work must be planned if the customer is in the campaign's segment. */
  starts?: ReadonlySet<string>;
  /** Ids of lists that the customer entered or left. */
  listsChanged?: readonly string[];
  /** Definitions that were published after this catalogue version are evaluated, even if the watermark is newer. */
  since?: number;
  /** Whether the customer's facts are needed even if the customer does not change. */
  asked: boolean;
}

export class Customers {
  /** Profile records by id, after the workspace's watermark was applied to their evaluation state. */
  private readonly records = new Map<string, ProfileRecord>();
  private readonly stored = new Map<string, ProfileRecord>();
  private readonly owners = new Map<string, string>();
  /** Id of the stored root of each profile, by profile id. */
  private readonly homes = new Map<string, string>();
  private readonly working = new Map<string, Customer>();
  private readonly created = new Set<string>();
  private readonly newIdentities: { identity: Identity; profile: string }[] = [];
  /** Profiles that belong to a different customer than before this transaction. */
  private readonly followers = new Map<string, ProfileRecord>();
  private readonly newlyShared: ProfileRecord[] = [];
  /** All profiles of each identity that has several. Under earlier rules, these profiles had different identities. */
  private readonly twins = new Map<string, ReadonlySet<string>>();
  /** Identities whose normal form changed, by the text of their old form. */
  private readonly renamed = new Map<string, { readonly from: Identity; readonly to: Identity }>();
  private removedLinks: readonly string[] = [];
  private rewrittenUnmerges: readonly UnmergeFact[] = [];
  private links: readonly LinkFact[] = [];
  private unmerges: readonly UnmergeFact[] = [];

  constructor(
    private readonly snapshot: Omit<Snapshot, 'intakes' | 'triggers' | 'digests'>,
    private readonly watermark: Watermark,
    /** Called with the transitions of a profile that is no longer a separate customer. */
    private readonly left: (profile: ProfileRecord, transitions: readonly Transition[]) => void,
  ) {}

  /** Reads the customers to which the targets refer. */
  async load(targets: readonly Target[]): Promise<void> {
    await this.read(targets.flatMap((t) => ('identities' in t ? t.identities : [])));
    await this.loadProfiles(targets.flatMap((t) => ('profile' in t ? [t.profile] : [])));
    await this.loadRoots();
  }

  private async read(identities: readonly Identity[]): Promise<void> {
    const unknown = identities.filter((i) => !this.owners.has(identityText(i)));
    if (unknown.length === 0) return;
    const found = await this.snapshot.stores.identities.find(this.snapshot.workspace, unknown, this.snapshot.tx);
    for (const [text, profile] of found) this.owners.set(text, profile);
    await this.loadProfiles([...found.values()]);
    await this.loadRoots();
  }

  private async loadProfiles(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.records.has(id));
    if (missing.length === 0) return;
    for (const r of await this.snapshot.stores.profiles.find(this.snapshot.workspace, missing, this.snapshot.tx)) {
      this.stored.set(r.id, r);
      this.records.set(r.id, countedUnder(r, this.watermark));
      // A root lists its profiles and their identities in the same order.
      if (r.root === r.id)
        r.identities.forEach((identity, i) => {
          this.homes.set(r.members[i], r.id);
          this.own(identity, r.members[i]);
        });
    }
  }

  /** If several profiles of one customer have the same identity, the oldest owns it. */
  private own(identity: Identity, profile: string): void {
    const text = identityText(identity);
    const there = this.owners.get(text);
    if (there === undefined || there === profile || this.homes.get(there) !== this.homes.get(profile)) {
      this.owners.set(text, profile);
      return;
    }
    this.twins.set(text, new Set([...(this.twins.get(text) ?? []), there, profile]));
    this.owners.set(text, there < profile ? there : profile);
  }

  /** Returns all profiles with an identity. The owner comes first. */
  private profilesOf(identity: Identity): string[] {
    return [...new Set([this.profileOf(identity), ...(this.twins.get(identityText(identity)) ?? [])])];
  }

  private loadRoots(): Promise<void> {
    return this.loadProfiles([...this.records.values()].map((r) => r.root));
  }

  has(profile: string): boolean {
    return this.records.has(profile);
  }

  recordOf(profile: string): ProfileRecord | undefined {
    return this.records.get(profile);
  }

  /** Returns the profile that owns an identity. The owner never changes. */
  ownerOf(identity: Identity): string | undefined {
    return this.owners.get(identityText(identity));
  }

  /** Sorts the identities of a fact by priority. The first one determines the customer. */
  ordered(identities: readonly Identity[]): readonly Identity[] {
    return byPriority(identities, (n) => this.snapshot.catalogue.namespace(n));
  }

  identityOf(profile: string): Identity {
    return this.records.get(profile)!.identity;
  }

  rootOf(profile: string): string {
    return (
      (this.followers.get(profile) ?? this.working.get(profile)?.record)?.root ?? this.homes.get(profile) ?? profile
    );
  }

  of(profile: string): Customer {
    const root = this.rootOf(profile);
    let c = this.working.get(root);
    if (!c) {
      const record = this.records.get(root);
      if (!record) throw new Error(`profile ${root} was not loaded`);
      this.working.set(
        root,
        (c = { record, isNew: this.created.has(root), news: [], events: [], touched: false, asked: false }),
      );
    }
    return c;
  }

  all(): Iterable<Customer> {
    return this.working.values();
  }

  /** Returns the profile of an identity. A profile is created when an identity is seen for the first time. */
  profileOf(identity: Identity): string {
    const text = identityText(identity);
    const there = this.owners.get(text);
    if (there) return there;
    const { now, past } = this.snapshot;
    const id = newId(now);
    const createdAt = past?.createdAt(identity, now) ?? now;
    this.owners.set(text, id);
    this.records.set(id, {
      id,
      workspace: this.snapshot.workspace,
      root: id,
      identity,
      createdAt,
      version: 0,
      factsVersion: 0,
      identities: [identity],
      members: [id],
      ...UNFOLDED,
      evaluation: unevaluated(past?.evaluatedFrom(createdAt, now) ?? now),
    });
    this.created.add(id);
    this.newIdentities.push({ identity, profile: id });
    this.of(id).touched = true;
    return id;
  }

  /** Returns the links between the identities of one fact. Each identity is linked to the first one. */
  linksOf(identities: readonly Identity[], at: number): Link[] {
    const [first, ...rest] = this.ordered(identities);
    return rest.map((other) => ({ id: linkId(first, other), identities: [first, other] as const, at }));
  }

  /** Adds links and splits, and regroups their customers and those in `again`. Runs before any fact is recorded. */
  async regroup(
    links: readonly Link[],
    unmerges: readonly UnmergeFact[],
    again: readonly Identity[],
  ): Promise<ReadonlyMap<string, LinkDecision>> {
    if (links.length === 0 && unmerges.length === 0 && again.length === 0) return new Map();
    await this.rename(again);
    const known = {
      renamed: this.renamed,
      customerOf: (i: Identity) =>
        this.ownerOf(i) === undefined
          ? undefined
          : this.profilesOf(i).flatMap((id) => this.records.get(this.homes.get(id) ?? id)!.identities),
      isShared: (i: Identity) => this.records.get(this.ownerOf(i) ?? '')?.shared === true,
      read: (identities: readonly Identity[]) => this.read(identities),
    };
    const result = await new IdentityGraph(
      this.snapshot.stores,
      this.snapshot.workspace,
      (n) => this.snapshot.catalogue.namespace(n),
      known,
      this.snapshot.tx,
    ).add(
      links,
      unmerges,
      again.map((i) => this.renamed.get(identityText(i))?.to ?? i),
    );
    this.links = result.links;
    this.removedLinks = result.removedLinks;
    this.rewrittenUnmerges = result.unmerges;
    this.unmerges = unmerges;
    const groups = result.customers.map((identities) => identities.flatMap((i) => this.profilesOf(i)));
    await this.loadProfiles(groups.flat());
    for (const members of groups) await this.form(members);
    for (const text of result.shared) this.markShared(this.owners.get(text)!);
    return result.decisions;
  }

  /** Converts identities to their form under the current rules. Profiles whose identities become equal are merged. */
  private async rename(identities: readonly Identity[]): Promise<void> {
    for (const from of identities) {
      const to = normalForm(from, (n) => this.snapshot.catalogue.namespace(n));
      if (to !== from) this.renamed.set(identityText(from), { from, to });
    }
    if (this.renamed.size === 0) return;
    const renamed = [...this.renamed.values()];
    await this.read(renamed.map(({ to }) => to));
    await this.loadProfiles(renamed.flatMap(({ from }) => this.profilesOf(from)));
    for (const { from, to } of renamed) {
      const profiles = this.profilesOf(from);
      for (const id of profiles) this.renameIn(id, from, to);
      const there = this.ownerOf(to);
      const all = [...profiles, ...(there === undefined ? [] : this.profilesOf(to))].sort();
      this.owners.delete(identityText(from));
      this.owners.set(identityText(to), all[0]);
      if (all.length > 1) this.twins.set(identityText(to), new Set(all));
    }
  }

  private renameIn(profile: string, from: Identity, to: Identity): void {
    const root = this.homes.get(profile) ?? profile;
    const renamed = (list: readonly Identity[]): Identity[] =>
      list.map((i) => (identityText(i) === identityText(from) ? to : i));
    const record = { ...this.records.get(profile)!, identity: to };
    this.records.set(profile, record);
    if (profile !== root) this.followers.set(profile, { ...record, identities: [to], version: record.version + 1 });
    const whole = this.records.get(root)!;
    this.records.set(root, { ...whole, identities: renamed(whole.identities) });
    const c = this.of(root);
    c.record = { ...this.records.get(root)!, ...c.record, identity: this.records.get(root)!.identity };
    c.record = { ...c.record, identities: renamed(c.record.identities) };
    c.touched = true;
  }

  private markShared(profile: string): void {
    const c = this.of(profile);
    if (!c.record.shared) this.newlyShared.push(c.record);
    c.record = { ...c.record, shared: true };
    c.touched = true;
  }

  /** Forms a customer from profiles. The first by `rootFirst` is the root and keeps the state. No fact is rewritten. */
  private async form(members: readonly string[]): Promise<void> {
    const records = members.map((id) => this.records.get(id)!).sort(rootFirst);
    const [root] = records;
    const sources = [...new Set(records.map((r) => this.homes.get(r.id) ?? r.id))].map((id) => this.records.get(id)!);
    const there = new Set(members);
    const lost = sources.some((s) => s.members.some((m) => !there.has(m)));
    // The unchanged customer is written, so that concurrent transactions that make decisions about it conflict.
    if (!lost && sources.length === 1) {
      this.of(root.id).touched = true;
      return;
    }
    const wereNew = records.every((r) => this.created.has(r.id));
    const tags = lost
      ? await rebuiltTags(
          this.snapshot.stores,
          this.snapshot.catalogue,
          { workspace: this.snapshot.workspace, members: records.map(({ id }) => id) },
          Math.min(this.snapshot.now, root.evaluation.evaluatedAt),
          this.snapshot.tx,
        )
      : joinedTags(this.snapshot.catalogue, sources);
    for (const r of records.slice(1)) {
      this.working.delete(r.id);
      if (r.root === root.id) continue;
      const { transitions, state } =
        r.root === r.id ? leaveAll(r.evaluation, this.snapshot.now, 'MERGE') : { transitions: [], state: r.evaluation };
      this.left(r, transitions);
      this.followers.set(r.id, {
        ...r,
        root: root.id,
        identities: [r.identity],
        members: [r.id],
        ...UNFOLDED,
        evaluation: state,
        version: r.version + 1,
      });
    }
    this.followers.delete(root.id);
    const merged = sources.reduce<readonly ProfileRecord[]>(
      (list, s) => [...list, ...s.members.filter((m) => there.has(m)).map((m) => this.records.get(m)!)],
      [],
    );
    this.working.set(root.id, {
      record: {
        ...root,
        root: root.id,
        tags,
        identities: merged.map((r) => r.identity),
        members: merged.map((r) => r.id),
        dues: duesOfMembers(sources, there),
        factBytes: sources.reduce((sum, source) => sum + source.factBytes, 0),
      },
      isNew: this.created.has(root.id),
      news: [],
      events: [],
      touched: true,
      asked: false,
      ...(wereNew ? {} : { regrouped: lost ? 'UNMERGE' : 'MERGE', former: formerOf(sources) }),
    });
  }

  /** Stores identities, links and profiles. `settled` contains the evaluated customers. */
  async store(settled: readonly ProfileRecord[]): Promise<void> {
    const { identities, profiles } = this.snapshot.stores;
    const changed = [...settled, ...this.followers.values()];
    const inserts = changed.filter((r) => this.created.has(r.id));
    const replaced = changed.filter((r) => !this.created.has(r.id));
    if (this.renamed.size > 0)
      await identities.rename(
        this.snapshot.workspace,
        [...this.renamed.values()].map(({ from, to }) => ({ from, to, profile: this.owners.get(identityText(to))! })),
        this.snapshot.tx,
      );
    if (this.newIdentities.length > 0)
      await identities.insert(this.snapshot.workspace, this.newIdentities, this.snapshot.tx);
    if (inserts.length > 0) await profiles.insert(inserts, this.snapshot.tx);
    if (replaced.length > 0)
      await profiles.replace(
        replaced.map((after) => ({ before: this.stored.get(after.id)!, after })),
        this.snapshot.tx,
      );
    if (this.removedLinks.length > 0)
      await identities.removeLinks(this.snapshot.workspace, this.removedLinks, this.snapshot.tx);
    if (this.rewrittenUnmerges.length > 0)
      await identities.replaceUnmerges(this.snapshot.workspace, this.rewrittenUnmerges, this.snapshot.tx);
    if (this.links.length > 0) await identities.saveLinks(this.snapshot.workspace, this.links, this.snapshot.tx);
    for (const { id, identity } of this.newlyShared)
      await this.snapshot.stores.alerts.insert(
        {
          kind: 'SHARED_IDENTITY',
          id: newId(this.snapshot.now),
          workspace: this.snapshot.workspace,
          raisedAt: this.snapshot.now,
          profile: id,
          namespace: identity.namespace,
        },
        this.snapshot.tx,
      );
    if (this.unmerges.length > 0)
      await identities.insertUnmerges(this.snapshot.workspace, this.unmerges, this.snapshot.tx);
  }

  /** Returns each identity that this transaction used, as text, with the root of its customer. */
  names(): (readonly [name: string, root: string])[] {
    return [...this.owners].map(([text, profile]) => [text, this.rootOf(profile)]);
  }

  /** Customers with new facts or other profiles than before. Customers that were only read are excluded. */
  changed(): Customer[] {
    return [...this.working.values()].filter(
      (c) => c.isNew || c.news.length > 0 || c.regrouped !== undefined || c.listsChanged?.length,
    );
  }

  /** Returns the profiles that are no longer separate customers. */
  absorbed(): Iterable<string> {
    return this.followers.keys();
  }
}
