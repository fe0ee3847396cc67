/**
 * Handles lists whose items succeed or fail separately (decision 29). GraphQL rejects a whole request if one item of a
 * variable does not match its type. Such items are therefore removed from the variables before execution. The resolver
 * of the field later reports them as rejected.
 */
import {
  coerceInputValue,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  visit,
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { ServiceError } from '../services/base/errors.js';
import { fitsOf } from './input-fits.js';
import { Misfit } from '../services/base/misfits.js';

/** Mutations that return a result for each item, or for each rejected item, and the argument that contains the items. */
export const ITEM_LISTS: Readonly<Record<string, string>> = {
  ingestEvents: 'events',
  setTags: 'tags',
  clearTags: 'tags',
  recordTagPoints: 'points',
  addToTag: 'changes',
  removeFromTag: 'changes',
  incrementTag: 'changes',
  issueCoupon: 'customers',
  changeCatalogue: 'entries',
};

/**
 * The items that do not match their type (misfits), by variable. The inner map contains the fault for each index in the
 * list.
 */
export type Misfits = ReadonlyMap<string, ReadonlyMap<number, Fault>>;

export const NO_MISFITS: Misfits = new Map();

/** Maximum length of a list whose items are validated separately. No field accepts a longer list. */
const MAX_ITEMS = 10_000;

interface Fault {
  /** Path inside the item, such as `.order.amount`. */
  readonly path: string;
  readonly message: string;
  readonly reason: 'ARGUMENT_MISSING' | 'ARGUMENT_INVALID';
}

type Variables = Readonly<Record<string, unknown>>;

interface Fitted {
  readonly variables: Variables | null | undefined;
  readonly misfits: Misfits;
}

/**
 * Removes the items that do not match their type from variables. Applies only to fields that return a result for each
 * item.
 */
export function takeOutMisfits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode | null | undefined,
  variables: Variables | null | undefined,
): Fitted {
  const misfits = new Map<string, ReadonlyMap<number, Fault>>();
  if (operation?.operation !== 'mutation' || !variables) return { variables, misfits: NO_MISFITS };
  const fitting: Record<string, unknown> = { ...variables };
  const lists = variablesOfLists(document);
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const items = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const itemType = itemOf(typeFromAST(schema, type as never) as GraphQLInputType | undefined);
    if (!itemType || !Array.isArray(items) || !lists.has(name) || items.length > MAX_ITEMS) continue;
    const faults = faultsOf(items, itemType);
    if (faults.size === 0) continue;
    misfits.set(name, faults);
    fitting[name] = items.filter((_, index) => !faults.has(index));
  }
  return { variables: misfits.size === 0 ? variables : fitting, misfits };
}

/**
 * Returns the variables that are used only as the whole list of items in a field that returns a result for each item.
 */
function variablesOfLists(document: DocumentNode): Set<string> {
  const uses = new Map<string, number>();
  const lists = new Map<string, number>();
  const count = (of: Map<string, number>, name: string): unknown => of.set(name, (of.get(name) ?? 0) + 1);
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void count(uses, name.value),
    Field: ({ name, arguments: given }) => {
      for (const argument of given ?? [])
        if (argument.name.value === ITEM_LISTS[name.value] && argument.value.kind === Kind.VARIABLE)
          count(lists, argument.value.name.value);
    },
  });
  return new Set([...lists].filter(([name, n]) => n === uses.get(name)).map(([name]) => name));
}

/** Returns the item type of a list of input objects, or undefined for any other type. */
function itemOf(type: GraphQLInputType | undefined): GraphQLInputType | undefined {
  const list = isNonNullType(type) ? type.ofType : type;
  if (!isListType(list)) return undefined;
  const item = list.ofType;
  return isInputObjectType(isNonNullType(item) ? item.ofType : item) ? item : undefined;
}

const FOUND = new Error('the first fault of an item was found');

/**
 * Returns the first fault of each invalid item, by index. Messages do not repeat values, because values may be personal
 * data.
 */
function faultsOf(items: readonly unknown[], type: GraphQLInputType): Map<number, Fault> {
  const faults = new Map<number, Fault>();
  const fits = fitsOf(type);
  items.forEach((item, index) => {
    if (fits(item)) return;
    const note = (path: readonly (string | number)[], error: GraphQLError): never => {
      const below = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key.slice(0, 64)}`)).join('');
      faults.set(index, {
        path: below,
        message: error.message.replace(/(: .*| Did you mean .*)$/s, ''),
        reason: / was not provided/.test(error.message) ? 'ARGUMENT_MISSING' : 'ARGUMENT_INVALID',
      });
      // The coercion stops at the first fault, because an item with many faults would take a long time.
      throw FOUND;
    };
    try {
      coerceInputValue(item, type, (path, _value, error) => note(path, error), true);
    } catch (error) {
      if (error !== FOUND) throw error;
    }
  });
  return faults;
}

/**
 * Returns the items of an argument. The items that were removed are inserted at their original positions as misfits.
 */
export function withMisfits<T>(
  items: readonly T[],
  misfits: Misfits,
  info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fieldName'>,
): (T | Misfit)[] {
  const argument = ITEM_LISTS[info.fieldName];
  const value = info.fieldNodes[0].arguments?.find((a) => a.name.value === argument)?.value;
  const faults = value?.kind === Kind.VARIABLE ? misfits.get(value.name.value) : undefined;
  if (!faults) return [...items];
  const left = [...items];
  return Array.from({ length: items.length + faults.size }, (_, index) => {
    const fault = faults.get(index);
    return fault
      ? new Misfit(new ServiceError(fault.reason, fault.message, `${argument}[${index}]${fault.path}`))
      : left.shift()!;
  });
}
