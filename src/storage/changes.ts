/** What is told beside transitions: news of customers, which of them changed, and jobs with their progress. Inserted only, kept for a day. */
import type { CustomersChange, JobChange, ProfileChange } from '../live/hub.js';
import { idsBefore, newId } from '../services/base/intake.js';
import type { CustomersWritten, Job, ProfileNews, Stores, Tx } from '../services/base/ports.js';
import { type Mongo, within } from './mongo.js';

export interface ProfileChangeDoc {
  /** Begins with the database's instant: what is kept for a day goes by it. */
  _id: string;
  ws: string;
  profile: string;
  otherProfiles?: string[];
  at: Date;
  events: string[];
  tags: string[];
  segments: string[];
}

export interface JobChangeDoc {
  _id: string;
  ws: string;
  job: string;
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
  gone: d.gone,
  evaluated: d.evaluated ?? [],
});
export const customersChangeFromDoc = (d: CustomersChangeDoc): CustomersChange => ({
  topic: 'customers',
  id: d._id,
  workspace: d.ws,
  ...writtenFromDoc(d),
});
export const profileChangeFromDoc = (d: ProfileChangeDoc): ProfileChange => ({
  topic: 'profile',
  id: d._id,
  workspace: d.ws,
  profile: d.profile,
  ...(d.otherProfiles ? { otherProfiles: d.otherProfiles } : {}),
  at: d.at.getTime(),
  events: d.events,
  tags: d.tags,
  segments: d.segments,
});
export const jobChangeFromDoc = (d: JobChangeDoc): JobChange => ({
  topic: 'job',
  id: d.job,
  workspace: d.ws,
  job: d.job,
});

export function newsStore(mongo: Mongo): Stores['news'] {
  const c = mongo.collection<ProfileChangeDoc>('profileChanges');
  const customers = mongo.collection<CustomersChangeDoc>('customerChanges');
  return {
    customers: async (workspace, { catalogue, changed, gone, evaluated }, tx) => {
      const _id = newId(mongo.now());
      await customers.insertOne(
        {
          _id,
          ws: workspace,
          catalogue,
          changed: [...changed],
          gone: [...gone],
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

interface JobDoc {
  _id: string;
  ws: string;
  kind: Job['kind'];
  subject: string;
  profiles?: string[];
  state: Job['state'];
  done: number;
  total: number;
  startedAt: Date;
  finishedAt?: Date;
}

function jobFromDoc(d: JobDoc): Job {
  return {
    id: d._id,
    workspace: d.ws,
    kind: d.kind,
    subject: d.subject,
    ...(d.profiles ? { profiles: d.profiles } : {}),
    state: d.state,
    done: d.done,
    total: d.total,
    startedAt: d.startedAt.getTime(),
    finishedAt: d.finishedAt?.getTime(),
  };
}

export function jobStore(mongo: Mongo): Stores['jobs'] {
  const c = mongo.collection<JobDoc>('jobs');
  const changes = mongo.collection<JobChangeDoc>('jobChanges');
  const tell = (ws: string, job: string, tx?: Tx): Promise<unknown> =>
    changes.insertOne({ _id: newId(mongo.now()), ws, job }, within(tx));
  return {
    insert: async (j, tx) => {
      await c.insertOne(
        {
          _id: j.id,
          ws: j.workspace,
          kind: j.kind,
          subject: j.subject,
          ...(j.profiles ? { profiles: [...j.profiles] } : {}),
          state: j.state,
          done: j.done,
          total: j.total,
          startedAt: new Date(j.startedAt),
          ...(j.finishedAt ? { finishedAt: new Date(j.finishedAt) } : {}),
        },
        within(tx),
      );
      await tell(j.workspace, j.id, tx);
    },
    progress: async (ws, id, done) => {
      // A job that was ended meanwhile is not brought back to life.
      const r = await c.updateOne({ _id: id, ws, state: 'RUNNING' }, { $set: { done } });
      if (r.matchedCount > 0) await tell(ws, id);
      return r.matchedCount > 0;
    },
    finish: async (ws, id, state, at, done) => {
      const r = await c.updateOne(
        { _id: id, ws, state: 'RUNNING' },
        { $set: { state, finishedAt: new Date(at), ...(done === undefined ? {} : { done }) } },
      );
      if (r.matchedCount > 0) await tell(ws, id);
      return r.matchedCount > 0;
    },
    get: async (ws, id) => {
      const d = await c.findOne({ _id: id, ws });
      return d ? jobFromDoc(d) : undefined;
    },
    page: async (ws, page) =>
      (
        await c
          .find({ ws, ...(page.after ? { _id: { $lt: page.after } } : {}) })
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray()
      ).map(jobFromDoc),
    running: async () => (await c.find({ state: 'RUNNING' }).toArray()).map(jobFromDoc),
    runningSubjects: async (ws) => new Set((await c.find({ ws, state: 'RUNNING' }).toArray()).map((d) => d.subject)),
  };
}
