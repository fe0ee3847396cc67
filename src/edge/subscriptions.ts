/**
 * Runs the result streams of subscriptions. Each item is resolved in its own context, with the current authorization of
 * the caller. A stream can end without waiting for its next item.
 */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { withinSize } from '../graphql/answer-size.js';
import { operationContext } from '../graphql/context.js';
import { NOTHING_NEW, type FeedItem } from '../live/hub.js';
import type { Principal } from '../services/base/access.js';
import type { EdgeOptions } from './options.js';
import { admitNow, isRefusal, Standing } from './standing.js';

/**
 * Returns the result stream of a subscription. If errors prevent the subscription, returns one result with these
 * errors. Aborting the signal of the context ends the stream. `ended` is called when the stream ends or is rejected,
 * and may be called twice. `heard` is called with each item before the item is resolved. Expensive items take turns
 * with the expensive items of other subscriptions.
 */
export async function streamOf(
  options: EdgeOptions,
  { caller, isExpensive }: { readonly caller: Principal; readonly isExpensive: boolean },
  args: ExecutionArgs,
  abort: AbortController,
  ended: () => void,
  heard: (item: Partial<FeedItem>) => void = () => undefined,
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
  // Items that arrive after the revocation of the token, or of the grant of a partner, are not delivered.
  const standing = new Standing(
    () => admitNow(options, caller),
    () => performance.now(),
  );
  const results = async function* (): AsyncGenerator<ExecutionResult> {
    try {
      for await (const rootValue of events) {
        if (abort.signal.aborted) return;
        const item = rootValue as Partial<FeedItem>;
        heard(item);
        const { principal, room } = await standing.since(item.heardAt);
        if (item === NOTHING_NEW) continue;
        const answer = async (): Promise<ExecutionResult> => {
          const contextValue = operationContext(options.api, principal, room, { signal: abort.signal });
          return withinSize(await execute({ ...args, rootValue, contextValue }), contextValue);
        };
        const result = await (isExpensive ? options.api.questions.during(answer, caller) : answer());
        if (abort.signal.aborted) return;
        yield result;
        if (result.errors?.some((e) => e.path?.length === 1 && isRefusal(e.originalError))) return;
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

/**
 * Wraps a generator so that `return` resolves immediately. A plain generator would handle `return` only at its next
 * item.
 */
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
      // No consumer is left, so errors that the generator throws while it ends are ignored.
      items.return(undefined).catch(() => undefined);
      pending?.(done);
      return Promise.resolve(done);
    },
    throw: (error: unknown) => items.throw(error),
    [Symbol.asyncIterator]: () => stream,
  };
  return stream as unknown as AsyncGenerator<T>;
}
