/** One customer: identities, the three kinds of tags, events, and memberships with their explanation and end. */
import {
  App as AntApp,
  Card,
  Col,
  Descriptions,
  Drawer,
  Empty,
  Flex,
  Form,
  Input,
  List,
  Row,
  Select,
  Table,
  Tag,
  Timeline,
  Typography,
  Button,
} from 'antd';
import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { useState, type ReactNode } from 'react';
import {
  CustomerByIdentityDocument,
  CustomerPageDocument,
  CustomerTagHistoryDocument,
  ReasonsDocument,
  MembershipChangedDocument,
  OverviewDocument,
  type CustomerPageQuery,
  type ReasonFragment,
} from '../../../../schema/generated/operations.js';
import { ask } from '../../data/client.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useFactNames } from '../../words/fact-names.js';
import { useEnums } from '../../words/enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useAct } from '../../components/act.js';
import { Chart } from '../../components/chart.js';
import { Loaded } from '../../components/loaded.js';
import { CustomerCoupons } from './customer-coupons.js';

type Profile = NonNullable<CustomerPageQuery['profile']>;
const KINDS = [
  ['STATIC', 'static'],
  ['SEMI_DYNAMIC', 'semi-dynamic'],
  ['DYNAMIC', 'dynamic'],
] as const;

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
      <h1 style={{ margin: 0 }}>{t('Customer')}</h1>
      <Find />
      {id && (
        <Loaded of={asked}>
          {({ profile }) =>
            profile ? <Page profile={profile} /> : <Empty description={t('Nobody is known by this.')} />
          }
        </Loaded>
      )}
    </Flex>
  );
}

function Find(): ReactNode {
  const t = useWords();
  const act = useAct();
  const { message } = AntApp.useApp();
  const overview = useAsk(OverviewDocument, {});
  const find = (identity: { namespace: string; value: string }): void =>
    act(ask(CustomerByIdentityDocument, { identity }), ({ profile }) => {
      if (profile) location.hash = `#/customer/${profile.id}`;
      else void message.info(t('Nobody is known by this.'));
    });
  return (
    <Form layout="inline" onFinish={find} initialValues={{ namespace: 'member_id' }}>
      <Form.Item name="namespace" label={t('Namespace')}>
        <Select
          style={{ width: 160 }}
          options={(overview.data?.workspace.identityNamespaces ?? [{ name: 'member_id' }]).map((n) => ({
            value: n.name,
            label: n.name,
          }))}
        />
      </Form.Item>
      <Form.Item name="value" label={t('Value')} rules={[{ required: true }]}>
        <Input style={{ width: 200 }} placeholder="M000001" />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('Find')}
      </Button>
    </Form>
  );
}

function Page({ profile: p }: { readonly profile: Profile }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [why, setWhy] = useState<string>();
  const [history, setHistory] = useState<string>();
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={10}>
        <Flex vertical gap={16}>
          <Card size="small" title={t('Identities')}>
            <Descriptions
              size="small"
              column={1}
              items={p.identities.map((i, k) => ({
                key: k,
                label: i.namespace,
                children: i.value ?? <Typography.Text type="secondary">{t('hidden')}</Typography.Text>,
              }))}
            />
          </Card>
          <Card size="small" title={t('Layers')}>
            <Flex gap={8} wrap>
              {p.layers.map((l) => (
                <Tag key={l.model} color="blue">
                  {l.model}: {l.layer.name}
                  {l.nextMoveAt ? ` (${t('until')} ${f.instant(l.nextMoveAt)})` : ''}
                </Tag>
              ))}
            </Flex>
          </Card>
          <Card size="small" title={t('Memberships')}>
            <Table
              rowKey={(s) => s.segment.key}
              size="small"
              pagination={false}
              dataSource={[...p.segments]}
              columns={[
                {
                  title: t('segment'),
                  render: (_v, s) => <a href={`#/segments/${s.segment.key}`}>{s.segment.name}</a>,
                },
                { title: t('since'), render: (_v, s) => f.instant(s.since) },
                { title: t('until'), render: (_v, s) => f.instant(s.nextFlipAt) },
                {
                  title: '',
                  render: (_v, s) => (
                    <Button size="small" onClick={() => setWhy(s.segment.key)}>
                      {t('Why?')}
                    </Button>
                  ),
                },
              ]}
            />
          </Card>
        </Flex>
      </Col>
      <Col xs={24} xl={14}>
        <Flex vertical gap={16}>
          {KINDS.map(([kind, label]) => {
            const tags = p.tags.filter((x) => x.definition.kind === kind);
            return tags.length === 0 ? null : (
              <Card key={kind} size="small" title={t(label)}>
                <Table
                  rowKey="key"
                  size="small"
                  pagination={false}
                  dataSource={tags}
                  columns={[
                    { title: t('tag'), render: (_v, x) => x.definition.name },
                    {
                      title: t('Value'),
                      render: (_v, x) => <b>{Array.isArray(x.value) ? x.value.join(', ') : String(x.value)}</b>,
                    },
                    ...(kind === 'DYNAMIC'
                      ? [
                          {
                            title: t('Definition'),
                            render: (_v: unknown, x: (typeof tags)[number]) =>
                              x.definition.metric ? <code>{x.definition.metric}</code> : '',
                          },
                          {
                            title: '',
                            render: (_v: unknown, x: (typeof tags)[number]) => (
                              <Button size="small" onClick={() => setHistory(x.key)}>
                                {t('History')}
                              </Button>
                            ),
                          },
                        ]
                      : [
                          {
                            title: t('Source'),
                            render: (_v: unknown, x: (typeof tags)[number]) => (
                              <>
                                {x.source}{' '}
                                {x.conflicts.map((c) => (
                                  <Tag
                                    key={c.source + c.observedAt}
                                    color="orange"
                                  >{`${c.source}: ${String(c.value)}`}</Tag>
                                ))}
                              </>
                            ),
                          },
                          {
                            title: t('Observed'),
                            render: (_v: unknown, x: (typeof tags)[number]) => f.instant(x.observedAt),
                          },
                        ]),
                  ]}
                />
              </Card>
            );
          })}
          <CustomerCoupons key={p.id} id={p.id} />
          <Card size="small" title={t('Timeline')}>
            <Story profile={p} />
          </Card>
        </Flex>
      </Col>
      <Drawer open={why !== undefined} onClose={() => setWhy(undefined)} title={`${t('Why?')} ${why ?? ''}`} size={560}>
        {why && <Reasons profile={p.id} segment={why} />}
      </Drawer>
      <Drawer
        open={history !== undefined}
        onClose={() => setHistory(undefined)}
        title={`${t('History')}: ${history ?? ''}`}
        size={640}
      >
        {history && <TagHistory id={p.id} of={history} />}
      </Drawer>
    </Row>
  );
}

function Story({ profile: p }: { readonly profile: Profile }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const names = useFactNames();
  const f = useFormat();
  const items = [
    ...p.events.edges.map(({ node: e }) => ({
      id: e.id,
      at: e.occurredAt,
      color: 'gray',
      text: (
        <>
          {names.event(e.type)}
          {e.amount ? ` · ${e.amount}` : ''}
          {e.orderId ? ` · ${e.orderId}` : ''}
          {e.coupon ? ` · ${e.coupon}` : ''}
        </>
      ),
    })),
    ...p.transitions.edges.map(({ node: x }) => ({
      id: x.id,
      at: x.effectiveAt,
      color: x.kind === 'ENTERED' ? 'green' : 'orange',
      text: (
        <>
          <b>{enums('transition', x.kind)}</b>{' '}
          <a href={`#/segments/${x.segmentKey}`} style={{ textDecoration: 'underline' }}>
            {x.segmentKey}
          </a>
          {' · '}
          {enums('cause', x.cause)}
        </>
      ),
    })),
  ]
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, 60);
  return (
    <div
      style={{ maxHeight: 520, overflow: 'auto', paddingTop: 8 }}
      tabIndex={0}
      role="region"
      aria-label={t('Timeline')}
    >
      <Timeline
        items={items.map((i) => ({
          key: i.id,
          color: i.color,
          content: (
            <>
              {i.text} <Typography.Text type="secondary">{f.instant(i.at)}</Typography.Text>
            </>
          ),
        }))}
      />
    </div>
  );
}

type Node = ReasonFragment & { readonly children?: readonly Node[] };

function Reasons({ profile, segment }: { readonly profile: string; readonly segment: string }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAsk(ReasonsDocument, { profile, segment });
  const show = (n: Node, depth = 0): ReactNode => (
    <div key={n.text + depth} style={{ marginLeft: depth * 20, paddingBlock: 4 }}>
      {n.truth ? (
        <CheckOutlined style={{ color: '#15803d' }} aria-label={t('true')} />
      ) : (
        <CloseOutlined style={{ color: '#b91c1c' }} aria-label={t('false')} />
      )}{' '}
      <code style={{ whiteSpace: 'pre-wrap' }}>{n.text}</code>
      <div style={{ marginLeft: 20 }}>
        {n.observed !== null && n.observed !== undefined && <Tag>{String(n.observed)}</Tag>}
        {n.nextFlipAt && (
          <Typography.Text type="secondary">
            {t('until')} {f.instant(n.nextFlipAt)}
          </Typography.Text>
        )}
        {n.evidence.length > 0 && (
          <Typography.Text type="secondary">
            {' '}
            {n.evidence.slice(0, 3).join(', ')}
            {n.evidence.length > 3 ? ' …' : ''}
          </Typography.Text>
        )}
      </div>
      {n.children?.map((c) => show(c, depth + 1))}
    </div>
  );
  return (
    <Loaded of={asked}>
      {({ explainMembership: e }) => (
        <>
          <p>
            <Tag color={e.member ? 'green' : 'volcano'}>{t(e.member ? 'in' : 'out')}</Tag>
            {e.nextFlipAt ? `${t('until')} ${f.instant(e.nextFlipAt)}` : ''}
          </p>
          {show(e.condition as Node)}
        </>
      )}
    </Loaded>
  );
}

function TagHistory({ id, of }: { readonly id: string; readonly of: string }): ReactNode {
  const f = useFormat();
  const asked = useAsk(CustomerTagHistoryDocument, { id, key: of });
  return (
    <Loaded of={asked}>
      {({ profile }) => {
        const points = profile?.tagHistory ?? [];
        const numeric = points.every(
          (x) => x.value === null || x.value === undefined || !Number.isNaN(Number(x.value)),
        );
        return (
          <>
            {numeric && points.length > 0 && (
              <Chart
                label={`${of}: ${points.length}`}
                option={{
                  tooltip: { trigger: 'axis' },
                  grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
                  xAxis: { type: 'time' },
                  yAxis: { type: 'value' },
                  series: [
                    {
                      type: 'line',
                      step: 'end',
                      data: points.map((x) => [
                        x.at,
                        x.value === null || x.value === undefined ? null : Number(x.value),
                      ]),
                      itemStyle: { color: '#1d4ed8' },
                    },
                  ],
                }}
              />
            )}
            <List
              size="small"
              dataSource={[...points].reverse().slice(0, 50)}
              renderItem={(x) => (
                <List.Item>
                  <span>{String(x.value ?? '–')}</span>
                  <span>
                    {f.instant(x.at)} {x.source ?? ''}
                  </span>
                </List.Item>
              )}
            />
          </>
        );
      }}
    </Loaded>
  );
}
