/** Write keys: a form that creates a key, and actions on existing keys. The text of a key is shown only once. */
import { Alert, Button, Card, Flex, Form, Input, Popconfirm, Select, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CreateWriteKeyDocument,
  RevokeWriteKeyDocument,
  RotateWriteKeyDocument,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { NumberField } from '../../components/number-field.js';
import { ask, UNKEPT, type ApiError } from '../../data/client.js';
import { useFault } from '../../words/use-faults.js';
import { useWords } from '../../words/language.js';

/** Number of hours for which the previous text of a rotated key remains valid. */
const GRACE_HOURS = 24;

interface KeyForm {
  readonly source: string;
  readonly label?: string;
  readonly origins?: string[];
  readonly events?: string[];
  readonly orders?: string[];
  readonly traits?: string[];
  readonly ratePerSecond?: number;
}

/** Id and text of a key that has just been created or rotated. */
export interface ShownKey {
  readonly id: string;
  readonly key: string;
}

export function NewWriteKey({ made }: { readonly made: (key: ShownKey) => void }): ReactNode {
  const t = useWords();
  const say = useFault();
  const [error, setError] = useState<ApiError>();
  const create = ({ origins = [], events = [], ...rest }: KeyForm): void => {
    setError(undefined);
    const input = {
      ...rest,
      // Empty lists are omitted, and the key is then valid for all origins or all events.
      ...(origins.length > 0 ? { origins } : {}),
      ...(events.length > 0 ? { events } : {}),
    };
    ask(CreateWriteKeyDocument, { input }, UNKEPT).then(({ createWriteKey }) => made(createWriteKey), setError);
  };
  return (
    <Card title={t('New write key')}>
      <Flex vertical gap={16}>
        <Form name="write_key" layout="inline" style={{ rowGap: 8 }} onFinish={create}>
          <Form.Item name="source" label={t('Source')} rules={[{ required: true }]}>
            <Input style={{ width: 140 }} />
          </Form.Item>
          <Form.Item name="label" label={t('Label')}>
            <Input style={{ width: 180 }} />
          </Form.Item>
          <Names name="origins" label={t('Origins of pages')} empty={t('all')} />
          <Names name="events" label={t('Only these events')} empty={t('all but orders')} />
          <Names name="orders" label={t('Order events')} empty={t('none')} />
          <Names name="traits" label={t('Tags that traits may set')} empty={t('none')} />
          <NumberField name="ratePerSecond" label={t('Requests a second')} min={1} />
          <Button type="primary" htmlType="submit">
            {t('Create')}
          </Button>
        </Form>
        {error && <Alert type="error" showIcon title={say(error)} />}
      </Flex>
    </Card>
  );
}

/** Form field for a list of names, which the user types one after another. */
function Names({
  name,
  label,
  empty,
}: {
  readonly name: string;
  readonly label: string;
  readonly empty: string;
}): ReactNode {
  return (
    <Form.Item name={name} label={label}>
      <Select mode="tags" open={false} suffixIcon={null} style={{ minWidth: 220 }} placeholder={empty} />
    </Form.Item>
  );
}

export function NewKeyText({ shown }: { readonly shown: ShownKey }): ReactNode {
  const t = useWords();
  return (
    <Alert
      type="success"
      title={t('The write key. It is shown this once.')}
      description={
        <Typography.Text copyable code style={{ wordBreak: 'break-all' }}>
          {shown.key}
        </Typography.Text>
      }
    />
  );
}

export function KeyActions({
  id,
  made,
  revoked,
}: {
  readonly id: string;
  readonly made: (key: ShownKey) => void;
  readonly revoked: () => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  return (
    <Flex gap={8}>
      <Popconfirm
        title={t('The former key stays valid for 24 hours.')}
        okText={t('Rotate')}
        onConfirm={() =>
          act(ask(RotateWriteKeyDocument, { id, graceHours: GRACE_HOURS }, UNKEPT), ({ rotateWriteKey }) =>
            made(rotateWriteKey),
          )
        }
      >
        <Button size="small">{t('Rotate')}</Button>
      </Popconfirm>
      <Popconfirm
        title={t('Everything that uses it is refused from now on.')}
        okText={t('Revoke')}
        onConfirm={() => act(ask(RevokeWriteKeyDocument, { id }), revoked)}
      >
        <Button size="small" danger>
          {t('Revoke')}
        </Button>
      </Popconfirm>
    </Flex>
  );
}
