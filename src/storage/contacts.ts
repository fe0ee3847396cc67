/** Store of contacts. */
import type { Contact } from '../engine/reach/contact-record.js';
import type { ContactCount } from '../services/base/ports/contacts.js';
import type { StoredContact, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';
import { removeOf } from './base/of-profiles.js';

interface ContactDoc {
  /** workspace|id */
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
  reason?: string;
  /** Facts of the ending, as JSON text. They are shown and not queried. */
  facts?: string;
  mayHaveArrived: boolean;
  handedOverAt?: Date;
}

/** Drops absent fields. */
const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const dateOf = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));

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
    ...present({
      group: contact.group,
      channel: reservation?.channel,
      device: reservation?.device,
      at: dateOf(reservation?.at),
      variant: reservation?.variant,
      under: reservation && [...reservation.under],
      counts: reservation?.counts,
      reason: ending?.reason,
      facts: ending && JSON.stringify(ending.facts),
      handedOverAt: dateOf(contact.handedOverAt),
    }),
  };
}

function contactFromDoc(document: ContactDoc): StoredContact {
  const { _id, ws, channel, device, at, variant, under, counts, reason, facts } = document;
  const { profile, campaign, version, occurrence, sequence, state, group, tags, mayHaveArrived, handedOverAt } =
    document;
  return {
    id: _id.slice(ws.length + 1),
    ...{ profile, campaign, version, occurrence, sequence, state, tags, mayHaveArrived },
    dueAt: document.dueAt.getTime(),
    decidedAt: document.decidedAt.getTime(),
    expiresAt: document.expiresAt.getTime(),
    ...present({ group, handedOverAt: handedOverAt?.getTime() }),
    ...(channel === undefined
      ? {}
      : {
          reservation: {
            channel,
            at: at!.getTime(),
            under: under ?? [],
            counts: counts ?? false,
            ...present({ device, variant }),
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
    removeOf: (ws, profiles, limit) => removeOf(c, ws, profiles, limit),
  };
}

function placeOf(cursor: string): readonly [at: Date, id: string] {
  const colon = cursor.indexOf(':');
  return [new Date(Number(cursor.slice(0, colon))), cursor.slice(colon + 1)];
}
