/** What all fields of the visual editor need: the definitions to choose from, and the language of its sentences. */
import { createContext, useContext, useMemo } from 'react';
import type { Catalogue } from '../../data/catalogue.js';
import { useLanguage } from '../../words/language.js';
import type { TagTypes } from './subjects.js';

const CatalogueContext = createContext<Catalogue | undefined>(undefined);
export const CatalogueProvider = CatalogueContext.Provider;

export interface BuilderSetting {
  readonly catalogue: Catalogue;
  /** Place of the chosen language in a pair of words. */
  readonly place: 0 | 1;
  readonly tagType: TagTypes;
}

export function useBuilder(): BuilderSetting {
  const catalogue = useContext(CatalogueContext);
  const place = useLanguage() === 'zh' ? 1 : 0;
  if (!catalogue) throw new Error('the fields of the editor are used outside of it');
  return useMemo(() => {
    const types = new Map(catalogue.tagDefinitions.map(({ key, type }) => [key, type]));
    return { catalogue, place, tagType: (tag) => types.get(tag) };
  }, [catalogue, place]);
}
