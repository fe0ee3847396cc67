/**
 * Evaluates customers one at a time with all their facts. Tests compare the results with those of queries over all
 * customers.
 */
import type { Condition } from '../../src/engine/types.js';
import { Evaluation } from '../../src/engine/segments/evaluate.js';
import { valueAt } from '../../src/engine/time/timeline.js';
import type { Room } from '../../src/services/base/room.js';
import type { Services } from '../../src/services/base/services.js';
import { subjectsOf } from '../../src/services/population/subjects.js';

/** Number of customers read at a time. */
const PAGE = 500;

/** Returns the ids of the customers that existed at a time and met a condition then, by the facts known now. */
export async function membersOneByOne(
  services: Services,
  room: Room,
  condition: Condition,
  at: number,
): Promise<string[]> {
  const members: string[] = [];
  for (let after: string | undefined; ;) {
    const roots = await services.stores.profiles.roots(room.workspace.id, { first: PAGE, after });
    const subjects = await subjectsOf(
      services,
      roots,
      () => -Infinity,
      () => 0,
    );
    for (const [i, { id, createdAt }] of roots.entries()) {
      const writes = [...subjects[i].tags.values()].flatMap((tag) => tag.writes);
      const wasThere = [createdAt, ...writes.map((w) => w.at), ...subjects[i].facts.all().map((f) => f.at)].some(
        (instant) => instant <= at,
      );
      const truth = new Evaluation(room.catalogue, subjects[i], at, at).truth(condition);
      if (wasThere && valueAt(truth, at)) members.push(id);
    }
    if (roots.length < PAGE) return members.sort();
    after = roots[roots.length - 1].id;
  }
}
