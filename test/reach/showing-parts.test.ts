/** Tests when a place may show a contact, against a naive implementation, and how a showing changes the contact. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FactSet } from '../../src/engine/facts/facts.js';
import { entriesOf, countedContacts, shown, type PendingContact } from '../../src/engine/reach/contact-record.js';
import { isClicked, isShowable } from '../../src/engine/reach/showing.js';
import { HOUR } from '../../src/engine/time/time.js';
import { amount } from '../support/amount.js';
import { NOW } from './decision-fixtures.js';

const waiting = (more: Partial<PendingContact> = {}): PendingContact => ({
  ...{ id: 'c1', campaign: 'banner', version: 1, occurrence: 'o1', sequence: 1, tags: [], attempts: 0, claim: 0 },
  ...{ dueAt: NOW, decidedAt: NOW, expiresAt: NOW + 100, state: 'WAITING', mayHaveArrived: false },
  reservation: { channel: 'home', at: NOW, under: [], counts: false },
  ...more,
});
const reservation = (at: number): NonNullable<PendingContact['reservation']> => ({
  ...{ channel: 'home', at, under: ['weekly'], counts: true, askedAt: at },
});

test('a contact is shown as often as permitted, with the pause between two showings, until it expires', () => {
  const asks = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 12 });
  const rule = fc.record({ most: fc.integer({ min: 1, max: 4 }), pauseMs: fc.integer({ min: 0, max: 30 }) });
  fc.assert(
    fc.property(asks, rule, fc.boolean(), (offsets, showings, hasFallenBack) => {
      const earlier = [{ ...reservation(NOW - HOUR), channel: 'sms', handedOverAt: NOW - HOUR }];
      let contact = waiting(hasFallenBack ? { earlier } : {});
      const times: number[] = [];
      for (const at of offsets.toSorted((left, right) => left - right).map((offset) => NOW + offset)) {
        // The naive reading counts the showings itself.
        const last = times.at(-1);
        const isPermitted =
          at < NOW + 100 && times.length < showings.most && (last === undefined || at - last >= showings.pauseMs);
        assert.equal(isShowable(contact, 'home', showings, at), isPermitted);
        assert.equal(isShowable(contact, 'cart', showings, at), false);
        if (!isPermitted) continue;
        times.push(at);
        contact = shown(contact, reservation(at));
      }
      const counted = countedContacts([contact]).map(({ at }) => at);
      assert.deepEqual(counted, [...(hasFallenBack ? [NOW - HOUR] : []), ...times]);
      assert.equal(contact.attempts, times.length);
    }),
    { numRuns: amount(300, 5000) },
  );
});

test('a waiting contact is an entry into its campaign without a hand-over, and an ended one is none', () => {
  assert.deepEqual(entriesOf([waiting()]).get('banner'), [{ occurrence: 'o1' }]);
  assert.equal(entriesOf([waiting({ state: 'ENDED' })]).size, 0);
  assert.deepEqual(countedContacts([waiting()]), []);
});

test('a click or a conversion of the contact or of one of its messages answers it', () => {
  const event = (type: string, contactId: string, at: number) =>
    FactSet.of([{ id: `${type}-${contactId}-${at}`, type, at, properties: { contactId } }] as never);
  for (const type of ['contact_clicked', 'contact_converted'])
    for (const name of ['c1', 'c1_2']) {
      assert.equal(isClicked(event(type, name, NOW), waiting(), NOW), true);
      assert.equal(isClicked(event(type, name, NOW + 1), waiting(), NOW), false);
    }
  assert.equal(isClicked(event('contact_clicked', 'c2', NOW), waiting(), NOW), false);
  assert.equal(isClicked(event('contact_opened', 'c1', NOW), waiting(), NOW), false);
});
