/**
 * A decorator for arguments that are passed to a resolver in the form in which GraphQL coerced them. No class instance
 * is created for an input object.
 */
import { createParameterDecorator, type ArgOptions } from 'type-graphql';

type Decorator = ReturnType<typeof createParameterDecorator>;
type TypeOf = NonNullable<NonNullable<Parameters<typeof createParameterDecorator>[1]>['arg']>['typeFunc'];

/**
 * Like `Arg`, but without converting input objects to class instances. Use it for long lists, because the conversion
 * costs as much as the coercion.
 */
export const RawArg = (name: string, typeFunc: TypeOf, options: Pick<ArgOptions, 'description'>): Decorator =>
  createParameterDecorator(({ args }) => args[name], { arg: { name, typeFunc, options } });
