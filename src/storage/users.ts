/** Store of users. A retired user keeps its id and its roles, but no personal data. */
import type { Collection } from 'mongodb';
import type { StoredUser, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface UserDoc {
  /** Format: `workspace|id`. The id begins with the time of creation. */
  _id: string;
  ws: string;
  id: string;
  email?: string;
  name?: string;
  roles: string[];
  password?: string;
  link?: { hash: string; until: Date; setsPassword: boolean };
  external?: string;
  createdAt: Date;
  createdBy: string;
  retiredAt?: Date;
  /** When the document of a retired user is deleted. */
  forgottenAt?: Date;
}

const YEAR_MS = 366 * 86_400_000;

const idOf = (ws: string, id: string): string => `${ws}|${id}`;

const linkToDoc = ({ hash, until, setsPassword }: NonNullable<StoredUser['link']>): NonNullable<UserDoc['link']> => ({
  hash,
  until: new Date(until),
  setsPassword,
});

function userFromDoc(d: UserDoc): StoredUser {
  return {
    id: d.id,
    ...(d.email === undefined ? {} : { email: d.email }),
    ...(d.name === undefined ? {} : { name: d.name }),
    roles: d.roles,
    ...(d.password === undefined ? {} : { password: d.password }),
    ...(d.link === undefined ? {} : { link: { ...d.link, until: d.link.until.getTime() } }),
    ...(d.external === undefined ? {} : { external: d.external }),
    createdAt: d.createdAt.getTime(),
    createdBy: d.createdBy,
    ...(d.retiredAt === undefined ? {} : { retiredAt: d.retiredAt.getTime() }),
  };
}

type Reads = 'get' | 'byEmail' | 'byExternal' | 'list' | 'active' | 'countActive';

export function userStore(mongo: Mongo): Stores['users'] {
  const users = mongo.collection<UserDoc>('users');
  return { ...readsOf(users), ...writesOf(users) };
}

function readsOf(users: Collection<UserDoc>): Pick<Stores['users'], Reads> {
  return {
    get: async (ws, id, tx) => {
      const d = await users.findOne({ _id: idOf(ws, id) }, within(tx));
      return d ? userFromDoc(d) : undefined;
    },
    byEmail: async (ws, email, tx) => {
      const d = await users.findOne({ ws, email }, within(tx));
      return d ? userFromDoc(d) : undefined;
    },
    byExternal: async (ws, external, tx) => {
      const d = await users.findOne({ ws, external }, within(tx));
      return d ? userFromDoc(d) : undefined;
    },
    list: async (ws, page, tx) =>
      (
        await users
          .find({ _id: { $gt: idOf(ws, ''), $lt: idOf(ws, page.after ?? '\uffff') } }, within(tx))
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray()
      ).map(userFromDoc),
    active: async (ws) => (await users.find({ ws, retiredAt: { $exists: false } }).toArray()).map(userFromDoc),
    countActive: (ws, tx) => users.countDocuments({ ws, retiredAt: { $exists: false } }, within(tx)),
  };
}

function writesOf(users: Collection<UserDoc>): Omit<Stores['users'], Reads> {
  return {
    insert: async (ws, { id, email, name, roles, password, link, external, createdAt, createdBy }, tx) =>
      void (await users.insertOne(
        {
          _id: idOf(ws, id),
          ws,
          id,
          email,
          name,
          roles: [...roles],
          password,
          link: link && linkToDoc(link),
          external,
          createdAt: new Date(createdAt),
          createdBy,
        },
        within(tx),
      )),
    update: async (ws, id, { roles, password, link }, tx) => {
      const set = {
        ...(roles === undefined ? {} : { roles: [...roles] }),
        ...(password === undefined ? {} : { password }),
        ...(link ? { link: linkToDoc(link) } : {}),
      };
      await users.updateOne(
        { _id: idOf(ws, id) },
        {
          ...(Object.keys(set).length === 0 ? {} : { $set: set }),
          ...(link === null ? { $unset: { link: '' } } : {}),
        },
        within(tx),
      );
    },
    retire: async (ws, id, at, tx) => {
      const unset = { $unset: { email: '', name: '', password: '', link: '' } } as const;
      await users.updateOne({ _id: idOf(ws, id) }, { $set: { retiredAt: new Date(at) }, ...unset }, within(tx));
      await users.updateOne(
        { _id: idOf(ws, id), external: { $exists: false } },
        { $set: { forgottenAt: new Date(at + YEAR_MS) } },
        within(tx),
      );
    },
  };
}
