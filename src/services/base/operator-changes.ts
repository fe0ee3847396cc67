/**
 * Runs changes that operators make. Each change is saved in one transaction with its audit entry. With an idempotency
 * key, it is saved only once.
 */
import { deserialize, serialize } from 'node:v8';
import type { Principal } from './access.js';
import type { Services } from './services.js';
import type { Room } from './room.js';
import { StoreConflict } from './errors.js';
import type { DefinitionKind, Tx } from './ports.js';

/**
 * How long a change is retried after conflicts, in ms. When a process dies, its open transaction blocks others until
 * the database aborts it.
 */
const PATIENCE_MS = 15_000;
const PAUSE_MOST_MS = 250;

export interface PreparedChange<T> {
  readonly target: string;
  /** Time of the change on the workspace's clock, in ms. */
  readonly at: number;
  readonly save: (tx: Tx) => Promise<T>;
}

/**
 * Returns the catalogue version that publishes a change. All definitions in the change have the same kind, so that
 * other processes reload only that kind. Throws StoreConflict when another definition was saved after the given
 * workspace snapshot (`Room`) was read. The change is then prepared again, because its checks and its version number
 * are out of date.
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
 * Makes a change in one transaction. `prepare` validates the request and throws on errors. `prepare` is skipped when
 * the same request was already saved by a process that crashed before it responded. `prepare` is called again after a
 * conflict, for up to 15 s. Returns what `save` returned.
 *
 * @example
 * const tag = await change(services, principal, 'defineTag', async () => {
 *   const room = await enter(services, principal.workspace);
 *   const tag = parseDefinition(input, room.catalogue.tag(input.key), room.catalogue);
 *   return { target: tag.key, at: room.now, save: (tx) => saveTag(services, room, tag, tx) };
 * });
 */
export async function change<T>(
  services: Services,
  principal: Principal,
  operation: string,
  prepare: () => Promise<PreparedChange<T>>,
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
      // Another transaction committed first. Validate again against the new state.
      if (!(error instanceof StoreConflict) || services.stores.now() - begun > PATIENCE_MS) throw error;
      services.catalogues.outdate(principal.workspace);
      await services.pause(Math.random() * Math.min(PAUSE_MOST_MS, 2 ** attempt));
    }
  }
}
