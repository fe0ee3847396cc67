/** GraphQL resolvers that remove a source with all its facts. */
import { Arg, Authorized, Ctx, Float, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { jobDone } from '../../services/base/jobs.js';
import { removeSource, type SourceRemoval } from '../../services/sources/removal.js';
import type { Context } from '../context.js';
import { JobType } from '../jobs/job.type.js';

@ObjectType('SourceRemoval', { description: 'What the removal of a source removes.' })
class SourceRemovalType {
  @Field(() => Float, { description: 'Number of events that are removed.' }) events!: number;
  @Field(() => Float, { description: 'Number of tag writes that are removed.' }) tagWrites!: number;
  @Field(() => Float, { description: 'Number of events of coupons and experiments. They stay.' }) kept!: number;
  @Field(() => JobType, { nullable: true, description: 'The job that removes them. Null for a dry run.' })
  job?: JobType;
}

@Resolver()
export class SourceResolver {
  @Authorized('admin')
  @Mutation(() => SourceRemovalType, {
    description:
      'Removes every event and tag write of a source, as if they had never been sent: memberships follow with cause REMOVAL, and their message ids are accepted again. Events of coupons and experiments stay, and so do links between identities.',
  })
  async removeSource(
    @Arg('source', () => String, { description: 'The source.' }) source: string,
    @Arg('dryRun', () => Boolean, { defaultValue: false, description: 'Only counts.' }) dryRun: boolean,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when the job has ended.' })
    wait: boolean,
    @Ctx() c: Context,
  ): Promise<SourceRemoval> {
    const removal = await removeSource(c.services, c.principal, { source, dryRun });
    return wait && removal.job
      ? { ...removal, job: await jobDone(c.services, c.principal.workspace, removal.job.id) }
      : removal;
  }
}
