/** The effect of a campaign: messages by group, and what the receivers did afterwards. */
import { Card, Empty, Flex, Statistic, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import {
  CampaignContactsDocument,
  ReachReportDocument,
  type ReachReportQuery,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { CampaignRecords } from './campaign-records.js';
import type { Campaign } from './campaign-form.js';
import { sentOf, type Count } from './ending-counts.js';
import { useNow } from './use-now.js';

type Figures = ReachReportQuery['reachReport']['groups'][number];

export function CampaignEffect({ campaign }: { readonly campaign: Campaign }): ReactNode {
  const { now } = useNow();
  const started = campaign.startedAt ? Date.parse(campaign.startedAt) : undefined;
  const isOpen = started !== undefined && now !== undefined && now > started;
  const counts = useAsk(CampaignContactsDocument, { key: campaign.key });
  const report = useAsk(
    ReachReportDocument,
    isOpen
      ? { input: { carrier: 'CONTACT', period: { from: campaign.startedAt, to: new Date(now).toISOString() } } }
      : undefined,
  );
  return (
    <Flex vertical gap={16}>
      <CampaignRecords campaign={campaign} />
      <Loaded of={counts}>{({ campaignContacts }) => <Groups counts={campaignContacts} />}</Loaded>
      {isOpen && (
        <Loaded of={report}>
          {({ reachReport }) => (
            <Receivers
              of={reachReport.groups.find(({ group }) => group === campaign.key)}
              isComplete={reachReport.complete}
            />
          )}
        </Loaded>
      )}
    </Flex>
  );
}

/** Shows how many customers of each group were decided, and how many of them got a message. */
function Groups({ counts }: { readonly counts: readonly Count[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const groups = new Map<string, Count[]>();
  for (const count of counts) {
    const group = count.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), count]);
  }
  const rows = [...groups].map(([group, own]) => ({
    group,
    decided: own.reduce((sum, { count }) => sum + count, 0),
    sent: sentOf(own),
  }));
  const name = (group: string): ReactNode => {
    if (group === '') return t('without a group');
    return group === 'HOLD_OUT' ? t('hold-out') : <span data-given>{group}</span>;
  };
  return (
    <Card size="small" title={t('Groups')}>
      <Table
        rowKey="group"
        size="small"
        pagination={false}
        scroll={{ x: true }}
        dataSource={rows}
        columns={[
          { title: t('Group'), render: (_v, row) => name(row.group) },
          { title: t('Decided'), dataIndex: 'decided', align: 'right', render: f.number },
          { title: t('Messages sent'), dataIndex: 'sent', align: 'right', render: f.number },
        ]}
      />
    </Card>
  );
}

/** Shows what the customers who got a message did: opened, clicked, viewed, and ordered. */
function Receivers({ of, isComplete }: { readonly of: Figures | undefined; readonly isComplete: boolean }): ReactNode {
  const t = useWords();
  const f = useFormat();
  if (!of)
    return (
      <Card size="small" title={t('What the receivers did')}>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('No message was sent yet.')} />
      </Card>
    );
  const figures: readonly (readonly [string, string, string?])[] = [
    [t('Messages sent'), f.number(of.sent)],
    [t('Delivered'), f.number(of.delivered)],
    [t('Opened'), f.number(of.opened)],
    [t('Clicked'), f.number(of.clicked), f.share(of.clickRate)],
    [t('Viewed'), f.number(of.viewed), f.share(of.viewRate)],
    [t('Customers with an order'), f.number(of.converted), f.share(of.conversion)],
    [t('Orders'), f.number(of.orders)],
    [t('Order value'), f.money(of.gmv)],
    [t('Visits on day 7'), f.share(of.day7Rate)],
    [t('Visits in the next month'), f.share(of.nextMonthRate)],
  ];
  return (
    <Card size="small" title={t('What the receivers did')}>
      <Flex gap={32} wrap data-effect>
        {figures.map(([title, value, share]) => (
          <Statistic
            key={title}
            title={title}
            value={value}
            suffix={share && share !== '–' ? `(${share})` : undefined}
          />
        ))}
      </Flex>
      <Typography.Paragraph type="secondary" style={{ marginTop: 12, marginBottom: 0 }}>
        {t('Orders that follow a message are not its effect. The effect is the difference to a hold-out.')}{' '}
        {!isComplete && t('The time to order is not over yet.')}
      </Typography.Paragraph>
    </Card>
  );
}
