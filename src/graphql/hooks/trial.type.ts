/** GraphQL types of trials, which show what a mapping makes of a sample body. */
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { Reason } from '../../reasons/index.js';
import type { TriedFact } from '../../services/hooks/received-body.js';
import { ItemStatus } from '../events/event.type.js';
import { ImportedFactKind } from '../imports/fact-kind.js';
import { RefusalReason } from '../reason.type.js';

@InputType({ description: 'A header of a sample.' })
class SampleHeader {
  @Field(() => String, { description: 'Its name.' }) name!: string;
  @Field(() => String, { description: 'Its value.' }) value!: string;
}

@InputType({ description: 'A mapping of a webhook and a sample of what its sender posts.' })
export class HookTrialInput {
  @Field(() => String, { description: 'The mapping, as JSON text.' }) mapping!: string;
  @Field(() => String, {
    description:
      'The body, which is JSON, at most 256 Ki characters. If the sender posts a form, the JSON that its field contains.',
  })
  body!: string;
  @Field(() => [SampleHeader], { nullable: true, description: 'Headers of the request, at most 50.' })
  headers?: SampleHeader[];
}

@ObjectType({ description: 'A fact of a sample, with the outcome that it would have.' })
class HookTrialFact {
  @Field(() => ImportedFactKind, { description: 'Its kind.' }) kind!: TriedFact['kind'];
  @Field(() => String, {
    nullable: true,
    description: 'The event or the write, as JSON text. Null if the body does not fit the mapping.',
  })
  fact?: string;
  @Field(() => ItemStatus, { description: 'The outcome that it would have.' }) status!: TriedFact['status'];
  @Field(() => RefusalReason, { nullable: true, description: 'Why it would be rejected, as a reason.' })
  reason?: Reason;
  @Field(() => String, { nullable: true, description: 'The place in the mapping or in the fact.' }) field?: string;
  @Field(() => String, { nullable: true, description: 'Why it would be rejected, as a sentence.' }) message?: string;
}

@ObjectType({ description: 'Something that is left out of a fact, or a body without facts.' })
class HookTrialWarning {
  @Field(() => Int, { description: 'Index of the fact.' }) index!: number;
  @Field(() => RefusalReason, { description: 'The reason.' }) reason!: Reason;
  @Field(() => String, { nullable: true, description: 'The place in the fact.' }) field?: string;
  @Field(() => String, { description: 'A sentence.' }) message!: string;
}

@ObjectType('HookTrial', { description: 'What a mapping makes of a sample body.' })
export class HookTrialType {
  @Field(() => [HookTrialFact], { description: 'The facts, in the order of the rules.' }) facts!: HookTrialFact[];
  @Field(() => [HookTrialWarning], { description: 'The warnings.' }) warnings!: HookTrialWarning[];
}
