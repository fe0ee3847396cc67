/** Output types of jobs. */
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { JOB_KINDS } from '../../services/base/job-kinds.js';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';

const JobStateEnum = { RUNNING: 'RUNNING', DONE: 'DONE', FAILED: 'FAILED', CANCELLED: 'CANCELLED' } as const;
registerEnumType(JobStateEnum, {
  name: 'JobState',
  description: 'Progress of a job.',
  valuesConfig: {
    RUNNING: { description: 'It goes on, also after a restart.' },
    DONE: { description: 'It is done.' },
    FAILED: { description: 'It could not be done.' },
    CANCELLED: { description: 'Somebody ended it.' },
  },
});

const kinds = Object.entries(JOB_KINDS);
const JobKindEnum = Object.fromEntries(kinds.map(([kind]) => [kind, kind]));
registerEnumType(JobKindEnum, {
  name: 'JobKind',
  description: 'What a job does.',
  valuesConfig: Object.fromEntries(kinds.map(([kind, { about }]) => [kind, { description: about }])),
});

@ObjectType('Job', { description: 'Long work with its progress.' })
export class JobType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => JobKindEnum, { description: 'What it does.' }) kind!: string;
  @Field(() => String, {
    description:
      'What it is about: key of the segment, `tag <key>`, `layer model <key>`, `list <key>`, the customer, the namespace, the event type.',
  })
  subject!: string;
  @Field(() => JobStateEnum, { description: 'Where it stands.' }) state!: string;
  done!: number;
  total!: number;
  @Field(() => DateTime, { description: 'When it began.' }) startedAt!: number;
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' }) finishedAt?: number;
}

export const JobConnectionBase = connectionTypes(JobType, 'Job');

@ObjectType({ description: 'A step of following a job.' })
export class JobEvent {
  @Field(() => String, { description: 'Pass it as `after` to go on from here.' }) cursor!: string;
  @Field(() => JobType, { nullable: true, description: 'The job as it is now; null on a heartbeat.' }) job?: JobType;
}
