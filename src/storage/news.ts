/**
 * Store of announcements of changed customers, which subscriptions and columns use. Documents are never updated, and
 * are kept for a day.
 */
import type { CustomersChange, ProfileChange } from '../live/topics.js';
import { idsBefore, newId } from '../services/base/ids.js';
import type { CustomersWritten, ProfileNews, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export interface ProfileChangeDoc {
  /** Begins with the time of the database. The document is purged a day after that time. */
  _id: string;
  ws: string;
  profile: string;
  otherProfiles?: string[];
  at: Date;
  events: string[];
  tags: string[];
  segments: string[];
}

export interface CustomersChangeDoc {
  _id: string;
  ws: string;
  changed: string[];
  gone: string[];
  evaluated?: string[];
  catalogue: number;
}

const writtenFromDoc = (d: CustomersChangeDoc): CustomersWritten => ({
  catalogue: d.catalogue,
  changed: d.changed,
  removed: d.gone,
  evaluated: d.evaluated ?? [],
});
export const customersChangeFromDoc = (document: CustomersChangeDoc): CustomersChange => ({
  topic: 'customers',
  id: document._id,
  workspace: document.ws,
  ...writtenFromDoc(document),
});
export const profileChangeFromDoc = (document: ProfileChangeDoc): ProfileChange => ({
  topic: 'profile',
  id: document._id,
  workspace: document.ws,
  profile: document.profile,
  ...(document.otherProfiles ? { otherProfiles: document.otherProfiles } : {}),
  at: document.at.getTime(),
  events: document.events,
  tags: document.tags,
  segments: document.segments,
});
export function newsStore(mongo: Mongo): Omit<Stores['news'], 'hasMark' | 'missed'> {
  const c = mongo.collection<ProfileChangeDoc>('profileChanges');
  const customers = mongo.collection<CustomersChangeDoc>('customerChanges');
  return {
    customers: async (workspace, { catalogue, changed, removed, evaluated }, tx) => {
      const _id = newId(mongo.now());
      await customers.insertOne(
        {
          _id,
          ws: workspace,
          catalogue,
          changed: [...changed],
          gone: [...removed],
          ...(evaluated.length > 0 ? { evaluated: [...evaluated] } : {}),
        },
        within(tx),
      );
      return _id;
    },
    writtenBelow: async (ws, version, from, to) =>
      (
        await customers
          .find({ _id: { $gte: idsBefore(from), $lt: idsBefore(to) }, ws, catalogue: { $lt: version } })
          .toArray()
      ).map(writtenFromDoc),
    insert: async (workspace, list: readonly ProfileNews[], tx) => {
      await c.insertMany(
        list.map((n) => ({
          _id: newId(mongo.now()),
          ws: workspace,
          profile: n.profile,
          ...(n.otherProfiles ? { otherProfiles: [...n.otherProfiles] } : {}),
          at: new Date(n.at),
          events: [...n.events],
          tags: [...n.tags],
          segments: [...n.segments],
        })),
        within(tx),
      );
    },
  };
}
