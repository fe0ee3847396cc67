/** GraphQL resolvers for webhook endpoints. Messages are handed over to these addresses of other systems. */
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
import {
  channelPresets,
  type PresetName,
  type ProviderPreset,
} from '../../services/reach/providers/provider-presets.js';
import { enumOf } from '../analyses/common.type.js';
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
    GONE: { description: 'It responded with 410.' },
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
    DELIVERED: { description: 'The receiver responded with 2xx.' },
    REFUSED: { description: 'It was refused for good and not taken.' },
    GONE: { description: 'The receiver responded with 410. The endpoint is disabled.' },
    SLOW_DOWN: { description: 'The receiver asks for fewer messages.' },
    UNKNOWN: { description: 'The receiver may have accepted it: a timeout, a lost connection, or another response.' },
    NOT_SENT: { description: 'Nothing of it left: no connection, or an address in a closed network.' },
  },
});

const ChannelPreset = enumOf<PresetName>('ChannelPreset', 'A ready provider of a channel.', {
  SMS: 'Text messages by the API of Yunpian (云片).',
  PUSH: 'App push by the API of JPush (极光).',
  WECOM: 'WeCom (企业微信): messages that an adviser of the customer confirms.',
  OFFICIAL_ACCOUNT: 'Official account (公众号): template messages to followers.',
});

@InputType({ description: 'The value of a setting or credential.' })
class ProviderValueInput {
  @Field(() => String, { description: 'Its name.' }) name!: string;
  @Field(() => String, { description: 'Its value.' }) value!: string;
}

@InputType({ description: 'A provider that takes messages by a request of its own.' })
class ChannelProviderInput {
  @Field(() => ChannelPreset, { nullable: true, description: 'A ready provider, in place of a definition.' })
  preset?: string;
  @Field(() => String, { nullable: true, description: 'The definition of a provider, as JSON.' }) definition?: string;
  @Field(() => [ProviderValueInput], { nullable: true, description: 'Values of its settings.' })
  settings?: ProviderValueInput[];
  @Field(() => [ProviderValueInput], {
    nullable: true,
    description: 'Secrets, which are never shown. Null keeps those of the endpoint, at the same place and definition.',
  })
  credentials?: ProviderValueInput[];
}

@InputType({ description: 'A webhook endpoint to define or change.' })
class WebhookEndpointInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, {
    nullable: true,
    description: 'An https address without credentials. Null is the usual address of a ready provider.',
  })
  url?: string;
  @Field(() => ChannelProviderInput, {
    nullable: true,
    description: 'The provider at the address. Null removes it, and the endpoint takes signed webhooks.',
  })
  provider?: ChannelProviderInput;
}

@ObjectType({ description: 'The value of a setting.' })
class ProviderValue {
  @Field(() => String, { description: 'Its name.' }) name!: string;
  @Field(() => String, { description: 'Its value.' }) value!: string;
}

@ObjectType({ description: 'The provider of an endpoint.' })
class ChannelProvider {
  @Field(() => ChannelPreset, { nullable: true, description: 'The ready provider that it is, if it is one.' })
  preset?: string;
  @Field(() => String, { description: 'Its definition, as JSON.' }) definition!: string;
  @Field(() => [ProviderValue], { description: 'Values of its settings.' }) settings!: ProviderValue[];
  @Field(() => [String], { description: 'Names of its credentials. Their values are never shown.' })
  credentials!: readonly string[];
}

@ObjectType('ChannelPresetDetails', { description: 'A ready provider, with its mapping of receipts.' })
class ChannelPresetDetailsType {
  @Field(() => ChannelPreset, { description: 'Its name.' }) preset!: string;
  @Field(() => String, { description: 'Its usual address.' }) url!: string;
  @Field(() => String, { description: 'Its definition, as JSON.' }) definition!: string;
  @Field(() => [String], { description: 'Names of its settings.' }) settings!: readonly string[];
  @Field(() => [String], { description: 'Names of its credentials.' }) credentials!: readonly string[];
  @Field(() => String, { description: 'Mapping of a webhook that turns its receipts into events, as JSON.' })
  receipts!: string;
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
  @Field(() => ChannelProvider, { nullable: true, description: 'Its provider; null: it takes signed webhooks.' })
  provider?: ChannelProvider;
  @Field(() => Int, { description: 'Counts its changes, from 1.' }) version!: number;
}

/** Converts an endpoint to its GraphQL type. */
function showEndpoint({ provider, ...endpoint }: ShownEndpoint): WebhookEndpointType {
  if (!provider) return endpoint;
  const settings = Object.entries(provider.settings).map(([name, value]) => ({ name, value }));
  const definition = JSON.stringify(provider.definition);
  return { ...endpoint, provider: { ...provider, definition, settings } };
}

function showPreset({ name, url, definition, receipts }: ProviderPreset): ChannelPresetDetailsType {
  const { settings = [], credentials = [] } = definition;
  return {
    preset: name,
    url,
    definition: JSON.stringify(definition),
    settings,
    credentials,
    receipts: JSON.stringify(receipts),
  };
}

async function showWithSecret(given: Promise<WithSecret>): Promise<WebhookEndpointWithSecret> {
  const { endpoint, ...rest } = await given;
  return { endpoint: showEndpoint(endpoint), ...rest };
}

const WebhookEndpointConnectionBase = connectionTypes(WebhookEndpointType, 'WebhookEndpoint');
@ObjectType({ description: 'A page of webhook endpoints.' })
class WebhookEndpointConnection extends WebhookEndpointConnectionBase {}

@ObjectType({ description: 'An endpoint with the secret that was made for it.' })
class WebhookEndpointWithSecret {
  @Field(() => WebhookEndpointType, { description: 'The endpoint.' }) endpoint!: WebhookEndpointType;
  @Field(() => String, {
    nullable: true,
    description: 'The secret that signs its messages, returned only once. Null if the endpoint keeps its secret.',
  })
  secret?: string;
}

@ObjectType({ description: 'The outcome of a message.' })
class DeliveryAttempt {
  @Field(() => VerdictKind, { description: 'What it came to.' }) kind!: string;
  @Field(() => Int, { nullable: true, description: 'The status of an unsuccessful response.' }) status?: number;
  @Field(() => String, { nullable: true, description: 'Why it is unknown or was not sent.' }) cause?: string;
}

@Resolver()
export class WebhookEndpointResolver {
  @Authorized('reach:admin')
  @Query(() => WebhookEndpointConnection, { description: 'Webhook endpoints, by key.' })
  async webhookEndpoints(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<WebhookEndpointType>> {
    checkFirst(first);
    return toConnection(
      await listWebhookEndpoints(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (endpoint) => endpoint.key,
      showEndpoint,
    );
  }

  @Authorized('reach:admin')
  @Query(() => [ChannelPresetDetailsType], { description: 'Ready providers of channels.' })
  channelPresets(@Ctx() c: Context): ChannelPresetDetailsType[] {
    return channelPresets(c.principal).map(showPreset);
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointWithSecret, {
    description: 'Defines an endpoint and returns its secret once, or changes its name, description and address.',
  })
  defineWebhookEndpoint(
    @Arg('input', () => WebhookEndpointInput, { description: 'The endpoint.' }) input: WebhookEndpointInput,
    @Ctx() c: Context,
  ): Promise<WebhookEndpointWithSecret> {
    return showWithSecret(defineWebhookEndpoint(c.services, c.principal, input));
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointWithSecret, {
    description: 'Gives an endpoint another secret, which is returned once.',
  })
  rotateWebhookSecret(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Arg('graceHours', () => Float, {
      defaultValue: 24,
      description: 'How long messages are signed with the former secret as well, at most 720.',
    })
    graceHours: number,
    @Ctx() c: Context,
  ): Promise<WebhookEndpointWithSecret> {
    return showWithSecret(rotateWebhookSecret(c.services, c.principal, key, graceHours));
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointType, { description: 'Disables an endpoint: it gets nothing.' })
  async disableWebhookEndpoint(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Ctx() c: Context,
  ): Promise<WebhookEndpointType> {
    return showEndpoint(await setWebhookEndpointEnabled(c.services, c.principal, key, false));
  }

  @Authorized('reach:admin')
  @Mutation(() => WebhookEndpointType, { description: 'Enables an endpoint again.' })
  async enableWebhookEndpoint(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Ctx() c: Context,
  ): Promise<WebhookEndpointType> {
    return showEndpoint(await setWebhookEndpointEnabled(c.services, c.principal, key, true));
  }

  @Authorized('reach:admin')
  @Mutation(() => DeliveryAttempt, {
    description: 'Sends a test message to an endpoint once, signed or by its provider. Sandboxes send nothing.',
  })
  testWebhookEndpoint(
    @Arg('key', () => String, { description: 'Key of the endpoint.' }) key: string,
    @Arg('to', () => String, {
      nullable: true,
      description: 'Address of the recipient, such as a phone number. Only a provider needs it.',
    })
    to: string | undefined,
    @Ctx() c: Context,
  ): Promise<Verdict> {
    return testWebhookEndpoint(c.services, c.principal, key, to);
  }
}
