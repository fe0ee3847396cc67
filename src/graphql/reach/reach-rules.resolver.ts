/** GraphQL resolvers for the contact rules of a workspace and for the switch that stops all campaigns. */
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  Float,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { Budget } from '../../engine/reach/budget.js';
import { CHANNEL_KINDS, type ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { formatDuration } from '../../engine/time/time.js';
import { reachRules, setReachRules, setReachStopped } from '../../services/reach/reach-rules.js';
import type { Context } from '../context.js';
import { DateTime } from '../scalars.js';

enum BudgetPeriod {
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
}
registerEnumType(BudgetPeriod, {
  name: 'BudgetPeriod',
  description: 'A calendar period in the time zone of the customer.',
  valuesConfig: {
    DAY: { description: 'A day.' },
    WEEK: { description: 'A week from Monday.' },
    MONTH: { description: 'A month.' },
  },
});
enum ConsentDefault {
  REQUIRED = 'REQUIRED',
  UNLESS_WITHDRAWN = 'UNLESS_WITHDRAWN',
}
registerEnumType(ConsentDefault, {
  name: 'ConsentDefault',
  description: 'Permission of customers who made no statement about a purpose.',
  valuesConfig: {
    REQUIRED: { description: 'Without a statement, nothing may be sent.' },
    UNLESS_WITHDRAWN: { description: 'The customer permits it until a withdrawal.' },
  },
});

@InputType({ description: 'A contact budget. Every budget that applies to a contact must have room.' })
class ContactBudgetInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => Int, { description: 'Most contacts of a customer in the window, at least 1.' }) most!: number;
  @Field(() => String, { nullable: true, description: 'Rolling window, e.g. P30D. Give this or `per`.' })
  rolling?: string;
  @Field(() => BudgetPeriod, { nullable: true, description: 'Calendar window. Give this or `rolling`.' }) per?: string;
  @Field(() => String, { nullable: true, description: 'Only contacts of this channel.' }) channel?: string;
  @Field(() => String, { nullable: true, description: 'Only contacts of campaigns with this tag.' }) tag?: string;
  @Field(() => String, { nullable: true, description: 'Only customers who are in this layer, as model.layer.' })
  layer?: string;
  @Field(() => Boolean, { nullable: true, description: 'Counts by device. Default false.' }) perDevice?: boolean;
}

@InputType({ description: 'Least time between contacts of customers in a PERIODIC layer.' })
class ReachIntervalInput {
  @Field(() => String, { description: 'The layer, as model.layer. Its model governs reach.' }) layer!: string;
  @Field(() => String, { description: 'Duration, e.g. P30D.' }) every!: string;
}

@InputType({ description: 'Permission of customers without a statement about a purpose.' })
class ConsentDefaultInput {
  @Field(() => String, { description: 'The purpose, e.g. marketing.' }) purpose!: string;
  @Field(() => ConsentDefault, { description: 'The permission.' }) permission!: string;
}

const ChannelKind = Object.fromEntries(CHANNEL_KINDS.map((kind) => [kind, kind]));
registerEnumType(ChannelKind, {
  name: 'ReachChannelKind',
  description: 'How contacts reach a customer on a channel.',
  valuesConfig: {
    SENT: { description: 'A message is sent to an address of the customer.' },
    TASK: { description: 'The contact becomes a task. A tag of the customer names the person who carries it out.' },
    PULL: { description: 'The contact waits until the place with the name of the channel asks for it.' },
  },
});

@InputType({ description: 'A channel, and how it reaches customers.' })
class ReachChannelInput {
  @Field(() => String, { description: 'The channel, e.g. sms, or the name of a place.' }) channel!: string;
  @Field(() => ChannelKind, { nullable: true, description: 'Default SENT.' }) kind?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Only of SENT, which needs it: namespace of the identity that is the address, e.g. phone.',
  })
  namespace?: string;
  @Field(() => String, { nullable: true, description: 'Only of TASK: tag of type STRING with the assignee of tasks.' })
  assigneeTag?: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether the address is a device. Default false.' })
  isDevice?: boolean;
}

@InputType({ description: 'The customers who are near churn by a score.' })
class NearChurnInput {
  @Field(() => String, { description: 'Tag of type DECIMAL with the probability of leaving.' }) tag!: string;
  @Field(() => Float, { nullable: true, description: 'A customer above it is near churn. 0 to 1, default 0.5.' })
  bound?: number;
}

@InputType({ description: 'Rules of reach. Absent fields stay unchanged, null removes the value.' })
class ReachRulesInput {
  @Field(() => [ContactBudgetInput], { nullable: true, description: 'Contact budgets.' })
  budgets?: ContactBudgetInput[];
  @Field(() => [String], {
    nullable: true,
    description: 'Layer models whose reach decides. The strictest rule decides.',
  })
  governing?: string[];
  @Field(() => [ReachIntervalInput], { nullable: true, description: 'Intervals of PERIODIC layers.' })
  intervals?: ReachIntervalInput[];
  @Field(() => Int, {
    nullable: true,
    description: 'Share of customers that marketing never reaches, 0 to 50 percent. Default 0.',
  })
  controlPercent?: number;
  @Field(() => [ConsentDefaultInput], {
    nullable: true,
    description: 'Permission by purpose of customers without a statement. Default REQUIRED.',
  })
  consentDefaults?: ConsentDefaultInput[];
  @Field(() => [ReachChannelInput], { nullable: true, description: 'Channels that campaigns may use.' })
  channels?: ReachChannelInput[];
  @Field(() => String, { nullable: true, description: 'Tag with the time zone of the customer.' }) zoneTag?: string;
  @Field(() => NearChurnInput, {
    nullable: true,
    description: 'Which customers NEAR_CHURN layers reach. Without a score: 75 to 90 days after the last order.',
  })
  churn?: NearChurnInput;
}

@ObjectType({ description: 'The customers who are near churn by a score.' })
class NearChurn {
  @Field(() => String, { description: 'Tag with the probability of leaving.' }) tag!: string;
  @Field(() => Float, { description: 'A customer above it is near churn.' }) bound!: number;
}

@ObjectType({ description: 'A contact budget.' })
class ContactBudget {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => Int, { description: 'Most contacts of a customer in the window.' }) most!: number;
  @Field(() => String, { nullable: true, description: 'Rolling window.' }) rolling?: string;
  @Field(() => BudgetPeriod, { nullable: true, description: 'Calendar window.' }) per?: string;
  @Field(() => String, { nullable: true, description: 'Only contacts of this channel.' }) channel?: string;
  @Field(() => String, { nullable: true, description: 'Only contacts of campaigns with this tag.' }) tag?: string;
  @Field(() => String, { nullable: true, description: 'Only customers who are in this layer.' }) layer?: string;
  @Field(() => Boolean, { description: 'Whether it counts by device.' }) perDevice!: boolean;
}

@ObjectType({ description: 'Least time between contacts of customers in a PERIODIC layer.' })
class ReachInterval {
  @Field(() => String, { description: 'The layer, as model.layer.' }) layer!: string;
  @Field(() => String, { description: 'Duration.' }) every!: string;
}

@ObjectType({ description: 'Permission of customers without a statement about a purpose.' })
class ConsentDefaultRule {
  @Field(() => String, { description: 'The purpose.' }) purpose!: string;
  @Field(() => ConsentDefault, { description: 'The permission.' }) permission!: string;
}

@ObjectType({ description: 'A channel, and how it reaches customers.' })
class ReachChannel {
  @Field(() => String, { description: 'The channel.' }) channel!: string;
  @Field(() => ChannelKind, { description: 'How contacts reach a customer on it.' }) kind!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Namespace of the identity that is the address. Null for other kinds than SENT.',
  })
  namespace?: string;
  @Field(() => String, { nullable: true, description: 'Tag with the assignee of tasks. Null for other kinds.' })
  assigneeTag?: string;
  @Field(() => Boolean, { description: 'Whether the address is a device.' }) isDevice!: boolean;
}

@ObjectType('ReachRules', { description: 'The rules of a workspace about contacts.' })
class ReachRulesType {
  @Field(() => [ContactBudget], { description: 'Contact budgets.' }) budgets!: readonly ContactBudget[];
  @Field(() => [String], { description: 'Layer models whose reach decides.' }) governing!: readonly string[];
  @Field(() => [ReachInterval], { description: 'Intervals of PERIODIC layers.' }) intervals!: readonly ReachInterval[];
  @Field(() => Int, { description: 'Share of customers that marketing never reaches, in percent.' })
  controlPercent!: number;
  @Field(() => [ConsentDefaultRule], { description: 'Permission by purpose of customers without a statement.' })
  consentDefaults!: readonly ConsentDefaultRule[];
  @Field(() => [ReachChannel], { description: 'Channels that campaigns may use.' }) channels!: readonly ReachChannel[];
  @Field(() => String, { nullable: true, description: 'Tag with the time zone of the customer.' }) zoneTag?: string;
  @Field(() => NearChurn, {
    nullable: true,
    description: 'Which customers NEAR_CHURN layers reach. Without a score: 75 to 90 days after the last order.',
  })
  churn?: NearChurn;
  @Field(() => Boolean, { description: 'Whether every campaign is stopped.' }) stopped!: boolean;
  @Field(() => Int, { description: 'Version. 0 if no rules were set.' }) version!: number;
  @Field(() => DateTime, { nullable: true, description: 'Instant of this version. Null if no rules were set.' })
  savedAt?: number;
}

const showBudget = ({ window, perDevice, ...budget }: Budget): ContactBudget => ({
  ...budget,
  ...(window.kind === 'ROLLING' ? { rolling: formatDuration(window.ms) } : { per: window.unit.toUpperCase() }),
  perDevice: perDevice ?? false,
});

const showRules = ({
  budgets,
  intervals,
  consentDefaults,
  channels,
  savedAt,
  ...rules
}: ReachRulesDefinition): ReachRulesType => ({
  ...rules,
  ...(rules.version > 0 ? { savedAt } : {}),
  budgets: budgets.map(showBudget),
  channels: channels.map((channel) => ({ ...channel, kind: channel.kind ?? 'SENT' })),
  intervals: Object.entries(intervals).map(([layer, ms]) => ({ layer, every: formatDuration(ms) })),
  consentDefaults: Object.entries(consentDefaults).map(([purpose, permission]) => ({ purpose, permission })),
});

@Resolver()
export class ReachRulesResolver {
  @Authorized('reach:read')
  @Query(() => ReachRulesType, { description: 'The rules of the workspace about contacts.' })
  async reachRules(@Ctx() c: Context): Promise<ReachRulesType> {
    return showRules(await reachRules(c.services, c.principal));
  }

  @Authorized('reach:admin')
  @Mutation(() => ReachRulesType, {
    description: 'Sets rules of the workspace about contacts. Absent fields stay unchanged, null removes the value.',
  })
  async setReachRules(
    @Arg('input', () => ReachRulesInput, { description: 'The rules.' }) input: ReachRulesInput,
    @Ctx() c: Context,
  ): Promise<ReachRulesType> {
    return showRules(await setReachRules(c.services, c.principal, input));
  }

  @Authorized('reach:admin')
  @Mutation(() => ReachRulesType, { description: 'Stops every campaign: nothing is decided or handed over.' })
  async stopReach(@Ctx() c: Context): Promise<ReachRulesType> {
    return showRules(await setReachStopped(c.services, c.principal, true));
  }

  @Authorized('reach:admin')
  @Mutation(() => ReachRulesType, { description: 'Lets campaigns continue after they were stopped.' })
  async resumeReach(@Ctx() c: Context): Promise<ReachRulesType> {
    return showRules(await setReachStopped(c.services, c.principal, false));
  }
}
