/** Manages identity namespaces and their rules. Customers are regrouped when rules change. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { changeOf, NAMESPACE_EFFECTS } from '../../engine/definitions/effects.js';
import { isReceiptNamespace } from '../../engine/identity/receipts.js';
import { NORMALISATIONS, type IdentityNamespace } from '../../engine/types.js';
import { requireScope, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { conflict, invalid, limit as tooLarge } from '../base/errors.js';
import { identifier, oneOf } from '../base/inputs.js';
import { startRegrouping } from '../publication/regrouping.js';
import type { Job, Tx } from '../base/ports.js';

/** Input that defines a namespace. For an existing namespace, absent and null fields keep their value. */
export interface NamespaceInput {
  readonly name: string;
  readonly limit?: number | null;
  readonly priority?: number | null;
  readonly strong?: boolean | null;
  readonly normalise?: string | null;
  readonly blocked?: readonly string[] | null;
  readonly builtInPlaceholders?: boolean | null;
}

export interface SavedNamespace {
  readonly namespace: IdentityNamespace;
  /** Job that regroups customers. Absent when the change does not affect how customers are grouped. */
  readonly job?: Job;
}

/** Maximum number of identity namespaces of a workspace, and maximum number of blocked values of a namespace. */
const MAX_NAMESPACES = 200;
const MAX_BLOCKED = 1000;

const NAME = /^[a-z][a-z0-9_]{0,31}(:[a-z0-9_]{1,32})?$/;

/**
 * Parses the rules of a namespace. Absent fields keep their value from the existing namespace.
 *
 * @throws BAD_USER_INPUT with the path of the invalid field.
 */
export function readNamespace(input: NamespaceInput, catalogue: Catalogue): IdentityNamespace {
  if (!NAME.test(input.name))
    throw invalid('KEY_INVALID', 'a namespace is lower-case letters, digits and _, at most 32', 'input.name');
  if (isReceiptNamespace(input.name))
    throw conflict('NAMESPACE_BUILT_IN', 'the rules of receipts are built in', 'input.name');
  const there = catalogue.namespace(input.name);
  const limit = input.limit ?? there?.limit ?? 1;
  if (!Number.isInteger(limit) || limit < 1 || limit > 50)
    throw invalid('NUMBER_INVALID', 'limit is a whole number from 1 to 50', 'input.limit');
  const priority = input.priority ?? there?.priority ?? 50;
  if (!Number.isInteger(priority) || priority < 0 || priority > 1000)
    throw invalid('NUMBER_INVALID', 'priority is a whole number from 0 to 1000', 'input.priority');
  if ((input.blocked?.length ?? 0) > MAX_BLOCKED)
    throw tooLarge('LIST_TOO_LONG', `a namespace has at most ${MAX_BLOCKED} blocked values`, 'input.blocked');
  const blocked = input.blocked?.map((b, i) => identifier(b, `input.blocked[${i}]`).toLowerCase());
  return {
    name: input.name,
    limit,
    priority,
    strong: input.strong ?? there?.strong ?? false,
    normalise: oneOf(input.normalise, NORMALISATIONS, there?.normalise ?? 'none', 'input.normalise'),
    blocked: blocked ?? there?.blocked ?? [],
    ...((input.builtInPlaceholders ?? there?.builtInPlaceholders ?? true) ? {} : { builtInPlaceholders: false }),
    ...(there?.regroupedAt === undefined ? {} : { regroupedAt: there.regroupedAt }),
  };
}

/** Defines a namespace or changes its rules. If the change affects grouping, a job regroups the customers. */
export async function defineNamespace(
  services: Services,
  principal: Principal,
  input: NamespaceInput,
): Promise<SavedNamespace> {
  requireScope(principal, 'define');
  let regroups = false;
  const namespace = await change(services, principal, 'defineIdentityNamespace', async () => {
    const room = await enter(services, principal.workspace);
    const read = readNamespace(input, room.catalogue);
    const others = room.catalogue.allNamespaces().filter(({ name }) => name !== read.name && !isReceiptNamespace(name));
    if (others.length >= MAX_NAMESPACES)
      throw tooLarge('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_NAMESPACES} identity namespaces`);
    // An app namespace such as `openid:shop` uses the rules of `openid` until it gets its own rules.
    const before = room.catalogue.namespace(read.name);
    regroups = changeOf<IdentityNamespace>(NAMESPACE_EFFECTS, before, read).effects.has('REGROUPS');
    const save = async (tx: Tx): Promise<IdentityNamespace> => {
      const version = await nextVersion(services, room, 'namespaces', tx);
      const saved = regroups ? { ...read, regroupedAt: version } : read;
      await services.stores.definitions.saveNamespace(principal.workspace, saved, tx);
      return saved;
    };
    return { target: read.name, at: room.now, save };
  });
  return {
    namespace,
    ...(regroups ? { job: await startRegrouping(services, principal.workspace, namespace.name) } : {}),
  };
}
