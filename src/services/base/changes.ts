/** What operators change: saved whole, with its entry in the audit log, and once under an idempotency key. */
import { deserialize, serialize } from 'node:v8';
import type { Principal } from './access.js';
import type { Services } from './services.js';
import type { Room } from './room.js';
import { StoreConflict } from './errors.js';
import type { DefinitionKind, Tx } from './ports.js';

/**
 * How long a change is tried again after rivals: one that died in its transaction is in the way for as long as the
 * database lets it.
 */
const PATIENCE_MS = 15_000;
const PAUSE_MOST_MS = 250;

export interface Change<T> {
  readonly target: string;
  /** When the change is made, by the workspace's clock, in ms. */
  readonly at: number;
  readonly save: (tx: Tx) => Promise<T>;
}

/**
 * The catalogue version at which a change publishes what it saves, all of one kind: processes read only that kind
 * again. When another definition was saved since `room` was read, what was checked against it, and the version counted
 * from it, no longer hold: the change is prepared again.
 */
export async function nextVersion(
  services: Services,
  { workspace, catalogue }: Room,
  kind: DefinitionKind,
  tx: Tx,
): Promise<number> {
  const version = await services.stores.workspaces.raiseVersion(workspace.id, kind, tx);
  if (version !== catalogue.version + 1) throw new StoreConflict('another definition was saved meanwhile');
  return version;
}

/**
 * Makes a change in one transaction. `prepare` checks what was asked and throws what is wrong with it; it does not run
 * when the same request was saved before by a process that did not live to answer.
 */
export async function change<T>(
  services: Services,
  principal: Principal,
  operation: string,
  prepare: () => Promise<Change<T>>,
): Promise<T> {
  const name = principal.once?.next();
  const before = name === undefined ? undefined : await services.stores.idempotency.saved(name);
  if (before) return deserialize(before) as T;
  const begun = services.stores.now();
  for (let attempt = 1; ; attempt++) {
    const { target, at, save } = await prepare();
    try {
      const saved = await services.stores.transact(async (tx) => {
        const result = await save(tx);
        await services.stores.audit.insert(
          [{ workspace: principal.workspace, actor: principal.subject, operation, target, at }],
          tx,
        );
        if (name !== undefined)
          await services.stores.idempotency.keep(principal.workspace, name, serialize(result), tx);
        return result;
      });
      services.catalogues.outdate(principal.workspace);
      return saved;
    } catch (error) {
      // A rival was first: what was checked before it is checked again.
      if (!(error instanceof StoreConflict) || services.stores.now() - begun > PATIENCE_MS) throw error;
      services.catalogues.outdate(principal.workspace);
      await services.pause(Math.random() * Math.min(PAUSE_MOST_MS, 2 ** attempt));
    }
  }
}
