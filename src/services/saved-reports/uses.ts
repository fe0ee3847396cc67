/**
 * Finds the definitions to which a report or the filter of a board refers. They cannot be retired as long as this
 * reference exists.
 */
import type { ReportUses } from '../../engine/analyses/saved-report-definition.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { listsCompared } from '../../engine/lists/bind.js';
import { checkMetric } from '../../engine/segments/check.js';
import { parseMetric } from '../../engine/segments/parse.js';
import type { AnalysisFilter } from '../analyses/analysis-kinds.js';
import type { QuestionInput } from '../analyses/questions.js';

/** Names of input fields that contain event expressions, at any depth of the input. */
const EVENT_FIELDS = new Set([
  ...['events', 'start', 'returns', 'orders', 'visits', 'carts', 'joins', 'activities'],
  ...['views', 'clicks', 'touches', 'sent', 'delivered', 'opened', 'clicked'],
]);

/** Returns the keys of the definitions to which a validated input refers. */
export function usesOf(input: QuestionInput | AnalysisFilter, catalogue: Catalogue): ReportUses {
  const { scope, by } = input as QuestionInput;
  return {
    segments: scope ? [scope.segment] : [],
    tags: by?.tag == null ? [] : [by.tag],
    layerModels: by?.layerModel == null ? [] : [by.layerModel],
    lists: [...new Set(eventTexts(input).flatMap((events) => [...listsIn(events, catalogue)]))].sort(),
  };
}

function listsIn(events: string, catalogue: Catalogue): Set<string> {
  const { metric } = checkMetric(parseMetric(`count(${events})`), catalogue);
  return listsCompared(metric?.where);
}

function eventTexts(input: object): string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    if (Array.isArray(value))
      return (value as unknown[]).flatMap((each) => {
        if (typeof each === 'string') return EVENT_FIELDS.has(name) ? [each] : [];
        return typeof each === 'object' && each !== null ? eventTexts(each) : [];
      });
    return [];
  });
}
