/**
 * The visual condition editor. It shows every condition of the language as sentences, in English and Chinese, and keeps
 * each part that is not edited.
 */
import type { ReactNode } from 'react';
import type { Catalogue } from '../../data/catalogue.js';
import { CatalogueProvider } from './builder-setting.js';
import type { Phrase } from './phrase.js';
import { GroupView } from './phrase-view.js';

const NOTHING = {};

export function ConditionBuilder({
  catalogue,
  group,
  change,
  notes,
}: {
  readonly catalogue: Catalogue;
  readonly group: Phrase;
  readonly change: (group: Phrase) => void;
  /** Returns the notes below a row of the outermost group, such as warnings. */
  readonly notes: (row: number) => ReactNode;
}): ReactNode {
  return (
    <CatalogueProvider value={catalogue}>
      <GroupView phrase={group} about={NOTHING} set={change} notes={notes} />
    </CatalogueProvider>
  );
}
