/** Defines, lists, rotates and retires incoming webhooks, and authenticates requests to their addresses. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isMachineSubject, requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { invalid, limit, notFound, ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { refuseKey } from '../base/idempotency.js';
import { definitionKey, nameAfter, text } from '../base/inputs.js';
import type { Page, StoredHook, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import { hashOf, newSecret } from '../base/secrets.js';
import type { Services } from '../base/services.js';
import { readHookMapping, ruleMapping, type HookMapping } from '../mapping/hook-mapping.js';
import { unknownNames } from '../mapping/read-mapping.js';
import { MappingError } from '../mapping/shape.js';

export const HOOK_SCOPE = 'admin';
/** Prefix of the last path segment of a webhook address. */
const PREFIX = 'hk.';
const MAX_ADDRESS = 256;
/** Maximum number of webhooks in a workspace, including retired ones. */
const MAX_HOOKS = 200;
const MAX_MAPPING = 64 * 1024;
const MAX_SECRET = 512;
const MAX_GRACE_HOURS = 720;
const HOUR_MS = 3_600_000;
const MAX_PROBLEMS = 2000;

export interface HookInput {
  readonly key: string;
  readonly name?: string | null;
  readonly mapping: string;
  readonly signingSecret?: string | null;
}

/** A webhook as shown to callers, without its secrets. */
export type ShownHook = Omit<StoredHook, 'secrets' | 'signingSecret'> & { readonly source: string };

/** A webhook and the path of its new address. The path is returned only once. */
export interface WithPath {
  readonly hook: ShownHook;
  readonly path?: string;
}

/** An authenticated request to a webhook address, with its principal, the webhook and the parsed mapping. */
export interface HookCaller {
  readonly principal: Principal;
  readonly hook: StoredHook;
  readonly mapping: HookMapping;
}

const pathOf = (workspace: string, key: string, secret: string): string =>
  `/hooks/${PREFIX}${workspace}.${key}.${secret}`;

/** Defines a webhook and returns its path, or changes the mapping of an existing webhook. */
export function defineHook(services: Services, principal: Principal, input: HookInput): Promise<WithPath> {
  requireScope(principal, HOOK_SCOPE);
  refuseKey(principal, 'an address is returned');
  definitionKey(input.key, 'input.key');
  const mapping = mappingOf(input.mapping);
  return change(services, principal, 'defineHook', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    checkNames(mapping, room);
    const { hooks } = services.stores;
    const save = async (tx: Tx): Promise<WithPath> => {
      const most = { most: MAX_HOOKS, what: 'incoming webhooks' };
      await refuseTooMany(services.stores, workspace.id, hooks, input.key, most, tx);
      const before = await findOne(hooks, workspace.id, input.key, tx);
      const secret = before && before.retiredAt === undefined ? undefined : newSecret(192);
      const signingSecret = signingSecretOf(input, before);
      if (mapping.signature && signingSecret === undefined)
        throw invalid('HOOK_SECRET_MISSING', 'the mapping has a signature; give the secret', 'input.signingSecret');
      const hook: StoredHook = {
        key: input.key,
        name: text(nameAfter(input.name, before?.name, input.key), 'input.name', 128),
        mapping: input.mapping,
        secrets: secret === undefined ? before!.secrets : [{ hash: hashOf(secret) }],
        ...(signingSecret === undefined ? {} : { signingSecret }),
        version: (before?.version ?? 0) + 1,
        createdAt: before?.createdAt ?? now,
        savedAt: now,
        savedBy: principal.subject,
      };
      await hooks.save(workspace.id, hook, tx);
      return withPath(hook, secret === undefined ? undefined : pathOf(workspace.id, hook.key, secret));
    };
    return { target: input.key, at: now, save };
  });
}

/** Returns a page of the workspace's webhooks, including retired ones, ordered by key. */
export async function listHooks(services: Services, principal: Principal, page: Page): Promise<ShownHook[]> {
  requireScope(principal, HOOK_SCOPE);
  const { workspace } = await enter(services, principal.workspace);
  return (await services.stores.hooks.list(workspace.id, page)).map(shown);
}

/** Replaces the address of a webhook. The former address stays valid for `graceHours`. */
export function rotateHook(
  services: Services,
  principal: Principal,
  key: string,
  graceHours: number,
): Promise<WithPath> {
  requireScope(principal, HOOK_SCOPE);
  refuseKey(principal, 'an address is returned');
  if (!(graceHours >= 0 && graceHours <= MAX_GRACE_HOURS))
    throw invalid('NUMBER_INVALID', `graceHours lie between 0 and ${MAX_GRACE_HOURS}`, 'graceHours');
  const secret = newSecret(192);
  return edit(services, principal, 'rotateHook', key, (before) => {
    const until = services.stores.now() + graceHours * HOUR_MS;
    // Keep at most one former address valid. If the address is rotated twice within the grace period, the oldest
    // address becomes invalid.
    const former = graceHours > 0 ? before.secrets.slice(0, 1).map(({ hash }) => ({ hash, until })) : [];
    return { ...before, secrets: [{ hash: hashOf(secret) }, ...former] };
  }).then((hook) => withPath(hook, pathOf(principal.workspace, key, secret)));
}

/** Retires a webhook immediately in every process. Its address never becomes valid again. */
export async function retireHook(services: Services, principal: Principal, key: string): Promise<ShownHook> {
  requireScope(principal, HOOK_SCOPE);
  return shown(
    await edit(services, principal, 'retireHook', key, (before) => ({
      ...before,
      secrets: [],
      retiredAt: services.stores.now(),
    })),
  );
}

function edit(
  services: Services,
  principal: Principal,
  operation: string,
  key: string,
  apply: (before: StoredHook) => StoredHook,
): Promise<StoredHook> {
  return change(services, principal, operation, async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<StoredHook> => {
      const before = await findOne(services.stores.hooks, workspace.id, key, tx);
      if (!before || before.retiredAt !== undefined) throw notFound('HOOK_NOT_FOUND', 'the webhook', 'key');
      const hook = { ...apply(before), version: before.version + 1, savedAt: now, savedBy: principal.subject };
      await services.stores.hooks.save(workspace.id, hook, tx);
      return hook;
    };
    return { target: key, at: now, save };
  });
}

const ADDRESS = /^hk\.([a-z0-9_.-]+)\.([a-z0-9_]+)\.([A-Za-z0-9_-]{32})$/;

/**
 * Authenticates a webhook address and returns its caller. Throws the same UNAUTHENTICATED error whichever part of the
 * address is wrong.
 */
export async function openHook(services: Services, given: string): Promise<HookCaller> {
  const [, workspaceId, key, secret] = ADDRESS.exec(given.length > MAX_ADDRESS ? '' : given) ?? [];
  const workspace = workspaceId === undefined ? undefined : await services.stores.workspaces.get(workspaceId);
  const hook = workspace && (await findOne(services.stores.hooks, workspace.id, key));
  if (!hook || !opens(hook, hashOf(secret), services.stores.now()))
    throw new ServiceError('TOKEN_INVALID', 'the address of the webhook is not valid');
  const mapping = JSON.parse(hook.mapping) as HookMapping;
  return { principal: senderOfHook(workspaceId, hook.key, mapping), hook, mapping };
}

/** Returns the principal that writes the facts of a webhook. */
export const senderOfHook = (workspace: string, key: string, { source }: HookMapping): Principal => ({
  workspace,
  subject: source,
  scopes: new Set(['events:write', 'tags:write:*', 'consents:write']),
  keyClass: 'SERVER',
  expiresAt: Infinity,
  hook: key,
});

function opens({ secrets }: StoredHook, hash: string, now: number): boolean {
  const given = Buffer.from(hash);
  return secrets.some(
    (each) => (each.until === undefined || each.until > now) && timingSafeEqual(Buffer.from(each.hash), given),
  );
}

/** Throws UNAUTHENTICATED if the mapping requires a signature and it does not match the bytes of the body. */
export function checkSignature(
  { hook: { signingSecret }, mapping: { signature } }: Pick<HookCaller, 'hook' | 'mapping'>,
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
): void {
  if (!signature) return;
  const { header, algorithm, encoding, prefix = '' } = signature;
  const given = headers[header.toLowerCase()] ?? '';
  const expected = `${prefix}${createHmac(algorithm, signingSecret!).update(body).digest(encoding)}`;
  // Compare the hashes, because a constant-time comparison requires inputs of equal length.
  if (!timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(expected))))
    throw new ServiceError('HOOK_SIGNATURE_INVALID', `the signature in ${header} does not fit the body`);
}

/** Parses a mapping. Throws BAD_USER_INPUT with all its problems. */
export function mappingOf(given: string, path = 'input.mapping'): HookMapping {
  if (given.length > MAX_MAPPING) throw limit('TEXT_TOO_LONG', `a mapping has at most ${MAX_MAPPING} characters`, path);
  try {
    const mapping = readHookMapping(given);
    if (!isMachineSubject(mapping.source)) throw new MappingError(['"source" is not the name of a source']);
    return mapping;
  } catch (error) {
    if (error instanceof MappingError) throw invalid('HOOK_MAPPING_INVALID', problemText(error.problems), path);
    throw error;
  }
}

/** Throws BAD_USER_INPUT for namespaces and tags that the workspace does not define. */
export function checkNames(mapping: HookMapping, { catalogue }: Room, path = 'input.mapping'): void {
  const known = {
    namespaces: catalogue.allNamespaces().map(({ name }) => name),
    tags: catalogue.allTags(),
    catalogues: [],
  };
  const problems = mapping.rules.flatMap((rule, i) =>
    unknownNames(ruleMapping(mapping, rule), known).map((problem) => `rules[${i}]: ${problem}`),
  );
  if (problems.length > 0) throw invalid('HOOK_MAPPING_INVALID', problemText(problems), path);
}

const problemText = (problems: readonly string[]): string => problems.join('; ').slice(0, MAX_PROBLEMS);

function signingSecretOf({ signingSecret }: HookInput, before: StoredHook | undefined): string | undefined {
  if (signingSecret === null) return undefined;
  return signingSecret === undefined ? before?.signingSecret : text(signingSecret, 'input.signingSecret', MAX_SECRET);
}

function shown({ secrets: _secrets, signingSecret: _secret, ...hook }: StoredHook): ShownHook {
  return { ...hook, source: (JSON.parse(hook.mapping) as HookMapping).source };
}

const withPath = (hook: StoredHook, path: string | undefined): WithPath => ({
  hook: shown(hook),
  ...(path === undefined ? {} : { path }),
});
