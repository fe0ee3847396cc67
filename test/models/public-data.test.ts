/** Compares models on public data sets with published or independently computed figures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../src/engine/analyses/analysis.js';
import type { ColumnPart } from '../../src/engine/columns/part.js';
import { accuracyOf } from '../../src/engine/models/accuracy.js';
import { basketCounts, linksIn } from '../../src/engine/models/baskets.js';
import { expectedOrders, fitOrders, grouped, type BuyingHistory } from '../../src/engine/models/bg-nbd.js';
import { CHURN_FEATURES, churnSample, type ChurnSample } from '../../src/engine/models/churn.js';
import { completed } from '../../src/engine/models/fitting.js';
import { fitLogistic, probabilitiesOf } from '../../src/engine/models/logistic.js';
import { historiesIn, orderHistories } from '../../src/engine/models/order-histories.js';
import { absent, UCI, uci } from '../analyses/public-data.js';
import { CDNOW, cdnow, CDNOW_SAMPLE, cdnowSample, uciItems } from './public-histories.js';

const ORDERS = [{ event: 'order_paid' }];
const END = Date.parse('1998-07-01T00:00:00Z');

function figure<Sum, Figure>(analysis: Analysis<Sum, Figure>, part: ColumnPart, currency: string, now: number): Figure {
  const sum = analysis.begin();
  const fold = analysis.over({ part, setting: { zone: 'UTC', currency }, now });
  for (let i = 0; i < part.size; i++) fold(sum, i);
  return analysis.finish(sum);
}

test('CDNOW: churn is predicted with AUC 0.76 and calibrated to 0.03', { skip: absent(CDNOW) }, () => {
  const part = cdnow();
  const at = (cut: string): ChurnSample =>
    figure(churnSample({ orders: ORDERS, cut: Date.parse(cut) }, END), part, 'USD', END);
  const [train, later] = [at('1997-12-31T00:00:00Z'), at('1998-03-31T00:00:00Z')];
  assert.equal(later.outcomes.length, 3449);
  const fit = completed(fitLogistic({ ...train, width: CHURN_FEATURES.length }));
  assert.equal(fit.converged, true);
  const base = train.outcomes.reduce((a, b) => a + b, 0) / train.outcomes.length;
  const predictions = completed(probabilitiesOf(fit, later.features));
  const accuracy = completed(accuracyOf(predictions, later.outcomes, base))!;
  assert.ok(accuracy.auc! > 0.755 && accuracy.auc! < 0.77, `AUC ${accuracy.auc}`);
  assert.ok(accuracy.calibrationError < 0.03, `calibration ${accuracy.calibrationError}`);
  assert.ok(accuracy.brier < 0.8 * accuracy.baseBrier);
});

test('UCI: a model of churn predicts the next 90 days better than the base rate', { skip: absent(UCI) }, () => {
  const part = uci();
  const now = Date.parse('2011-12-09T12:50:00Z');
  const at = (cut: string): ChurnSample =>
    figure(churnSample({ orders: ORDERS, cut: Date.parse(cut) }, now), part, 'GBP', now);
  const [train, later] = [at('2011-06-10T00:00:00Z'), at('2011-09-08T00:00:00Z')];
  const fit = completed(fitLogistic({ ...train, width: CHURN_FEATURES.length }));
  assert.equal(fit.converged, true);
  const base = train.outcomes.reduce((a, b) => a + b, 0) / train.outcomes.length;
  const predictions = completed(probabilitiesOf(fit, later.features));
  const accuracy = completed(accuracyOf(predictions, later.outcomes, base))!;
  console.log(
    `UCI churn: ${later.outcomes.length} customers, AUC ${accuracy.auc}, calibration ${accuracy.calibrationError}`,
  );
  assert.ok(accuracy.auc! > 0.7, `AUC ${accuracy.auc}`);
  assert.ok(accuracy.brier < accuracy.baseBrier, `Brier ${accuracy.brier} and ${accuracy.baseBrier}`);
});

test('CDNOW: the 39-week forecast of all customers is near the actual orders', { skip: absent(CDNOW) }, () => {
  const cut = Date.parse('1997-09-30T00:00:00Z');
  const until = Date.parse('1998-06-30T00:00:00Z');
  const histories = figure(orderHistories({ orders: ORDERS, cut, until }, END), cdnow(), 'USD', END);
  const list = completed(historiesIn(histories));
  assert.equal(list.length, 23_570);
  const fit = completed(fitOrders('BG_NBD', completed(grouped(list))));
  assert.equal(fit.converged, true);
  const total = (of: (h: BuyingHistory) => number): number => list.reduce((sum, h) => sum + of(h), 0);
  const actual = histories.later.reduce((a, b) => a + b, 0);
  const predicted = total((h) => expectedOrders(fit, h, 39));
  const ownRate = total((h) => (h.repeats / h.age) * 39);
  assert.ok(Math.abs(predicted - actual) < 0.16 * actual, `${predicted} of ${actual}`);
  assert.ok(Math.abs(ownRate - actual) > 0.4 * actual, `${ownRate} of ${actual}`);
});

test('CDNOW: the histories of the sample equal the published ones', { skip: absent(CDNOW_SAMPLE) }, () => {
  const cut = Date.parse('1997-09-30T00:00:00Z');
  const histories = figure(orderHistories({ orders: ORDERS, cut, until: cut }, END), cdnow(), 'USD', END);
  const key = (h: BuyingHistory): string => `${h.repeats} ${h.lastAt.toFixed(2)} ${h.age.toFixed(2)}`;
  const counts = new Map<string, number>();
  for (const h of completed(historiesIn(histories))) counts.set(key(h), (counts.get(key(h)) ?? 0) + 1);
  // The sample is a tenth of the customers, so each of its histories must also occur in the full data.
  for (const h of cdnowSample()) {
    const left = (counts.get(key(h)) ?? 0) - 1;
    assert.ok(left >= 0, `${key(h)} occurs`);
    counts.set(key(h), left);
  }
});

test('UCI: the customers of two items and of both', { skip: absent(UCI) }, () => {
  const now = Date.parse('2011-11-01T00:00:00Z') - 1;
  const question = { orders: ORDERS, from: -Infinity, items: new Set(['22697']), most: Infinity };
  const counts = figure(basketCounts(question, now), uciItems(), 'GBP', now);
  assert.equal(counts.customers, 3970);
  const link = linksIn(counts, '22697').find((l) => l.item === '22699')!;
  assert.deepEqual([link.a, link.b, link.both], [361, 400, 307]);
  assert.equal(link.cosine.toFixed(4), '0.8079');
});
