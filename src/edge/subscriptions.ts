/**
 * Streams of subscriptions: each item in a context of its own, for its caller as admitted then, and an end that does
 * not wait for the next item.
 */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { operationContext } from '../graphql/context.js';
import { NOTHING_NEW, type FeedItem } from '../live/hub.js';
import type { Principal } from '../services/base/access.js';
import type { EdgeOptions } from './options.js';
import { admitNow, isRefusal, Standing } from './standing.js';

/**
 * A subscription's results, or the result that says why there is none. Aborting the signal of its context ends it.
 * `ended` is called when it is over or was refused; it may be called twice. `heard` gets each item before its
 * result. Dear items take turns with those of other subscriptions.
 */
export async function streamOf(
  options: EdgeOptions,
  { caller, isDear }: { readonly caller: Principal; readonly isDear: boolean },
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
  // What was revoked, or taken from a partner, is not told any more.
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
        const answer = async (): Promise<ExecutionResult> =>
          execute({
            ...args,
            rootValue,
            contextValue: operationContext(options.api, principal, room, { signal: abort.signal }),
          });
        const result = await (isDear ? options.questions.during(answer, caller) : answer());
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
