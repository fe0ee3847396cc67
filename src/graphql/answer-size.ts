/**
 * Limits the size of a result. Values are counted as they are resolved, so that an operation ends before its result
 * exhausts the memory of the process.
 */
import {
  defaultFieldResolver,
  getNamedType,
  GraphQLError,
  isLeafType,
  isNonNullType,
  isObjectType,
  type ExecutionResult,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { tooComplex } from './document-limits.js';

/** Maximum number of characters of the names and values in a result. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/**
 * Number of characters that count for a number, a boolean or null. The same number counts for the quotes, colon and
 * comma around a name.
 */
const SHORT = 8;

/** Counts the characters of one result. */
export class AnswerSize {
  private characters = 0;

  get isOver(): boolean {
    return this.characters > MOST_CHARACTERS;
  }

  add(characters: number): void {
    this.characters += characters;
  }
}

interface Counted {
  readonly answerSize: AnswerSize;
}

const tooLarge = (): Error =>
  tooComplex('ANSWER_TOO_LARGE', `a response has at most ${MOST_CHARACTERS} characters; ask for smaller pages`);

/** Makes all fields of a schema count their values. Returns the schema. */
export function countAnswers(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) field.resolve = counting(field);
  }
  return schema;
}

function counting(field: GraphQLField<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> {
  const resolve = field.resolve ?? defaultFieldResolver;
  const isRequired = isNonNullType(field.type);
  const begin = ({ answerSize }: Counted, name: string | number): boolean => {
    if (answerSize.isOver) return false;
    answerSize.add(String(name).length + SHORT);
    return true;
  };
  // Only scalars and enums have characters of their own. For other fields only the name is counted, because a result
  // has many of them.
  if (!isLeafType(getNamedType(field.type)))
    return (root, args, context, info) =>
      begin(context as Counted, info.path.key) ? resolve(root, args, context, info) : refused(isRequired);
  const counted = (value: unknown, { answerSize }: Counted): unknown => {
    answerSize.add(lengthOf(value));
    return answerSize.isOver ? refused(isRequired) : value;
  };
  return (root, args, context, info) => {
    if (!begin(context as Counted, info.path.key)) return refused(isRequired);
    const value = resolve(root, args, context, info);
    return value instanceof Promise
      ? value.then((resolved) => counted(resolved, context as Counted))
      : counted(value, context as Counted);
  };
}

/**
 * Ends a field after the result has become too large. A nullable field returns null, so that it adds no further error.
 */
function refused(isRequired: boolean): null {
  if (isRequired) throw tooLarge();
  return null;
}

/** Returns the number of characters of a scalar value. It may be any JSON value. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + lengthOf(each) + 1, 0);
  if (value === null || typeof value !== 'object' || value instanceof Date) return SHORT;
  return Object.entries(value).reduce((sum, [name, each]) => sum + name.length + lengthOf(each) + SHORT, 0);
}

/** Returns the result of an operation. If the result is too large, returns one error instead. */
export function withinSize(result: ExecutionResult, context: unknown): ExecutionResult {
  if (!(context as Counted).answerSize.isOver) return result;
  const originalError = tooLarge();
  return { errors: [new GraphQLError(originalError.message, { originalError })], data: null };
}
