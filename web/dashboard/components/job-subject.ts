/** Describes the subject of a job with the display names of its definitions. */
import { ModelNamesDocument, type JobKind } from '../../../schema/generated/operations.js';
import { useAsk } from '../data/queries.js';
import { useWords } from '../words/language.js';
import { useNameIn, useNames } from '../words/names.js';

/** Returns a function that describes the subject of a job. Ids and keys without a display name are shown unchanged. */
export function useJobSubject(): (job: { readonly kind: JobKind; readonly subject: string }) => string {
  const t = useWords();
  const names = useNames();
  const nameIn = useNameIn();
  // If the token may not read models, their keys are shown.
  const { data, error } = useAsk(ModelNamesDocument, {});
  const modelName = (key: string): string => {
    // While the names are loading, keys are not shown.
    if (!data && !error) return '…';
    return nameIn(data?.models.edges.find(({ node }) => node.key === key)?.node.name ?? key);
  };
  return ({ kind, subject }) => {
    const [, noun, key] = /^(layer model|list|model|tag|retention) (\S+)$/.exec(subject) ?? [];
    if (noun === 'layer model') return `${t('layer model')} ${names.model(key)}`;
    if (noun === 'list') return `${t('list')} ${names.list(key)}`;
    if (noun === 'model') return `${t('model')} ${modelName(key)}`;
    if (noun === 'tag') return `${t('tag')} ${names.tag(key)}`;
    if (noun === 'retention') return names.event(key);
    if (kind === 'RETENTION') return names.event(subject);
    if (kind === 'REGROUP') return names.namespace(subject);
    return kind === 'BACKFILL' ? names.segment(subject) : subject;
  };
}
