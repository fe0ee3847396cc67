/** Sets the size and seed of randomized tests. `npm run test:full` runs more cases, `STRATA_SEED` repeats a run. */

const full = process.env.STRATA_TEST_TIER === 'full';

/**
 * Returns a number of cases: `fast` in `npm test`, `full` in `npm run test:full`, or the value of an environment
 * variable.
 */
export function amount(fast: number, inFull: number, variable?: string): number {
  const given = variable === undefined ? undefined : process.env[variable];
  if (given !== undefined) return Number(given);
  return full ? inFull : fast;
}

/**
 * Returns the seed of a test file: `STRATA_SEED`, or the given default. Prints it, so that a failure can be reproduced.
 */
export function seedOf(own: number): number {
  const seed = Number(process.env.STRATA_SEED ?? own);
  console.log(`seed: ${seed}`);
  return seed;
}

/** Returns a new random seed, for properties that test different cases in every run. */
export const freshSeed = (): number => seedOf(Math.floor(Math.random() * 2 ** 31));
