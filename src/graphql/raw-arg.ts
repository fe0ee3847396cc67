/**
 * A decorator for arguments that are passed to a resolver as GraphQL coerced them. Input objects are not converted to
 * class instances.
 */
import { createParameterDecorator, type ArgOptions } from 'type-graphql';

type Decorator = ReturnType<typeof createParameterDecorator>;
type TypeOf = NonNullable<NonNullable<Parameters<typeof createParameterDecorator>[1]>['arg']>['typeFunc'];

/**
 * Like `Arg`, but does not convert input objects to class instances. Useful for long lists, because this conversion
 * takes as long as the coercion.
 */
export const RawArg = (name: string, typeFunc: TypeOf, options: Pick<ArgOptions, 'description'>): Decorator =>
  createParameterDecorator(({ args }) => args[name], { arg: { name, typeFunc, options } });
