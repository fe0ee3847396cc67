/** The records of a campaign in the strategy library: its measured effect by layer, with links to layer and strategy. */
import { Button, Card, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { CampaignRecordsDocument, type CampaignRecordsQuery } from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { RecordLayer } from '../strategies/record-layer.js';
import { useEffectFormat } from '../strategies/use-effect-format.js';
import { VerdictTag } from '../strategies/verdict-tag.js';
import type { Campaign } from './campaign-form.js';

type StrategyRecord = CampaignRecordsQuery['strategyRecords']['edges'][number]['node'];

/** Number of records that the page shows. A campaign has one for each version and layer. */
const MOST_RECORDS = 100;

export function CampaignRecords({ campaign }: { readonly campaign: Campaign }): ReactNode {
  const t = useWords();
  const asked = useAsk(CampaignRecordsDocument, { campaign: campaign.key, first: MOST_RECORDS });
  const { strategy } = campaign;
  return (
    <Card
      size="small"
      title={t('Measured effect by layer')}
      extra={
        strategy && (
          <Button size="small" href={`#/strategies/${encodeURIComponent(strategy)}`}>
            {t('Records of its strategy')}
          </Button>
        )
      }
    >
      <Loaded of={asked}>
        {({ strategyRecords }) => <RecordTable rows={strategyRecords.edges.map(({ node }) => node)} />}
      </Loaded>
    </Card>
  );
}

function RecordTable({ rows }: { readonly rows: readonly StrategyRecord[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const format = useEffectFormat();
  const none = t('No record so far. A campaign with a hold-out is measured once a day.');
  return (
    <Table<StrategyRecord>
      rowKey="key"
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none} /> }}
      dataSource={[...rows]}
      columns={[
        { title: t('Layer'), render: (_v, { layer }) => <RecordLayer of={layer} /> },
        {
          title: t('Treated / held out'),
          align: 'right',
          render: (_v, { figure }) => (figure ? `${f.number(figure.treated)} / ${f.number(figure.heldOut)}` : '–'),
        },
        {
          title: t('Effect'),
          align: 'right',
          render: (_v, { figure, metric }) => format.effect(figure?.effect, metric),
        },
        {
          title: t('Interval'),
          align: 'right',
          render: (_v, { figure, metric }) => format.range(figure?.interval, metric),
        },
        {
          title: t('Expected before'),
          align: 'right',
          render: (_v, { expected, metric }) => format.effect(expected, metric),
        },
        { title: t('Verdict'), render: (_v, { verdict }) => <VerdictTag of={verdict} /> },
        {
          title: t('Strategies'),
          render: (_v, { layer }) =>
            layer && <a href={`#/strategies/for/${encodeURIComponent(layer)}`}>{t('What is known for a layer')}</a>,
        },
      ]}
    />
  );
}
