/** Adds the warnings of an analysis to its figure. */
import { analysisWarnings, type AnalysisInputs } from '../../services/analyses/analysis-warnings.js';
import type { Context } from '../context.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';

/** Returns the figure with its warnings. The warnings are computed only if the query requests them. */
export async function warned<Kind extends keyof AnalysisInputs, Figure extends object>(
  { services, principal }: Context,
  kind: Kind,
  input: AnalysisInputs[Kind],
  figure: Promise<Figure>,
): Promise<Figure & { readonly warn: Warn }> {
  return { ...(await figure), warn: () => analysisWarnings(services, principal, kind, input) };
}
