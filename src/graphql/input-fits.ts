/**
 * A fast check of whether a value matches an input type. The coercion of GraphQL is much slower, because it reports
 * each fault.
 */
import {
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
} from 'graphql';

type Fits = (value: unknown) => boolean;

const compiled = new WeakMap<GraphQLInputType, Fits>();

/**
 * Returns a check that is true only for values that GraphQL can coerce without a fault. It may be false for a valid
 * value, so the caller must then run the coercion.
 */
export function fitsOf(type: GraphQLInputType): Fits {
  const there = compiled.get(type);
  if (there) return there;
  // An input type may refer to itself, so a placeholder is registered before the check is compiled.
  let check: Fits | undefined;
  compiled.set(type, (value) => check!(value));
  check = compile(type);
  compiled.set(type, check);
  return check;
}

function compile(type: GraphQLInputType): Fits {
  if (isNonNullType(type)) {
    const inner = fitsOf(type.ofType);
    return (value) => value !== null && value !== undefined && inner(value);
  }
  const present = compilePresent(type);
  return (value) => value === null || value === undefined || present(value);
}

function compilePresent(type: GraphQLInputType): Fits {
  if (isListType(type)) {
    const item = fitsOf(type.ofType);
    return (value) => Array.isArray(value) && value.every(item);
  }
  if (isInputObjectType(type)) return compileObject(type);
  return isLeafType(type) ? compileLeaf(type) : () => false;
}

function compileObject(type: GraphQLInputObjectType): Fits {
  if (type.isOneOf) return () => false;
  const fields = new Map(Object.values(type.getFields()).map((field) => [field.name, fitsOf(field.type)]));
  const required = Object.values(type.getFields()).flatMap((field) => (isRequiredInputField(field) ? field.name : []));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const given = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(given)) {
      const fits = fields.get(name);
      // A property with the value undefined counts as absent. The coercion decides whether it may be absent.
      if (!fits || given[name] === undefined || !fits(given[name])) return false;
    }
    return required.every((name) => Object.hasOwn(given, name));
  };
}

function compileLeaf(type: GraphQLLeafType): Fits {
  if (type.name === 'String') return (value) => typeof value === 'string';
  return (value) => {
    try {
      return type.parseValue(value) !== undefined;
    } catch {
      return false;
    }
  };
}
