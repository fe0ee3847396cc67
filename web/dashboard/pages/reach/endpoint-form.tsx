/** Form that defines or changes an endpoint: a signed webhook, or a ready provider with its settings. */
import { Alert, Button, Card, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import {
  ChannelPresetsDocument,
  DefineWebhookEndpointDocument,
  type ChannelPreset,
  type ChannelPresetsQuery,
  type WebhookEndpointInput,
} from '../../../../schema/generated/operations.js';
import { ask, UNKEPT, type ApiError } from '../../data/client.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useEnums } from '../../words/use-enums.js';
import { useFault } from '../../words/use-faults.js';
import type { Endpoint } from './endpoint.js';

interface EndpointFields {
  readonly key: string;
  readonly name?: string;
  readonly description?: string;
  readonly url?: string;
  readonly preset?: ChannelPreset;
  readonly settings?: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<Record<string, string>>;
}

const pairs = (given: Readonly<Record<string, string | undefined>> = {}): { name: string; value: string }[] =>
  Object.entries(given).flatMap(([name, value]) => (value ? [{ name, value }] : []));

/** Converts the form to input of the API. Without new credentials, the provider keeps those that it has. */
function toInput(
  { settings, credentials, preset, ...rest }: EndpointFields,
  edited: Endpoint | undefined,
): WebhookEndpointInput {
  const given = pairs(credentials);
  const kept = edited?.provider ? null : [];
  return {
    ...rest,
    key: edited?.key ?? rest.key,
    url: rest.url || undefined,
    ...(preset
      ? { provider: { preset, settings: pairs(settings), credentials: given.length > 0 ? given : kept } }
      : {}),
  };
}

function fieldsOf({ provider, ...endpoint }: Endpoint): EndpointFields {
  return {
    key: endpoint.key,
    name: endpoint.name,
    description: endpoint.description ?? undefined,
    url: endpoint.url,
    preset: provider?.preset ?? undefined,
    settings: Object.fromEntries((provider?.settings ?? []).map(({ name, value }) => [name, value])),
  };
}

export function EndpointForm({
  edited,
  taken,
  saved,
  cancel,
}: {
  readonly edited?: Endpoint;
  readonly taken: ReadonlySet<string>;
  readonly saved: (secret: string | null | undefined) => void;
  readonly cancel: () => void;
}): ReactNode {
  const t = useWords();
  const say = useFault();
  const [form] = Form.useForm<EndpointFields>();
  const [error, setError] = useState<ApiError>();
  const preset = Form.useWatch('preset', form);
  const presets = useAsk(ChannelPresetsDocument, {});
  const save = (fields: EndpointFields): void => {
    setError(undefined);
    ask(DefineWebhookEndpointDocument, { input: toInput(fields, edited) }, UNKEPT).then(({ defineWebhookEndpoint }) => {
      form.resetFields();
      saved(defineWebhookEndpoint.secret);
    }, setError);
  };
  return (
    <Card title={t(edited ? 'Edit the endpoint' : 'New endpoint')}>
      <Form
        form={form}
        name="endpoint"
        layout="vertical"
        style={{ maxWidth: 560 }}
        initialValues={edited ? fieldsOf(edited) : {}}
        onFinish={save}
      >
        <KeyFields isEdited={edited !== undefined} taken={taken} />
        <ProviderFields
          presets={presets.data?.channelPresets ?? []}
          chosen={preset}
          isEdited={edited !== undefined}
          keepsCredentials={edited?.provider !== undefined && edited.provider !== null}
        />
        {error && <Alert type="error" showIcon title={say(error)} style={{ marginBottom: 12 }} />}
        <Button type="primary" htmlType="submit">
          {t('Save')}
        </Button>{' '}
        {edited && <Button onClick={cancel}>{t('Cancel')}</Button>}
      </Form>
    </Card>
  );
}

function KeyFields({
  isEdited,
  taken,
}: {
  readonly isEdited: boolean;
  readonly taken: ReadonlySet<string>;
}): ReactNode {
  const t = useWords();
  return (
    <>
      <Form.Item
        name="key"
        label={t('Key')}
        rules={[
          { required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/, message: t('Lower-case letters, digits and _.') },
          {
            validator: (_rule, key: string) =>
              !isEdited && taken.has(key) ? Promise.reject(new Error(t('This key is taken.'))) : Promise.resolve(),
          },
        ]}
      >
        <Input disabled={isEdited} />
      </Form.Item>
      <Form.Item name="name" label={t('Name')}>
        <Input />
      </Form.Item>
    </>
  );
}

function ProviderFields({
  presets,
  chosen,
  isEdited,
  keepsCredentials,
}: {
  readonly presets: ChannelPresetsQuery['channelPresets'];
  readonly chosen: ChannelPreset | undefined;
  readonly isEdited: boolean;
  readonly keepsCredentials: boolean;
}): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const preset = presets.find((one) => one.preset === chosen);
  return (
    <>
      <Form.Item name="preset" label={t('Kind')}>
        <ClearableSelect
          disabled={isEdited}
          placeholder={t('signed webhook')}
          options={presets.map((one) => ({ value: one.preset, label: enums('channelPreset', one.preset) }))}
        />
      </Form.Item>
      <Form.Item
        name="url"
        label={t(preset ? 'Address (empty: the usual one)' : 'Address')}
        rules={[{ required: !preset, message: t('Enter an address') }]}
      >
        <Input placeholder={preset?.url} />
      </Form.Item>
      {preset?.settings.map((name) => (
        <Form.Item key={name} name={['settings', name]} label={<span data-given>{name}</span>}>
          <Input />
        </Form.Item>
      ))}
      {preset?.credentials.map((name) => (
        <Form.Item
          key={name}
          name={['credentials', name]}
          label={<span data-given>{name}</span>}
          rules={[{ required: !keepsCredentials }]}
          extra={keepsCredentials && t('Empty: stays as it is.')}
        >
          <Input.Password autoComplete="off" />
        </Form.Item>
      ))}
    </>
  );
}
