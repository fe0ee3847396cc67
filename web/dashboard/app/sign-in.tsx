/**
 * Pages for signing in by password, link or token. Also asks for confirmation before a link replaces the signed-in
 * user.
 */
import { Alert, Button, Collapse, Flex, Form, Input, Modal, Skeleton, Typography } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { MeDocument } from '../../../schema/generated/operations.js';
import { claims, setToken, tokenOfTab } from '../data/client.js';
import { useAsk, useWork } from '../data/queries.js';
import {
  hasProvider,
  hasSession,
  lastWorkspace,
  signInByLink,
  signInByPassword,
  type SignInError,
} from '../data/session.js';
import { useFault } from '../words/use-faults.js';
import { useWords } from '../words/language.js';

import type { SignInLink } from './session.js';

/** Asks for confirmation if a link contains another token while somebody is signed in. */
export function Offer({
  token,
  answer,
}: {
  readonly token: string | undefined;
  readonly answer: () => void;
}): ReactNode {
  const t = useWords();
  const kept = tokenOfTab();
  const { data } = useAsk(MeDocument, kept === undefined ? {} : undefined);
  const who = (given: string): string => {
    const { sub, workspace } = claims(given);
    return `${sub ?? '?'} (${workspace ?? '?'})`;
  };
  const { name, email } = data?.me.user ?? {};
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
        {t('Signed in')}: {kept === undefined ? `${name ?? email ?? '?'} (${lastWorkspace()})` : who(kept)}
      </p>
      <p>
        {t('The link')}: {token && who(token)}
      </p>
    </Modal>
  );
}

/** The frame of pages that are shown before anybody is signed in. */
function Door({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <main style={{ maxWidth: 420, margin: '12vh auto', padding: 24 }}>
      <Typography.Title>Strata</Typography.Title>
      <Flex vertical gap={16}>
        {children}
      </Flex>
    </main>
  );
}

function Refused({ error }: { readonly error: SignInError | undefined }): ReactNode {
  const t = useWords();
  const say = useFault();
  if (!error) return null;
  const wait = error.retryAfter === undefined ? '' : ` ${t('Seconds to wait')}: ${error.retryAfter}`;
  return <Alert type="error" showIcon title={`${say(error)}${wait}`} />;
}

/** Returns a function that performs a sign-in, whether a sign-in is running, and the error of the last one. */
function useAttempt(done: () => void): {
  readonly attempt: (work: Promise<void>) => void;
  readonly running: boolean;
  readonly error: SignInError | undefined;
} {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<SignInError>();
  const settle = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (refusal) {
      setError(refusal as SignInError);
      return;
    } finally {
      setRunning(false);
    }
    done();
  };
  const attempt = (work: Promise<void>): void => {
    setRunning(true);
    setError(undefined);
    void settle(work);
  };
  return { attempt, running, error };
}

/** Sign-in form for a password, with a smaller form for a token. */
export function SignIn({
  isRefused,
  done,
}: {
  /** Whether a sign-in at the OpenID provider has just been rejected. */
  readonly isRefused: boolean;
  readonly done: () => void;
}): ReactNode {
  const t = useWords();
  const { attempt, running, error } = useAttempt(done);
  const provider = useWork('provider', hasProvider);
  return (
    <Door>
      <PasswordForm running={running} attempt={attempt} />
      <Refused error={error} />
      {isRefused && <Alert type="error" showIcon title={t('Signing in with your organisation was refused.')} />}
      {provider.data && (
        <Button block href="/session/openid">
          {t('Sign in with your organisation')}
        </Button>
      )}
      <Typography.Text type="secondary">
        {t('The first time, open the link of your invitation, or the link that the server printed when it started.')}
      </Typography.Text>
      <Collapse ghost items={[{ key: 'token', label: t('Use a token'), children: <TokenForm done={done} /> }]} />
    </Door>
  );
}

function PasswordForm({
  running,
  attempt,
}: {
  readonly running: boolean;
  readonly attempt: (work: Promise<void>) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Form
      layout="vertical"
      initialValues={{ workspace: lastWorkspace() }}
      onFinish={(given: { workspace: string; email: string; password: string }) => attempt(signInByPassword(given))}
    >
      <Form.Item name="workspace" label={t('Workspace')} rules={[{ required: true }]}>
        <Input autoComplete="organization" />
      </Form.Item>
      <Form.Item name="email" label={t('E-mail')} rules={[{ required: true }]}>
        <Input type="email" autoComplete="username" />
      </Form.Item>
      <Form.Item name="password" label={t('Password')} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={running}>
        {t('Sign in')}
      </Button>
    </Form>
  );
}

function TokenForm({ done }: { readonly done: () => void }): ReactNode {
  const t = useWords();
  return (
    <Form
      layout="vertical"
      onFinish={({ token }: { token: string }) => {
        setToken(token.trim());
        done();
      }}
    >
      <Form.Item name="token" label={t('Token')} rules={[{ required: true }]}>
        <Input.Password autoComplete="off" />
      </Form.Item>
      <Button htmlType="submit">{t('Use the token')}</Button>
    </Form>
  );
}

function NewPassword({
  running,
  choose,
}: {
  readonly running: boolean;
  readonly choose: (password: string) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Form layout="vertical" onFinish={({ password }: { password: string }) => choose(password)}>
      <Typography.Paragraph>{t('Choose a password of at least 12 characters.')}</Typography.Paragraph>
      <Form.Item name="password" label={t('New password')} rules={[{ required: true, min: 12, max: 256 }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={running}>
        {t('Save and sign in')}
      </Button>
    </Form>
  );
}

/**
 * Handles a sign-in link. An invitation asks for a password. Any other link signs in immediately, unless somebody is
 * already signed in.
 */
export function TakeLink({ link, done }: { readonly link: SignInLink; readonly done: () => void }): ReactNode {
  const t = useWords();
  const { attempt, running, error } = useAttempt(() => {
    setToken(undefined);
    done();
  });
  const [isAsked] = useState(() => hasSession() || tokenOfTab() !== undefined);
  const start = useRef(attempt);
  useEffect(() => {
    if (link.kind === 'sign-in' && !isAsked) start.current(signInByLink(link.text));
  }, [link, isAsked]);
  if (link.kind === 'sign-in' && !isAsked && !error) return <Skeleton active aria-label={t('loading')} />;
  return (
    <Door>
      {link.kind === 'invitation' ? (
        <NewPassword running={running} choose={(password) => attempt(signInByLink(link.text, password))} />
      ) : (
        <Button type="primary" block loading={running} onClick={() => attempt(signInByLink(link.text))}>
          {t('Sign in with the link')}
        </Button>
      )}
      <Refused error={error} />
      <Button type="link" onClick={done}>
        {isAsked ? t('Stay signed in') : t('Sign in in another way')}
      </Button>
    </Door>
  );
}
