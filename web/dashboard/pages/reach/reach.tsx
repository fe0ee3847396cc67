/** The pages about reach: campaigns as list and calendar, endpoints, and the rules of the workspace. */
import { Flex, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useMay } from '../../data/session.js';
import { useWords } from '../../words/language.js';
import type { Text } from '../../words/zh.js';
import { CampaignCalendar } from './campaign-calendar.js';
import { CampaignList } from './campaign-list.js';
import { Endpoints } from './endpoints.js';
import { Rules } from './reach-rules.js';
import { Tasks } from './tasks.js';

const READ = 'reach:read';
const TABS: readonly (readonly [path: string, label: Text, page: () => ReactNode, scope: string])[] = [
  ['', 'Campaigns', CampaignList, READ],
  ['calendar', 'Calendar', CampaignCalendar, READ],
  ['tasks', 'Adviser tasks', Tasks, 'reach:tasks'],
  ['endpoints', 'Endpoints', Endpoints, READ],
  ['rules', 'Rules', Rules, READ],
];

/**
 * Shows one of the pages. The address names it, so that each has its own link. A caller with the scope of one page, such
 * as an adviser, sees that page. A caller with none of the scopes sees the campaigns, which name the missing scope.
 */
export function Reach({ of = '' }: { readonly of?: string }): ReactNode {
  const t = useWords();
  const may = useMay();
  const allowed = TABS.filter(([, , , scope]) => may(scope));
  const shown = allowed.length > 0 ? allowed : TABS.slice(0, 1);
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Reach')}</h1>
      <Tabs
        activeKey={shown.some(([path]) => path === of) ? of : shown[0][0]}
        destroyOnHidden
        onChange={(path) => {
          location.hash = path === '' ? '#/reach' : `#/reach/${path}`;
        }}
        items={shown.map(([path, label, Page]) => ({ key: path, label: t(label), children: <Page /> }))}
      />
    </Flex>
  );
}
