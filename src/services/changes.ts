/** What operators change: saved whole, with its entry in the audit log, and once under an idempotency key. */
import { deserialize, serialize } from 'node:v8';
import type { Principal } from './access.js';
import type { Services } from './context.js';
import type { Tx } from './ports.js';

export interface Change<T> {
  readonly target: string;
  /** The workspace's clock. */
  readonly at: number;
  save(tx: Tx): Promise<T>;
}

/**
 * Makes a change in one transaction. `prepare` checks what was asked and throws what is wrong with it; it does not run
 * when the same request was saved before by a process that did not live to answer.
 */
export async function change<T>(s: Services, p: Principal, operation: string, prepare: () => Promise<Change<T>>): Promise<T> {
  const name = p.once?.next();
  const before = name === undefined ? undefined : await s.stores.idempotency.saved(name);
  if (before) return deserialize(before) as T;
  const { target, at, save } = await prepare();
  const saved = await s.stores.transact(async (tx) => {
    const result = await save(tx);
    await s.stores.audit.insert([{ workspace: p.workspace, actor: p.subject, operation, target, at }], tx);
    if (name !== undefined) await s.stores.idempotency.keep(p.workspace, name, serialize(result), tx);
    return result;
  });
  s.catalogues.forget(p.workspace);
  return saved;
}
