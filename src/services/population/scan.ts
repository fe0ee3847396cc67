/** Every customer one after the other, with what evaluation at an instant needs of each. */
import type { Condition } from '../../engine/model.js';
import { Evaluation, type Subject } from '../../engine/segment/evaluate.js';
import type { Lookback } from '../../engine/tags/tags.js';
import { valueAt } from '../../engine/time/timeline.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { subjectsOf } from './subjects.js';

/** Roots read at a time. */
const PAGE = 500;

/** Every root in pages, in order of id. */
async function* rootPages(services: Services, workspace: string, after?: string): AsyncIterable<ProfileRecord[]> {
  for (let page: Page = { first: PAGE, after }; ;) {
    const roots = await services.stores.profiles.roots(workspace, page);
    yield roots;
    if (roots.length < PAGE) return;
    page = { first: PAGE, after: roots[roots.length - 1].id };
  }
}

/** Every root in pages of order of id, each with what evaluation at an instant needs. */
export async function* scanSubjects(
  services: Services,
  room: Room,
  at: number,
  lookback: Lookback,
  after?: string,
): AsyncIterable<{ record: ProfileRecord; subject: Subject }[]> {
  for await (const roots of rootPages(services, room.workspace.id, after)) {
    const subjects = await subjectsOf(services, roots, () => at, lookback);
    yield roots.map((record, i) => ({ record, subject: subjects[i] }));
  }
}

/** The truth of a condition for a customer at an instant. */
export function holds(room: Room, subject: Subject, condition: Condition, at: number): boolean {
  return valueAt(new Evaluation(room.catalogue, subject, at, at).truth(condition), at);
}
