/** Shows the coupons that a customer can claim, holds, has used, or did not use before they expired. */
import { Button, Card, Flex, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import {
  CustomerCouponsDocument,
  ProfileNewsDocument,
  type CustomerCouponsQuery,
  type CustomerCouponState,
} from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import type { Text } from '../../words/zh.js';
import { useNameIn } from '../../words/names.js';
import { Loaded } from '../../components/loaded.js';

/** The states of a coupon with their labels and colors. */
const STATES: readonly (readonly [CustomerCouponState, Text, string])[] = [
  ['CLAIMABLE', 'can be claimed', 'blue'],
  ['HELD', 'held', 'green'],
  ['USED', 'used', 'default'],
  ['EXPIRED', 'expired', 'default'],
];

/** Shows the coupons of a customer in a table, and updates it when they change. */
export function CustomerCoupons({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const [state, setState] = useState<CustomerCouponState>();
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const asked = useAsk(CustomerCouponsDocument, {
    id,
    first: 20,
    after: pages[pages.length - 1],
    state: state && [state],
  });
  useLive(ProfileNewsDocument, { profiles: [id] }, ({ profileChanged }) => profileChanged.change && asked.again());
  return (
    <Card
      size="small"
      title={t('Coupons')}
      extra={
        <ClearableSelect
          size="small"
          aria-label={`${t('Coupons')}: ${t('State')}`}
          placeholder={t('State')}
          style={{ width: 130 }}
          value={state}
          options={STATES.map(([value, label]) => ({ value, label: t(label) }))}
          onChange={(value?: CustomerCouponState) => {
            setState(value);
            setPages([undefined]);
          }}
        />
      }
    >
      <Loaded of={asked}>
        {({ profile }) => (
          <Flex vertical gap={8}>
            <Rows edges={profile?.coupons.edges ?? []} />
            <Pager
              isFirst={pages.length === 1}
              hasNext={profile?.coupons.pageInfo.hasNextPage ?? false}
              back={() => setPages(pages.slice(0, -1))}
              on={() => setPages([...pages, profile!.coupons.pageInfo.endCursor ?? undefined])}
            />
          </Flex>
        )}
      </Loaded>
    </Card>
  );
}

type Edges = NonNullable<CustomerCouponsQuery['profile']>['coupons']['edges'];

function Rows({ edges }: { readonly edges: Edges }): ReactNode {
  const nameIn = useNameIn();
  const t = useWords();
  const f = useFormat();
  return (
    <Table
      rowKey={(e) => e.cursor}
      size="small"
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: t('No coupon here') }}
      dataSource={[...edges]}
      columns={[
        {
          title: t('Coupon'),
          render: (_v, { node: c }) => (
            <>
              {nameIn(c.coupon?.name ?? c.key)} {c.coupon?.code && <code>{c.coupon.code}</code>}
            </>
          ),
        },
        { title: t('State'), render: (_v, { node: c }) => <State of={c} /> },
        { title: t('Claimed'), render: (_v, { node: c }) => f.instant(c.claimedAt) },
        {
          title: t('valid until'),
          render: (_v, { node: c }) => f.instant(c.state === 'CLAIMABLE' ? c.coupon?.until : c.expiresAt),
        },
        {
          title: t('Used'),
          render: (_v, { node: c }) => [c.usedAt && f.instant(c.usedAt), c.orderId].filter(Boolean).join(' · '),
        },
        { title: t('Discount'), align: 'right', render: (_v, { node: c }) => (c.discount ? f.money(c.discount) : '') },
        { title: t('claims left'), align: 'right', render: (_v, { node: c }) => c.claimsLeft ?? '' },
      ]}
    />
  );
}

function State({ of: { state, returnedAt } }: { readonly of: Edges[number]['node'] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [, label, colour] = STATES.find(([value]) => value === state)!;
  return (
    <>
      <Tag color={colour}>{t(label)}</Tag>
      {returnedAt && <Tag>{`${t('given back')} ${f.instant(returnedAt)}`}</Tag>}
    </>
  );
}

function Pager({
  isFirst,
  hasNext,
  back,
  on,
}: {
  readonly isFirst: boolean;
  readonly hasNext: boolean;
  readonly back: () => void;
  readonly on: () => void;
}): ReactNode {
  const t = useWords();
  if (isFirst && !hasNext) return null;
  return (
    <Flex gap={8} justify="end">
      <Button disabled={isFirst} onClick={back} aria-label={t('previous page of coupons')}>
        ‹
      </Button>
      <Button disabled={!hasNext} onClick={on} aria-label={t('next page of coupons')}>
        ›
      </Button>
    </Flex>
  );
}
