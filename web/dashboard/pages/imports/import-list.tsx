/** Uploads and imports with their progress, their rejected rows, and the removal of what they loaded. */
import { Button, Empty, Flex, Popconfirm, Progress, Table, Tag, Typography } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { CancelJobDocument, DiscardUploadDocument } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { ask } from '../../data/client.js';
import { download } from '../../data/download.js';
import { useCaller } from '../../data/session.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useReasons } from '../../words/use-reasons.js';
import { useRowProblem } from '../../words/use-row-problems.js';
import type { ImportRecord } from './import-record.js';
import { TakeBack } from './take-back.js';

interface ListProps {
  readonly imports: readonly ImportRecord[];
  readonly chosen: string | undefined;
  readonly choose: (id: string) => void;
  readonly changed: () => void;
}

export function ImportList({ imports, chosen, choose, changed }: ListProps): ReactNode {
  const t = useWords();
  const f = useFormat();
  if (imports.length === 0) return <Empty description={t('No file has been uploaded in the last day')} />;
  return (
    <>
      {imports.some(({ state }) => state === 'RUNNING') && <Following changed={changed} />}
      <Table<ImportRecord>
        rowKey="id"
        size="small"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: 760 }}
        dataSource={[...imports]}
        columns={[
          {
            title: t('File'),
            width: 220,
            render: (_v, { name }) => <span style={{ overflowWrap: 'anywhere' }}>{name}</span>,
          },
          { title: t('Uploaded'), width: 150, render: (_v, { createdAt }) => f.instant(createdAt) },
          { title: t('State'), render: (_v, record) => <ImportStateCell record={record} /> },
          {
            title: '',
            render: (_v, record) => <Actions {...{ record, choose, changed }} isChosen={record.id === chosen} />,
          },
        ]}
      />
    </>
  );
}

/** Interval at which the list is read again while an import runs, in ms. */
const EVERY_MS = 1500;

/** Reads the list again while an import runs. */
function Following({ changed }: { readonly changed: () => void }): ReactNode {
  useEffect(() => {
    const timer = setInterval(changed, EVERY_MS);
    return () => clearInterval(timer);
  }, [changed]);
  return null;
}

const COLORS: Readonly<Partial<Record<ImportRecord['state'], string>>> = {
  DONE: 'green',
  FAILED: 'red',
  RUNNING: 'blue',
};

function ImportStateCell({ record }: { readonly record: ImportRecord }): ReactNode {
  const enums = useEnums();
  const reasons = useReasons();
  const explain = useRowProblem();
  const { state, share, counts, reason, message, bytes, received, name } = record;
  const part = state === 'UPLOADING' ? received / bytes : (share ?? 0);
  return (
    <Flex vertical gap={4}>
      <span>
        <Tag color={COLORS[state] ?? 'default'}>{enums('importState', state)}</Tag>
      </span>
      {(state === 'RUNNING' || state === 'UPLOADING') && (
        <Progress percent={Math.floor(part * 100)} size="small" aria-label={name} style={{ maxWidth: 240 }} />
      )}
      {counts && <Counts counts={counts} />}
      {reason && <Typography.Text type="danger">{reasons(reason)}</Typography.Text>}
      {message && (
        <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
          {explain(message)}
        </Typography.Text>
      )}
    </Flex>
  );
}

function Counts({ counts }: { readonly counts: NonNullable<ImportRecord['counts']> }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const { accepted, duplicates, tagged, points, entries, leftOut, rejected, partial } = counts;
  const parts = [
    [t('new events'), accepted],
    [t('known before'), duplicates],
    [t('tags'), tagged + points],
    [t('entries'), entries],
    [t('rows left out'), leftOut],
    [t('rows rejected'), rejected],
    [t('rows without an identity that is refused'), partial],
  ] as const;
  const shown = parts.filter(([, count]) => count > 0);
  return <span>{shown.map(([name, count]) => `${name} ${f.number(count)}`).join(' · ')}</span>;
}

function Actions({
  record,
  isChosen,
  choose,
  changed,
}: Pick<ListProps, 'choose' | 'changed'> & { readonly record: ImportRecord; readonly isChosen: boolean }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const { scopes } = useCaller();
  const { id, state, counts, source } = record;
  const hasRejects = (counts?.rejected ?? 0) + (counts?.partial ?? 0) > 0;
  const isEnded = state === 'DONE' || state === 'FAILED' || state === 'CANCELLED';
  return (
    <Flex gap={8} wrap>
      {state === 'UPLOADED' && !isChosen && (
        <Button size="small" onClick={() => choose(id)}>
          {t('Continue')}
        </Button>
      )}
      {state === 'RUNNING' && (
        <Button size="small" onClick={() => act(ask(CancelJobDocument, { id }), changed)}>
          {t('Cancel')}
        </Button>
      )}
      {isEnded && hasRejects && (
        <Button
          size="small"
          onClick={() =>
            act(download(`/imports/${id}/rejects.ndjson`, `${record.name}.rejects.ndjson`), () => undefined)
          }
        >
          {t('Download rejected rows')}
        </Button>
      )}
      {isEnded && source && scopes.includes('admin') && <TakeBack source={source} changed={changed} />}
      {state !== 'RUNNING' && (
        <Popconfirm
          title={t('Delete the file and its rejected rows? What was loaded stays.')}
          okText={t('Delete')}
          onConfirm={() => act(ask(DiscardUploadDocument, { id }), changed)}
        >
          <Button size="small" danger>
            {t('Delete')}
          </Button>
        </Popconfirm>
      )}
    </Flex>
  );
}
