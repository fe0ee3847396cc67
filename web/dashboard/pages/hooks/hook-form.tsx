/** Form of an incoming webhook: key, name, signature, mapping, and what becomes of a pasted sample. */
import { Button, Card, Flex, Form, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { DefineHookDocument, TryHookDocument, type TryHookQuery } from '../../../../schema/generated/operations.js';
import { ask, UNKEPT, type ApiError } from '../../data/client.js';
import { useWords } from '../../words/language.js';
import { FaultAlert } from '../imports/fault-alert.js';
import { MappingText } from '../imports/mapping-text.js';
import { signatureOf, startingMapping, withSignature, type Signature } from './hook-mapping-text.js';
import { Trial } from './trial.js';
import type { Hook } from './hook.js';

interface FormProps {
  readonly hook: Hook | undefined;
  readonly saved: (path?: string | null) => void;
  readonly cancel: () => void;
}

interface Draft {
  readonly key: string;
  readonly name: string;
  readonly mapping: string;
  readonly secret: string;
  readonly sample: string;
  readonly headers: string;
}

const draftOf = (hook: Hook | undefined): Draft => ({
  ...{ key: hook?.key ?? '', name: hook?.name ?? '', secret: '', sample: '', headers: '' },
  mapping: hook?.mapping ?? startingMapping('shop', ''),
});

/** Returns the headers of a text with one header in each line. */
const headersOf = (text: string): { name: string; value: string }[] =>
  text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });

export function HookForm({ hook, saved, cancel }: FormProps): ReactNode {
  const t = useWords();
  const [draft, setDraft] = useState(() => draftOf(hook));
  const [trial, setTrial] = useState<TryHookQuery['tryHook']>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const edit = (changes: Partial<Draft>): void => {
    setDraft({ ...draft, ...changes });
    setTrial(undefined);
    setError(undefined);
  };
  const run = <Result,>(work: Promise<Result>, accept: (result: Result) => void): void => {
    setError(undefined);
    setBusy(true);
    work.then(accept, setError).finally(() => setBusy(false));
  };
  const { key, name, mapping, secret, sample, headers } = draft;
  const save = (): void => {
    const named = name === '' ? {} : { name };
    const input = { key, mapping, ...named, ...(secret === '' ? {} : { signingSecret: secret }) };
    run(ask(DefineHookDocument, { input }, UNKEPT), ({ defineHook }) => saved(defineHook.path));
  };
  const attempt = (): void =>
    run(ask(TryHookDocument, { input: { mapping, body: sample, headers: headersOf(headers) } }), ({ tryHook }) =>
      setTrial(tryHook),
    );
  return (
    <Card title={hook ? hook.name : t('New webhook')}>
      <Form layout="vertical" component="div">
        <HookFields draft={draft} isNew={!hook} edit={edit} />
        <SampleFields draft={draft} edit={edit} />
        <MappingText text={mapping} edit={(text) => edit({ mapping: text })} />
      </Form>
      <Flex vertical gap={16} style={{ marginTop: 16 }}>
        {error && <FaultAlert error={error} />}
        {trial && <Trial trial={trial} />}
        <Flex gap={8} wrap>
          <Button onClick={attempt} loading={busy} disabled={sample.trim() === ''}>
            {t('Try the sample')}
          </Button>
          <Button type="primary" onClick={save} disabled={busy || key === ''}>
            {t('Save')}
          </Button>
          <Button onClick={cancel}>{t('Cancel')}</Button>
        </Flex>
      </Flex>
    </Card>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly edit: (changes: Partial<Draft>) => void;
}
const ROW = { columnGap: 16, rowGap: 0 } as const;
const WIDTH = { width: 260, maxWidth: '100%' } as const;

function HookFields({ draft, isNew, edit }: PartProps & { readonly isNew: boolean }): ReactNode {
  const t = useWords();
  const { key, name, mapping, secret } = draft;
  const signature = signatureOf(mapping);
  const sign = (changes: Partial<Signature>): void =>
    edit({ mapping: withSignature(mapping, { ...signature, ...changes }) });
  return (
    <Flex wrap style={ROW}>
      <Form.Item label={t('Key')} htmlFor="hook-key" extra={t('Lower-case letters, digits and _.')} style={WIDTH}>
        <Input id="hook-key" value={key} disabled={!isNew} onChange={({ target }) => edit({ key: target.value })} />
      </Form.Item>
      <Form.Item label={t('Name')} htmlFor="hook-name" style={WIDTH}>
        <Input id="hook-name" value={name} onChange={({ target }) => edit({ name: target.value })} />
      </Form.Item>
      <Form.Item
        label={t('Header of the signature')}
        htmlFor="hook-header"
        extra={t('Empty: the sender does not sign.')}
        style={WIDTH}
      >
        <Input
          id="hook-header"
          placeholder={HEADER_EXAMPLE}
          value={signature?.header ?? ''}
          onChange={({ target }) => sign({ header: target.value })}
        />
      </Form.Item>
      {signature && (
        <>
          <Form.Item label={t('Hash and encoding')} htmlFor="hook-hash" style={WIDTH}>
            <Select
              id="hook-hash"
              value={`${signature.algorithm} ${signature.encoding}`}
              options={HASHES.map((value) => ({ value, label: value }))}
              onChange={(chosen) => {
                const [algorithm, encoding] = chosen.split(' ');
                sign({ algorithm, encoding });
              }}
            />
          </Form.Item>
          <Form.Item
            label={t('Secret of the sender')}
            htmlFor="hook-secret"
            extra={isNew ? undefined : t('Empty: the secret stays as it is.')}
            style={WIDTH}
          >
            <Input.Password
              id="hook-secret"
              autoComplete="off"
              value={secret}
              onChange={({ target }) => edit({ secret: target.value })}
            />
          </Form.Item>
        </>
      )}
    </Flex>
  );
}

const HEADER_EXAMPLE = 'X-Shop-Signature';
const HASHES = ['sha256', 'sha1', 'sha512'].flatMap((hash) => [`${hash} hex`, `${hash} base64`]);

function SampleFields({ draft, edit }: PartProps): ReactNode {
  const t = useWords();
  const { sample, headers, key } = draft;
  return (
    <>
      <Form.Item label={t('Sample of a body')} htmlFor="hook-sample" extra={t('Paste the JSON that the sender posts.')}>
        <Input.TextArea
          id="hook-sample"
          value={sample}
          autoSize={{ minRows: 4, maxRows: 16 }}
          spellCheck={false}
          style={{ fontFamily: 'monospace' }}
          onChange={({ target }) => edit({ sample: target.value })}
        />
      </Form.Item>
      <Form.Item label={t('Headers of the sample')} htmlFor="hook-headers" extra={t('One in each line: Name: value')}>
        <Input.TextArea
          id="hook-headers"
          value={headers}
          autoSize={{ minRows: 1, maxRows: 6 }}
          spellCheck={false}
          style={{ fontFamily: 'monospace' }}
          onChange={({ target }) => edit({ headers: target.value })}
        />
      </Form.Item>
      <Button
        style={{ marginBottom: 16 }}
        disabled={sample.trim() === ''}
        onClick={() => edit({ mapping: startingMapping(key || 'shop', sample) })}
      >
        {t('Draft a mapping from the sample')}
      </Button>
    </>
  );
}
