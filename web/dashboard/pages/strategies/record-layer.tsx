/** Names the layer of a record, with a link to the page of its model. */
import type { ReactNode } from 'react';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';

/** Returns the link to the page of the model to which a layer (`model.layer`) belongs. */
export const layerLink = (layer: string): string => `#/layers/${encodeURIComponent(layer.split('.')[0])}`;

export function RecordLayer({ of }: { readonly of: string | null | undefined }): ReactNode {
  const t = useWords();
  const names = useNames();
  return of ? <a href={layerLink(of)}>{names.segment(of)}</a> : t('All customers');
}
