/** Adds the result of the previous period to an analysis, and adds the time of its data to a result. */
import { bothOf, type Analysis } from '../../engine/analyses/analysis.js';
import type { Groups } from '../../engine/analyses/grouped.js';
import { shiftedBack } from '../../engine/analyses/periods.js';
import type { Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { shownAs, type Asked, type Opened } from './questions.js';
import { figureOf } from './run.js';

/** The result of an analysis, and that of all customers in the previous period if it is requested. */
export type Compared<Figure extends { readonly all: object }> = Figure & { readonly before?: Figure['all'] };

/**
 * Returns an analysis with the result of the previous period in `before`, if `compare` is true. `analysisOf` creates
 * the analysis of a period. The previous period is not grouped, so `isGrouped` is false for it.
 */
export function compared<Sum, Figure extends { readonly all: object }>(
  { room, from, to }: Asked,
  compare: boolean | null | undefined,
  analysisOf: (span: { readonly from: number; readonly to: number }, isGrouped: boolean) => Analysis<Sum, Figure>,
): Analysis<unknown, Compared<Figure>> {
  const own = analysisOf({ from, to }, true);
  if (!compare) return own as Analysis<unknown, Compared<Figure>>;
  const before = analysisOf(shiftedBack('DAY', room.catalogue.setting.zone, from, to), false);
  return shownAs(bothOf(own, before), ([figure, { all }]) => ({ ...figure, before: all })) as Analysis<
    unknown,
    Compared<Figure>
  >;
}

/** Returns how the engine groups the events of an analysis. Undefined if the analysis has no groups. */
export function groupsOf({ grouping }: Asked): Groups | undefined {
  if (!grouping) return undefined;
  return grouping.kind === 'property' ? { property: grouping.property } : 'MOMENT';
}

/**
 * Returns the use case of an analysis. The use case computes the result and adds `asOf`, the time of the data on which
 * it is based.
 */
export const answering =
  <Input, Figure extends object>(
    open: (services: Services, principal: Principal, input: Input) => Promise<Opened<unknown, Figure>>,
  ) =>
  async (services: Services, principal: Principal, input: Input): Promise<Figure & { readonly asOf: number }> => {
    const { asked, analysis } = await open(services, principal, input);
    return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
  };
