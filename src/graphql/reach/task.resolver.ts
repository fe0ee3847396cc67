/** GraphQL resolvers for the tasks of assignees, such as the advisers of customers. */
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import type { TaskOutcome } from '../../engine/reach/task.js';
import { taskCursor } from '../../services/base/ports/contacts.js';
import { completeTask, openTasks, type ClosedTask, type OpenTask } from '../../services/reach/tasks.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { Costs } from '../field-costs.js';
import { PageArgs } from '../page.args.js';
import { IdentityType } from '../profiles/profile.type.js';
import { DateTime } from '../scalars.js';
import { Format } from './campaign.type.js';
import { ContactState, EndingReasonEnum, TaskEnd, TaskOutcomeEnum } from './contact.type.js';

/** Cost of a page of tasks. The rules are read again for each of its customers. */
const TASKS_COST = 100;

@ObjectType('Task', { description: 'An open task of an assignee: a customer to contact.' })
class TaskType {
  @Field(() => String, { description: 'Id of the contact, with which the task is completed.' }) id!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Profile of the customer. Null if the caller may not look the customer up by any identity.',
  })
  profile?: string;
  @Field(() => [IdentityType], {
    description: 'Identities by which the caller may look the customer up (profiles:lookup:<namespace>).',
  })
  identities!: readonly IdentityType[];
  @Field(() => String, { description: 'Key of the campaign.' }) campaign!: string;
  @Field(() => String, { description: 'The channel.' }) channel!: string;
  @Field(() => String, { description: 'Id of the person who carries it out.' }) assignee!: string;
  @Field(() => Format, { nullable: true, description: 'Format of the body. Null without a text.' }) format?: string;
  @Field(() => String, { nullable: true, description: 'Title for this customer, with the present tags.' })
  title?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Text for this customer, with the present tags. Null if the customer must not be contacted.',
  })
  body?: string;
  @Field(() => EndingReasonEnum, {
    nullable: true,
    description: 'Why the customer must no longer be contacted. Null if the rules permit it.',
  })
  forbiddenBy?: string;
  @Field(() => DateTime, { nullable: true, description: 'End of the quiet hours of the customer. Null outside them.' })
  quietUntil?: number;
  @Field(() => DateTime, { description: 'When it was assigned.' }) assignedAt!: number;
  @Field(() => DateTime, { description: 'When it is to be done.' }) dueAt!: number;
  @Field(() => DateTime, { description: 'When it expires.' }) expiresAt!: number;
}

const TaskConnectionBase = connectionTypes(TaskType, 'Task');
@ObjectType({ description: 'A page of tasks.' })
class TaskConnection extends TaskConnectionBase {}

@ArgsType()
class TaskArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Id of the person who carries the tasks out. Default: the subject of the caller.',
  })
  assignee?: string;
}

@InputType({ description: 'The outcome of a task.' })
class CompleteTaskInput {
  @Field(() => String, { description: 'Id of the task.' }) id!: string;
  @Field(() => TaskOutcomeEnum, { description: 'The outcome.' }) outcome!: TaskOutcome;
  @Field(() => String, { nullable: true, description: 'Note for the event of the customer, at most 1,000 characters.' })
  note?: string;
}

@ObjectType({ description: 'A task that was completed.' })
class CompletedTask {
  @Field(() => String, { description: 'Id of the task.' }) id!: string;
  @Field(() => ContactState, { description: 'State of the contact.' }) state!: string;
  @Field(() => TaskEnd, { nullable: true, description: 'The outcome. Null after a dry run.' }) outcome?: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was completed.' }) closedAt?: number;
  @Field(() => String, { nullable: true, description: 'Subject of the caller who completed it.' }) closedBy?: string;
}

const showTask = ({ contact, identities, rendered, profile, ending, quietUntil }: OpenTask): TaskType => {
  const { id, campaign, reservation, task, handedOverAt, expiresAt } = contact;
  return {
    ...{ id, campaign, expiresAt, identities, channel: reservation!.channel },
    ...{ assignee: task!.assignee, dueAt: task!.dueAt, assignedAt: handedOverAt! },
    ...(profile === undefined ? {} : { profile }),
    ...(ending === undefined ? {} : { forbiddenBy: ending }),
    ...(quietUntil === undefined ? {} : { quietUntil }),
    ...(rendered ? { format: rendered.channel.format, ...rendered.message } : {}),
  };
};

const showCompleted = ({ id, state, task: { outcome, closedAt, closedBy } }: ClosedTask): CompletedTask => ({
  ...{ id, state },
  ...(outcome === undefined ? {} : { outcome }),
  ...(closedAt === undefined ? {} : { closedAt }),
  ...(closedBy === undefined ? {} : { closedBy }),
});

@Resolver()
export class TaskResolver {
  @Authorized('reach:tasks')
  @Costs(TASKS_COST)
  @Query(() => TaskConnection, {
    description:
      'Open tasks of an assignee, the ones that are due first come first. Tasks of another assignee need the scope reach:tasks:<assignee>, and tasks of campaigns that depend on personal tags need profiles:read:personal.',
  })
  async tasks(
    @Args(() => TaskArgs) { assignee, first, after }: TaskArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<TaskType>> {
    checkFirst(first);
    const page = { first: first + 1, after: decodeCursor(after) };
    const found = await openTasks(c.services, c.principal, assignee ?? undefined, page);
    return toConnection(found, first, ({ contact }) => taskCursor(contact), showTask);
  }

  @Authorized('reach:tasks')
  @Mutation(() => CompletedTask, {
    description:
      'Closes a task with its outcome, which becomes a receipt of the contact. Repeated calls change nothing.',
  })
  async completeTask(
    @Arg('input', () => CompleteTaskInput, { description: 'The task and its outcome.' }) input: CompleteTaskInput,
    @Ctx() c: Context,
  ): Promise<CompletedTask> {
    return showCompleted(await completeTask(c.services, c.principal, input));
  }
}
