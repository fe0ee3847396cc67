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

export function metricAlertStore(mongo: Mongo): Stores['metricAlerts'] {
  const states = mongo.collection<MetricStateDoc>('metricAlerts');
  return {
    list: async (ws) =>
      (await states.find({ ws }).toArray()).map(({ report, rule, about, until, isRaised, revision }) => ({
        ...{ report, rule, about, isRaised, revision },
        until: until.getTime(),
      })),
    save: async (ws, { until, ...state }, tx) => {
      const _id = `${ws}|${state.report}|${state.rule}`;
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
