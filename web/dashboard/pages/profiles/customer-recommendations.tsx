/** Items that would be recommended to a customer now, each with the counts behind it. */
import { Alert, Button, Card, Flex, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  RecommendationPreviewDocument,
  type RecommendationPreviewQuery,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';

type Recommendations = RecommendationPreviewQuery['recommendations'];

/** The recommendations are computed from all customers, so they are only requested on demand. */
export function CustomerRecommendations({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card size="small" title={t('Recommended items')} data-recommendations>
      {isOpen ? <Preview id={id} /> : <Button onClick={() => setOpen(true)}>{t('Show recommendations')}</Button>}
    </Card>
  );
}

function Preview({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const asked = useAsk(RecommendationPreviewDocument, { profile: id });
  return (
    <Loaded of={asked}>
      {({ recommendations }) => (
        <Flex vertical gap={8}>
          {!recommendations.profiled && (
            <Alert
              type="info"
              showIcon
              title={t('The customer refused profiling, so only popular items are recommended.')}
            />
          )}
          <Items of={recommendations} />
        </Flex>
      )}
    </Loaded>
  );
}

interface Row {
  readonly kind: string;
  readonly item: string;
  readonly reason: string;
}

function Items({ of }: { readonly of: Recommendations }): ReactNode {
  const t = useWords();
  const rows = useRows(of);
  return (
    <Table
      rowKey={({ kind, item }: Row) => `${kind} ${item}`}
      size="small"
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: t('Nobody has bought anything in the last year.') }}
      dataSource={rows}
      columns={[
        { title: t('Item'), dataIndex: 'item' },
        { title: t('Kind'), render: (_v, { kind }: Row) => <Tag>{kind}</Tag> },
        { title: t('Reason'), dataIndex: 'reason' },
      ]}
    />
  );
}

/** Returns one row for each recommended item, in the order of the kinds. */
function useRows({ continued, boughtTogether, dueAgain, popular }: Recommendations): Row[] {
  const t = useWords();
  const f = useFormat();
  return [
    ...continued.map(({ item, action, at }) => ({
      ...{ item, kind: t('Carted or viewed') },
      reason: `${t(action === 'CARTED' ? 'put into the cart' : 'viewed')} ${f.instant(at)}`,
    })),
    ...boughtTogether.map(({ item, because }) => ({
      ...{ item, kind: t('Bought together') },
      reason: because
        .map(({ bought, both, a }) => `${bought}: ${f.number(both)} / ${f.number(a)} ${t('buyers bought both')}`)
        .join(' · '),
    })),
    ...dueAgain.map(({ item, dueAt }) => ({
      ...{ item, kind: t('Due again') },
      reason: `${t('expected')} ${f.instant(dueAt)}`,
    })),
    ...popular.map(({ item, customers, all }) => ({
      ...{ item, kind: t('Popular') },
      reason: `${f.number(customers)} / ${f.number(all)} ${t('buyers bought it')}`,
    })),
  ];
}
