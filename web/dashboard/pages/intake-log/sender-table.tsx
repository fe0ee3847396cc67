/** Table of the senders of a workspace with their totals. */
import { Table, Tag, Tooltip, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import type { IntakeSendersQuery, IntakeVerdict } from '../../../../schema/generated/operations.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useReasons } from '../../words/use-reasons.js';
import { KeyActions, type ShownKey } from './write-keys.js';

type Sender = IntakeSendersQuery['intakeSenders'][number];

export const rowOf = ({ kind, id }: Pick<Sender, 'kind' | 'id'>): string => `${kind}|${id}`;

/**
 * Returns the name of a sender. For a write key, it consists of the source and the label. For other senders, it is the
 * id.
 */
export const nameOf = ({ writeKey, id }: Sender): string =>
  writeKey ? [writeKey.source, writeKey.label].filter((part) => part !== null).join(' · ') : id;

export function SenderTable({
  senders,
  chosen,
  choose,
  made,
  changed,
}: {
  readonly senders: readonly Sender[];
  readonly chosen: Sender | undefined;
  readonly choose: (row: string) => void;
  readonly made: (key: ShownKey) => void;
  readonly changed: () => void;
}): ReactNode {
  const t = useWords();
  const columns = useColumns();
  return (
    <Table<Sender>
      rowKey={rowOf}
      size="small"
      scroll={{ x: true }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      locale={{ emptyText: t('No write key so far, and nobody has delivered anything') }}
      dataSource={[...senders]}
      rowSelection={{
        type: 'radio',
        selectedRowKeys: chosen ? [rowOf(chosen)] : [],
        onSelect: (sender) => choose(rowOf(sender)),
        getCheckboxProps: (sender) => ({ title: nameOf(sender) }),
        columnTitle: <span className="sr-only">{t('Shown sender')}</span>,
      }}
      columns={[
        ...columns,
        {
          title: '',
          render: (_v, s) =>
            s.writeKey && s.writeKey.revokedAt === null ? <KeyActions id={s.id} made={made} revoked={changed} /> : null,
        },
      ]}
    />
  );
}

function useColumns(): TableColumnsType<Sender> {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const counted = (title: string, count: (sender: Sender) => number, verdict?: IntakeVerdict) => ({
    title,
    align: 'right' as const,
    render: (_v: unknown, s: Sender) => <Counted count={count(s)} of={s} verdict={verdict} />,
  });
  return [
    {
      title: t('Sender'),
      render: (_v, s) => (
        <>
          {nameOf(s)} {s.writeKey?.revokedAt && <Tag>{t('revoked')}</Tag>}
        </>
      ),
    },
    { title: t('Kind'), render: (_v, s) => enums('senderKind', s.kind) },
    counted(t('Accepted'), (s) => s.accepted),
    counted(t('With warnings'), (s) => s.warned, 'WARNED'),
    counted(t('Duplicates'), (s) => s.duplicates),
    counted(t('Rejected'), (s) => s.rejected, 'REJECTED'),
    counted(t('Refused requests'), (s) => s.refused, 'REFUSED'),
    { title: t('Last seen'), render: (_v, s) => f.instant(s.lastAt) },
  ];
}

/** Shows a number of messages. The reasons for their verdict appear on hover or focus. */
function Counted({
  of,
  verdict,
  count,
}: {
  readonly of: Sender;
  readonly verdict: IntakeVerdict | undefined;
  readonly count: number;
}): ReactNode {
  const f = useFormat();
  const reasons = useReasons();
  const named = of.reasons.filter((each) => each.verdict === verdict);
  if (named.length === 0) return f.number(count);
  return (
    <Tooltip
      title={named.map(({ reason, count: each }) => (
        <div key={reason}>
          {f.number(each)} × {reasons(reason)}
        </div>
      ))}
    >
      <span tabIndex={0} style={{ borderBottom: '1px dotted' }}>
        {f.number(count)}
      </span>
    </Tooltip>
  );
}
