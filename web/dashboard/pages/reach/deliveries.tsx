/** Messages that were not delivered, by campaign: those that wait for another attempt, and those that failed. */
import { Card, Empty, Flex, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { CampaignListDocument, type ContactState } from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAll } from '../../data/paged-lists.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { ContactTable } from './contact-table.js';

const STATES = ['DEAD', 'FAILED', 'RESERVED'] as const satisfies ContactState[];

export function Deliveries(): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const asked = useAll(CampaignListDocument, {}, (answer) => answer.campaigns);
  const [chosen, choose] = useState<string>();
  return (
    <Card title={t('Deliveries')}>
      <Loaded of={asked}>
        {(campaigns) => {
          const started = campaigns.filter(({ state }) => state !== 'DRAFT');
          const campaign = chosen ?? started[0]?.key;
          if (campaign === undefined)
            return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('No campaign was started yet.')} />;
          return (
            <Flex vertical gap={12}>
              <Select
                aria-label={t('Campaign')}
                style={{ maxWidth: 320 }}
                value={campaign}
                onChange={choose}
                options={started.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
              />
              {STATES.map((state) => (
                <ContactTable key={`${campaign} ${state}`} campaign={campaign} kind={{ state }} />
              ))}
            </Flex>
          );
        }}
      </Loaded>
    </Card>
  );
}
