/** GraphQL resolvers for webhook endpoints, which are addresses of other systems that messages are handed over to. */
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
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { Verdict } from '../../engine/reach/verdict.js';
import {
  defineWebhookEndpoint,
  listWebhookEndpoints,
  rotateWebhookSecret,
  setWebhookEndpointEnabled,
  testWebhookEndpoint,
  type ShownEndpoint,
  type WithSecret,
} from '../../services/reach/webhook-endpoints.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { DateTime } from '../scalars.js';

enum DisabledBy {
  OPERATOR = 'OPERATOR',
  GONE = 'GONE',
}
registerEnumType(DisabledBy, {
  name: 'WebhookDisabledBy',
  description: 'Why an endpoint gets nothing.',
  valuesConfig: {
    OPERATOR: { description: 'Somebody disabled it.' },
    GONE: { description: 'It answered 410.' },
  },
});

enum VerdictKind {
  DELIVERED = 'DELIVERED',
  REFUSED = 'REFUSED',
  GONE = 'GONE',
  SLOW_DOWN = 'SLOW_DOWN',
  UNKNOWN = 'UNKNOWN',
  NOT_SENT = 'NOT_SENT',
}
registerEnumType(VerdictKind, {
  name: 'DeliveryVerdict',
  description: 'What an attempt to hand a message over came to.',
  valuesConfig: {
    DELIVERED: { description: 'It was answered 2xx.' },
    REFUSED: { description: 'It was refused for good and not taken.' },
    GONE: { description: 'It was answered 410; the endpoint is disabled.' },
    SLOW_DOWN: { description: 'The receiver asks for fewer messages.' },
    UNKNOWN: { description: 'The receiver may have taken it: a timeout, a cut connection, or another answer.' },
    NOT_SENT: { description: 'Nothing of it left: no connection, or an address in a closed network.' },
  },
});

@InputType({ description: 'A webhook endpoint to define or change.' })
class WebhookEndpointInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, { description: 'An https address without credentials.' }) url!: string;
}

@ObjectType('WebhookEndpoint', { description: 'An endpoint of another system that messages are handed over to.' })
class WebhookEndpointType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, { description: 'Its address.' }) url!: string;
  @Field(() => DisabledBy, { nullable: true, description: 'Why it gets nothing; null: it is enabled.' })
  disabledBy?: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was disabled.' }) disabledAt?: number;
  @Field(() => Int, { description: 'Counts its changes, from 1.' }) version!: number;
}

const WebhookEndpointConnectionBase = connectionTypes(WebhookEndpointType, 'WebhookEndpoint');
@ObjectType({ description: 'A page of webhook endpoints.' })
class WebhookEndpointConnection extends WebhookEndpointConnectionBase {}

@ObjectType({ description: 'An endpoint with the secret that was made for it.' })
class WebhookEndpointWithSecret {
  @Field(() => WebhookEndpointType, { description: 'The endpoint.' }) endpoint!: ShownEndpoint;
  @Field(() => String, {
    nullable: true,
    description: 'The secret that its messages are signed with, answered this once; null: it keeps the one it has.',
  })
  secret?: string;
}

@ObjectType({ description: 'What came of a message.' })
class DeliveryAttempt {
  @Field(() => VerdictKind, { description: 'What it came to.' }) kind!: string;
  @Field(() => Int, { nullable: true, description: 'The status of an answer that was not a success.' }) status?: number;
  @Field(() => String, { nullable: true, description: 'Why it is unknown or was not sent.' }) cause?: string;
}

@Resolver()
export class WebhookEndpointResolver {
  @Authorized('reach:admin')
  @Query(() => WebhookEndpointConnection, { description: 'Webhook endpoints, by key.' })
  async webhookEndpoints(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ShownEndpoint>> {
    checkFirst(first);
    return toConnection(
      await listWebhookEndpoints(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (endpoint) => endpoint.key,
      (endpoint) => endpoint,
    );
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointWithSecret, {
    description: 'Defines an endpoint and answers its secret once, or changes its name, description and address.',
  })
  defineWebhookEndpoint(
    @Arg('input', () => WebhookEndpointInput, { description: 'The endpoint.' }) input: WebhookEndpointInput,
    @Ctx() c: Context,
  ): Promise<WithSecret> {
    return defineWebhookEndpoint(c.services, c.principal, input);
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointWithSecret, {
    description: 'Gives an endpoint another secret, answered once.',
  })
  rotateWebhookSecret(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Arg('graceHours', () => Float, {
      defaultValue: 24,
      description: 'How long messages are signed with the former secret as well, at most 720.',
    })
    graceHours: number,
    @Ctx() c: Context,
  ): Promise<WithSecret> {
    return rotateWebhookSecret(c.services, c.principal, key, graceHours);
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointType, { description: 'Disables an endpoint: it gets nothing.' })
  disableWebhookEndpoint(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ShownEndpoint> {
    return setWebhookEndpointEnabled(c.services, c.principal, key, false);
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointType, { description: 'Enables an endpoint again.' })
  enableWebhookEndpoint(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ShownEndpoint> {
    return setWebhookEndpointEnabled(c.services, c.principal, key, true);
  }

  @Authorized('reach:admin')
  @Mutation(() => DeliveryAttempt, {
    description: 'Sends a signed test message to an endpoint once. Sandboxes send nothing.',
  })
  testWebhookEndpoint(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Ctx() c: Context,
  ): Promise<Verdict> {
    return testWebhookEndpoint(c.services, c.principal, key);
  }
}
