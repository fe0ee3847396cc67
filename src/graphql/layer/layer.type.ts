/** Output and input types of layer models. */
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { JobType } from '../job/job.type.js';
import { DateTime } from '../scalars.js';
import { CauseEnum } from '../segment/segment.type.js';
import type { Warn } from '../segment/condition-warnings.resolver.js';

const LayerPolicyEnum = {
  NONE: 'NONE',
  ALLOWED: 'ALLOWED',
  NEAR_CHURN: 'NEAR_CHURN',
  PERIODIC: 'PERIODIC',
} as const;
registerEnumType(LayerPolicyEnum, {
  name: 'LayerPolicy',
  description: 'Whether customers of a layer are reached out to, or given coupons.',
  valuesConfig: {
    NONE: { description: 'Never.' },
    ALLOWED: { description: 'As seems fit.' },
    NEAR_CHURN: { description: 'Only shortly before they would be lost.' },
    PERIODIC: { description: 'At regular intervals.' },
  },
});

@InputType({ description: 'A layer of a model.' })
export class LayerInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The condition as text; the last layer has none, it is for everyone else.',
  })
  when?: string;
  @Field(() => String, { nullable: true, description: 'What is wanted of its customers.' }) objective?: string;
  @Field(() => String, { nullable: true, description: 'How to go about it.' }) advice?: string;
  @Field(() => LayerPolicyEnum, { nullable: true, description: 'Reaching out; default ALLOWED.' }) reach?: string;
  @Field(() => LayerPolicyEnum, { nullable: true, description: 'Coupons; default ALLOWED.' }) coupons?: string;
}

@InputType({ description: 'A rule over moves that raises an alert: one of watch, atLeast and share.' })
export class MigrationWarningInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => [String], { description: 'Layers that are left.' }) from!: string[];
  @Field(() => [String], { description: 'Layers that are entered.' }) to!: string[];
  @Field(() => String, { nullable: true, description: 'Whenever a member of this segment makes such a move.' })
  watch?: string;
  @Field(() => Int, { nullable: true, description: 'How many such moves within the time raise the warning.' })
  atLeast?: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'The share of customers who made such a move within the time, among those and the customers still in the layers, that raises the warning.',
  })
  share?: number;
  @Field(() => String, { nullable: true, description: 'The time, ISO 8601, e.g. P7D.' }) within?: string;
}

@InputType({ description: 'A layer model to define, or its next version.' })
export class DefineLayerModelInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => [LayerInput], { description: 'In order of precedence, the last for everyone else.' })
  layers!: LayerInput[];
  @Field(() => [MigrationWarningInput], {
    nullable: true,
    description: 'Rules over moves that raise alerts. What is left out of a model or a layer that exists stays.',
  })
  warnings?: MigrationWarningInput[];
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only save and show it; `publishLayerModel` places customers by it. Default false.',
  })
  draft?: boolean;
}

@ObjectType('Layer', { description: 'One layer of a model.' })
export class LayerType {
  @Field(() => String, { description: 'The key; conditions name it `in layer <model>.<key>`.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Its condition as text, earlier layers aside; null for the last.',
  })
  when?: string;
  @Field(() => String, { nullable: true, description: 'What is wanted of its customers.' }) objective?: string;
  @Field(() => String, { nullable: true, description: 'How to go about it.' }) advice?: string;
  @Field(() => LayerPolicyEnum, { description: 'Reaching out.' }) reach!: string;
  @Field(() => LayerPolicyEnum, { description: 'Coupons.' }) coupons!: string;
  /** The name used in conditions. */
  path!: string;
}

@ObjectType('MigrationWarning', { description: 'A rule over moves that raises an alert.' })
export class MigrationWarningType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => [String], { description: 'Layers that are left.' }) from!: readonly string[];
  @Field(() => [String], { description: 'Layers that are entered.' }) to!: readonly string[];
  @Field(() => String, { nullable: true, description: 'The watched segment.' }) watch?: string;
  @Field(() => Int, { nullable: true, description: 'The number of moves.' }) atLeast?: number;
  @Field(() => Float, { nullable: true, description: 'The share of customers.' }) share?: number;
  @Field(() => String, { nullable: true, description: 'The time, ISO 8601.' }) within?: string;
}

const AlertKindEnum = { MIGRATION: 'MIGRATION', SHARED_IDENTITY: 'SHARED_IDENTITY' } as const;
registerEnumType(AlertKindEnum, {
  name: 'AlertKind',
  description: 'What an alert is about.',
  valuesConfig: {
    MIGRATION: { description: 'A warning over moves between layers was met.' },
    SHARED_IDENTITY: { description: 'An identity was seen with too many others. It no longer identifies a customer.' },
  },
});

@ObjectType('Alert', { description: 'A migration warning that was raised.' })
export class AlertType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => AlertKindEnum, { description: 'Kind of the alert.' }) kind!: string;
  @Field(() => DateTime, { description: 'When it was raised.' }) raisedAt!: number;
  @Field(() => String, {
    description:
      'For a migration, the profile id of the customer whose move raised the alert. For a shared identity, its own profile id.',
  })
  profile!: string;
  @Field(() => String, { nullable: true, description: 'The namespace, for a shared identity.' }) namespace?: string;
  @Field(() => String, { nullable: true, description: 'The layer model, for a migration.' }) model?: string;
  @Field(() => String, { nullable: true, description: 'Key of the warning.' }) warning?: string;
  @Field(() => [String], { nullable: true, description: 'Layers that are left.' }) from?: readonly string[];
  @Field(() => [String], { nullable: true, description: 'Layers that are entered.' }) to?: readonly string[];
  @Field(() => String, { nullable: true, description: 'Id of the move.' }) move?: string;
  @Field(() => Int, { nullable: true, description: 'Moves within the time, this one included.' }) count?: number;
  @Field(() => Float, { nullable: true, description: 'The share reached.' }) share?: number;
}

export const AlertConnectionBase = connectionTypes(AlertType, 'Alert');

@ObjectType({ description: 'A step of a subscription: an alert, or (alert null) only a fresh cursor.' })
export class AlertEvent {
  @Field(() => String, { description: 'Pass it as `after` to go on from here, on any process, without a gap.' })
  cursor!: string;
  @Field(() => AlertType, { nullable: true, description: 'The alert; null on a heartbeat.' }) alert?: AlertType;
}

@ObjectType('LayerModel', { description: 'An ordered set of layers; every customer is in exactly one.' })
export class LayerModelType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => [LayerType], { description: 'In order of precedence.' }) layers!: readonly LayerType[];
  @Field(() => [MigrationWarningType], { description: 'Rules over moves that raise alerts.' })
  warnings!: readonly MigrationWarningType[];
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it has ended.' }) retired!: boolean;
  @Field(() => Boolean, { description: 'A draft: saved, not published, and without effect on customers.' })
  draft!: boolean;
}

@ObjectType({ description: 'How many customers are in a layer.' })
export class LayerCountType {
  @Field(() => String, { description: 'The layer.' }) layer!: string;
  @Field(() => Int, { description: 'Customers in it.' }) count!: number;
  @Field(() => Float, { description: 'Of all customers.' }) share!: number;
}

@ObjectType({ description: 'One cell of a migration matrix.' })
export class LayerMigration {
  @Field(() => String, {
    nullable: true,
    description: 'The layer at the first instant; null: the customer was not there yet.',
  })
  from?: string;
  @Field(() => String, { description: 'The layer at the second instant.' }) to!: string;
  @Field(() => Int, { description: 'Customers.' }) count!: number;
}

@ObjectType({ description: 'The layer of a customer in one model.' })
export class LayerMembership {
  @Field(() => String, { description: 'The model.' }) model!: string;
  @Field(() => LayerType, { description: 'The layer.' }) layer!: LayerType;
  @Field(() => DateTime, { nullable: true, description: 'When the customer leaves it if nothing happens.' })
  nextMoveAt?: number;
}

@ObjectType({ description: 'A customer coming into a layer.' })
export class LayerMove {
  @Field(() => String, { description: 'Id of the transition.' }) id!: string;
  @Field(() => String, { description: 'Profile id of the customer.' }) profileId!: string;
  @Field(() => String, { description: 'The model.' }) model!: string;
  @Field(() => String, { nullable: true, description: 'The layer that was left; null for the first.' }) from?: string;
  @Field(() => String, { description: 'The layer that was entered.' }) to!: string;
  @Field(() => CauseEnum, { description: 'Why.' }) cause!: string;
  @Field(() => DateTime, { description: 'When it became true.' }) effectiveAt!: number;
  @Field(() => DateTime, { description: 'When it was recorded and published.' }) recordedAt!: number;
  @Field(() => Int, { description: 'Grows with every transition of the customer.' }) sequence!: number;
}

@ObjectType({ description: 'A step of a subscription: a move, or (change null) only a fresh cursor.' })
export class LayerEvent {
  @Field(() => String, { description: 'Pass it as `after` to go on from here, on any process, without a gap.' })
  cursor!: string;
  @Field(() => LayerMove, { nullable: true, description: 'The move; null on a heartbeat.' }) change?: LayerMove;
}

@ObjectType({ description: 'A saved layer model and the job that places every customer.' })
export class LayerModelPayload {
  readonly warn!: Warn;
  @Field(() => LayerModelType, { description: 'The model.' }) model!: LayerModelType;
  @Field(() => JobType, { nullable: true, description: 'The job; null for a draft.' }) job?: JobType;
}
