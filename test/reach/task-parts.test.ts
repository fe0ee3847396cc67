/**
 * Tests how a contact becomes a task and how the end of the task changes it. A naive table says for every history of a
 * task in which state the contact is, and whether it uses budget.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countedContacts, fallenBack, stayed, type PendingContact } from '../../src/engine/reach/contact-record.js';
import { usesBudget } from '../../src/engine/reach/contact.js';
import { TASK_ENDS, type TaskClosing } from '../../src/engine/reach/task.js';
import { assigned, taskClosed } from '../../src/engine/reach/task-transitions.js';
import { HOUR } from '../../src/engine/time/time.js';
import { audit } from '../../src/reference/reach/audit.js';
import { NOW } from './decision-fixtures.js';

const reservation = { channel: 'adviser', at: NOW, under: ['weekly'], counts: true };
const reserved: PendingContact = {
  ...{ id: 'c1', campaign: 'visit', version: 1, occurrence: 'o1', sequence: 1, tags: [], attempts: 0, claim: 0 },
  ...{ dueAt: NOW, decidedAt: NOW, expiresAt: NOW + HOUR, state: 'RESERVED', mayHaveArrived: false, reservation },
};
const open = assigned(reserved, { assignee: 'a', dueAt: NOW + 10 }, NOW + 1);
const close = (contact: PendingContact, outcome: TaskClosing['outcome']): PendingContact =>
  taskClosed(contact, { outcome, closedAt: NOW + 2, closedBy: 'me' });

test('an assignment opens a task that uses budget until the contact expires', () => {
  assert.deepEqual([open.state, open.handedOverAt, open.nextAttemptAt], ['ASSIGNED', NOW + 1, NOW + HOUR]);
  assert.equal(usesBudget(open), true);
  assert.deepEqual(countedContacts([open]), countedContacts([reserved]), 'it keeps its place in the budgets');
  assert.equal(stayed(open).nextAttemptAt, NOW + HOUR, 'it still expires if no other channel takes it');
});

test('every outcome closes the task, and only NOT_DONE releases the budget', () => {
  const rows = TASK_ENDS.map((outcome) => {
    const after = close({ ...open, nextAttemptAt: NOW + 5 }, outcome);
    assert.deepEqual(after.task, { assignee: 'a', dueAt: NOW + 10, outcome, closedAt: NOW + 2, closedBy: 'me' });
    return [outcome, after.state, after.ending?.reason, usesBudget(after), after.nextAttemptAt !== undefined];
  });
  assert.deepEqual(rows, [
    ['DONE', 'DELIVERED', undefined, true, false],
    ['REFUSED', 'DELIVERED', undefined, true, false],
    ['NO_ANSWER', 'HANDED_OVER', undefined, true, true],
    ['NOT_DONE', 'ENDED', 'CANCELLED', false, false],
    ['EXPIRED', 'DEAD', 'EXPIRED', true, false],
    ['WITHDRAWN', 'DEAD', 'CANCELLED', true, false],
  ]);
  assert.equal(close(open, 'NO_ANSWER').nextAttemptAt, undefined, 'no channel follows before the contact expires');
});

test('the reason why no other channel took a task is kept only while the customer was not reached', () => {
  const capped = stayed(open, { reason: 'CONSENT', facts: { purpose: 'marketing', channels: [] } });
  assert.equal(close(capped, 'NO_ANSWER').ending?.reason, 'CONSENT');
  assert.equal(close(capped, 'DONE').ending, undefined);
  assert.equal(assigned(capped, open.task!, NOW + 3).ending, undefined);
});

test('a task after an earlier message returns to it, and a task that falls back leaves its assignee', () => {
  const earlier = [{ ...reservation, channel: 'sms', handedOverAt: NOW - 1 }];
  const after = close({ ...open, earlier }, 'NOT_DONE');
  assert.deepEqual([after.state, after.reservation?.channel, after.earlier], ['HANDED_OVER', 'sms', undefined]);
  const expired = close({ ...open, earlier }, 'EXPIRED');
  assert.deepEqual([expired.state, expired.earlier?.length], ['DEAD', 1], 'both may have reached the customer');
  const next = fallenBack(open, { ...reservation, channel: 'sms' }, 'RESERVED');
  assert.deepEqual([next.task, next.state, next.earlier?.[0].channel], [undefined, 'RESERVED', 'adviser']);
});

test('a customer is over a budget exactly if two tasks were assigned or carried out within its window', () => {
  const budgets = [{ key: 'weekly', most: 1, window: { kind: 'ROLLING', ms: HOUR } } as const];
  const end = fc.option(fc.constantFrom(...TASK_ENDS), { nil: undefined });
  fc.assert(
    fc.property(end, end, fc.integer({ min: 0, max: 2 * HOUR }), (first, second, gap) => {
      const contacts = [first, second].map((outcome, index) => {
        const at = NOW + index * gap;
        const contact = { ...open, id: `c${index}`, sequence: index + 1, decidedAt: at, profile: 'p' };
        const own = { ...contact, reservation: { ...reservation, at } };
        return outcome === undefined ? own : { ...close(own, outcome), profile: 'p' };
      });
      const isOver = gap < HOUR && first !== 'NOT_DONE' && second !== 'NOT_DONE';
      assert.equal(audit(budgets, 0, contacts, 'UTC').broken.length > 0, isOver);
    }),
  );
});
