/** Background jobs and their progress. */
import { Button, Flex, Progress, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { CancelJobDocument, JobListDocument, JobStepsDocument } from '../../../../schema/generated/operations.js';
import { ask } from '../../data/client.js';
import { useLive } from '../../data/live.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { Loaded } from '../../components/loaded.js';

export function Jobs(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const asked = useAsk(JobListDocument, {});
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Jobs')}</h1>
      <Loaded of={asked}>
        {({ jobs }) => (
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            locale={{ emptyText: t('No job so far') }}
            dataSource={jobs.edges.map((e) => e.node)}
            columns={[
              {
                title: t('Job'),
                render: (_v, j) => enums('jobKind', j.kind),
              },
              { title: t('Subject'), render: (_v, j) => j.subject.replace(/^layer model(?= )/, t('layer model')) },
              {
                title: t('State'),
                dataIndex: 'state',
                render: (_v, { state }) => (
                  <Tag color={state === 'DONE' ? 'green' : state === 'RUNNING' ? 'blue' : 'red'}>
                    {enums('jobState', state)}
                  </Tag>
                ),
              },
              {
                title: t('Progress'),
                render: (_v, j) =>
                  j.state === 'RUNNING' ? (
                    <Running id={j.id} done={j.done} total={j.total} over={asked.again} />
                  ) : (
                    `${f.number(j.done)} / ${f.number(j.total)}`
                  ),
              },
              { title: t('Started'), render: (_v, j) => f.instant(j.startedAt) },
              {
                title: '',
                render: (_v, j) =>
                  j.state === 'RUNNING' && j.kind === 'BACKFILL' ? (
                    <Button
                      size="small"
                      onClick={() => void ask(CancelJobDocument, { id: j.id }).then(askAllAgain, asked.again)}
                    >
                      {t('Cancel')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
    </Flex>
  );
}

function Running({
  id,
  done,
  total,
  over,
}: {
  readonly id: string;
  readonly done: number;
  readonly total: number;
  readonly over: () => void;
}): ReactNode {
  const [now, setNow] = useState(done);
  useLive(JobStepsDocument, { id }, ({ jobProgress: { job } }) => {
    if (!job) return;
    setNow(job.done);
    if (job.state !== 'RUNNING') over();
  });
  return <Progress percent={total === 0 ? 100 : Math.round((100 * now) / total)} aria-label={`${now} / ${total}`} />;
}
