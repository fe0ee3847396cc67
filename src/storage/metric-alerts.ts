/**
 * Stores the time up to which each alert rule of a saved report has been evaluated, and whether its alert is raised.
 */
import { MongoServerError } from 'mongodb';
import { StoreConflict } from '../services/base/errors.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface MetricStateDoc {
  _id: string;
  ws: string;
  report: string;
  rule: string;
  about: string;
  until: Date;
  isRaised: boolean;
  revision: number;
}

const idOf = (ws: string, report: string, rule: string): string => `${ws}|${report}|${rule}`;

export function metricAlertStore(mongo: Mongo): Stores['metricAlerts'] {
  const states = mongo.collection<MetricStateDoc>('metricAlerts');
  return {
    list: async (ws, reports) =>
      (await states.find({ ws, report: { $in: [...reports] } }).toArray()).map(
        ({ report, rule, about, until, isRaised, revision }) => ({
          ...{ report, rule, about, isRaised, revision },
          until: until.getTime(),
        }),
      ),
    keepOnly: async (ws, rules) => {
      const kept = new Set(rules.map(({ report, rule }) => idOf(ws, report, rule)));
      const stored = await states.find({ ws }, { projection: { _id: 1 } }).toArray();
      const obsolete = stored.flatMap(({ _id }) => (kept.has(_id) ? [] : [_id]));
      if (obsolete.length > 0) await states.deleteMany({ ws, _id: { $in: obsolete } });
    },
    save: async (ws, { until, ...state }, tx) => {
      const _id = idOf(ws, state.report, state.rule);
      const document = { ...state, ws, until: new Date(until) };
      try {
        const { matchedCount, upsertedCount } = await states.updateOne(
          { _id, revision: state.revision - 1 },
          { $set: document },
          { upsert: state.revision === 1, ...within(tx) },
        );
        if (matchedCount + upsertedCount === 0) throw new StoreConflict('another process judged the rule');
      } catch (error) {
        if (error instanceof MongoServerError && error.code === 11000)
          throw new StoreConflict('another process judged the rule');
        throw error;
      }
    },
  };
}
