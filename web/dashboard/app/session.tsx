/** Sign-in, and the confirmation before a link changes the signed-in subject. */
import { Button, Form, Input, Modal, Typography } from 'antd';
import type { ReactNode } from 'react';
import { claims, setToken } from '../data/client.js';
import { useWords } from '../words/language.js';

/** Asks for confirmation when a link contains another token while someone is signed in. */
export function Offer({
  token,
  answer,
}: {
  readonly token: string | undefined;
  readonly answer: () => void;
}): ReactNode {
  const t = useWords();
  const who = (given?: string): string => {
    const { sub, workspace } = claims(given);
    return `${sub ?? '?'} (${workspace ?? '?'})`;
  };
  return (
    <Modal
      open={token !== undefined}
      title={t('Sign in as somebody else?')}
      okText={t('Use the token of the link')}
      cancelText={t('Stay signed in')}
      onCancel={answer}
      onOk={() => {
        setToken(token);
        location.reload();
      }}
    >
      <p>
        {t('Signed in')}: {who()}
      </p>
      <p>
        {t('The link')}: {token && who(token)}
      </p>
    </Modal>
  );
}

export function SignIn({ done }: { readonly done: (token: string) => void }): ReactNode {
  const t = useWords();
  return (
    <main style={{ maxWidth: 480, margin: '15vh auto', padding: 24 }}>
      <Typography.Title>Strata</Typography.Title>
      <Typography.Paragraph>
        {t('Paste a token, or open the link that the server printed when it started.')}
      </Typography.Paragraph>
      <Form
        layout="vertical"
        onFinish={({ token }: { token: string }) => {
          setToken(token.trim());
          done(token.trim());
        }}
      >
        <Form.Item name="token" label={t('Token')} rules={[{ required: true }]}>
          <Input.Password autoComplete="off" />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('Sign in')}
        </Button>
      </Form>
    </main>
  );
}
