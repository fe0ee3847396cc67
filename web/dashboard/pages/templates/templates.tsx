/** Template library: users preview a template with the customers of their own shop, and install it. */
import { App as AntApp, Alert, Button, Card, Col, Flex, Form, Input, Modal, Row, Table, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  InstallTemplateDocument,
  TemplateListDocument,
  type InstallTemplateMutation,
  type TemplateListQuery,
} from '../../../../schema/generated/operations.js';
import { ask, type ApiError } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFault } from '../../words/use-faults.js';
import { useFormat, useLanguage, useWords } from '../../words/language.js';
import { Loaded } from '../../components/loaded.js';

type Template = TemplateListQuery['templates'][number];

export function Templates(): ReactNode {
  const t = useWords();
  const language = useLanguage();
  const asked = useAsk(TemplateListDocument, { language });
  const [open, setOpen] = useState<Template>();
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Templates')}</h1>
      <Loaded of={asked}>
        {({ templates }) => (
          <Row gutter={[16, 16]}>
            {templates.map((x) => (
              <Col key={x.key} xs={24} md={12} xl={8}>
                <Card
                  title={x.name}
                  extra={<Button onClick={() => setOpen(x)}>{t('Dry run')}</Button>}
                  style={{ height: '100%' }}
                >
                  <Typography.Paragraph>{x.description}</Typography.Paragraph>
                </Card>
              </Col>
            ))}
          </Row>
        )}
      </Loaded>
      {open && <Trial template={open} close={() => setOpen(undefined)} />}
    </Flex>
  );
}

function Trial({ template, close }: { readonly template: Template; readonly close: () => void }): ReactNode {
  const t = useWords();
  const say = useFault();
  const f = useFormat();
  const language = useLanguage();
  const { message } = AntApp.useApp();
  const [form] = Form.useForm<Record<string, string>>();
  const [result, setResult] = useState<InstallTemplateMutation['installTemplate']>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const run = async (dryRun: boolean): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      // The server checks the parameters, because it knows the tags of the shop.
      const parameters = Object.entries(form.getFieldsValue())
        .filter(([, v]) => v)
        .map(([name, value]) => ({ name, value }));
      const { installTemplate } = await ask(InstallTemplateDocument, {
        input: { key: template.key, language, parameters, dryRun },
      });
      setResult(installTemplate);
      if (!dryRun) {
        void message.success(t('Installed'));
        askAllAgain();
        close();
      }
    } catch (e) {
      setError(e as ApiError);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={template.name}
      onCancel={close}
      width={720}
      footer={[
        <Button key="d" loading={busy} onClick={() => void run(true)}>
          {t('Dry run')}
        </Button>,
        <Button key="i" type="primary" disabled={!result} loading={busy} onClick={() => void run(false)}>
          {t('Install')}
        </Button>,
      ]}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={Object.fromEntries(template.parameters.map((p) => [p.name, p.default ?? '']))}
      >
        {template.parameters.map((p) => (
          <Form.Item key={p.name} name={p.name} label={p.label} rules={[{ required: !p.default }]}>
            <Input />
          </Form.Item>
        ))}
      </Form>
      {error && <Alert type="error" showIcon title={say(error)} />}
      {result && (
        <Table
          rowKey={(r) => `${r.model}.${r.layer}`}
          size="small"
          pagination={false}
          dataSource={[...result.layers]}
          columns={[
            { title: t('Layer'), dataIndex: 'name' },
            { title: t('Size'), dataIndex: 'count', align: 'right', render: f.number },
            { title: t('Share'), align: 'right', render: (_v, r) => f.share(r.share) },
          ]}
          footer={() => `${t('Customers')}: ${f.number(result.customers)} · ${t('Tags')}: ${result.tags.length}`}
        />
      )}
      {result && result.overlaps.length > 0 && (
        <Table
          style={{ marginTop: 16 }}
          rowKey={(r) => `${r.part} ${r.other}`}
          size="small"
          pagination={{ pageSize: 8, hideOnSinglePage: true }}
          title={() => t('Overlap')}
          dataSource={[...result.overlaps].sort((a, b) => b.share - a.share)}
          columns={[
            { title: t('Layer'), dataIndex: 'part' },
            { title: t('also in'), dataIndex: 'other' },
            { title: t('Customers'), dataIndex: 'both', align: 'right', render: f.number },
            { title: t('Share'), align: 'right', render: (_v, r) => f.share(r.share) },
          ]}
        />
      )}
    </Modal>
  );
}
