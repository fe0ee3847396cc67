/** Jobs as the API shows them. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';

export const JobStateEnum = { RUNNING: 'RUNNING', DONE: 'DONE', FAILED: 'FAILED', CANCELLED: 'CANCELLED' } as const;
registerEnumType(JobStateEnum, { name: 'JobState', description: 'Where a job stands.' });

@ObjectType('Job', { description: 'Long work with its progress.' })
export class JobType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'What it is about, e.g. the segment.' }) subject!: string;
  @Field(() => JobStateEnum, { description: 'Where it stands.' }) state!: string;
  @Field(() => Int, { description: 'Customers done.' }) done!: number;
  @Field(() => Int, { description: 'Customers in all.' }) total!: number;
  @Field(() => DateTime, { description: 'When it began.' }) startedAt!: number;
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' }) finishedAt?: number;
}

export const JobConnectionBase = connectionTypes(JobType, 'Job');

@ObjectType({ description: 'A step of following a job.' })
export class JobEvent {
  @Field(() => String, { description: 'Pass it as `after` to go on from here.' }) cursor!: string;
  @Field(() => JobType, { nullable: true, description: 'The job as it is now; null on a heartbeat.' }) job?: JobType;
}
