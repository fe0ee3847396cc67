/**
 * Determines for how long a database keeps the transaction of a dead process open. During this time, other processes
 * cannot write the customers of that transaction.
 */
import type { Db } from 'mongodb';

const NAME = 'transactionLifetimeLimitSeconds';

/** The longest acceptable lifetime of an open transaction, in seconds. The MongoDB default is 60. */
export const LONGEST_TRANSACTION_S = 10;

/** MongoDB shell command that limits the lifetime of transactions on one node. */
export const SHORTEN_TRANSACTIONS = `db.adminCommand({ setParameter: 1, ${NAME}: ${LONGEST_TRANSACTION_S} })`;

/**
 * Returns for how many seconds the server keeps a transaction open. Returns undefined if the server does not report the
 * value, for example because the user lacks the permission.
 */
export async function transactionLifetimeSeconds(admin: Pick<Db, 'command'>): Promise<number | undefined> {
  const answer = await admin.command({ getParameter: 1, [NAME]: 1 }).catch(() => undefined);
  return typeof answer?.[NAME] === 'number' ? answer[NAME] : undefined;
}
