/** Sends a test message to an endpoint and shows the result. */
import { Button, Flex, Input, Modal, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  TestWebhookEndpointDocument,
  type TestWebhookEndpointMutation,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { ask } from '../../data/client.js';
import { useWords } from '../../words/language.js';
import { useEnums } from '../../words/use-enums.js';
import type { Endpoint } from './endpoint.js';

type Outcome = TestWebhookEndpointMutation['testWebhookEndpoint'];

export function TestEndpoint({ of }: { readonly of: Endpoint }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const [isOpen, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const [outcome, setOutcome] = useState<Outcome>();
  const send = (): void =>
    act(ask(TestWebhookEndpointDocument, { key: of.key, to: to.trim() || undefined }), ({ testWebhookEndpoint }) =>
      setOutcome(testWebhookEndpoint),
    );
  const close = (): void => {
    setOpen(false);
    setOutcome(undefined);
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('Test')}
      </Button>
      <Modal
        open={isOpen}
        title={t('Send a test message')}
        okText={t('Send')}
        cancelText={t('Close')}
        onCancel={close}
        onOk={send}
      >
        <Flex vertical gap={12}>
          {of.provider && (
            <label>
              {t('Address of the recipient')}
              <Input value={to} onChange={(e) => setTo(e.target.value)} />
            </label>
          )}
          {!of.provider && <Typography.Text>{t('A signed message of the type test is sent once.')}</Typography.Text>}
          {outcome && <TestOutcome of={outcome} />}
        </Flex>
      </Modal>
    </>
  );
}

function TestOutcome({ of: { kind, status, cause } }: { readonly of: Outcome }): ReactNode {
  const enums = useEnums();
  return (
    <div role="status" data-outcome={kind}>
      <Typography.Text strong>{enums('deliveryVerdict', kind)}</Typography.Text>{' '}
      {[status, cause].filter(Boolean).map((detail) => (
        <code key={detail} data-given>
          {detail}
        </code>
      ))}
    </div>
  );
}
