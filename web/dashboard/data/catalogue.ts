/** Loads the definitions to which conditions can refer: tags, lists and all segments. */
import { CatalogueDocument, SegmentNamesDocument, type CatalogueQuery } from '../../../schema/generated/operations.js';
import { useAll } from './paged-lists.js';
import { useAsk, type Asked } from './queries.js';

export interface Catalogue extends CatalogueQuery {
  readonly segments: readonly { readonly key: string; readonly name: string }[];
}

export function useCatalogue(): Asked<Catalogue> {
  const asked = useAsk(CatalogueDocument, {});
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  const again = (): void => {
    asked.again();
    segments.again();
  };
  const data = asked.data && segments.data && { ...asked.data, segments: segments.data };
  return { data, error: asked.error ?? segments.error, loading: asked.loading || segments.loading, again };
}
