/** Shows the latest messages of a sender, and adds new messages as they arrive. */
import { Card, Segmented, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  IntakeLogDocument,
  IntakeLoggedDocument,
  type IntakeLogQuery,
  type IntakeSenderInput,
  type IntakeVerdict,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useReasons } from '../../words/use-reasons.js';

type Message = IntakeLogQuery['intakeLog'][number];

const KEPT = 1000;
const COLORS: Readonly<Record<IntakeVerdict, string>> = {
  ACCEPTED: 'green',
  WARNED: 'gold',
  DUPLICATE: 'default',
  REJECTED: 'red',
  REFUSED: 'red',
};
const FAULTY: readonly IntakeVerdict[] = ['WARNED', 'REJECTED', 'REFUSED'];

export function Messages({
  sender,
  name,
  arrived,
}: {
  readonly sender: IntakeSenderInput;
  readonly name: string;
  readonly arrived: () => void;
}): ReactNode {
  const t = useWords();
  const [onlyFaults, setOnlyFaults] = useState(false);
  const asked = useAsk(IntakeLogDocument, { sender });
  const [fresh, setFresh] = useState<readonly Message[]>([]);
  useLive(IntakeLoggedDocument, { sender }, ({ intakeLogged: { change } }) => {
    if (!change) return;
    setFresh((before) => [...change.messages.toReversed(), ...before].slice(0, KEPT));
    arrived();
  });
  return (
    <Card
      title={`${t('Last messages')}: ${name}`}
      extra={
        <Segmented
          aria-label={t('Messages shown')}
          value={onlyFaults}
          onChange={setOnlyFaults}
          options={[
            { label: t('All'), value: false },
            { label: t('Only with faults'), value: true },
          ]}
        />
      }
    >
      <Loaded of={asked}>
        {({ intakeLog }) => (
          <MessageTable
            messages={[...fresh, ...intakeLog]
              .slice(0, KEPT)
              .filter(({ verdict }) => !onlyFaults || FAULTY.includes(verdict))}
          />
        )}
      </Loaded>
    </Card>
  );
}

function MessageTable({ messages }: { readonly messages: readonly Message[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const reasons = useReasons();
  return (
    <Table
      rowKey="row"
      size="small"
      scroll={{ x: true }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: t('Nothing has arrived yet') }}
      dataSource={messages.map((message, row) => ({ ...message, row }))}
      columns={[
        { title: t('Time'), render: (_v, m) => f.instant(m.at) },
        { title: t('Call'), dataIndex: 'call', render: (call: string) => <code>{call}</code> },
        { title: t('Event'), render: (_v, m) => m.name ?? '' },
        { title: t('Outcome'), render: (_v, m) => <Tag color={COLORS[m.verdict]}>{enums('verdict', m.verdict)}</Tag> },
        { title: t('Count'), align: 'right', render: (_v, m) => f.number(m.count) },
        { title: t('Field'), render: (_v, m) => (m.field === null ? '' : <code>{m.field}</code>) },
        {
          title: t('Reason'),
          render: (_v, m) =>
            m.reason === null ? (
              ''
            ) : (
              <>
                {reasons(m.reason)} <code>{m.reason}</code>
              </>
            ),
        },
      ]}
    />
  );
}
