/** GraphQL resolvers for experiments, which assign variants to customers and keep a hold-out group. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  Float,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import {
  assignExperiment,
  defineExperiment,
  endExperiment,
  findExperiment,
  listExperiments,
} from '../../services/experiments/experiments.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { CustomerInput } from '../coupons/coupon.type.js';
import { PageArgs } from '../page.args.js';

@InputType({ description: 'One variant of an experiment.' })
class VariantInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => Int, { nullable: true, description: 'Weight of the variant relative to the others. Default 1.' })
  weight?: number;
  @Field(() => String, {
    nullable: true,
    description: 'Key or code of the coupon that its customers get. The hold-out has none.',
  })
  coupon?: string;
}

@InputType({ description: 'An experiment to start. Its variants never change.' })
class DefineExperimentInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Question of the experiment.' }) description?: string;
  @Field(() => [VariantInput], { description: 'At least two, including the hold-out.' }) variants!: VariantInput[];
  @Field(() => Int, {
    nullable: true,
    description: 'Planned number of customers, at which the always-valid interval is narrowest. Default 10,000.',
  })
  plannedCustomers?: number;
  @Field(() => String, {
    nullable: true,
    description: 'Key of the strategy that the variants try together. Its effect on each layer is then recorded.',
  })
  strategy?: string;
  @Field(() => Float, {
    nullable: true,
    description: 'The effect that is expected, in the unit of the metric of the strategy. Not part of the verdict.',
  })
  expectedEffect?: number;
}

@ObjectType({ description: 'One variant of an experiment.' })
class Variant {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => Int, { description: 'Weight of the variant relative to the others.' }) weight!: number;
  @Field(() => String, {
    nullable: true,
    description: 'Key of the coupon that its customers get. Null for the hold-out.',
  })
  coupon?: string;
}

@ObjectType('Experiment', { description: 'An experiment: variants with coupons, and a hold-out without.' })
class ExperimentType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Question of the experiment.' }) description?: string;
  @Field(() => [Variant], { description: 'The variants.' }) variants!: readonly Variant[];
  @Field(() => Int, { description: 'Planned number of customers.' }) plannedCustomers!: number;
  @Field(() => String, { nullable: true, description: 'Key of the strategy that the variants try.' })
  strategy?: string;
  @Field(() => Float, { nullable: true, description: 'The effect that is expected. Not part of the verdict.' })
  expectedEffect?: number;
  @Field(() => Boolean, { description: 'True if the experiment has ended and no further customers are assigned.' })
  ended!: boolean;
}

const ExperimentConnectionBase = connectionTypes(ExperimentType, 'Experiment');

@ObjectType({ description: 'A page of experiments.' })
class ExperimentConnection extends ExperimentConnectionBase {}

@ObjectType({ description: 'The variant of a customer.' })
class Assignment {
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id. Null without the right to look customers up by one of the identities.",
  })
  profile?: string;
  @Field(() => String, { description: 'The variant.' }) variant!: string;
  @Field(() => String, { nullable: true, description: 'The coupon to give. Null for the hold-out.' })
  coupon?: string;
  @Field(() => Boolean, { description: 'True if the customer was assigned before.' }) already!: boolean;
}

@Resolver()
export class ExperimentResolver {
  @Authorized('segments:read')
  @Query(() => ExperimentType, { nullable: true, description: 'An experiment by its key.' })
  experiment(
    @Arg('key', () => String, { description: 'Key of the experiment.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ExperimentType | undefined> {
    return findExperiment(c.services, c.principal, key);
  }

  @Authorized('segments:read')
  @Query(() => ExperimentConnection, { description: 'All experiments, by key.' })
  async experiments(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ExperimentType>> {
    checkFirst(first);
    return toConnection(
      await listExperiments(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (x) => x.key,
      (x) => x,
    );
  }

  @Authorized('define')
  @Mutation(() => ExperimentType, { description: 'Starts an experiment.' })
  defineExperiment(
    @Arg('input', () => DefineExperimentInput, {
      description: 'The experiment. Exactly one variant, the hold-out, has no coupon.',
    })
    input: DefineExperimentInput,
    @Ctx() c: Context,
  ): Promise<ExperimentType> {
    return defineExperiment(c.services, c.principal, input);
  }

  @Authorized('define')
  @Mutation(() => ExperimentType, { description: 'Ends an experiment. No further customers are assigned.' })
  endExperiment(
    @Arg('key', () => String, { description: 'Key of the experiment.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ExperimentType> {
    return endExperiment(c.services, c.principal, key);
  }

  @Authorized('coupons:write')
  @Mutation(() => [Assignment], {
    description:
      'Assigns a variant to each customer, at most 1,000 per call. The same customer always gets the same variant. The assignment is recorded as an event experiment_assigned.',
  })
  assignExperiment(
    @Arg('experiment', () => String, { description: 'Key of the experiment.' }) experiment: string,
    @Arg('customers', () => [CustomerInput], { description: 'At most 1,000 customers.' }) customers: CustomerInput[],
    @Ctx() c: Context,
  ): Promise<Assignment[]> {
    return assignExperiment(c.services, c.principal, experiment, customers);
  }
}
