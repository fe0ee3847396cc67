/** Alerts as stored, and how far the moves that raise them have been followed. */
import { MongoServerError } from 'mongodb';
import type { AlertChange } from '../live/hub.js';
import type { Alert } from '../engine/layers.js';
import type { Stores } from '../services/ports.js';
import type { Mongo } from './mongo.js';

export interface AlertDoc {
  _id: string;
  ws: string;
  model: string;
  warning: string;
  from: string[];
  to: string[];
  raisedAt: Date;
  move: string;
  profile: string;
  count?: number;
  share?: number;
}

function alertFromDoc(d: AlertDoc): Alert {
  return { id: d._id, workspace: d.ws, model: d.model, warning: d.warning, from: d.from, to: d.to, raisedAt: d.raisedAt.getTime(), move: d.move, profile: d.profile, count: d.count, share: d.share };
}

export const alertChangeFromDoc = (d: AlertDoc): AlertChange => ({ topic: 'alert', ...alertFromDoc(d) });

export function alertStore(mongo: Mongo): Stores['alerts'] {
  const c = mongo.collection<AlertDoc>('alerts');
  const meta = mongo.collection<{ _id: string; value: string }>('meta');
  return {
    insert: async (a) => {
      try {
        await c.insertOne({ _id: a.id, ws: a.workspace, model: a.model, warning: a.warning, from: [...a.from], to: [...a.to], raisedAt: new Date(a.raisedAt), move: a.move, profile: a.profile, ...(a.count === undefined ? {} : { count: a.count }), ...(a.share === undefined ? {} : { share: a.share }) });
      } catch (error) {
        // Another process, or this one before a restart, was first.
        if (!(error instanceof MongoServerError) || error.code !== 11000) throw error;
      }
    },
    page: async (ws, page) => (await c.find({ ws, ...(page.after ? { _id: { $lt: page.after } } : {}) }).sort({ _id: -1 }).limit(page.first).toArray()).map(alertFromDoc),
    position: async () => (await meta.findOne({ _id: 'alerts' }))?.value,
    keepPosition: async (value) => void (await meta.updateOne({ _id: 'alerts' }, { $max: { value } }, { upsert: true })),
  };
}
