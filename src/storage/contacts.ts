/** Store of contacts. A due contact is leased for a limited time while it is handed over to a sender. */
import type { Collection } from 'mongodb';
import type { Contact, EarlierAttempt } from '../engine/reach/contact-record.js';
import type { ContactTask } from '../engine/reach/task.js';
import { StoreConflict } from '../services/base/errors.js';
import type { Claiming, ContactCount } from '../services/base/ports/contacts.js';
import type { StoredContact, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';
import { removeOf } from './base/of-profiles.js';
import { placeOf } from './base/paging.js';

interface EarlierDoc {
  channel: string;
  device?: string;
  at: Date;
  askedAt?: Date;
  variant?: string;
  under: string[];
  counts: boolean;
  handedOverAt: Date;
  providerId?: string;
}

interface ContactDoc {
  /** Format: workspace|id. */
  _id: string;
  ws: string;
  profile: string;
  campaign: string;
  version: number;
  occurrence: string;
  sequence: number;
  dueAt: Date;
  decidedAt: Date;
  expiresAt: Date;
  state: Contact['state'];
  group?: string;
  tags: string[];
  channel?: string;
  device?: string;
  at?: Date;
  variant?: string;
  under?: string[];
  counts?: boolean;
  /** When the budgets were asked, if this was later than the decision. */
  askedAt?: Date;
  reason?: string;
  /** Details of how the contact ended, as JSON text. They are only displayed and never queried. */
  facts?: string;
  mayHaveArrived: boolean;
  handedOverAt?: Date;
  providerId?: string;
  /** Earlier messages of this contact, which were sent on other channels or shown before. */
  earlier?: EarlierDoc[];
  /** The task of the contact. */
  task?: { assignee: string; dueAt: Date; outcome?: string; closedAt?: Date; closedBy?: string };
  /** Assignee of the task while it is open, for the list of open tasks. */
  openFor?: string;
  /** When the open task is due. */
  openUntil?: Date;
  attempts: number;
  nextAttemptAt?: Date;
  /** When a planned contact is due. */
  plannedFor?: Date;
  claim: number;
  leasedUntil?: Date;
}

/** Returns the object without its undefined fields. */
const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const dateOf = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));

const earlierToDoc = ({ at, handedOverAt, under, askedAt, ...attempt }: EarlierAttempt): EarlierDoc => ({
  ...attempt,
  ...present({ askedAt: dateOf(askedAt) }),
  under: [...under],
  at: new Date(at),
  handedOverAt: new Date(handedOverAt),
});

const earlierFromDoc = ({ at, handedOverAt, askedAt, ...attempt }: EarlierDoc): EarlierAttempt => ({
  ...attempt,
  ...present({ askedAt: askedAt?.getTime() }),
  at: at.getTime(),
  handedOverAt: handedOverAt.getTime(),
});

const taskToDoc = ({ assignee, dueAt, outcome, closedAt, closedBy }: ContactTask): NonNullable<ContactDoc['task']> => ({
  assignee,
  dueAt: new Date(dueAt),
  ...present({ outcome, closedAt: dateOf(closedAt), closedBy }),
});

const taskFromDoc = ({ dueAt, closedAt, ...task }: NonNullable<ContactDoc['task']>): ContactTask => ({
  ...(task as Pick<ContactTask, 'assignee' | 'outcome' | 'closedBy'>),
  dueAt: dueAt.getTime(),
  ...present({ closedAt: closedAt?.getTime() }),
});

function contactToDoc(ws: string, contact: StoredContact): ContactDoc {
  const { reservation, ending } = contact;
  return {
    _id: `${ws}|${contact.id}`,
    ws,
    profile: contact.profile,
    campaign: contact.campaign,
    version: contact.version,
    occurrence: contact.occurrence,
    sequence: contact.sequence,
    dueAt: new Date(contact.dueAt),
    decidedAt: new Date(contact.decidedAt),
    expiresAt: new Date(contact.expiresAt),
    state: contact.state,
    tags: [...contact.tags],
    mayHaveArrived: contact.mayHaveArrived,
    attempts: contact.attempts,
    claim: contact.claim,
    ...present({
      group: contact.group,
      channel: reservation?.channel,
      device: reservation?.device,
      at: dateOf(reservation?.at),
      variant: reservation?.variant,
      under: reservation && [...reservation.under],
      counts: reservation?.counts,
      askedAt: dateOf(reservation?.askedAt),
      reason: ending?.reason,
      facts: ending && JSON.stringify(ending.facts),
      handedOverAt: dateOf(contact.handedOverAt),
      providerId: contact.providerId,
      earlier: contact.earlier?.map(earlierToDoc),
      task: contact.task && taskToDoc(contact.task),
      ...(contact.state === 'ASSIGNED'
        ? { openFor: contact.task!.assignee, openUntil: new Date(contact.task!.dueAt) }
        : {}),
      nextAttemptAt: dateOf(contact.nextAttemptAt),
      plannedFor: contact.state === 'PLANNED' ? new Date(contact.dueAt) : undefined,
    }),
  };
}

function contactFromDoc(document: ContactDoc): StoredContact {
  const { _id, ws, channel, device, at, variant, under, counts, reason, facts } = document;
  const { profile, campaign, version, occurrence, sequence, state, group, tags, mayHaveArrived, handedOverAt } =
    document;
  const { attempts, claim, nextAttemptAt, providerId } = document;
  return {
    id: _id.slice(ws.length + 1),
    ...{ profile, campaign, version, occurrence, sequence, state, tags, mayHaveArrived, attempts, claim },
    dueAt: document.dueAt.getTime(),
    decidedAt: document.decidedAt.getTime(),
    expiresAt: document.expiresAt.getTime(),
    ...present({ group, handedOverAt: handedOverAt?.getTime(), nextAttemptAt: nextAttemptAt?.getTime() }),
    ...present({ providerId, earlier: document.earlier?.map(earlierFromDoc) }),
    ...present({ task: document.task && taskFromDoc(document.task) }),
    ...(channel === undefined
      ? {}
      : {
          reservation: {
            channel,
            at: at!.getTime(),
            under: under ?? [],
            counts: counts ?? false,
            ...present({ device, variant, askedAt: document.askedAt?.getTime() }),
          },
        }),
    ...(reason === undefined ? {} : { ending: { reason, facts: JSON.parse(facts!) } as StoredContact['ending'] }),
  };
}

export function contactStore(mongo: Mongo): Stores['contacts'] {
  const c = mongo.collection<ContactDoc>('contacts');
  return {
    insert: async (ws, contacts, tx) =>
      void (await c.insertMany(
        contacts.map((contact) => contactToDoc(ws, contact)),
        within(tx),
      )),
    find: async (ws, ids, tx) =>
      (await c.find({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, within(tx)).toArray()).map(contactFromDoc),
    ofProfiles: async (ws, profiles, tx) =>
      (await c.find({ ws, profile: { $in: [...profiles] } }, within(tx)).toArray()).map(contactFromDoc),
    page: async (ws, profiles, { first, after }) => {
      const [at, id] = after === undefined ? [] : placeOf(after);
      const later =
        at === undefined ? {} : { $or: [{ decidedAt: { $lt: at } }, { decidedAt: at, _id: { $lt: `${ws}|${id}` } }] };
      return (
        await c
          .find({ ws, profile: { $in: [...profiles] }, ...later })
          .sort({ decidedAt: -1, _id: -1 })
          .limit(first)
          .toArray()
      ).map(contactFromDoc);
    },
    counts: async (ws, campaign) =>
      (
        await c
          .aggregate<{ _id: Omit<ContactCount, 'count'>; count: number }>([
            { $match: { ws, campaign } },
            { $group: { _id: { state: '$state', reason: '$reason', group: '$group' }, count: { $sum: 1 } } },
          ])
          .toArray()
      ).map(({ _id, count }) => ({ ..._id, count })),
    planned: async (ws, at, { first, except }) =>
      (
        await c
          .find({ ws, plannedFor: { $lte: new Date(at) }, campaign: { $nin: [...except] } })
          .sort({ plannedFor: 1 })
          .limit(first)
          .toArray()
      ).map(contactFromDoc),
    remove: async (ws, ids, tx) =>
      void (await c.deleteMany({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, within(tx))),
    ...handOverStore(mongo),
    openTasks: async (ws, { assignee, at: now, except }, { first, after }) => {
      const [at, id] = after === undefined ? [] : placeOf(after);
      const later =
        at === undefined ? {} : { $or: [{ openUntil: { $gt: at } }, { openUntil: at, _id: { $gt: `${ws}|${id}` } }] };
      return (
        await c
          .find({ ws, openFor: assignee, expiresAt: { $gt: new Date(now) }, campaign: { $nin: [...except] }, ...later })
          .sort({ openUntil: 1, _id: 1 })
          .limit(first)
          .toArray()
      ).map(contactFromDoc);
    },
    removeOf: (ws, profiles, limit) => removeOf(c, ws, profiles, limit),
  };
}

/** Returns the store methods that hand contacts over to senders. */
function handOverStore(
  mongo: Mongo,
): Pick<Stores['contacts'], 'claim' | 'hasDue' | 'update' | 'hasten' | 'hasOpen' | 'hasShowable' | 'inStates'> {
  const c = mongo.collection<ContactDoc>('contacts');
  return {
    claim: (ws, at, claiming) => claimDue(c, { ws, at: new Date(at), now: mongo.now() }, claiming),
    hasDue: async (ws, at, except) =>
      (await c.findOne(
        { ws, nextAttemptAt: { $lte: new Date(at) }, campaign: { $nin: [...except] } },
        { projection: { _id: 1 } },
      )) !== null,
    update: async (ws, contact, tx) => {
      const document = contactToDoc(ws, contact);
      const { matchedCount } = await c.replaceOne({ _id: document._id, claim: contact.claim }, document, within(tx));
      if (matchedCount === 0) throw new StoreConflict('the contact was claimed again');
    },
    hasten: async (ws, campaign, at) =>
      void (await c.updateMany(
        {
          ...{ ws, campaign, nextAttemptAt: { $gt: new Date(at) } },
          state: { $in: ['RESERVED', 'WAITING', 'ASSIGNED'] },
        },
        { $set: { nextAttemptAt: new Date(at) } },
      )),
    hasOpen: async (ws, campaign) =>
      (await c.findOne(
        { ws, campaign, state: { $in: ['PLANNED', 'RESERVED', 'WAITING', 'ASSIGNED'] } },
        { projection: { _id: 1 } },
      )) !== null,
    hasShowable: async (ws, campaign, { channel, mostEarlier }, at) =>
      (await c.findOne(
        {
          ...{ ws, campaign, state: 'HANDED_OVER', channel, expiresAt: { $gt: new Date(at) } },
          [`earlier.${mostEarlier}`]: { $exists: false },
        },
        { projection: { _id: 1 } },
      )) !== null,
    inStates: async (ws, campaign, { states, reason }, { first, after }) =>
      (
        await c
          .find({
            ws,
            campaign,
            state: { $in: [...states] },
            ...(reason === undefined ? {} : { reason }),
            ...(after ? { _id: { $gt: `${ws}|${after}` } } : {}),
          })
          .sort({ _id: 1 })
          .limit(first)
          .toArray()
      ).map(contactFromDoc),
  };
}

/** Claims due contacts one by one. A contact is not claimed while another contact of the same customer is claimed. */
async function claimDue(
  c: Collection<ContactDoc>,
  { ws, at, now }: { readonly ws: string; readonly at: Date; readonly now: number },
  { leaseMs, most, except }: Claiming,
): Promise<StoredContact[]> {
  const isFree = { $or: [{ leasedUntil: { $exists: false } }, { leasedUntil: { $lte: new Date(now) } }] };
  const due = await c
    .find({ ws, nextAttemptAt: { $lte: at }, campaign: { $nin: [...except] }, ...isFree })
    .sort({ nextAttemptAt: 1 })
    .limit(most)
    .toArray();
  const claimed: StoredContact[] = [];
  const profiles = new Set<string>();
  for (const { _id, profile, claim } of due) {
    if (profiles.has(profile)) continue;
    profiles.add(profile);
    const document = await c.findOneAndUpdate(
      // Since the query, another process may have stored a result although its lease had expired. The contact is then
      // due later or no longer due.
      { _id, claim, nextAttemptAt: { $lte: at }, ...isFree },
      { $set: { claim: claim + 1, leasedUntil: new Date(now + leaseMs) } },
      { returnDocument: 'after' },
    );
    if (!document) continue;
    const other = { ws, profile, _id: { $ne: _id }, leasedUntil: { $gt: new Date(now) } };
    // If two processes see each other's claims, both may release their claim. Both try again in the next round.
    if (await c.findOne(other, { projection: { _id: 1 } }))
      await c.updateOne({ _id, claim: claim + 1 }, { $unset: { leasedUntil: '' } });
    else claimed.push(contactFromDoc(document));
  }
  return claimed;
}
