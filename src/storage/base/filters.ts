/**
 * Rejects filters that contain an undefined value. The driver drops such fields, so a filter with an undefined
 * workspace would match the documents of all workspaces.
 */
import type { Collection, Document } from 'mongodb';

/** Collection methods that take a filter as their first argument. */
const FILTERED = [
  'find',
  'findOne',
  'countDocuments',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
] as const;

/** Wraps a collection so that its filters are checked before they are sent. */
export function guarded<T extends Document>(collection: Collection<T>): Collection<T> {
  const methods = collection as unknown as Record<string, (...args: unknown[]) => unknown>;
  const guard = (name: string, check: (argument: unknown) => void): void => {
    const send = methods[name].bind(collection);
    methods[name] = (argument, ...rest) => {
      check(argument);
      return send(argument, ...rest);
    };
  };
  const named = (filter: unknown): void => checkFilter(filter, collection.collectionName);
  for (const name of FILTERED) guard(name, named);
  guard('distinct', () => {
    throw new Error('distinct takes its filter second, where it is not checked; use find');
  });
  guard('aggregate', (stages) => (stages as Document[]).forEach((stage) => named(stage.$match)));
  guard('bulkWrite', (writes) =>
    (writes as Record<string, { readonly filter?: unknown }>[]).forEach((write) =>
      Object.values(write).forEach(({ filter }) => named(filter)),
    ),
  );
  return collection;
}

function checkFilter(filter: unknown, collection: string): void {
  const path = undefinedIn(filter);
  if (path !== undefined) throw new Error(`a filter of ${collection} has no value for ${path}`);
}

/** Returns the path of an undefined value in a filter. Recurses into arrays and plain objects only. */
function undefinedIn(filter: unknown): string | undefined {
  if (typeof filter !== 'object' || filter === null) return undefined;
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) return name;
    const filters = ['$and', '$or', '$nor'].includes(name) ? (value as unknown[]) : [value].filter(isPlain);
    const inner = filters.map(undefinedIn).find((path) => path !== undefined);
    if (inner !== undefined) return `${name}.${inner}`;
  }
  return undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
