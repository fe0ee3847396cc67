/** Names of campaigns by key. The contact of a sender of one's own has the key of no campaign. */
import { useMemo } from 'react';
import { CampaignListDocument } from '../../../../schema/generated/operations.js';
import { useAll } from '../../data/paged-lists.js';
import { useNameIn } from '../../words/names.js';

/** Returns a function that returns the name of a campaign, or its key if it has none. */
export function useCampaignName(): (key: string) => string {
  const nameIn = useNameIn();
  const { data } = useAll(CampaignListDocument, {}, (answer) => answer.campaigns);
  const names = useMemo(() => new Map((data ?? []).map(({ key, name }) => [key, name])), [data]);
  return (key) => nameIn(names.get(key) ?? key);
}
