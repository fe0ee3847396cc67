/** Creates, lists, rotates and revokes write keys for pages and apps, and authenticates requests with a write key. */
import { composed } from '../../engine/values/composed.js';
import { eventType } from '../../engine/facts/vocabulary.js';
import { isMachineSubject, requireScope, type Principal, type WriteKeyRules } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { invalid, limit, notFound, StoreConflict } from '../base/errors.js';
import { refuseKey } from '../base/idempotency.js';
import { identifier, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { Page, StoredWriteKey, Tx, Workspace } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import { hashOf, newSecret } from '../base/secrets.js';
import type { Services } from '../base/services.js';
import { isDeliverable, isOrderType } from '../base/write-key-rules.js';
import { unknownKey } from './credentials.js';

/** Prefix of every write key. Tokens never start with it. */
export const WRITE_KEY_PREFIX = 'wk.';
const MAX_KEY_TEXT = 256;
/** Maximum number of write keys, including revoked keys, which stay in the list. */
const MAX_WRITE_KEYS = 1000;
const MAX_NAMED = 100;
const MAX_RATE = 1_000_000;
const MAX_GRACE_HOURS = 720;
const HOUR_MS = 3600_000;

export interface WriteKeyInput {
  readonly source: string;
  readonly label?: string | null;
  readonly origins?: readonly string[] | null;
  readonly ratePerSecond?: number | null;
  readonly events?: readonly string[] | null;
  readonly orders?: readonly string[] | null;
  readonly traits?: readonly string[] | null;
}

export interface NewWriteKey {
  readonly key: string;
  readonly id: string;
}

const textOf = (workspace: string, id: string, secret: string): string =>
  `${WRITE_KEY_PREFIX}${workspace}.${id}.${secret}`;

/**
 * Creates a write key. Its text is returned only once. A write key does not expire and outlives every token, so the
 * caller needs the scope `admin`.
 */
export function createWriteKey(services: Services, principal: Principal, input: WriteKeyInput): Promise<NewWriteKey> {
  requireScope(principal, 'admin');
  refuseKey(principal, 'a write key is returned');
  return change(services, principal, 'createWriteKey', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    requireScope(await services.credentials.mustHold(principal, workspace), 'admin');
    const createdAt = services.stores.now();
    const id = newId(createdAt);
    const secret = newSecret(192);
    const { source } = input;
    if (!isMachineSubject(source))
      throw invalid(
        'SOURCE_INVALID',
        'a source is letters, digits and _ . : @ -, at most 64, not the server itself, and no person (user:)',
        'input.source',
      );
    const made: StoredWriteKey = {
      ...rulesOf(input, room),
      id,
      source,
      ...(input.label ? { label: text(input.label, 'input.label', 128) } : {}),
      createdBy: principal.subject,
      ...(principal.token?.id === undefined ? {} : { createdWith: principal.token.id }),
      createdAt,
      secrets: [{ hash: hashOf(secret) }],
    };
    const save = async (tx: Tx): Promise<NewWriteKey> => {
      const { credentials } = services.stores;
      if ((await credentials.writeKeys(workspace.id, { first: MAX_WRITE_KEYS }, tx)).length >= MAX_WRITE_KEYS)
        throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_WRITE_KEYS} write keys`);
      await credentials.insertWriteKey(workspace.id, made, tx);
      await raise(services, workspace, tx);
      return { key: textOf(workspace.id, id, secret), id };
    };
    return { target: `${id} ${source}`, at: now, save };
  });
}

/** Returns a page of the workspace's write keys, newest first. Revoked keys are included. */
export async function writeKeysOf(services: Services, principal: Principal, page: Page): Promise<StoredWriteKey[]> {
  requireScope(principal, 'admin');
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.credentials.writeKeys(workspace.id, page);
}

/**
 * Replaces the text of a write key and returns the new text once. The former text stays valid for `graceHours`, so that
 * pages that are still open keep working.
 */
export function rotateWriteKey(
  services: Services,
  principal: Principal,
  given: string,
  graceHours: number,
): Promise<NewWriteKey> {
  requireScope(principal, 'admin');
  refuseKey(principal, 'a write key is returned');
  const id = identifier(given, 'id', 128);
  if (!(graceHours >= 0 && graceHours <= MAX_GRACE_HOURS))
    throw invalid('NUMBER_INVALID', `graceHours lie between 0 and ${MAX_GRACE_HOURS}`, 'graceHours');
  return change(services, principal, 'rotateWriteKey', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    requireScope(await services.credentials.mustHold(principal, workspace), 'admin');
    const secret = newSecret(192);
    const save = async (tx: Tx): Promise<NewWriteKey> => {
      const { credentials } = services.stores;
      const key = await credentials.writeKey(workspace.id, id, tx);
      if (!key || key.revokedAt !== undefined) throw notFound('WRITE_KEY_NOT_FOUND', 'the write key', 'id');
      const until = services.stores.now() + graceHours * HOUR_MS;
      // Keep at most one former text. If the text is rotated twice within the grace period, the oldest text becomes
      // invalid.
      const former = graceHours > 0 ? key.secrets.slice(0, 1).map(({ hash }) => ({ hash, until })) : [];
      await credentials.replaceSecrets(workspace.id, id, [{ hash: hashOf(secret) }, ...former], tx);
      await raise(services, workspace, tx);
      return { key: textOf(workspace.id, id, secret), id };
    };
    return { target: id, at: now, save };
  });
}

/** Revokes a write key in every process. Returns false when the key was already revoked. */
export function revokeWriteKey(services: Services, principal: Principal, given: string): Promise<boolean> {
  requireScope(principal, 'admin');
  const id = identifier(given, 'id', 128);
  return change(services, principal, 'revokeWriteKey', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<boolean> => {
      const { credentials, workspaces } = services.stores;
      if (!(await credentials.writeKey(workspace.id, id, tx)))
        throw notFound('WRITE_KEY_NOT_FOUND', 'the write key', 'id');
      const revoked = await credentials.revokeToken(workspace.id, id, services.stores.now(), principal.subject, tx);
      if (revoked) await workspaces.raiseCredentials(workspace.id, tx);
      return revoked;
    };
    return { target: id, at: now, save };
  });
}

/**
 * Authenticates a write key and returns its principal. Throws the same UNAUTHENTICATED error for a wrong workspace, key
 * or text, so that callers cannot find out which workspaces exist.
 */
export async function openWriteKey(services: Services, given: string): Promise<Principal> {
  const [, workspaceId, id, secret] = KEY_TEXT.exec(given.length > MAX_KEY_TEXT ? '' : given) ?? [];
  if (workspaceId === undefined) throw unknownKey();
  // First read only the workspace and the key, because the caller is not authenticated yet.
  const workspace = await services.stores.workspaces.get(workspaceId);
  const key = workspace && (await services.credentials.writeKey(workspace, id));
  if (!key) throw unknownKey();
  const caller: Principal = {
    workspace: workspace.id,
    subject: key.source,
    scopes: new Set(['events:write', ...(key.traits.length > 0 ? ['tags:write:*'] : [])]),
    keyClass: 'PUBLIC',
    expiresAt: Infinity,
    token: { id, issuedAt: key.createdAt, workspaceCreatedAt: workspace.createdAt, secretHash: hashOf(secret) },
    writeKey: key,
  };
  await services.credentials.mustHold(caller, workspace);
  return caller;
}

const KEY_TEXT = /^wk\.([a-z0-9_.-]+)\.([0-9a-f]+)\.([A-Za-z0-9_-]+)$/;

async function raise(services: Services, workspace: Workspace, tx: Tx): Promise<void> {
  // A changed credentials version means that the caller's own token may have been revoked after it was checked. Throw
  // in this case.
  if ((await services.stores.workspaces.raiseCredentials(workspace.id, tx)) !== workspace.credentialsVersion + 1)
    throw new StoreConflict('a credential was changed meanwhile');
}

function rulesOf(input: WriteKeyInput, { catalogue }: Room): Omit<WriteKeyRules, 'id'> {
  const { ratePerSecond } = input;
  if (ratePerSecond != null && !(Number.isInteger(ratePerSecond) && ratePerSecond >= 1 && ratePerSecond <= MAX_RATE))
    throw invalid(
      'NUMBER_INVALID',
      `ratePerSecond is a whole number from 1 to ${MAX_RATE}; leave it out for no bound of its own`,
      'input.ratePerSecond',
    );
  const origins = listed(input.origins, 'origins')?.map((origin, i) => originOf(origin, `input.origins[${i}]`));
  const events = listed(input.events, 'events');
  const orders = listed(input.orders, 'orders') ?? [];
  const traits = listed(input.traits, 'traits') ?? [];
  events?.forEach((type, i) => checkType(type, false, `input.events[${i}]`));
  orders.forEach((type, i) => checkType(type, true, `input.orders[${i}]`));
  traits.forEach((key, i) => {
    if (!catalogue.tag(key)) throw notFound('TAG_NOT_FOUND', 'the tag', `input.traits[${i}]`);
  });
  return {
    ...(origins === undefined ? {} : { origins }),
    ...(ratePerSecond == null ? {} : { ratePerSecond }),
    ...(events === undefined ? {} : { events }),
    orders,
    traits,
  };
}

function listed(list: readonly string[] | null | undefined, name: string): string[] | undefined {
  if (list == null) return undefined;
  if (list.length > MAX_NAMED) throw limit('LIST_TOO_LONG', `at most ${MAX_NAMED} are named`, `input.${name}`);
  return list.map((each, i) => composed(identifier(each, `input.${name}[${i}]`, 256)));
}

function checkType(type: string, order: boolean, path: string): void {
  if (!isDeliverable(type))
    throw invalid('EVENT_TYPE_INVALID', 'no write key delivers events of this type; send them from a server', path);
  if (isOrderType(type) === order) return;
  throw invalid(
    'EVENT_TYPE_INVALID',
    order
      ? `${eventType(type) ? 'this type' : 'this name'} is not an order event; name it in events`
      : 'name orders in orders',
    path,
  );
}

/** Parses an origin in the form that browsers send: scheme and host, plus the port if it is not the default. */
function originOf(given: string, path: string): string {
  let origin: string | undefined;
  try {
    ({ origin } = new URL(given));
  } catch {
    // An invalid URL is rejected below.
  }
  if (origin === given && /^https?:/.test(given)) return given;
  throw invalid('ORIGIN_INVALID', 'an origin is written https://shop.example, without a path or a final slash', path);
}
