/** Pack page: lists, defines, changes and retires packs. A customer claims all coupons of a pack together. */
import { Button, Flex, Popconfirm, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { CouponPacksDocument, RetireCouponPackDocument } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { ConditionText } from '../../components/condition-text.js';
import { DefinePack, type ListedPack } from './define-pack.js';

interface Named {
  readonly key: string;
  readonly name: string;
  readonly retired: boolean;
}

export function Packs({ coupons }: { readonly coupons: readonly Named[] }): ReactNode {
  const asked = useAll(CouponPacksDocument, {}, (answer) => answer.couponPacks);
  const [edited, edit] = useState<ListedPack>();
  return (
    <Loaded of={asked}>
      {(packs) => (
        <Flex vertical gap={16}>
          <PackTable
            packs={packs}
            name={(key) => coupons.find((coupon) => coupon.key === key)?.name ?? key}
            edit={edit}
            changed={asked.again}
          />
          <DefinePack
            key={edited?.key ?? ''}
            coupons={coupons.filter((coupon) => !coupon.retired)}
            start={edited}
            taken={(key) => packs.some((pack) => pack.key === key)}
            saved={() => {
              edit(undefined);
              asked.again();
            }}
          />
        </Flex>
      )}
    </Loaded>
  );
}

const partOf = (
  { coupon, count }: { readonly coupon: string; readonly count: number },
  name: (coupon: string) => string,
): string => (count === 1 ? name(coupon) : `${name(coupon)} × ${count}`);

function PackTable({
  packs,
  name,
  edit,
  changed,
}: {
  readonly packs: readonly ListedPack[];
  readonly name: (coupon: string) => string;
  readonly edit: (pack: ListedPack) => void;
  readonly changed: () => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const nameIn = useNameIn();
  return (
    <Table
      rowKey="key"
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      locale={{ emptyText: t('There is no pack yet.') }}
      dataSource={[...packs]}
      columns={[
        {
          title: t('Name'),
          render: (_v, pack) => (
            <>
              {nameIn(pack.name)} {pack.retired && <Tag>{t('ended')}</Tag>}
            </>
          ),
        },
        { title: t('Key'), dataIndex: 'key', render: (key: string) => <code>{key}</code> },
        {
          title: t('Coupons'),
          render: (_v, pack) => pack.coupons.map((part) => <Tag key={part.coupon}>{partOf(part, name)}</Tag>),
        },
        {
          title: t('Who may claim'),
          render: (_v, pack) => (pack.eligible ? <ConditionText of={pack.eligible} /> : t('everyone')),
        },
        { title: t('Per customer'), align: 'right', render: (_v, pack) => pack.perCustomerLimit ?? '' },
        { title: t('All together'), align: 'right', render: (_v, pack) => pack.totalLimit ?? '' },
        { title: t('valid until'), render: (_v, pack) => f.instant(pack.until) },
        {
          title: '',
          render: (_v, pack) =>
            pack.retired ? null : (
              <Flex gap={8}>
                <Button size="small" onClick={() => edit(pack)}>
                  {t('Edit')}
                </Button>
                <EndPack pack={pack} ended={changed} />
              </Flex>
            ),
        },
      ]}
    />
  );
}

function EndPack({ pack, ended }: { readonly pack: ListedPack; readonly ended: () => void }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const end = (): void => act(ask(RetireCouponPackDocument, { key: pack.key }), ended);
  return (
    <Popconfirm
      title={t('Nobody can claim it any more; what was claimed stays good.')}
      okText={t('Retire')}
      onConfirm={end}
    >
      <Button size="small" danger>
        {t('Retire')}
      </Button>
    </Popconfirm>
  );
}
