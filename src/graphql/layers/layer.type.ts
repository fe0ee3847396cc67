/** GraphQL types of layer models, their layers, moves between layers, and alerts about these moves. */
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { JobType } from '../jobs/job.type.js';
import { DateTime } from '../scalars.js';
import { CauseEnum } from '../segments/segment.type.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';

const LayerPolicyEnum = {
  NONE: 'NONE',
  ALLOWED: 'ALLOWED',
  NEAR_CHURN: 'NEAR_CHURN',
  PERIODIC: 'PERIODIC',
} as const;
registerEnumType(LayerPolicyEnum, {
  name: 'LayerPolicy',
  description: 'Policy for contacting the customers of a layer, or for giving them coupons.',
  valuesConfig: {
    NONE: { description: 'Never.' },
    ALLOWED: { description: 'Without restriction.' },
    NEAR_CHURN: { description: 'Only shortly before the customers would be lost.' },
    PERIODIC: { description: 'At regular intervals.' },
  },
});

@InputType({ description: 'A layer of a model.' })
export class LayerInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The condition as text. The last layer has none and holds everyone else.',
  })
  when?: string;
  @Field(() => String, { nullable: true, description: 'Business objective for its customers.' }) objective?: string;
  @Field(() => String, { nullable: true, description: 'Advice on reaching the objective.' }) advice?: string;
  @Field(() => LayerPolicyEnum, { nullable: true, description: 'Policy for contact. Default ALLOWED.' }) reach?: string;
  @Field(() => LayerPolicyEnum, { nullable: true, description: 'Policy for coupons. Default ALLOWED.' })
  coupons?: string;
}

@InputType({ description: 'A rule over moves that raises an alert: one of watch, atLeast and share.' })
export class MigrationWarningInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => [String], { description: 'Layers that customers leave.' }) from!: string[];
  @Field(() => [String], { description: 'Layers that customers enter.' }) to!: string[];
  @Field(() => String, {
    nullable: true,
    description: 'Key of a segment. Each such move of a member raises the alert.',
  })
  watch?: string;
  @Field(() => Int, { nullable: true, description: 'Number of such moves within the time that raises the alert.' })
  atLeast?: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Share of customers that raises the alert, 0 to 1: those who made such a move within the time, among them and the customers still in the layers.',
  })
  share?: number;
  @Field(() => String, { nullable: true, description: 'The time as an ISO 8601 duration, e.g. P7D.' }) within?: string;
}

@InputType({ description: 'A layer model to define, or its next version.' })
export class DefineLayerModelInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the model.' }) description?: string;
  @Field(() => [LayerInput], { description: 'Layers in order of precedence. The last one holds everyone else.' })
  layers!: LayerInput[];
  @Field(() => [MigrationWarningInput], {
    nullable: true,
    description:
      'Rules over moves that raise alerts. Fields that are left out of an existing model or layer stay unchanged.',
  })
  warnings?: MigrationWarningInput[];
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True to save a draft without effect on customers, which `publishLayerModel` puts into effect. Default false.',
  })
  draft?: boolean;
}

@ObjectType('Layer', { description: 'One layer of a model.' })
export class LayerType {
  @Field(() => String, { description: 'The key. A condition refers to the layer as `in layer <model>.<key>`.' })
  key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Its condition as text, without the exclusion of earlier layers. Null for the last layer.',
  })
  when?: string;
  @Field(() => String, { nullable: true, description: 'Business objective for its customers.' }) objective?: string;
  @Field(() => String, { nullable: true, description: 'Advice on reaching the objective.' }) advice?: string;
  @Field(() => LayerPolicyEnum, { description: 'Policy for contact.' }) reach!: string;
  @Field(() => LayerPolicyEnum, { description: 'Policy for coupons.' }) coupons!: string;
  /** The name that conditions use for the layer. */
  path!: string;
}

@ObjectType('MigrationWarning', { description: 'A rule over moves that raises an alert.' })
export class MigrationWarningType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => [String], { description: 'Layers that customers leave.' }) from!: readonly string[];
  @Field(() => [String], { description: 'Layers that customers enter.' }) to!: readonly string[];
  @Field(() => String, { nullable: true, description: 'The watched segment.' }) watch?: string;
  @Field(() => Int, { nullable: true, description: 'The number of moves.' }) atLeast?: number;
  @Field(() => Float, { nullable: true, description: 'The share of customers.' }) share?: number;
  @Field(() => String, { nullable: true, description: 'The time as an ISO 8601 duration.' }) within?: string;
}

const AlertKindEnum = { METRIC: 'METRIC', MIGRATION: 'MIGRATION', SHARED_IDENTITY: 'SHARED_IDENTITY' } as const;
registerEnumType(AlertKindEnum, {
  name: 'AlertKind',
  description: 'Kind of an alert.',
  valuesConfig: {
    METRIC: { description: 'The figure of a saved report crossed a bound, or is back.' },
    MIGRATION: { description: 'Moves between layers met the rule of a warning.' },
    SHARED_IDENTITY: {
      description: 'An identity was observed with too many others. It no longer identifies a customer.',
    },
  },
});

@ObjectType('Alert', { description: 'A raised alert.' })
export class AlertType {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => AlertKindEnum, { description: 'Kind of the alert.' }) kind!: string;
  @Field(() => DateTime, { description: 'Time when it was raised.' }) raisedAt!: number;
  @Field(() => String, {
    nullable: true,
    description:
      'For a migration, the profile id of the customer whose move raised the alert. For a shared identity, its own profile id. Null for a metric.',
  })
  profile?: string;
  @Field(() => String, { nullable: true, description: 'The namespace, for a shared identity.' }) namespace?: string;
  @Field(() => String, { nullable: true, description: 'The layer model, for a migration.' }) model?: string;
  @Field(() => String, { nullable: true, description: 'Key of the warning.' }) warning?: string;
  @Field(() => [String], { nullable: true, description: 'Layers that customers leave.' }) from?: readonly string[];
  @Field(() => [String], { nullable: true, description: 'Layers that customers enter.' }) to?: readonly string[];
  @Field(() => String, { nullable: true, description: 'Id of the move.' }) move?: string;
  @Field(() => Int, { nullable: true, description: 'Number of moves within the time, including this one.' })
  count?: number;
  @Field(() => Float, { nullable: true, description: 'The share reached, 0 to 1.' }) share?: number;
  @Field(() => String, { nullable: true, description: 'The saved report, for a metric.' }) report?: string;
  @Field(() => String, { nullable: true, description: 'Key of its rule.' }) rule?: string;
  @Field(() => Boolean, { nullable: true, description: 'False when the bound was crossed, true when it is back.' })
  isRecovered?: boolean;
  @Field(() => DateTime, { nullable: true, description: 'Where the unit of time begins.' }) unitFrom?: number;
  @Field(() => DateTime, { nullable: true, description: 'Where it ends.' }) unitTo?: number;
  @Field(() => String, { nullable: true, description: 'The figure of the unit.' }) value?: string;
}

export const AlertConnectionBase = connectionTypes(AlertType, 'Alert');

@ObjectType({ description: 'An item of a subscription: an alert, or on a heartbeat only a new cursor.' })
export class AlertEvent {
  @Field(() => String, {
    description: 'Cursor. Pass it as `after` to continue from here without a gap, on any process.',
  })
  cursor!: string;
  @Field(() => AlertType, { nullable: true, description: 'The alert. Null on a heartbeat.' }) alert?: AlertType;
}

@ObjectType('LayerModel', { description: 'An ordered set of layers. Every customer is in exactly one of its layers.' })
export class LayerModelType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the model.' }) description?: string;
  @Field(() => [LayerType], { description: 'Layers in order of precedence.' }) layers!: readonly LayerType[];
  @Field(() => [MigrationWarningType], { description: 'Rules over moves that raise alerts.' })
  warnings!: readonly MigrationWarningType[];
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'True if the model was retired.' }) retired!: boolean;
  @Field(() => Boolean, { description: 'A draft: saved, not published, and without effect on customers.' })
  draft!: boolean;
}

@ObjectType({ description: 'Number of customers in a layer.' })
export class LayerCountType {
  @Field(() => String, { description: 'The layer.' }) layer!: string;
  @Field(() => Int, { description: 'Number of customers in the layer.' }) count!: number;
  @Field(() => Float, { description: 'Share of all customers, 0 to 1.' }) share!: number;
}

@ObjectType({ description: 'One cell of a migration matrix.' })
export class LayerMigration {
  @Field(() => String, {
    nullable: true,
    description: 'The layer at the first instant. Null if the customers did not exist yet.',
  })
  from?: string;
  @Field(() => String, { description: 'The layer at the second instant.' }) to!: string;
  @Field(() => Int, { description: 'Number of customers.' }) count!: number;
}

@ObjectType({ description: 'The layer of a customer in one model.' })
export class LayerMembership {
  @Field(() => String, { description: 'The model.' }) model!: string;
  @Field(() => LayerType, { description: 'The layer.' }) layer!: LayerType;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Instant at which the customer leaves the layer if nothing else happens.',
  })
  nextMoveAt?: number;
}

@ObjectType({ description: "A customer's move into a layer." })
export class LayerMove {
  @Field(() => String, { description: 'Id of the transition.' }) id!: string;
  @Field(() => String, { description: 'Profile id of the customer.' }) profileId!: string;
  @Field(() => String, { description: 'The model.' }) model!: string;
  @Field(() => String, { nullable: true, description: 'The previous layer. Null for the first move.' }) from?: string;
  @Field(() => String, { description: 'The new layer.' }) to!: string;
  @Field(() => CauseEnum, { description: 'Cause of the move.' }) cause!: string;
  @Field(() => DateTime, { description: 'Instant at which it became true.' }) effectiveAt!: number;
  @Field(() => DateTime, { description: 'Time when it was recorded and published.' }) recordedAt!: number;
  @Field(() => Int, { description: 'Sequence number, which increases with every transition of the customer.' })
  sequence!: number;
}

@ObjectType({ description: 'An item of a subscription: a move, or on a heartbeat only a new cursor.' })
export class LayerEvent {
  @Field(() => String, {
    description: 'Cursor. Pass it as `after` to continue from here without a gap, on any process.',
  })
  cursor!: string;
  @Field(() => LayerMove, { nullable: true, description: 'The move. Null on a heartbeat.' }) change?: LayerMove;
}

@ObjectType({ description: 'A saved layer model and the job that assigns every customer to a layer.' })
export class LayerModelPayload {
  readonly warn!: Warn;
  @Field(() => LayerModelType, { description: 'The model.' }) model!: LayerModelType;
  @Field(() => JobType, { nullable: true, description: 'The job. Null for a draft.' }) job?: JobType;
}
