/**
 * Manages experiments. An experiment assigns variants to customers. Customers in the hold-out group receive none of the
 * variants.
 */
import { createHash } from 'node:crypto';
import { byPriority, identityText } from '../../engine/identity/identity.js';
import { areReceipts } from '../../engine/identity/receipts.js';
import type { EventFact, Identity } from '../../engine/types.js';
import { ASSIGNED, isDecided } from '../../engine/facts/decided.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { variantAt, type Experiment, type Variant } from '../../engine/experiments/assignment.js';
import { mayLearnId, requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooMany } from '../base/definition-limits.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { draw } from '../base/stable-random.js';
import { conflict, invalid, notFound, ServiceError } from '../base/errors.js';
import { type EventIntake, type Origin, type Target } from '../base/write-intakes.js';
import { eventId, newId } from '../base/ids.js';
import { checkBatch, definitionKey, targetOf, text, type TargetInput } from '../base/inputs.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';
import { rootsOf } from '../population/roots.js';
import { factsOfMany } from '../population/subjects.js';
import { triedStrategy } from '../base/tried-strategy.js';
import { mayWrite, submit } from '../write-path/writes.js';

export interface ExperimentInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly variants: readonly {
    readonly key: string;
    readonly weight?: number | null;
    readonly coupon?: string | null;
  }[];
  readonly plannedCustomers?: number | null;
  readonly strategy?: string | null;
  readonly expectedEffect?: number | null;
}

const MAX_VARIANTS = 20;
/** Maximum number of experiments of a workspace, including ended ones. */
const MAX_EXPERIMENTS = 1000;
const MAX_CUSTOMERS = 1000;

async function checkedVariants(
  services: Services,
  workspaceId: string,
  variants: ExperimentInput['variants'],
): Promise<Experiment['variants']> {
  if (variants.length < 2 || variants.length > MAX_VARIANTS)
    throw invalid('LIST_SIZE_INVALID', `an experiment has 2 to ${MAX_VARIANTS} variants`, 'input.variants');
  const coupons = new Set(
    (
      await services.stores.coupons.find(
        workspaceId,
        variants.flatMap((v) => (v.coupon ? [v.coupon] : [])),
      )
    ).map((c) => c.key),
  );
  const checked = variants.map((v, i) => {
    definitionKey(v.key, `input.variants[${i}].key`);
    if (variants.findIndex((x) => x.key === v.key) !== i)
      throw invalid('KEY_DUPLICATE', `two variants have the key ${v.key}`, `input.variants[${i}].key`);
    const weight = v.weight ?? 1;
    if (!Number.isInteger(weight) || weight < 1 || weight > 1_000_000)
      throw invalid('NUMBER_INVALID', 'a weight is a whole number from 1 to 1,000,000', `input.variants[${i}].weight`);
    if (v.coupon && !coupons.has(v.coupon))
      throw invalid('COUPON_UNKNOWN', 'no coupon has this key', `input.variants[${i}].coupon`);
    return { key: v.key, weight, ...(v.coupon ? { coupon: v.coupon } : {}) };
  });
  if (checked.filter((v) => v.coupon === undefined).length !== 1)
    throw invalid(
      'EXPERIMENT_HOLDOUT_INVALID',
      'one variant, and only one, goes without a coupon: the hold-out',
      'input.variants',
    );
  return checked;
}

/**
 * Starts an experiment. Its variants and weights cannot change later, because that would make it a different
 * experiment.
 */
export function defineExperiment(
  services: Services,
  principal: Principal,
  input: ExperimentInput,
): Promise<Experiment> {
  requireScope(principal, 'define');
  return change(services, principal, 'defineExperiment', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    definitionKey(input.key, 'input.key');
    if (await services.stores.experiments.get(workspace.id, input.key))
      throw conflict('EXPERIMENT_EXISTS', `experiment ${input.key} exists; its variants cannot change`, 'input.key');
    const variants = await checkedVariants(services, workspace.id, input.variants);
    const plannedCustomers = input.plannedCustomers ?? 10_000;
    if (!Number.isInteger(plannedCustomers) || plannedCustomers < 10)
      throw invalid('NUMBER_INVALID', 'expected a whole number from 10', 'input.plannedCustomers');
    const experiment: Experiment = {
      key: input.key,
      name: text(input.name ?? input.key, 'input.name', 128),
      ...(input.description ? { description: text(input.description, 'input.description', 2000) } : {}),
      variants,
      salt: newId(now),
      plannedCustomers,
      ...(await triedStrategy(services.stores, workspace.id, input)),
      version: 1,
      ended: false,
      savedAt: now,
      savedBy: principal.subject,
    };
    const save = async (tx: Parameters<typeof services.stores.experiments.save>[2]): Promise<Experiment> => {
      const { experiments } = services.stores;
      const most = { most: MAX_EXPERIMENTS, what: 'experiments' };
      await refuseTooMany(services.stores, workspace.id, experiments, experiment.key, most, tx);
      await experiments.save(workspace.id, experiment, tx);
      return experiment;
    };
    return { target: experiment.key, at: now, save };
  });
}

/** Ends an experiment. No further customers are assigned. */
export function endExperiment(services: Services, principal: Principal, key: string): Promise<Experiment> {
  requireScope(principal, 'define');
  return change(services, principal, 'endExperiment', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const there = await services.stores.experiments.get(workspace.id, key);
    if (!there) throw notFound('EXPERIMENT_NOT_FOUND', 'the experiment');
    const ended = { ...there, version: there.version + 1, ended: true, savedAt: now, savedBy: principal.subject };
    return {
      target: key,
      at: now,
      save: async (tx) => {
        await services.stores.experiments.save(workspace.id, ended, tx);
        return ended;
      },
    };
  });
}

export async function findExperiment(
  services: Services,
  principal: Principal,
  key: string,
): Promise<Experiment | undefined> {
  requireScope(principal, 'segments:read');
  return services.stores.experiments.get(principal.workspace, key);
}

export async function listExperiments(services: Services, principal: Principal, page: Page): Promise<Experiment[]> {
  requireScope(principal, 'segments:read');
  return services.stores.experiments.list((await enter(services, principal.workspace)).workspace.id, page);
}

export interface Assigned {
  /** The profile id, if the caller may look the customer up by one of the identities. */
  readonly profile?: string;
  readonly variant: string;
  readonly coupon?: string;
  /** Whether the customer was already assigned before this request. */
  readonly already: boolean;
}

/**
 * Returns the customer's valid assignment, which is the first one that was decided. An assignment that others reported
 * before the experiment was defined never determines the variant.
 */
function assignmentIn(
  facts: { ofType(type: string): readonly EventFact[] },
  experiment: string,
): { readonly variant: string; readonly at: number } | undefined {
  const first = facts.ofType(ASSIGNED).find((e) => e.properties?.experiment === experiment && isDecided(e));
  return first && { variant: String(first.properties?.variant), at: first.at };
}

/**
 * Assigns a variant to each customer and records the assignment as an event. A customer who was already assigned keeps
 * the variant. The draw depends only on the customer's primary identity, so every process always gets the same result.
 */
export async function assignExperiment(
  services: Services,
  principal: Principal,
  key: string,
  customers: readonly TargetInput[],
): Promise<Assigned[]> {
  requireScope(principal, 'coupons:write');
  checkBatch(customers, MAX_CUSTOMERS, 'customers', { ask: 'name at least one customer', noun: 'customers' });
  const room = await enter(services, principal.workspace);
  const experiment = await services.stores.experiments.get(principal.workspace, key);
  if (!experiment) throw notFound('EXPERIMENT_NOT_FOUND', 'the experiment');
  const targets = customers.map((c, i) => targetOf(c, room.catalogue, `customers[${i}]`));
  const leading = targets.map((t) =>
    'identities' in t ? byPriority(t.identities, (n) => room.catalogue.namespace(n)) : [],
  );
  const ids = await services.stores.identities.find(principal.workspace, leading.flat());
  const profiles = targets.map((t, i) =>
    'profile' in t ? t.profile : leading[i].map((x) => ids.get(identityText(x))).find((x) => x !== undefined),
  );
  const roots = await rootsOf(
    services,
    principal.workspace,
    profiles.map((x) => x ?? ''),
  );
  targets.forEach((target, i) => mustNameCustomer(target, roots[i], `customers[${i}]`));
  const before = await assignmentsOf(services, key, roots);
  if (experiment.ended && before.some((b) => b === undefined))
    throw conflict('EXPERIMENT_ENDED', `experiment ${key} has ended: no further customers are assigned`, 'experiment');
  const chosen = targets.map((_t, i) => {
    const known = before[i] && experiment.variants.find((v) => v.key === before[i]!.variant);
    const unit = leading[i][0] ?? leadingOf(room, roots[i]!);
    return {
      unit,
      variant: known ?? variantAt(experiment, draw(experiment.salt, identityText(unit))),
      already: known !== undefined,
    };
  });
  const origin: Origin = { actor: principal.subject, operation: 'assignExperiment' };
  const fresh = chosen.flatMap((c, i) => (c.already ? [] : [i]));
  const intakes = fresh.map((i) => assignment(room, origin, experiment.key, targets[i], chosen[i]));
  intakes.forEach((intake, k) => mayWrite(principal, intake, `customers[${fresh[k]}]`));
  const { outcomes } = await submit(services, principal, intakes);
  const profileOf = new Map(fresh.map((i, k) => [i, outcomes[k]]));
  return chosen.map(({ variant, already }, i) => {
    const outcome = profileOf.get(i);
    // Throw the error of a rejected item. Otherwise it would look like an assignment.
    if (outcome?.status === 'REJECTED') throw new ServiceError(outcome.reason, outcome.message, `customers[${i}]`);
    const target = targets[i];
    const answers = 'profile' in target || mayLearnId(principal, target.identities);
    return {
      ...(answers ? { profile: outcome?.profile ?? roots[i]!.id } : {}),
      variant: variant.key,
      ...(variant.coupon ? { coupon: variant.coupon } : {}),
      already: already || outcome?.status === 'DUPLICATE',
    };
  });
}

/** Throws for a target that is not a customer. This is an unknown profile, or an anonymous receipt. */
function mustNameCustomer(target: Target, root: ProfileRecord | undefined, path: string): void {
  if ('profile' in target && !root)
    throw new ServiceError('PROFILE_NOT_FOUND', 'the profile was not found', `${path}.profile`);
  if ('profile' in target ? isAnonymousReceipt(root!) : areReceipts(target.identities))
    throw invalid('RECEIPT_NAMES_NO_CUSTOMER', 'a receipt alone names no customer', path);
}

/** Builds the assignment event. For the same assignment, every process builds an identical event. */
function assignment(
  room: Room,
  origin: Origin,
  key: string,
  target: Target,
  { unit, variant }: { readonly unit: Identity; readonly variant: Variant },
): EventIntake {
  const messageId = `assign:${key}:${createHash('sha256').update(identityText(unit)).digest('base64url').slice(0, 22)}`;
  return {
    kind: 'event',
    origin,
    identities: 'identities' in target ? target.identities : [unit],
    event: {
      id: eventId(OWN_SOURCE, messageId),
      type: ASSIGNED,
      at: room.now,
      properties: { experiment: key, variant: variant.key, drawn: true },
    },
    source: OWN_SOURCE,
    messageId,
    bodyHash: variant.key,
    mayDecide: true,
  };
}

async function assignmentsOf(
  s: Services,
  key: string,
  roots: readonly (ProfileRecord | undefined)[],
): Promise<ReturnType<typeof assignmentIn>[]> {
  const there = roots.filter((r) => r !== undefined);
  const facts = await factsOfMany(s, there);
  const byId = new Map(there.map((r, i) => [r.id, facts[i]]));
  return roots.map((r) => r && assignmentIn(byId.get(r.id)!, key));
}

const leadingOf = (room: Room, root: ProfileRecord): ProfileRecord['identity'] =>
  byPriority(root.identities, (n) => room.catalogue.namespace(n))[0];
