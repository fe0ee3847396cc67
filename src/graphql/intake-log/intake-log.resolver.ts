/**
 * GraphQL resolvers for the intake log: senders with their totals, their latest messages, and a subscription to new
 * messages.
 */
import { Arg, Authorized, Ctx, FieldResolver, Query, Resolver, Root, Subscription } from 'type-graphql';
import { senderText, type Sender, type Verdict } from '../../engine/intake-log/intake-log.js';
import type { FeedItem } from '../../live/hub.js';
import type { IntakeChange } from '../../live/topics.js';
import { isReason, type Reason } from '../../reasons/index.js';
import { requireScope } from '../../services/base/access.js';
import {
  checkSender,
  INTAKE_SCOPE,
  intakeLog,
  intakeSenders,
  type ListedSender,
} from '../../services/intake-log/intake-log.js';
import { listener, type Context } from '../context.js';
import { RefusalReason } from '../reason.type.js';
import { IntakeEvent, IntakeMessage, IntakeSender, IntakeSenderInput, VerdictEnum } from './intake-log.type.js';

interface LiveArgs {
  readonly sender?: Sender | null;
  readonly after?: string | null;
}

const REASON = {
  nullable: true,
  description: 'Reason of the rejection, or of the first warning. Null for one that no longer exists.',
};

@Resolver()
export class IntakeLogResolver {
  @Authorized(INTAKE_SCOPE)
  @Query(() => [IntakeSender], {
    description:
      'Senders of the tracking calls and of webhooks with their totals: every write key, and every token and webhook that sent anything. The most recent comes first.',
  })
  async intakeSenders(@Ctx() c: Context): Promise<IntakeSender[]> {
    return (await intakeSenders(c.services, c.principal)).map(shown);
  }

  @Authorized(INTAKE_SCOPE)
  @Query(() => [IntakeMessage], {
    description: 'The last 1,000 messages of a sender, newest first, of the last 30 days.',
  })
  intakeLog(
    @Arg('sender', () => IntakeSenderInput, { description: 'The sender.' }) sender: IntakeSenderInput,
    @Arg('verdicts', () => [VerdictEnum], { nullable: true, description: 'Only messages with these outcomes.' })
    verdicts: Verdict[] | undefined,
    @Ctx() c: Context,
  ): Promise<IntakeMessage[]> {
    return intakeLog(c.services, c.principal, { sender, verdicts });
  }

  @Authorized(INTAKE_SCOPE)
  @Subscription(() => IntakeEvent, {
    description: 'Messages as they are logged, from now or from a cursor.',
    subscribe: ({ args, context }) => logged(args, context as Context),
  })
  intakeLogged(
    @Root() item: FeedItem,
    @Arg('sender', () => IntakeSenderInput, { nullable: true, description: 'Only this sender.' })
    _sender: IntakeSenderInput | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to continue from.' }) _after: string | undefined,
    @Ctx() c: Context,
  ): IntakeEvent {
    const change = item.change as IntakeChange | undefined;
    return {
      cursor: c.cursors.issue(c.principal.workspace, item.position),
      ...(change ? { change: { ...change.sender, messages: change.messages } } : {}),
    };
  }
}

/** Omits the reason of a message if it no longer exists. Earlier versions may have logged such a message. */
@Resolver(() => IntakeMessage)
export class IntakeMessageResolver {
  @FieldResolver(() => RefusalReason, REASON)
  reason(@Root() { reason }: IntakeMessage): Reason | undefined {
    return isReason(reason) ? reason : undefined;
  }
}

function shown({ sender, verdicts, reasons, ...rest }: ListedSender): IntakeSender {
  return {
    ...sender,
    ...rest,
    reasons: reasons.filter(({ reason }) => isReason(reason)),
    accepted: verdicts.ACCEPTED + verdicts.WARNED,
    warned: verdicts.WARNED,
    duplicates: verdicts.DUPLICATE,
    rejected: verdicts.REJECTED,
    refused: verdicts.REFUSED,
  };
}

async function* logged({ sender, after }: LiveArgs, c: Context): AsyncGenerator<FeedItem> {
  requireScope(c.principal, INTAKE_SCOPE);
  if (sender) checkSender(sender);
  const interest = { ...listener(c), topic: 'intake', ...(sender ? { sender: senderText(sender) } : {}) } as const;
  yield* c.hub.subscribe(interest, c.cursors.resume(c.principal.workspace, after), c.signal);
}
