/** How long a database keeps the transaction of a dead process open. Its customers cannot be written until then. */
import type { Db } from 'mongodb';

const NAME = 'transactionLifetimeLimitSeconds';

/** The longest lifetime that does no harm, in seconds. The default of MongoDB is 60. */
export const LONGEST_TRANSACTION_S = 10;

/** The command that sets the lifetime on one node. */
export const SHORTEN_TRANSACTIONS = `db.adminCommand({ setParameter: 1, ${NAME}: ${LONGEST_TRANSACTION_S} })`;

/**
 * Returns the lifetime in seconds. Undefined if the server does not say, for example because the user lacks the
 * permission.
 */
export async function transactionLifetimeSeconds(admin: Pick<Db, 'command'>): Promise<number | undefined> {
  const answer = await admin.command({ getParameter: 1, [NAME]: 1 }).catch(() => undefined);
  return typeof answer?.[NAME] === 'number' ? answer[NAME] : undefined;
}
