/** Manages identity namespaces and their rules. Customers are regrouped when rules change. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { changeOf, NAMESPACE_EFFECTS } from '../../engine/definitions/effects.js';
import { DEFAULT_NAMESPACES } from '../../engine/identity/identity.js';
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

/**
 * Input that defines a namespace. For an existing namespace, absent fields keep their value, and null restores the
 * default.
 */
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
  const { limit, priority, strong, normalise, blocked, builtInPlaceholders = true } = withDefaults(input, catalogue);
  if (!Number.isInteger(limit) || limit < 1 || limit > 50)
    throw invalid('NUMBER_INVALID', 'limit is a whole number from 1 to 50', 'input.limit');
  if (!Number.isInteger(priority) || priority < 0 || priority > 1000)
    throw invalid('NUMBER_INVALID', 'priority is a whole number from 0 to 1000', 'input.priority');
  if (blocked.length > MAX_BLOCKED)
    throw tooLarge('LIST_TOO_LONG', `a namespace has at most ${MAX_BLOCKED} blocked values`, 'input.blocked');
  return {
    ...{ name: input.name, limit, priority, strong },
    normalise: oneOf(normalise, NORMALISATIONS, undefined, 'input.normalise'),
    blocked: input.blocked ? blocked.map((b, i) => identifier(b, `input.blocked[${i}]`).toLowerCase()) : blocked,
    ...(builtInPlaceholders ? {} : { builtInPlaceholders: false }),
    ...(there?.regroupedAt === undefined ? {} : { regroupedAt: there.regroupedAt }),
  };
}

type Rules = Omit<IdentityNamespace, 'name' | 'normalise' | 'regroupedAt'> & { readonly normalise: string };

const PLAIN: Rules = { limit: 1, priority: 50, strong: false, normalise: 'none', blocked: [] };

/**
 * Returns the given rules. An absent rule is that of the existing namespace. A rule that is null is the default one:
 * that of the built-in namespace, or of the namespace from which this one inherits.
 */
function withDefaults({ name, ...given }: NamespaceInput, catalogue: Catalogue): Rules {
  const [base] = name.split(':');
  const initial =
    DEFAULT_NAMESPACES.find((builtIn) => builtIn.name === name) ??
    (base === name ? undefined : catalogue.namespace(base)) ??
    PLAIN;
  const stated = Object.entries(given).filter(([, rule]) => rule !== undefined);
  const { limit, priority, strong, normalise, blocked, builtInPlaceholders }: Rules = {
    ...(catalogue.namespace(name) ?? initial),
    ...Object.fromEntries(stated.map(([rule, value]) => [rule, value ?? initial[rule as keyof Rules]])),
  };
  return { limit, priority, strong, normalise, blocked, builtInPlaceholders };
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
