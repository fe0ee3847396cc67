/** How much a randomised test does, and from which seed: `npm run test:full` does more, `STRATA_SEED` repeats a run. */

const full = process.env.STRATA_TEST_TIER === 'full';

/**
 * A number of cases: `fast` in `npm test`, `full` in `npm run test:full`, or what a variable of the environment says.
 */
export function amount(fast: number, inFull: number, variable?: string): number {
  const given = variable === undefined ? undefined : process.env[variable];
  if (given !== undefined) return Number(given);
  return full ? inFull : fast;
}

/** The seed of a file: `STRATA_SEED`, or its own. Printed, so that a failure says how to repeat it. */
export function seedOf(own: number): number {
  const seed = Number(process.env.STRATA_SEED ?? own);
  console.log(`seed: ${seed}`);
  return seed;
}

/** A seed no run had before, for properties that look at other cases every time. */
export const freshSeed = (): number => seedOf(Math.floor(Math.random() * 2 ** 31));
