/** Store of jobs, and of the documents that announce their progress. */
import type { JobChange } from '../live/topics.js';
import { newId } from '../services/base/ids.js';
import type { Job, Stores, Tx } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export interface JobChangeDoc {
  _id: string;
  ws: string;
  job: string;
}

export const jobChangeFromDoc = (document: JobChangeDoc): JobChange => ({
  topic: 'job',
  id: document.job,
  workspace: document.ws,
  job: document.job,
});

interface JobDoc {
  _id: string;
  ws: string;
  kind: Job['kind'];
  subject: string;
  profiles?: string[];
  cut?: Date;
  modelVersion?: number;
  place?: string;
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
    ...(d.cut ? { cut: d.cut.getTime() } : {}),
    ...(d.modelVersion === undefined ? {} : { modelVersion: d.modelVersion }),
    ...(d.place === undefined ? {} : { place: d.place }),
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
          ...(j.cut === undefined ? {} : { cut: new Date(j.cut) }),
          ...(j.modelVersion === undefined ? {} : { modelVersion: j.modelVersion }),
          ...(j.place === undefined ? {} : { place: j.place }),
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
      // Only a running job can make progress. If the job has ended in the meantime, the update changes nothing.
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
