/** The page of one customer: identities, layers, segments with their reasons, timeline, tags by group, and coupons. */
import { Card, Col, Descriptions, Empty, Flex, Row, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import {
  CustomerPageDocument,
  MembershipChangedDocument,
  type CustomerPageQuery,
} from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';
import { useMay } from '../../data/session.js';
import { CustomerContacts } from './customer-contacts.js';
import { CustomerCoupons } from './customer-coupons.js';
import { CustomerRecommendations } from './customer-recommendations.js';
import { CustomerSegments } from './customer-segments.js';
import { CustomerStory } from './customer-story.js';
import { CustomerTags } from './customer-tags.js';
import { FindCustomer } from './find-customer.js';

type Profile = NonNullable<CustomerPageQuery['profile']>;

export function Customer({ id }: { readonly id?: string }): ReactNode {
  const t = useWords();
  const asked = useAsk(CustomerPageDocument, id ? { id } : undefined);
  useLive(
    MembershipChangedDocument,
    id ? { profiles: [id] } : undefined,
    ({ membershipChanged: { change } }) => change && asked.again(),
  );
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>
        {t('Customer')}
        {id && asked.data?.profile ? ` ${nameOf(asked.data.profile)}` : ''}
      </h1>
      <FindCustomer />
      {id && (
        <Loaded of={asked}>
          {({ profile }) =>
            profile ? <Page profile={profile} /> : <Empty description={t('No customer has this identity.')} />
          }
        </Loaded>
      )}
    </Flex>
  );
}

function Page({ profile: p }: { readonly profile: Profile }): ReactNode {
  const may = useMay();
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={10}>
        <Flex vertical gap={16}>
          <Who profile={p} />
          <Layers profile={p} />
          <CustomerSegments key={p.id} profile={p} />
        </Flex>
      </Col>
      <Col xs={24} xl={14}>
        <Flex vertical gap={16}>
          <CustomerStory key={p.id} id={p.id} />
          {may('reach:read') && <CustomerContacts key={`contacts ${p.id}`} id={p.id} />}
          <CustomerTags id={p.id} tags={p.tags} />
          <CustomerCoupons key={p.id} id={p.id} />
          {may('analytics:read') && <CustomerRecommendations key={`items ${p.id}`} id={p.id} />}
        </Flex>
      </Col>
    </Row>
  );
}

function Who({ profile: p }: { readonly profile: Profile }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  return (
    <Card size="small" title={t('Identities')}>
      <Descriptions
        size="small"
        column={1}
        items={[
          ...p.identities.map((i, k) => ({
            key: k,
            label: names.namespace(i.namespace),
            children: i.value ?? <Typography.Text type="secondary">{t('hidden')}</Typography.Text>,
          })),
          { key: 'created', label: t('Known since'), children: f.instant(p.createdAt) },
        ]}
      />
    </Card>
  );
}

function Layers({ profile: p }: { readonly profile: Profile }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  return (
    <Card size="small" title={t('Layers')}>
      {p.layers.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('No layer model')} />}
      <Descriptions
        size="small"
        column={1}
        items={p.layers.map((l) => ({
          key: l.model,
          label: names.model(l.model),
          children: (
            <>
              <Tag color="blue">{names.layer(l.model, l.layer.key)}</Tag>
              {l.nextMoveAt && (
                <Typography.Text type="secondary">
                  {t('moves at')} {f.instant(l.nextMoveAt)}
                </Typography.Text>
              )}
            </>
          ),
        }))}
      />
    </Card>
  );
}
