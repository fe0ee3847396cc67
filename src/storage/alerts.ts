/** Alerts as stored. */
import { MongoServerError } from 'mongodb';
import type { AlertChange } from '../live/topics.js';
import type { Alert } from '../engine/layers/alert.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export interface AlertDoc {
  _id: string;
  ws: string;
  raisedAt: Date;
  profile: string;
  /** Defaults to MIGRATION. */
  kind?: Alert['kind'];
  model?: string;
  warning?: string;
  from?: string[];
  to?: string[];
  move?: string;
  count?: number;
  share?: number;
  namespace?: string;
}

function alertFromDoc(d: AlertDoc): Alert {
  const raised = { id: d._id, workspace: d.ws, raisedAt: d.raisedAt.getTime(), profile: d.profile };
  if (d.kind === 'SHARED_IDENTITY') return { ...raised, kind: d.kind, namespace: d.namespace! };
  return {
    ...raised,
    kind: 'MIGRATION',
    model: d.model!,
    warning: d.warning!,
    from: d.from!,
    to: d.to!,
    move: d.move!,
    count: d.count,
    share: d.share,
  };
}

function alertToDoc({ id, workspace, raisedAt, ...a }: Alert): AlertDoc {
  return {
    _id: id,
    ws: workspace,
    raisedAt: new Date(raisedAt),
    ...(a.kind === 'MIGRATION' ? { ...a, from: [...a.from], to: [...a.to] } : a),
  };
}

export const alertChangeFromDoc = (document: AlertDoc): AlertChange => ({ topic: 'alert', ...alertFromDoc(document) });

export function alertStore(mongo: Mongo): Stores['alerts'] {
  const c = mongo.collection<AlertDoc>('alerts');
  return {
    insert: async (a, tx) => {
      if (tx) return void (await c.insertOne(alertToDoc(a), within(tx)));
      try {
        await c.insertOne(alertToDoc(a));
      } catch (error) {
        // The alert exists already: another process raised it, or this one did before a restart.
        if (!(error instanceof MongoServerError) || error.code !== 11000) throw error;
      }
    },
    count: (ws, hidden) => {
      const ofModel = hidden.map(({ model, layers }) => ({
        model,
        $or: [{ from: { $in: [...layers] } }, { to: { $in: [...layers] } }],
      }));
      return c.countDocuments({ ws, ...(ofModel.length > 0 ? { $nor: ofModel } : {}) });
    },
    page: async (ws, page) =>
      (
        await c
          .find({ ws, ...(page.after ? { _id: { $lt: page.after } } : {}) })
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray()
      ).map(alertFromDoc),
  };
}
