/**
 * Runs an analysis over all customers, one part at a time. The result reflects a single point in time, although other
 * work runs between the parts.
 */
import type { Analysis, Customers, Fold } from '../../engine/analyses/analysis.js';
import { layerOf } from '../../engine/layers/layers.js';
import type { Value } from '../../engine/types.js';
import type { Verdicts } from '../../engine/columns/column-evaluator.js';
import { Evaluation, type CustomerFacts } from '../../engine/segments/evaluate.js';
import type { Lookback } from '../../engine/tags/tags.js';
import { valueAt } from '../../engine/time/timeline.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import type { Page, ProfileRecord } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { customersAndReceipts, populationViews, FirstFew, type View } from '../population/views.js';
import { subjectsOf } from '../population/subjects.js';
import type { Asked } from './questions.js';

/** Number of customers that are processed before other work may run. */
const AT_ONCE = 2048;
/** Number of customers whose tag writes are read in one query. */
const PAGE = 500;

/**
 * Computes the result of an analysis over all customers in scope, and over anonymous receipts if the analysis counts
 * them. It uses all facts known now.
 */
export async function figureOf<Sum, Figure>(
  services: Services,
  asked: Asked,
  analysis: Analysis<Sum, Figure>,
): Promise<Figure> {
  return analysis.finish(await sumOf(services, asked, analysis));
}

function sumOf<Sum, Figure>(services: Services, asked: Asked, analysis: Analysis<Sum, Figure>): Promise<Sum> {
  const views = viewsOf(services, asked, analysis.overReceipts !== undefined);
  return sumOver(services, analysis, views, async (view) =>
    view.part.isOfReceipts
      ? { fold: analysis.overReceipts!(receiptsIn(asked, view)), chosen: view.live }
      : foldOf(services, asked, analysis, view),
  );
}

/** How an analysis reads one part, and which customers of the part it counts. */
interface PreparedPart<Sum> {
  readonly fold: Fold<Sum>;
  readonly chosen: Verdicts;
}

/** Returns the sum of an analysis over all views. `prepare` is called once for each view. */
export async function sumOver<Sum>(
  services: Services,
  analysis: Pick<Analysis<Sum, unknown>, 'begin' | 'merge'>,
  views: AsyncIterable<View>,
  prepare: (view: View) => Promise<PreparedPart<Sum>>,
): Promise<Sum> {
  const total = analysis.begin();
  for await (const view of views) {
    const sum = analysis.begin();
    const { fold, chosen } = await prepare(view);
    for (let i = 0; i < chosen.length; i++) {
      if (chosen[i]) fold(sum, i);
      if ((i + 1) % AT_ONCE === 0) await turn(services);
    }
    analysis.merge(total, sum);
  }
  return total;
}

/**
 * Yields the customers, and also the anonymous receipts if the analysis counts them. Receipts never belong to a
 * segment, so they are left out of queries with a scope.
 */
function viewsOf(services: Services, { room, scopes }: Asked, countsReceipts: boolean): AsyncIterable<View> {
  return countsReceipts && scopes.length === 0 ? customersAndReceipts(services, room) : populationViews(services, room);
}

async function foldOf<Sum>(
  services: Services,
  asked: Asked,
  analysis: Analysis<Sum, unknown>,
  view: View,
): Promise<PreparedPart<Sum>> {
  const { customers, chosen } = await prepared(services, asked, view, analysis.mayCount?.(view.part));
  return { fold: analysis.over(customers), chosen };
}

/** Returns the data of anonymous receipts that an analysis needs. A receipt has no tags and no layer. */
const receiptsIn = ({ room, grouping }: Asked, { part }: View): Customers => ({
  part,
  setting: room.catalogue.setting,
  now: room.now,
  ...(grouping && grouping.kind !== 'property' ? { groupAt: () => undefined } : {}),
});

/** Returns a page of the customers that a row of the result counts, and their total number. */
export async function membersOf<Sum, Figure>(
  services: Services,
  asked: Asked,
  analysis: Analysis<Sum, Figure>,
  row: string,
  page: Page,
): Promise<{ readonly page: ProfileRecord[]; readonly total: number }> {
  const counts = analysis.matcher?.(row);
  const isOf = counts ? counts(await sumOf(services, asked, analysis)) : (noted: string) => noted === row;
  const found: ProfileRecord[] = [];
  for (let { after } = page; ;) {
    const few = new FirstFew(page.first - found.length, after);
    let total = 0;
    for await (const view of populationViews(services, asked.room)) {
      const { fold, chosen } = await foldOf(services, asked, analysis, view);
      const members: Verdicts = new Uint8Array(chosen.length);
      const sum = analysis.begin();
      for (let i = 0; i < chosen.length; i++) {
        if (chosen[i]) fold(sum, i, (noted) => void (isOf(noted) && (members[i] = 1)));
        if ((i + 1) % AT_ONCE === 0) await turn(services);
        total += members[i];
      }
      few.add(view.part, members);
    }
    found.push(...(await few.read(services, asked.room.workspace.id)));
    after = few.last;
    // Some customers may have been merged after they were selected, so they are missing here. In that case, the page is
    // filled up with further customers.
    if (found.length === page.first || after === undefined) return { page: found, total };
  }
}

async function turn(services: Services): Promise<void> {
  await services.pause(0);
  stopIfAbandoned(services);
}

/**
 * Prepares one part of the customers for an analysis. Returns the data that the analysis needs besides events, and the
 * customers in scope.
 */
async function prepared(
  services: Services,
  asked: Asked,
  view: View,
  mayCount?: (customer: number) => boolean,
): Promise<{ readonly customers: Customers; readonly chosen: Verdicts }> {
  const { room, grouping } = asked;
  const members = await membersNow(asked, view);
  const chosen = mayCount ? members.map((verdict, i) => (verdict && mayCount(i) ? 1 : 0)) : members;
  const base = { part: view.part, setting: room.catalogue.setting, now: room.now };
  const momentary = asked.scopes.filter(({ at }) => at === 'MOMENT').map(({ segment }) => segment);
  const isMoment = momentary.length > 0;
  const byMoment = grouping && grouping.kind !== 'property';
  if (!isMoment && !byMoment) return { customers: base, chosen };
  const moments = await Moments.of(services, asked, view, chosen);
  return {
    chosen,
    customers: {
      ...base,
      ...(isMoment ? { within: (i, at) => momentary.every((segment) => moments.isIn(i, segment, at)) } : {}),
      ...(byMoment
        ? {
            groupAt: (i, at) =>
              grouping.kind === 'tag'
                ? moments.tag(i, grouping.tag, at)
                : grouping.segments.filter((key) => moments.isIn(i, key, at)).map(layerOf)[0],
          }
        : {}),
    },
  };
}

/** Returns the customers who are members of the segments of all scopes with `at: NOW`. */
async function membersNow({ scopes }: Asked, view: View): Promise<Verdicts> {
  let chosen: Verdicts = view.live;
  for (const { segment, at } of scopes) {
    if (at !== 'NOW') continue;
    const members = await view.segment(segment);
    chosen = chosen.map((verdict, i) => verdict & members[i]);
  }
  return chosen;
}

/** Evaluates past states of the customers in one part. It uses all facts known now. */
class Moments {
  private owner = -1;
  private evaluation: Evaluation | undefined;

  private constructor(
    private readonly asked: Asked,
    private readonly view: View,
    /** Complete facts of the customers whose columns do not contain enough tag writes for the evaluation. */
    private readonly whole: ReadonlyMap<number, CustomerFacts>,
  ) {}

  static async of(services: Services, asked: Asked, view: View, chosen: Verdicts): Promise<Moments> {
    const { room, scopes, grouping } = asked;
    const { catalogue } = room;
    const keys = [...scopes.map(({ segment }) => segment), ...(grouping?.kind === 'layers' ? grouping.segments : [])];
    const lookback: Lookback =
      grouping?.kind === 'tag'
        ? (tag, summed) => catalogue.lookback(tag, summed)
        : catalogue.lookbackOf(...keys.map((key) => catalogue.segment(key)!));
    const short: number[] = [];
    for (let i = 0; i < chosen.length; i++) if (chosen[i] && view.part.lacks(i, 0, lookback)) short.push(i);
    const whole = new Map<number, CustomerFacts>();
    for (let k = 0; k < short.length; k += PAGE) {
      stopIfAbandoned(services);
      const page = short.slice(k, k + PAGE);
      const place = new Map(page.map((i) => [view.part.ids.at(i), i]));
      const records = await services.stores.profiles.find(room.workspace.id, [...place.keys()]);
      const subjects = await subjectsOf(services, records, () => 0, lookback);
      subjects.forEach((subject, n) => whole.set(place.get(records[n].id)!, subject));
    }
    return new Moments(asked, view, whole);
  }

  isIn(customer: number, segment: string, at: number): boolean {
    return valueAt(this.of(customer).segment(segment), at);
  }

  tag(customer: number, key: string, at: number): Value | undefined {
    return valueAt(this.of(customer).tag(key), at);
  }

  private of(customer: number): Evaluation {
    if (customer !== this.owner || !this.evaluation) {
      const { catalogue, now } = this.asked.room;
      this.owner = customer;
      this.evaluation = new Evaluation(catalogue, this.whole.get(customer) ?? this.view.part.subject(customer), 0, now);
    }
    return this.evaluation;
  }
}
