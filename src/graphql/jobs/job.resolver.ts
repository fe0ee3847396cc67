/** GraphQL resolvers that report and cancel background jobs. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import type { FeedItem } from '../../live/hub.js';
import { requireScope, shownCount } from '../../services/base/access.js';
import { ServiceError } from '../../services/base/errors.js';
import { isCancellable } from '../../services/base/job-kinds.js';
import { findJob, listJobs } from '../../services/jobs/job-listings.js';
import { cancelJob } from '../../services/segments/segments.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { listener, type Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { JobConnectionBase, JobEvent, JobType } from './job.type.js';

@ObjectType('JobConnection', { description: 'A page of jobs, newest first.' })
class JobPage extends JobConnectionBase {}

@Resolver()
export class JobResolver {
  @Authorized('segments:read')
  @Query(() => JobType, { nullable: true, description: 'A job by its id.' })
  job(
    @Arg('id', () => String, { description: 'Id of the job.' }) id: string,
    @Ctx() c: Context,
  ): Promise<JobType | undefined> {
    return findJob(c.services, c.principal, id);
  }

  @Authorized('segments:read')
  @Query(() => JobPage, { description: 'Jobs, newest first.' })
  async jobs(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<JobType>> {
    checkFirst(first);
    const items = await listJobs(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(
      items,
      first,
      (j) => j.id,
      (j) => j,
    );
  }

  @Authorized('define')
  @Mutation(() => JobType, {
    description:
      'Cancels a running import, training or scoring of a model, or backfill. A cancelled import keeps the rows that it has loaded. A cancelled backfill reverts the definition it was publishing: the previous version is published again, and a first version is retired.',
  })
  cancelJob(
    @Arg('id', () => String, { description: 'Id of the job.' }) id: string,
    @Ctx() c: Context,
  ): Promise<JobType> {
    return cancelJob(c.services, c.principal, id);
  }

  @Authorized('segments:read')
  @Subscription(() => JobEvent, {
    description: 'Progress of a job. The subscription ends with the job.',
    subscribe: ({ args, context }) => jobSteps(args, context as Context),
  })
  async jobProgress(
    @Root() item: FeedItem,
    @Arg('id', () => String, { description: 'The job.' }) id: string,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to continue from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): Promise<JobEvent> {
    return {
      cursor: c.cursors.issue(c.principal.workspace, item.position),
      job: item.change ? await findJob(c.services, c.principal, id) : undefined,
    };
  }
}

@Resolver(() => JobType)
export class JobFieldsResolver {
  @FieldResolver(() => Boolean, { description: 'Whether `cancelJob` accepts the job in its current state.' })
  cancellable(@Root() job: JobType): boolean {
    return job.state === 'RUNNING' && isCancellable(job);
  }

  @FieldResolver(() => Int, {
    description: 'Number of customers or list entries that are done, or bytes of an imported file.',
  })
  done(@Root() job: JobType, @Ctx() c: Context): number {
    return shownCount(c.principal, job.done);
  }

  @FieldResolver(() => Int, { description: 'Total number of customers or list entries, or bytes of the file.' })
  total(@Root() job: JobType, @Ctx() c: Context): number {
    return shownCount(c.principal, job.total);
  }
}

/** Yields the current state of a job and then its changes until the job ends. */
async function* jobSteps(args: { id: string; after?: string | null }, c: Context): AsyncGenerator<FeedItem> {
  const { workspace } = c.principal;
  requireScope(c.principal, 'segments:read');
  const find = async (): Promise<JobType> => {
    const job = await findJob(c.services, c.principal, args.id);
    if (!job) throw new ServiceError('JOB_NOT_FOUND', 'the job was not found', 'id');
    return job;
  };
  await find();
  const after = c.cursors.resume(workspace, args.after);
  let begun = false;
  for await (const item of c.hub.subscribe({ ...listener(c), topic: 'job', job: args.id }, after, c.signal)) {
    const now = begun && !item.change ? undefined : await find();
    yield begun ? item : { ...item, change: { topic: 'job', id: args.id, workspace, job: args.id } };
    begun = true;
    if (now && now.state !== 'RUNNING') return;
  }
}
