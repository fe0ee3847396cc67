/** GraphQL types of the intake log: senders with their totals, and messages with their outcomes. */
import { Field, Float, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { Reason } from '../../reasons/index.js';
import { RefusalReason } from '../reason.type.js';
import { DateTime } from '../scalars.js';
import { WriteKey } from '../credentials/write-key.type.js';

enum SenderKindEnum {
  WRITE_KEY = 'WRITE_KEY',
  TOKEN = 'TOKEN',
  HOOK = 'HOOK',
}
registerEnumType(SenderKindEnum, {
  name: 'IntakeSenderKind',
  description: 'Kind of a sender.',
  valuesConfig: {
    WRITE_KEY: { description: 'A write key. Its id is the id of the key.' },
    TOKEN: { description: 'A token. Its id is the subject of the token.' },
    HOOK: { description: 'A webhook. Its id is the key of the webhook.' },
  },
});

enum VerdictEnum {
  ACCEPTED = 'ACCEPTED',
  WARNED = 'WARNED',
  DUPLICATE = 'DUPLICATE',
  REJECTED = 'REJECTED',
  REFUSED = 'REFUSED',
}
registerEnumType(VerdictEnum, {
  name: 'IntakeVerdict',
  description: 'Outcome of a message.',
  valuesConfig: {
    ACCEPTED: { description: 'It is kept as it was sent.' },
    WARNED: { description: 'It is kept, and a part of it was changed or left out.' },
    DUPLICATE: { description: 'It was kept before.' },
    REJECTED: { description: 'It is not kept.' },
    REFUSED: { description: 'The whole request was refused. It counts as one message.' },
  },
});
export { SenderKindEnum, VerdictEnum };

@InputType({ description: 'A sender of messages.' })
export class IntakeSenderInput {
  @Field(() => SenderKindEnum, { description: 'Kind of the sender.' }) kind!: SenderKindEnum;
  @Field(() => String, { description: 'Id of the write key, subject of the token, or key of the webhook.' })
  id!: string;
}

@ObjectType({ description: 'Number of messages by outcome and reason.' })
export class IntakeReasonCount {
  @Field(() => VerdictEnum, { description: 'The outcome.' }) verdict!: string;
  @Field(() => RefusalReason, { description: 'Reason of the rejection, or of the first warning of a message.' })
  reason!: Reason;
  @Field(() => Float, { description: 'Number of messages.' }) count!: number;
}

@ObjectType({ description: 'A sender with its totals since its first message.' })
export class IntakeSender {
  @Field(() => SenderKindEnum, { description: 'Kind of the sender.' }) kind!: string;
  @Field(() => String, { description: 'Id of the write key, subject of the token, or key of the webhook.' })
  id!: string;
  @Field(() => WriteKey, { nullable: true, description: 'The write key. Null for other senders.' }) writeKey?: WriteKey;
  @Field(() => Float, { description: 'Messages that are kept, those with warnings included.' }) accepted!: number;
  @Field(() => Float, { description: 'Messages that are kept with warnings.' }) warned!: number;
  @Field(() => Float, { description: 'Messages that were kept before.' }) duplicates!: number;
  @Field(() => Float, { description: 'Messages that are not kept.' }) rejected!: number;
  @Field(() => Float, { description: 'Requests that were refused as a whole.' }) refused!: number;
  @Field(() => [IntakeReasonCount], { description: 'Rejections, warnings and refused requests by reason.' })
  reasons!: readonly IntakeReasonCount[];
  @Field(() => DateTime, { nullable: true, description: 'Time of the first message. Null if there was none.' })
  firstAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of the last message. Null if there was none.' })
  lastAt?: number;
}

@ObjectType({
  description:
    'Equal consecutive messages of a request. Names are cut at 64 characters, and e-mail addresses and long numbers in them are masked. No value is kept.',
})
export class IntakeMessage {
  @Field(() => DateTime, { description: 'Time of receipt.' }) at!: number;
  @Field(() => String, { description: 'The call, such as `track`; `request` for a refused request.' }) call!: string;
  @Field(() => String, { nullable: true, description: 'Name of the event, page or screen.' }) name?: string;
  @Field(() => VerdictEnum, { description: 'The outcome.' }) verdict!: string;
  reason?: Reason;
  @Field(() => String, { nullable: true, description: 'Path in the message that the reason is about.' }) field?: string;
  @Field(() => Float, { description: 'Number of messages.' }) count!: number;
}

@ObjectType({ description: 'Messages of a sender that were logged together.' })
export class IntakeNews {
  @Field(() => SenderKindEnum, { description: 'Kind of the sender.' }) kind!: string;
  @Field(() => String, { description: 'Id of the sender.' }) id!: string;
  @Field(() => [IntakeMessage], { description: 'The messages, oldest first.' }) messages!: readonly IntakeMessage[];
}

@ObjectType({ description: 'An item of a subscription: logged messages, or on a heartbeat only a new cursor.' })
export class IntakeEvent {
  @Field(() => String, {
    description: 'Cursor. Pass it as `after` to continue from here without a gap, on any process.',
  })
  cursor!: string;
  @Field(() => IntakeNews, { nullable: true, description: 'The messages. Null on a heartbeat.' }) change?: IntakeNews;
}
