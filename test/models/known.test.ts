/** Tests which facts are known at a cut against a naive reading of the facts of one customer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KnownCustomers, type ReceivedFact } from '../../src/engine/models/known-customers.js';
import { completed } from '../../src/engine/models/fitting.js';
import { fitLogistic } from '../../src/engine/models/logistic.js';
import { scoresOf, type Scores } from '../../src/engine/models/scores.js';
import type { ModelFit } from '../../src/engine/models/model-definition.js';
import { amount, freshSeed } from '../support/amount.js';

const SEED = freshSeed();
const settings = { seed: SEED, numRuns: amount(200, 3000, 'STRATA_MODEL_CASES') };
const DAY = 86_400_000;
const SETTING = { zone: 'UTC', currency: 'CNY' };
const CUT = 200 * DAY;

const dayArb = fc.integer({ min: 0, max: 260 });
/** Facts that occurred on a day and were received some days later. */
const factsArb = fc
  .array(fc.tuple(dayArb, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 9 })), { maxLength: 12 })
  .map((list) =>
    list.map(([day, delay, yuan], i): ReceivedFact => ({
      event: { id: `e${i}`, type: 'order_paid', at: day * DAY + i, orderId: `o${i}`, amount: BigInt(yuan) * 10_000n },
      receivedAt: (day + delay) * DAY + i,
    })),
  );

const idsOf = (known: KnownCustomers, cut: number, at = Infinity): string[] =>
  known
    .partAt(cut)
    .facts(0)
    .all()
    .filter((event) => event.at <= at)
    .map(({ orderId }) => orderId!)
    .sort();

test(`facts are known from their receipt on, and those before the first receipt at once (seed ${SEED})`, () => {
  let late = 0;
  fc.assert(
    fc.property(factsArb, dayArb, (facts, day) => {
      const cut = day * DAY;
      const received = facts.filter(({ receivedAt }) => receivedAt <= CUT);
      const first = Math.min(...received.map(({ receivedAt }) => receivedAt));
      const wanted = received.filter(
        ({ event, receivedAt }) => event.at <= cut && (event.at < first || receivedAt <= cut),
      );
      if (wanted.length < received.filter(({ event }) => event.at <= cut).length) late++;
      const got = idsOf(new KnownCustomers([{ id: 'a', facts }], CUT), Math.min(cut, CUT), cut);
      assert.deepEqual(got, wanted.map(({ event }) => event.orderId!).sort());
    }),
    settings,
  );
  assert.ok(late > 0, 'some facts were late');
});

const CHURN: ModelFit = {
  kind: 'CHURN',
  baseRate: 0.5,
  logistic: completed(
    fitLogistic({
      features: Array.from({ length: 40 }, (_, i) => [i % 7, i % 3, i % 5, i % 2, i % 11, i % 13]).flat(),
      width: 6,
      outcomes: Array.from({ length: 40 }, (_, i) => Number((i * 7) % 10 < 5)),
    }),
  ),
};
const ORDERS: ModelFit = {
  kind: 'ORDERS_TO_COME',
  orders: {
    model: 'BG_NBD',
    parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
    logLikelihood: 0,
    converged: true,
  },
};

function scoreOf(fit: ModelFit, facts: readonly ReceivedFact[]): Scores | undefined {
  const { part } = new KnownCustomers([{ id: 'a', facts }], CUT);
  const question = { fit, orders: [{ event: 'order_paid' }], cut: CUT, horizonMs: 60 * DAY };
  return scoresOf(question, { part, setting: SETTING, now: CUT })(0);
}

test(`facts received after the cut change no score (seed ${SEED})`, () => {
  let scored = 0;
  fc.assert(
    fc.property(factsArb, factsArb, (facts, more) => {
      const later = more.map(({ event }, i): ReceivedFact => ({
        event: { ...event, id: `l${i}`, orderId: `l${i}` },
        receivedAt: CUT + 1 + i,
      }));
      for (const fit of [CHURN, ORDERS]) {
        const scores = scoreOf(fit, facts);
        if (scores) scored++;
        assert.deepEqual(scoreOf(fit, [...later, ...facts]), scores);
      }
    }),
    settings,
  );
  assert.ok(scored > 0, 'some customers have a score');
});
