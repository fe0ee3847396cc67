/** Arguments that a resolver receives as GraphQL coerced them, without an instance of a class for each input object. */
import { createParameterDecorator, type ArgOptions } from 'type-graphql';

type Decorator = ReturnType<typeof createParameterDecorator>;
type TypeOf = NonNullable<NonNullable<Parameters<typeof createParameterDecorator>[1]>['arg']>['typeFunc'];

/** Like `Arg`. For long lists, whose conversion to class instances costs as much as their coercion. */
export const RawArg = (name: string, typeFunc: TypeOf, options: Pick<ArgOptions, 'description'>): Decorator =>
  createParameterDecorator(({ args }) => args[name], { arg: { name, typeFunc, options } });
