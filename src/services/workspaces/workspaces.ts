/** Creates, lists and removes workspaces, and controls the clocks of sandboxes. */
import { randomBytes } from 'node:crypto';
import { DEFAULT_NAMESPACES } from '../../engine/identity/identity.js';
import { isTimeZone } from '../../engine/time/time.js';
import { hasScope, requireScope, WORKSPACE_ID, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { forbidden, invalid, limit, notFound } from '../base/errors.js';
import { instant, text } from '../base/inputs.js';
import { jobKind } from '../base/job-kinds.js';
import { jobDone } from '../base/jobs.js';
import { tickerTasks } from '../scheduling/ticker-tasks.js';
import type { Tx, Workspace } from '../base/ports.js';

/**
 * Maximum number of kept ids of a workspace's removed sandboxes. They are never deleted, because a token of a removed
 * sandbox must not give access to a later sandbox with the same id.
 */
const MAX_REMOVED = 10_000;

export interface WorkspaceInput {
  readonly id: string;
  readonly name?: string | null;
  readonly zone?: string | null;
  readonly currency?: string | null;
  /** When set, the workspace is a sandbox whose clock starts at this time. */
  readonly clock?: string | null;
  /** Whether the sandbox's clock runs. By default it is stopped. */
  readonly running?: boolean | null;
}

/**
 * Creates a workspace with the default identity namespaces. No permissions are checked here, so the caller must check
 * them first.
 */
export async function createWorkspace(services: Services, input: WorkspaceInput): Promise<Workspace> {
  const w = readWorkspace(services, input);
  await services.stores.workspaces.finishRemoval(w.id);
  return services.stores.transact((tx) => insertWorkspace(services, w, tx));
}

async function insertWorkspace(s: Services, w: Workspace, tx: Tx): Promise<Workspace> {
  await s.stores.workspaces.insert(w, tx);
  for (const n of DEFAULT_NAMESPACES) await s.stores.definitions.saveNamespace(w.id, n, tx);
  return w;
}

function createForCaller(
  s: Services,
  p: Principal,
  operation: string,
  input: WorkspaceInput,
  check: (tx: Tx) => Promise<void> = () => Promise.resolve(),
): Promise<Workspace> {
  return change(s, p, operation, async () => {
    const w = readWorkspace(s, input);
    await s.stores.workspaces.finishRemoval(w.id);
    const save = async (tx: Tx): Promise<Workspace> => {
      await check(tx);
      return insertWorkspace(s, w, tx);
    };
    return { target: w.id, at: w.createdAt, save };
  });
}

/** Returns the ids of all workspaces in the installation. */
export async function workspaceIds(services: Services, principal: Principal): Promise<string[]> {
  requireScope(principal, 'installation');
  return (await services.stores.workspaces.list()).map(({ id }) => id);
}

function readWorkspace(s: Services, input: WorkspaceInput): Workspace {
  if (!WORKSPACE_ID.test(input.id))
    throw invalid(
      'KEY_INVALID',
      "a workspace id is lower-case letters, digits, _ and -, at most 48; a sandbox's may follow its owner's id and a dot",
      'input.id',
    );
  const zone = input.zone ?? 'Asia/Shanghai';
  if (!isTimeZone(zone))
    throw invalid(
      'TIME_ZONE_UNKNOWN',
      'no such time zone exists; use an IANA name such as Asia/Shanghai',
      'input.zone',
    );
  const currency = input.currency ?? 'CNY';
  if (!/^[A-Z]{3}$/.test(currency))
    throw invalid('CURRENCY_INVALID', 'a currency is three capital letters, e.g. CNY', 'input.currency');
  const now = s.stores.now();
  return {
    id: input.id,
    name: text(input.name ?? input.id, 'input.name', 128),
    zone,
    currency,
    catalogueVersion: 1,
    versionsOf: {},
    watermark: { version: 1, at: now, markedAt: now },
    erasures: 0,
    createdAt: now,
    credentialsVersion: 0,
    triggers: [],
    contactKey: randomBytes(32).toString('base64url'),
    reused: false,
    ...(input.clock
      ? { sandbox: { base: instant(input.clock, 'input.clock'), setAt: now, running: input.running ?? false } }
      : {}),
  };
}

/** Creates a workspace that uses real time. The token's subject does not automatically get access to it. */
export async function createLiveWorkspace(
  services: Services,
  principal: Principal,
  input: Omit<WorkspaceInput, 'clock' | 'running'>,
): Promise<Workspace> {
  requireScope(principal, 'installation');
  return createForCaller(services, principal, 'createWorkspace', {
    id: input.id,
    name: input.name,
    zone: input.zone,
    currency: input.currency,
  });
}

/**
 * Creates a sandbox. The token's subject does not automatically get access to it. Without the scope `installation`, the
 * caller can create sandboxes only up to the maximum number, and only with ids that begin with the id of its own
 * workspace. Such a caller can therefore neither discover nor use the ids of other workspaces.
 */
export async function createSandbox(
  services: Services,
  principal: Principal,
  input: WorkspaceInput,
): Promise<Workspace> {
  if (!hasScope(principal, 'installation')) {
    requireScope(principal, 'admin');
    if (!input.id.startsWith(`${principal.workspace}.`))
      throw invalid(
        'SANDBOX_ID_INVALID',
        `the id of a sandbox made with this token begins with ${principal.workspace}.`,
        'input.id',
      );
  }
  if (!input.clock)
    throw invalid('FIELD_MISSING', 'a sandbox needs the instant its clock starts at: give clock', 'input.clock');
  return createForCaller(services, principal, 'createSandbox', input, async (tx) => {
    if (hasScope(principal, 'installation')) return;
    const { maxSandboxes, stores } = services;
    const { live, removed } = await stores.workspaces.countSandboxes(principal.workspace, tx);
    if (live >= maxSandboxes)
      throw limit(
        'SANDBOXES_TOO_MANY',
        `a workspace has at most ${maxSandboxes} sandboxes; delete one first`,
        'input.id',
      );
    if (removed.size >= MAX_REMOVED && !removed.has(input.id))
      throw limit(
        'SANDBOXES_TOO_MANY',
        `a workspace has had ${MAX_REMOVED} sandboxes, whose ids are kept; use the id of a deleted one`,
        'input.id',
      );
  });
}

/** Removes the workspace of the caller's token. The workspace must be a sandbox. */
export async function deleteSandbox(services: Services, principal: Principal, id: string): Promise<void> {
  requireScope(principal, 'admin');
  if (id !== principal.workspace) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
  const { workspace } = await enter(services, id);
  if (!workspace.sandbox) throw forbidden('SANDBOX_ONLY', 'only a sandbox can be deleted');
  await services.stores.workspaces.remove(id);
  services.catalogues.forget(id);
  await services.columns.remove(id);
}

/** Advances the clock of a sandbox. Resolves when everything that is due up to the new time has been processed. */
export async function advanceClock(services: Services, principal: Principal, to: string): Promise<Workspace> {
  requireScope(principal, 'admin');
  const moved = await change(services, principal, 'advanceClock', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    if (!workspace.sandbox) throw forbidden('SANDBOX_ONLY', 'only a sandbox has a clock that can be moved');
    const target = instant(to, 'to');
    if (target < now) throw invalid('SANDBOX_CLOCK_INVALID', 'a sandbox clock only moves forward', 'to');
    if (target > now + 3660 * 86_400_000)
      throw invalid('SANDBOX_CLOCK_INVALID', 'a sandbox clock moves at most ten years at a time', 'to');
    const sandbox = { base: target, setAt: services.stores.now(), running: workspace.sandbox.running };
    const save = async (tx: Tx): Promise<Workspace> => {
      await services.stores.workspaces.setClock(workspace.id, sandbox, tx);
      return { ...workspace, sandbox };
    };
    return { target: to, at: target, save };
  });
  // The error callback does nothing, because jobs that a task starts report their own errors.
  for (const task of tickerTasks(services, () => undefined))
    if (task.followsClock) await (task.drain ?? task.run)(moved);
  // Wait for all running jobs, because earlier rounds of the ticker may have started some of them.
  for (const job of await services.stores.jobs.running())
    if (job.workspace === moved.id && jobKind(job.kind).awaitedByClock) await jobDone(services, moved.id, job.id);
  return moved;
}
