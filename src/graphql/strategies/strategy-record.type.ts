/** GraphQL types of the records of trials, and of what they show together. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Evidence, Known, Proposal } from '../../engine/strategies/library.js';
import { VERDICTS, type Figure, type StrategyRecord } from '../../engine/strategies/strategy.js';
import { formatDuration } from '../../engine/time/time.js';
import { enumOf } from '../analyses/common.type.js';
import { connectionTypes } from '../connection.js';
import { EffectRange, StrategyEvidence } from '../models/recommendation.type.js';
import { DateTime } from '../scalars.js';
import { ObjectiveEnum, showStrategy, StrategyType, TrialMetricEnum } from './strategy.type.js';

const WORDS = {
  WORKS: 'The interval is above the least effect.',
  HARMS: 'The interval is below minus the least effect.',
  NO_EFFECT: 'The interval is within the least effect of 0.',
  OPEN: 'The interval allows more than one of these, or groups are too small.',
  UNTRUSTED: 'The sizes of the groups do not agree with the planned shares.',
  NOT_MEASURED: 'There was no hold-out.',
} as const;

const VerdictEnum = enumOf('StrategyVerdict', 'What a record shows.', WORDS);
const StandingEnum = enumOf('StrategyStanding', 'What the records of a strategy in a layer show together.', {
  ...WORDS,
  OPEN: 'The interval allows more than one of these. Two records are not enough for an interval.',
  UNTRUSTED: 'No record can be trusted.',
  NOT_MEASURED: 'No record had a hold-out.',
  UNTRIED: 'It was never tried.',
});
const AdviceEnum = enumOf('StrategyAdvice', 'Why a strategy is proposed.', {
  REPEAT: 'It works in the layer.',
  LEARN: 'It was tried in the layer, and the result is not clear.',
  TRY: 'It was never tried in the layer.',
});
const OriginEnum = enumOf('StrategyRecordOrigin', 'Where a record comes from.', {
  CAMPAIGN: 'Measured from a version of a campaign.',
  EXPERIMENT: 'Measured from a coupon experiment.',
  BY_HAND: 'Entered by hand.',
});
const StateEnum = enumOf('StrategyRecordState', 'Whether a record is complete.', {
  OPEN: 'Customers may still be assigned, or a window is not over. The interval is valid whenever it is read.',
  CLOSED: 'No further customer is assigned, and every window has ended.',
});

@ObjectType({ description: 'The figure of a trial in a layer. Money is in the currency of the workspace.' })
class StrategyFigure {
  @Field(() => Int, { description: 'Customers who were assigned and not held out.' }) assignedTreated!: number;
  @Field(() => Int, { description: 'Customers who were assigned to the hold-out.' }) assignedHeldOut!: number;
  @Field(() => Int, { description: 'Treated customers whose window has ended.' }) treated!: number;
  @Field(() => Int, { description: 'Customers of the hold-out whose window has ended.' }) heldOut!: number;
  @Field(() => Int, { description: 'Customers merged from several assigned profiles, who are left out.' })
  crossed!: number;
  @Field(() => Float, { nullable: true, description: 'Mean of the treated.' }) treatedMean?: number;
  @Field(() => Float, { nullable: true, description: 'Mean of the hold-out.' }) heldOutMean?: number;
  @Field(() => Float, { nullable: true, description: 'Difference of the means. Null if a group has fewer than 10.' })
  effect?: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Standard error of the effect. Null if a group has too few outcomes to estimate it.',
  })
  standardError?: number;
  @Field(() => EffectRange, {
    nullable: true,
    description: 'Interval of the effect, 95 %. Null if there is no standard error.',
  })
  interval?: EffectRange;
  @Field(() => Float, { nullable: true, description: 'Difference of the coupon costs per customer.' }) cost?: number;
  @Field(() => Float, { nullable: true, description: 'Probability of group sizes that differ as much.' })
  sampleRatio?: number;
}

@ObjectType({ description: 'The figure with which a record was closed. Late facts do not change it.' })
class StrategyClosing {
  @Field(() => DateTime, { description: 'When the record was closed.' }) at!: number;
  @Field(() => TrialMetricEnum, { description: 'The metric at that time.' }) metric!: string;
  @Field(() => String, { description: 'The window at that time, ISO 8601.' }) window!: string;
  @Field(() => Float, { description: 'The least effect at that time.' }) leastEffect!: number;
  @Field(() => StrategyFigure, { description: 'The figure.' }) figure!: StrategyFigure;
  @Field(() => VerdictEnum, { description: 'The verdict.' }) verdict!: string;
}

@ObjectType('StrategyRecord', { description: 'The record of one trial in one layer.' })
export class StrategyRecordType {
  @Field(() => String, { description: 'Identifies the record.' }) key!: string;
  @Field(() => OriginEnum, { description: 'Where it comes from.' }) origin!: string;
  @Field(() => String, { description: 'Key of the campaign or experiment, or the source that was entered.' })
  source!: string;
  @Field(() => Int, { nullable: true, description: 'Version of the campaign.' }) sourceVersion?: number;
  @Field(() => String, { nullable: true, description: 'Key of the strategy. Null if the trial names none.' })
  strategy?: string;
  @Field(() => String, { nullable: true, description: 'Layer at the assignment, as model.layer. Null: everybody.' })
  layer?: string;
  @Field(() => Int, { nullable: true, description: 'Version of the layer model.' }) layerVersion?: number;
  @Field(() => TrialMetricEnum, { description: 'The compared metric.' }) metric!: string;
  @Field(() => String, { description: 'Time after the assignment that is measured, ISO 8601.' }) window!: string;
  @Field(() => Float, { description: 'The smallest effect that matters.' }) leastEffect!: number;
  @Field(() => Float, { nullable: true, description: 'The effect that was expected. Not part of the verdict.' })
  expected?: number;
  @Field(() => Boolean, { description: 'Whether metric, window and least effect were fixed before the assignments.' })
  isPlannedBefore!: boolean;
  @Field(() => StateEnum, { description: 'Whether it is complete.' }) state!: string;
  @Field(() => DateTime, { nullable: true, description: 'First assignment.' }) from?: number;
  @Field(() => DateTime, { nullable: true, description: 'Last assignment.' }) to?: number;
  @Field(() => StrategyFigure, { nullable: true, description: 'The figure with all facts known when it was measured.' })
  figure?: StrategyFigure;
  @Field(() => VerdictEnum, { description: 'What it shows.' }) verdict!: string;
  @Field(() => StrategyClosing, { nullable: true, description: 'The figure with which it was closed.' })
  closing?: StrategyClosing;
  @Field(() => String, { nullable: true, description: 'Remark of a record by hand.' }) note?: string;
  @Field(() => DateTime, { description: 'When it was measured or entered.' }) measuredAt!: number;
}

@ObjectType({ description: 'A page of records.' })
export class StrategyRecordConnection extends connectionTypes(StrategyRecordType, 'StrategyRecord') {}

@ObjectType({ description: 'Number of records with a verdict.' })
class VerdictCount {
  @Field(() => VerdictEnum, { description: 'The verdict.' }) verdict!: string;
  @Field(() => Int, { description: 'How many records have it.' }) records!: number;
}

@ObjectType({ description: 'What the records of a strategy in a layer show.' })
export class LayerEvidence {
  @Field(() => String, { nullable: true, description: 'The layer, as model.layer. Null: everybody.' }) layer?: string;
  @Field(() => StandingEnum, { description: 'What they show together.' }) standing!: string;
  @Field(() => [VerdictCount], { description: 'Records by verdict.' }) verdicts!: readonly VerdictCount[];
  @Field(() => Int, { description: 'How many of the combined records were entered by hand.' }) byHand!: number;
  @Field(() => EffectRange, {
    nullable: true,
    description: 'Interval of the mean effect. With one record, that of the record. Null with two.',
  })
  interval?: EffectRange;
  @Field(() => StrategyEvidence, {
    nullable: true,
    description: 'Random effects over all records that can be trusted, with the metric and the window of the strategy.',
  })
  pooled?: StrategyEvidence;
  @Field(() => [StrategyRecordType], { description: 'The combined records, in the order of `pooled.shrunk`.' })
  trials!: readonly StrategyRecordType[];
}

@InputType({ description: 'A layer and an objective.' })
export class StrategyKnowledgeInput {
  @Field(() => String, { description: 'The layer, as model.layer.' }) layer!: string;
  @Field(() => ObjectiveEnum, { description: 'The objective.' }) objective!: string;
}

@ObjectType({ description: 'A strategy with its knowledge in a layer.' })
export class StrategyKnowledge {
  @Field(() => StrategyType, { description: 'The strategy.' }) strategy!: StrategyType;
  @Field(() => LayerEvidence, { description: 'Its knowledge in the layer.' }) evidence!: LayerEvidence;
}

@ObjectType({ description: 'What the next campaign may expect. It has no influence on the verdict of that campaign.' })
class ExpectedEffect {
  @Field(() => Float, { description: 'Mean effect.' }) mean!: number;
  @Field(() => EffectRange, { nullable: true, description: 'Interval of the next true effect, from three records on.' })
  prediction?: EffectRange;
}

@ObjectType({ description: 'A proposal for the next campaign in a layer.' })
export class StrategyProposal extends StrategyKnowledge {
  @Field(() => AdviceEnum, { description: 'Why it is proposed.' }) advice!: string;
  @Field(() => ExpectedEffect, { nullable: true, description: 'What to expect. Null if nothing is known.' })
  expected?: ExpectedEffect;
}

@InputType({ description: 'The result of a trial that was measured elsewhere.' })
export class StrategyResultInput {
  @Field(() => String, { description: 'Key of the strategy, whose metric and window the result has.' })
  strategy!: string;
  @Field(() => String, { nullable: true, description: 'Layer, as model.layer. Default: all customers of the trial.' })
  layer?: string | null;
  @Field(() => String, { description: 'Where it comes from, such as the name of the campaign.' }) source!: string;
  @Field(() => DateTime, { description: 'When the customers were treated.' }) at!: string;
  @Field(() => Float, { nullable: true, description: 'Difference of the means per customer. Absent without hold-out.' })
  effect?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Its standard error, at least 0.000001. Required with an effect.',
  })
  standardError?: number | null;
  @Field(() => Int, { nullable: true, description: 'Treated customers.' }) treated?: number | null;
  @Field(() => Int, { nullable: true, description: 'Customers of the hold-out.' }) heldOut?: number | null;
  @Field(() => Float, { nullable: true, description: 'Cost per treated customer.' }) cost?: number | null;
  @Field(() => String, { nullable: true, description: 'A remark.' }) note?: string | null;
}

const showFigure = ({ assigned, ...figure }: Figure): StrategyFigure => ({
  ...figure,
  assignedTreated: assigned.treated,
  assignedHeldOut: assigned.heldOut,
});

export function showRecord({ figure, closing, windowMs, ...record }: StrategyRecord): StrategyRecordType {
  return {
    ...record,
    window: formatDuration(windowMs),
    ...(figure ? { figure: showFigure(figure) } : {}),
    ...(closing
      ? { closing: { ...closing, window: formatDuration(closing.windowMs), figure: showFigure(closing.figure) } }
      : {}),
  };
}

export const showEvidence = ({ records, trials, ...evidence }: Evidence): LayerEvidence => ({
  ...evidence,
  verdicts: VERDICTS.flatMap((verdict) => {
    const count = records[verdict];
    return count === undefined ? [] : [{ verdict, records: count }];
  }),
  trials: trials.map(showRecord),
});

export const showKnown = ({ strategy, evidence }: Known): StrategyKnowledge => ({
  strategy: showStrategy(strategy),
  evidence: showEvidence(evidence),
});

export const showProposal = ({ strategy, evidence, advice, expected }: Proposal): StrategyProposal => ({
  strategy: showStrategy(strategy),
  evidence: showEvidence(evidence),
  advice,
  ...(expected ? { expected } : {}),
});
