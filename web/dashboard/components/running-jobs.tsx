/** Shows running jobs with their progress on every page. When a job ends, all displayed queries are repeated. */
import { App as AntApp, Card, Flex, Progress, Typography } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { JobListDocument, JobStepsDocument, type JobListQuery } from '../../../schema/generated/operations.js';
import { useLive } from '../data/live.js';
import { askAllAgain, useAsk } from '../data/queries.js';
import { useEnums } from '../words/use-enums.js';
import { useJobSubject } from './job-subject.js';
import { useWords } from '../words/language.js';
import type { Text } from '../words/zh.js';

type Job = JobListQuery['jobs']['edges'][number]['node'];

/**
 * `page` is the current address. When it changes, the jobs are queried again, because other users may have started
 * some.
 */
export function RunningJobs({ page }: { readonly page: string }): ReactNode {
  const t = useWords();
  const { data, again } = useAsk(JobListDocument, {});
  useEffect(again, [page, again]);
  // No jobs are shown if the token may not read jobs.
  const jobs = data?.jobs.edges.map((e) => e.node).filter((j) => j.state === 'RUNNING') ?? [];
  return (
    <div aria-live="polite">
      {jobs.length > 0 && (
        <Card size="small" style={{ marginBottom: 16 }} data-jobs>
          <Flex vertical gap={4}>
            <Typography.Text>{t(noticeOf(jobs))}</Typography.Text>
            {jobs.map((job) => (
              <Running key={job.id} job={job} />
            ))}
          </Flex>
        </Card>
      )}
    </div>
  );
}

/** Returns what the running jobs mean for the figures on the page. */
function noticeOf(jobs: readonly Job[]): Text {
  if (jobs.some(({ kind }) => kind === 'SAMPLE_DATA'))
    return 'This workspace is being filled with sample data. Figures grow until it is done.';
  return jobs.every(({ kind }) => kind === 'IMPORT')
    ? 'A file is being imported. Figures grow until it is done.'
    : 'Customers are being evaluated. The lists follow when it is done.';
}

function Running({ job }: { readonly job: Job }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const subjectOf = useJobSubject();
  const { message } = AntApp.useApp();
  const [{ done, total }, setStep] = useState<{ readonly done: number; readonly total: number }>(job);
  useLive(JobStepsDocument, { id: job.id }, ({ jobProgress: { job: now } }) => {
    if (!now) return;
    setStep(now);
    if (now.state === 'RUNNING') return;
    if (now.state === 'FAILED') void message.error(`${enums('jobKind', job.kind)} ${subjectOf(job)}: ${t('failed')}`);
    askAllAgain();
  });
  const percent = total === 0 ? 100 : Math.round((100 * done) / total);
  return (
    <Flex gap={12} align="center">
      <Typography.Text>
        {enums('jobKind', job.kind)} <span data-subject={job.subject}>{subjectOf(job)}</span>
      </Typography.Text>
      <div style={{ flex: 1, maxWidth: 420 }}>
        <Progress percent={percent} aria-label={`${subjectOf(job)}: ${done} / ${total}`} />
      </div>
    </Flex>
  );
}
