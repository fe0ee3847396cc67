/**
 * Deadlines that follow the machine: a deadline turns a hang into a failure, so it must not fail a test on a slow or
 * busy one. `npm test` measures the cores and passes the result on; the load is read when a deadline is asked for.
 */
import { availableParallelism, loadavg } from 'node:os';

const cores = Math.max(1, Number(process.env.STRATA_TEST_SLOWNESS ?? 1));

/** By how much the processes that want a core outnumber those of a test run by itself: one and a half a core. */
export const crowding = (): number => Math.max(1, loadavg()[0] / (1.5 * availableParallelism()));

/** How many times slower than an idle machine of the reference speed this one is now; at least 1. */
const slowness = (): number => cores * crowding();

/** Milliseconds that mean on this machine what `ms` mean on an idle one. */
export const patience = (ms: number): number => Math.ceil(ms * slowness());

/** Waits until `f` answers something truthy; the deadline turns a hang into a failure. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  what: string,
  deadlineMs = 20_000,
): Promise<NonNullable<T>> {
  const began = Date.now();
  for (;;) {
    const v = await ask();
    if (v) return v as NonNullable<T>;
    const waited = Date.now() - began;
    if (waited > patience(deadlineMs)) throw new Error(`not within ${waited} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
