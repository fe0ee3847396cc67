/** Implements data protection. It exports all data of a customer, erases customers, and reads the audit log. */
import { formatDecimal } from '../../engine/values/decimal.js';
import { compareLinks } from '../../engine/identity/identity-fold.js';
import { distinctIdentities, identityText, otherForms } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/types.js';
import { leaveAll } from '../../engine/memberships/settle.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { findOne } from '../base/find-one.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { namesOf } from '../write-path/customer-names.js';
import { invalid, notFound, StoreConflict } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { inBackground } from '../base/jobs.js';
import { forgetEntries } from '../lists/lists.js';
import type {
  AuditEntry,
  Job,
  StoredTransition,
  Page,
  StoredContact,
  StoredEvent,
  TagFact,
  Tx,
  ProfileRecord,
} from '../base/ports.js';
import { contactCursor } from '../base/ports/contacts.js';
import { loadRoot } from '../population/roots.js';

const REMOVED_AT_ONCE = 1000;

/**
 * Erases a customer. One transaction removes its profiles, identities and links, and ends its memberships with cause
 * ERASURE. The transaction also stores keyed hashes of the identities, so that facts dated before the erasure are
 * rejected. A job then removes the events and tag writes.
 */
export async function eraseProfile(services: Services, principal: Principal, profile: string): Promise<Job> {
  requireScope(principal, 'profiles:erase');
  const job = await change(services, principal, 'eraseProfile', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    const { id, members } = await loadRoot(services, workspace.id, profile);
    // Stored facts may be dated slightly after the current time. The erasure must cover these facts too.
    const [newest] = await services.stores.events.page(workspace.id, members, { first: 1 });
    return { target: id, at: now, save: (tx) => forget(services, room, id, Math.max(now, newest?.at ?? now), tx) };
  });
  void inBackground(services, job, runErasure).catch(() => undefined);
  return job;
}

async function forget(
  s: Services,
  { workspace: { id: workspace }, catalogue, now }: Room,
  id: string,
  until: number,
  tx: Tx,
): Promise<Job> {
  const root = await findOne(s.stores.profiles, workspace, id, tx);
  if (!root) throw notFound('PROFILE_NOT_FOUND', 'the profile');
  // If another customer absorbed the profile after it was looked up, throw StoreConflict, so that the customer is
  // looked up again.
  if (root.root !== id) throw new StoreConflict('the customer was merged');
  const { transitions } = leaveAll(root.evaluation, now, 'ERASURE');
  const at = s.stores.now();
  if (transitions.length > 0)
    await s.stores.transitions.insert(
      transitions.map((t): StoredTransition => ({
        ...t,
        ...namesOf(root),
        id: newId(now),
        workspace,
        recordedAt: now,
      })),
      tx,
    );
  // Also store hashes of the other forms of each identity. Identity rules may change later, and facts that use another
  // form must still be rejected.
  const forms = root.identities.flatMap(otherForms);
  await s.stores.tombstones.insert(workspace, [...root.identities, ...forms], until, tx);
  await forgetEntries(s, workspace, root.identities, tx);
  await s.stores.identities.remove(workspace, root.identities, tx);
  await s.stores.profiles.remove(workspace, root.members, tx);
  await s.stores.news.customers(
    workspace,
    { catalogue: catalogue.version, changed: [], removed: [id], evaluated: [] },
    tx,
  );
  await s.stores.workspaces.noteErasure(workspace, tx);
  const job: Job = {
    id: newId(at),
    workspace,
    kind: 'ERASURE',
    subject: id,
    profiles: root.members,
    state: 'RUNNING',
    done: 0,
    total: root.members.length,
    startedAt: at,
  };
  await s.stores.jobs.insert(job, tx);
  s.cache.drop(id);
  return job;
}

/** Removes the remaining data of an erased customer in steps. After a restart, the process continues the removal. */
export async function runErasure(services: Services, job: Job): Promise<void> {
  const { workspace, profiles = [] } = job;
  const { events, tagFacts, contacts, receivedMessages } = services.stores;
  for (const facts of [events, tagFacts, contacts, receivedMessages]) {
    while ((await facts.removeOf(workspace, profiles, REMOVED_AT_ONCE)) === REMOVED_AT_ONCE);
  }
  await services.columns.forget(services, workspace, profiles);
  await services.stores.jobs.finish(workspace, job.id, 'DONE', services.stores.now(), job.total);
}

const SECTIONS = ['PROFILE', 'LINK', 'PARTING', 'TAG', 'EVENT', 'TRANSITION', 'CONTACT'] as const;

const notACursor = (): Error => invalid('CURSOR_INVALID', 'this is not a cursor of an export', 'after');

/** One stored record about a customer, with all its fields. */
export interface ExportRecord {
  readonly kind: (typeof SECTIONS)[number];
  readonly id: string;
  /** Cursor of this record. A page that is requested with it starts after this record. */
  readonly cursor: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Returns everything stored about a customer, one section after another. The sections are profile and identities,
 * links, splits, tag writes, events, transitions and contacts. Identities of other customers are left out of links and
 * splits.
 */
export async function exportProfile(
  services: Services,
  principal: Principal,
  profile: string,
  page: Page,
): Promise<ExportRecord[]> {
  requireScope(principal, 'profiles:read:personal');
  const { workspace, catalogue } = await enter(services, principal.workspace);
  const root = await loadRoot(services, workspace.id, profile);
  const [section, inner] =
    page.after === undefined
      ? ['PROFILE', undefined]
      : [page.after.slice(0, page.after.indexOf('|')), page.after.slice(page.after.indexOf('|') + 1) || undefined];
  const start = SECTIONS.indexOf(section as ExportRecord['kind']);
  if (start < 0) throw notACursor();
  const iso = (t: number): string => new Date(t).toISOString();
  const who = (i: Identity): object => ({ namespace: i.namespace, value: i.value });
  const read: Readonly<Record<ExportRecord['kind'], (page: Page) => Promise<ExportRecord[]>>> = {
    PROFILE: async ({ after }) =>
      after === undefined
        ? [
            {
              kind: 'PROFILE',
              id: root.id,
              cursor: `PROFILE|${root.id}`,
              body: {
                id: root.id,
                createdAt: iso(root.createdAt),
                profiles: root.members,
                identities: distinctIdentities(root.identities).map(who),
                segments: root.evaluation.segments.filter((x) => x.member).map((x) => x.segment),
                lists: catalogue.allLists().flatMap((list) => (root.lists.has(list.id) ? [list.key] : [])),
              },
            },
          ]
        : [],
    LINK: (x) => linkRecords(services, root, x),
    PARTING: async ({ after, first }) =>
      (await services.stores.identities.unmergesOf(workspace.id, root.identities))
        .filter((d) => after === undefined || d.id > after)
        .slice(0, first)
        .map((d) => ({
          kind: 'PARTING',
          id: d.id,
          cursor: `PARTING|${d.id}`,
          body: {
            left: ownIdentities(root, d.left),
            right: ownIdentities(root, d.right),
            at: iso(d.at),
            by: d.by,
            ...(d.reason ? { reason: d.reason } : {}),
          },
        })),
    TAG: async (x) =>
      (await services.stores.tagFacts.page(workspace.id, root.members, x)).map((f) => ({
        kind: 'TAG',
        id: f.id,
        cursor: `TAG|${f.at}:${f.id}`,
        body: tagBody(f),
      })),
    EVENT: async (x) =>
      (await services.stores.events.page(workspace.id, root.members, x)).map((e) => ({
        kind: 'EVENT',
        id: e.id,
        cursor: `EVENT|${e.at}:${workspace.id}|${e.id}`,
        body: eventBody(e),
      })),
    TRANSITION: async (x) =>
      (await services.stores.transitions.ofProfile(workspace.id, root.id, x)).map((t) => ({
        kind: 'TRANSITION',
        id: t.id,
        cursor: `TRANSITION|${t.sequence}`,
        body: {
          segment: t.segment,
          kind: t.kind,
          cause: t.cause,
          effectiveAt: iso(t.effectiveAt),
          recordedAt: iso(t.recordedAt),
          version: t.version,
        },
      })),
    CONTACT: async (x) =>
      (await services.stores.contacts.page(workspace.id, root.members, x)).map((contact) => ({
        kind: 'CONTACT',
        id: contact.id,
        cursor: `CONTACT|${contactCursor(contact)}`,
        body: contactBody(contact),
      })),
  };
  const out: ExportRecord[] = [];
  for (let i = start; i < SECTIONS.length && out.length < page.first; i++)
    out.push(...(await read[SECTIONS[i]]({ first: page.first - out.length, after: i === start ? inner : undefined })));
  return out;
}

/**
 * Returns identities as an export shows them. An identity of another customer is shown by its namespace alone, because
 * it may belong to another person.
 */
function ownIdentities({ identities }: ProfileRecord, list: readonly Identity[]): object[] {
  const own = new Set(identities.map(identityText));
  return list.map((i) => ({ namespace: i.namespace, ...(own.has(identityText(i)) ? { value: i.value } : {}) }));
}

/**
 * Returns a page of the customer's links, ordered by time. In the export, a link is identified by a number, because its
 * stored id would reveal both identities.
 */
async function linkRecords({ stores }: Services, root: ProfileRecord, { first, after }: Page): Promise<ExportRecord[]> {
  const links = (await stores.identities.linksOf(root.workspace, root.identities)).toSorted(compareLinks);
  const begin = Number(after ?? 0);
  if (!Number.isSafeInteger(begin) || begin < 0) throw notACursor();
  return links.slice(begin, begin + first).map((l, i): ExportRecord => ({
    kind: 'LINK',
    id: `link ${begin + i + 1}`,
    cursor: `LINK|${begin + i + 1}`,
    body: {
      identities: ownIdentities(root, l.identities),
      at: new Date(l.at).toISOString(),
      accepted: l.accepted,
      ...(l.reason ? { reason: l.reason } : {}),
    },
  }));
}

/** Converts a value to JSON. Decimals become text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return formatDecimal(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

function tagBody(f: TagFact): Record<string, unknown> {
  return {
    tag: f.tag,
    at: new Date(f.at).toISOString(),
    recordedAt: new Date(f.recordedAt).toISOString(),
    source: f.source,
    by: f.by,
    ...(f.value === undefined ? { cleared: true } : { value: plain(f.value) }),
    ...(f.change ? { change: f.change } : {}),
    ...(f.correction ? { correction: true, reason: f.reason } : {}),
  };
}

function eventBody({
  id: _id,
  profile: _profile,
  bodyHash: _hash,
  at,
  receivedAt,
  ...e
}: StoredEvent): Record<string, unknown> {
  return plain({
    ...e,
    occurredAt: new Date(at).toISOString(),
    receivedAt: new Date(receivedAt).toISOString(),
  }) as Record<string, unknown>;
}

function contactBody({ id: _id, profile: _profile, ...contact }: StoredContact): Record<string, unknown> {
  const iso = (at: number): string => new Date(at).toISOString();
  const { dueAt, decidedAt, expiresAt } = contact;
  return { ...contact, dueAt: iso(dueAt), decidedAt: iso(decidedAt), expiresAt: iso(expiresAt) };
}

/** Returns a page of audit entries, newest first. Each contains the subject that made the change. */
export async function auditLog(
  services: Services,
  principal: Principal,
  page: Page,
  filter: { readonly actor?: string; readonly operation?: string },
): Promise<AuditEntry[]> {
  requireScope(principal, 'admin');
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.audit.page(workspace.id, page, filter);
}
