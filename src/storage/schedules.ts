/** Store of schedules. A schedule reinstalls a template periodically. */
import type { Schedule, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface ScheduleDoc extends Omit<Schedule, 'workspace' | 'nextAt'> {
  _id: string;
  ws: string;
  nextAt: Date;
}

const fromDoc = ({ _id, ws, nextAt, ...x }: ScheduleDoc): Schedule => ({
  ...x,
  workspace: ws,
  nextAt: nextAt.getTime(),
});
const idOf = (x: { readonly workspace: string; readonly template: string }): string => `${x.workspace}|${x.template}`;

export function scheduleStore(mongo: Mongo): Stores['schedules'] {
  const c = mongo.collection<ScheduleDoc>('schedules');
  return {
    save: async (x) => {
      const { workspace, nextAt, ...rest } = x;
      await c.replaceOne(
        { _id: idOf(x) },
        { ...rest, parameters: [...x.parameters], ws: workspace, nextAt: new Date(nextAt) },
        { upsert: true },
      );
    },
    remove: async (workspace, template) => (await c.deleteOne({ _id: idOf({ workspace, template }) })).deletedCount > 0,
    get: async (workspace, template) => {
      const d = await c.findOne({ _id: idOf({ workspace, template }) });
      return d ? fromDoc(d) : undefined;
    },
    list: async (ws) => (await c.find({ ws }).sort({ _id: 1 }).toArray()).map(fromDoc),
    move: async (x, nextAt, tx) =>
      (
        await c.updateOne(
          { _id: idOf(x), nextAt: new Date(x.nextAt) },
          { $set: { nextAt: new Date(nextAt) } },
          within(tx),
        )
      ).modifiedCount > 0,
  };
}
