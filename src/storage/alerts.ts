/** Store of alerts about moves between layers and about shared identities. */
import { MongoServerError, type Filter } from 'mongodb';
import type { AlertChange } from '../live/topics.js';
import type { Alert } from '../engine/layers/alert.js';
import { isLayerKey, layerOf, modelOf } from '../engine/layers/layers.js';
import type { SeenAlerts } from '../services/base/ports/alerts.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export interface AlertDoc {
  _id: string;
  ws: string;
  raisedAt: Date;
  profile?: string;
  /** The kind of the alert. The default is MIGRATION. */
  kind?: Alert['kind'];
  model?: string;
  warning?: string;
  from?: string[];
  to?: string[];
  move?: string;
  count?: number;
  share?: number;
  namespace?: string;
  report?: string;
  rule?: string;
  isRecovered?: boolean;
  unitFrom?: Date;
  unitTo?: Date;
  value?: string;
  watch?: string;
  /** When the alert was stored. Absent in alerts that earlier versions stored. */
  at?: Date;
}

function alertFromDoc(d: AlertDoc): Alert {
  const base = { id: d._id, workspace: d.ws, raisedAt: d.raisedAt.getTime() };
  if (d.kind === 'METRIC')
    return {
      ...base,
      kind: d.kind,
      ...{ report: d.report!, rule: d.rule!, isRecovered: d.isRecovered!, value: d.value! },
      ...{ unitFrom: d.unitFrom!.getTime(), unitTo: d.unitTo!.getTime() },
    };
  const raised = { ...base, profile: d.profile! };
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
    ...(d.watch === undefined ? {} : { watch: d.watch }),
  };
}

function bodyOf(alert: Body<Alert>): Partial<AlertDoc> {
  if (alert.kind === 'MIGRATION') return { ...alert, from: [...alert.from], to: [...alert.to] };
  if (alert.kind === 'SHARED_IDENTITY') return alert;
  return { ...alert, unitFrom: new Date(alert.unitFrom), unitTo: new Date(alert.unitTo) };
}

type Body<A> = A extends Alert ? Omit<A, 'id' | 'workspace' | 'raisedAt'> : never;

function alertToDoc({ id, workspace, raisedAt, ...a }: Alert, at: number): AlertDoc {
  return {
    _id: id,
    ws: workspace,
    raisedAt: new Date(raisedAt),
    at: new Date(at),
    ...bodyOf(a),
  };
}

/** Returns the filter for the alerts that a caller may see. */
function seenBy({ withMetrics, concealed }: SeenAlerts): Filter<AlertDoc> {
  const layers = new Map<string, string[]>();
  for (const key of concealed.filter(isLayerKey))
    layers.set(modelOf(key), [...(layers.get(modelOf(key)) ?? []), layerOf(key)]);
  const hidden: Filter<AlertDoc>[] = [...layers].map(([model, of]) => ({
    model,
    $or: [{ from: { $in: of } }, { to: { $in: of } }],
  }));
  if (concealed.length > 0) {
    hidden.push({ watch: { $in: [...concealed] } });
    // Alerts that earlier versions stored do not name the watched segment. They can be recognised because only alerts
    // of watched segments have no count.
    hidden.push({ model: { $exists: true }, count: { $exists: false }, watch: { $exists: false } });
  }
  return { ...(withMetrics ? {} : { kind: { $ne: 'METRIC' } }), ...(hidden.length > 0 ? { $nor: hidden } : {}) };
}

export const alertChangeFromDoc = (document: AlertDoc): AlertChange => ({ topic: 'alert', ...alertFromDoc(document) });

export function alertStore(mongo: Mongo): Stores['alerts'] {
  const c = mongo.collection<AlertDoc>('alerts');
  return {
    insert: async (a, tx) => {
      if (tx) return void (await c.insertOne(alertToDoc(a, mongo.now()), within(tx)));
      try {
        await c.insertOne(alertToDoc(a, mongo.now()));
      } catch (error) {
        // The alert is already stored, either by another process or by this process before a restart.
        if (!(error instanceof MongoServerError) || error.code !== 11000) throw error;
      }
    },
    count: (ws, seen) => c.countDocuments({ ws, ...seenBy(seen) }),
    page: async (ws, seen, page) =>
      (
        await c
          .find({ ws, ...seenBy(seen), ...(page.after ? { _id: { $lt: page.after } } : {}) })
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray()
      ).map(alertFromDoc),
  };
}
