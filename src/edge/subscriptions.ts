/** Streams of subscriptions: each item in a context of its own, and an end that does not wait for the next item. */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { operationContext, type Context } from '../graphql/context.js';
import { forbidden } from '../services/errors.js';
import { isSuspended } from '../services/partners.js';
import type { EdgeOptions } from './options.js';

/**
 * A subscription's results, or the result that says why there is none. Aborting the signal of its context ends it.
 * `ended` is called when it is over or was refused; it may be called twice.
 */
export async function streamOf(
  { api }: EdgeOptions,
  args: ExecutionArgs,
  abort: AbortController,
  ended: () => void,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  let source: AsyncIterable<unknown> | ExecutionResult;
  try {
    source = await createSourceEventStream(args);
  } catch (error) {
    ended();
    throw error;
  }
  if (!(Symbol.asyncIterator in source)) {
    ended();
    return source;
  }
  const events = source;
  const { principal } = args.contextValue as Context;
  const results = async function* (): AsyncGenerator<ExecutionResult> {
    try {
      for await (const rootValue of events) {
        if (abort.signal.aborted) return;
        if (isSuspended(api.services, principal))
          throw forbidden('PARTNER_SUSPENDED', 'this partner is suspended; ask the owner of the workspace');
        yield await execute({ ...args, rootValue, contextValue: operationContext(api, principal) });
      }
    } finally {
      ended();
    }
  };
  return endable(results(), () => {
    abort.abort();
    ended();
  });
}

/** The same items, with a `return` that answers at once: a generator notices its end only at its next item. */
function endable<T>(items: AsyncGenerator<T>, onReturn: () => void): AsyncGenerator<T> {
  const done = { done: true, value: undefined } as const;
  let over = false;
  let pending: ((result: IteratorResult<T>) => void) | undefined;
  const stream = {
    next: () =>
      over
        ? Promise.resolve(done)
        : new Promise<IteratorResult<T>>((resolve, reject) => {
            pending = resolve;
            items.next().then(resolve, reject);
          }),
    return: () => {
      over = true;
      onReturn();
      // What the generator still does to end is nobody's business any more.
      items.return(undefined).catch(() => undefined);
      pending?.(done);
      return Promise.resolve(done);
    },
    throw: (error: unknown) => items.throw(error),
    [Symbol.asyncIterator]: () => stream,
  };
  return stream as unknown as AsyncGenerator<T>;
}
