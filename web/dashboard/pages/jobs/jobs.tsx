/** Shows background jobs and their progress. */
import { Button, Flex, Progress, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { CancelJobDocument, JobListDocument, JobStepsDocument } from '../../../../schema/generated/operations.js';
import { ask } from '../../data/client.js';
import { useLive } from '../../data/live.js';
import { askAllAgain } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useJobSubject } from '../../components/job-subject.js';
import { Pager } from '../../components/pager.js';
import { usePaged } from '../../data/paged-lists.js';
import { Loaded } from '../../components/loaded.js';

export function Jobs(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const subjectOf = useJobSubject();
  const paged = usePaged(JobListDocument, {});
  const { asked } = paged;
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Jobs')}</h1>
      <Loaded of={asked}>
        {({ jobs }) => (
          <>
            <Table
              rowKey="id"
              size="small"
              pagination={false}
              scroll={{ x: true }}
              locale={{ emptyText: t('No job so far') }}
              dataSource={jobs.edges.map((e) => e.node)}
              columns={[
                {
                  title: t('Job'),
                  render: (_v, j) => enums('jobKind', j.kind),
                },
                { title: t('Of'), render: (_v, j) => subjectOf(j) },
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
                  render: (_v, j) => j.cancellable && <CancelButton id={j.id} failed={asked.again} />,
                },
              ]}
            />
            <Pager of={paged} shown={jobs.edges.length} page={jobs.pageInfo} />
          </>
        )}
      </Loaded>
    </Flex>
  );
}

function CancelButton({ id, failed }: { readonly id: string; readonly failed: () => void }): ReactNode {
  const t = useWords();
  return (
    <Button size="small" onClick={() => void ask(CancelJobDocument, { id }).then(askAllAgain, failed)}>
      {t('Cancel')}
    </Button>
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
