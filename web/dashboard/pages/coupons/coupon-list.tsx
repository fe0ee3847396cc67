/** List of all coupons with their codes. Users can search coupons by any of their names, and define coupons. */
import { Flex, Input, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import type { CouponListQuery } from '../../../../schema/generated/operations.js';
import { useEnums } from '../../words/use-enums.js';
import type { Format } from '../../words/format.js';
import { useFormat, useWords } from '../../words/language.js';
import { DefineCoupon } from './define-coupon.js';

export type ListedCoupon = CouponListQuery['coupons']['edges'][number]['node'];

/** Returns whether any name of a coupon contains a text, ignoring case. */
function isNamed({ key, name, code, formerCodes }: ListedCoupon, search: string): boolean {
  const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
  return [key, name, code ?? '', ...formerCodes].some((text) => fold(text).includes(fold(search.trim())));
}

/** Returns the value of a coupon as text, which is either a percentage or an amount of money. */
function worthOf({ percentOff, faceValue }: ListedCoupon, f: Format): string {
  if (percentOff !== null) return `${percentOff} %`;
  return faceValue === null ? '' : f.money(faceValue);
}

export function CouponList({
  coupons,
  changed,
}: {
  readonly coupons: readonly ListedCoupon[];
  readonly changed: () => void;
}): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const [search, setSearch] = useState('');
  return (
    <Flex vertical gap={16}>
      <Input.Search
        allowClear
        style={{ maxWidth: 280 }}
        placeholder={t('Name, key or code')}
        aria-label={t('Name, key or code')}
        onChange={(e) => setSearch(e.target.value)}
      />
      <Table
        rowKey="key"
        size="small"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: true }}
        dataSource={coupons.filter((c) => isNamed(c, search))}
        columns={[
          {
            title: t('Name'),
            render: (_v, c) => (
              <>
                {c.name} {c.retired && <Tag>{t('ended')}</Tag>}
              </>
            ),
          },
          { title: t('Key'), dataIndex: 'key', render: (k: string) => <code>{k}</code> },
          {
            title: t('Code'),
            render: (_v, c) => (
              <>
                {c.code && <code>{c.code}</code>}
                {c.formerCodes.length > 0 && <Tag>{`${t('formerly')}: ${c.formerCodes.join(', ')}`}</Tag>}
              </>
            ),
          },
          { title: t('Kind'), render: (_v, c) => <Tag>{enums('couponKind', c.kind)}</Tag> },
          {
            title: t('Face value'),
            align: 'right',
            render: (_v, c) => worthOf(c, f),
          },
          { title: t('valid from'), render: (_v, c) => f.instant(c.from) },
          { title: t('valid until'), render: (_v, c) => f.instant(c.until) },
        ]}
      />
      <DefineCoupon taken={(key) => coupons.some((coupon) => coupon.key === key)} saved={changed} />
    </Flex>
  );
}
