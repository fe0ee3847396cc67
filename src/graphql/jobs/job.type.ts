/** GraphQL output types of jobs, which are long-running tasks, and of the subscriptions to their progress. */
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { JOB_KINDS, type JobKind } from '../../services/base/job-kinds.js';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';

const JobStateEnum = { RUNNING: 'RUNNING', DONE: 'DONE', FAILED: 'FAILED', CANCELLED: 'CANCELLED' } as const;
registerEnumType(JobStateEnum, {
  name: 'JobState',
  description: 'Progress of a job.',
  valuesConfig: {
    RUNNING: { description: 'The job is running. It continues after a restart.' },
    DONE: { description: 'The job completed.' },
    FAILED: { description: 'The job failed.' },
    CANCELLED: { description: 'The job was cancelled.' },
  },
});

const kinds = Object.entries(JOB_KINDS);
const JobKindEnum = Object.fromEntries(kinds.map(([kind]) => [kind, kind]));
registerEnumType(JobKindEnum, {
  name: 'JobKind',
  description: 'Kind of a job.',
  valuesConfig: Object.fromEntries(kinds.map(([kind, { about }]) => [kind, { description: about }])),
});

@ObjectType('Job', { description: 'A long-running task and its progress.' })
export class JobType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => JobKindEnum, { description: 'Kind of the job.' }) kind!: JobKind;
  @Field(() => String, {
    description:
      'Subject of the job: key of a segment, `tag <key>`, `layer model <key>`, `model <key>`, `list <key>`, a customer, a namespace, an event type, or the source of an import.',
  })
  subject!: string;
  @Field(() => JobStateEnum, { description: 'State of the job.' }) state!: string;
  done!: number;
  total!: number;
  @Field(() => DateTime, { description: 'Time of its start.' }) startedAt!: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of its end.' }) finishedAt?: number;
}

export const JobConnectionBase = connectionTypes(JobType, 'Job');

@ObjectType({ description: 'An item of the subscription to a job.' })
export class JobEvent {
  @Field(() => String, { description: 'Cursor. Pass it as `after` to continue from here.' }) cursor!: string;
  @Field(() => JobType, { nullable: true, description: 'Current state of the job. Null on a heartbeat.' })
  job?: JobType;
}
