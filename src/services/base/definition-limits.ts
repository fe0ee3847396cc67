/**
 * Limits on the number and the size of the definitions of a workspace. They are checked in the transaction that saves a
 * definition, so that two concurrent changes cannot both pass the check.
 */
import { limit } from './errors.js';
import type { Stores, Tx } from './ports.js';

/** Maximum number of characters of the stored tags, segments and layer models of a workspace as JSON. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** Maximum number of stored tags, segments and layer models, including drafts and retired ones. */
const MOST_STORED = 10_000;

/** Reads sizes of stored definitions in characters. Without a transaction, it reads the committed definitions. */
type ReadSizes = (tx?: Tx) => Promise<readonly number[]>;

/**
 * Throws LIMIT_EXCEEDED if a definition is new and the workspace already has the maximum number of its kind. The
 * workspace document is also written, so that concurrent transactions that count definitions conflict with each other.
 *
 * @example
 * await refuseTooMany(stores, workspace.id, stores.hooks, input.key, { most: 200, what: 'incoming webhooks' }, tx);
 */
export async function refuseTooMany(
  stores: Pick<Stores, 'workspaces'>,
  workspace: string,
  kind: { readonly countOthers: (workspace: string, key: string, tx?: Tx) => Promise<number> },
  key: string,
  { most, what }: { readonly most: number; readonly what: string },
  tx: Tx,
): Promise<void> {
  await stores.workspaces.touchDefinitions(workspace, tx);
  if ((await kind.countOthers(workspace, key, tx)) >= most)
    throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${most} ${what}`);
}

/**
 * Throws LIMIT_EXCEEDED if a transaction saved a definition and the definitions now have more than `most` characters. A
 * change that makes them smaller is always allowed, so that a workspace above the limit can be cleaned up.
 */
export async function refuseTooLarge(
  read: ReadSizes,
  { most, what }: { readonly most: number; readonly what: string },
  tx: Tx,
): Promise<void> {
  const after = sumOf(await read(tx));
  if (after > most && after > sumOf(await read()))
    throw limit('DEFINITIONS_TOO_LARGE', `the ${what} of a workspace have at most ${most} characters together as JSON`);
}

/**
 * Checks the tags, segments and layer models of a workspace after a transaction saved one. Every process keeps all of
 * them in memory, including drafts and retired ones.
 *
 * @throws LIMIT_EXCEEDED if they exceed a limit and grew.
 */
export async function refuseLargeCatalogue(
  { definitions }: Pick<Stores, 'definitions'>,
  workspace: string,
  tx: Tx,
): Promise<void> {
  // The sizes are read one after another, because a transaction runs one command at a time.
  const read: ReadSizes = async (within) => [
    ...(await definitions.tagSizes(workspace, within)),
    ...(await definitions.segmentSizes(workspace, within)),
    ...(await definitions.layerModelSizes(workspace, within)),
  ];
  const what = 'tags, segments and layer models';
  await refuseTooLarge(read, { most: MOST_CHARACTERS, what }, tx);
  const { length } = await read(tx);
  if (length > MOST_STORED && length > (await read()).length)
    throw limit(
      'DEFINITIONS_TOO_MANY',
      `a workspace keeps at most ${MOST_STORED} ${what}, retired ones included; define retired ones again`,
    );
}

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
