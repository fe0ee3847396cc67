/**
 * Adjusts deadlines to the machine. A deadline turns a hang into a failure, but a test must not fail because a machine
 * is slow or busy. `npm test` measures the speed of the cores once and passes it to the tests. The system load is read
 * again for each deadline.
 */
import { availableParallelism, loadavg } from 'node:os';

const cores = Math.max(1, Number(process.env.STRATA_TEST_SLOWNESS ?? 1));

/** Returns the ratio of runnable processes to the normal number for tests, which is one and a half per core. */
export const crowding = (): number => Math.max(1, loadavg()[0] / (1.5 * availableParallelism()));

/** Returns how many times slower this machine is now than an idle one of the reference speed, at least 1. */
const slowness = (): number => cores * crowding();

/** Scales `ms` from an idle machine of the reference speed to this machine. */
export const patience = (ms: number): number => Math.ceil(ms * slowness());

/** Waits until `f` returns a truthy value. The deadline turns a hang into a failure. */
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
