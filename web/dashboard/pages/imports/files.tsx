/** Files of the intake page: uploads, the import of a chosen file, and earlier imports. */
import { Alert, Button, Card, Flex, Progress, Upload } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { ImportsDocument } from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import type { ApiError } from '../../data/client.js';
import { useAsk } from '../../data/queries.js';
import { useFault } from '../../words/use-faults.js';
import { useWords } from '../../words/language.js';
import { ImportList } from './import-list.js';
import { NewImport } from './new-import.js';
import { upload } from './upload.js';

export function Files(): ReactNode {
  const asked = useAsk(ImportsDocument, {});
  const [chosen, choose] = useState<string>();
  return (
    <Flex vertical gap={16}>
      <UploadCard
        uploaded={(id) => {
          choose(id);
          asked.again();
        }}
      />
      <Loaded of={asked}>
        {({ imports }) => {
          const record = imports.find(({ id, state }) => id === chosen && state === 'UPLOADED');
          return (
            <Flex vertical gap={16}>
              {record && <NewImport key={record.id} record={record} changed={asked.again} />}
              <ImportList imports={imports} chosen={chosen} choose={choose} changed={asked.again} />
            </Flex>
          );
        }}
      </Loaded>
    </Flex>
  );
}

/** Endings of the files that an import reads. */
const ENDINGS = ['.csv', '.tsv', '.tab', '.ndjson', '.jsonl', '.json', '.parquet', '.xlsx', '.gz'];

function UploadCard({ uploaded }: { readonly uploaded: (id: string) => void }): ReactNode {
  const t = useWords();
  const say = useFault();
  const [share, setShare] = useState<number>();
  const [error, setError] = useState<ApiError>();
  const running = useRef<AbortController>(undefined);
  const send = (file: File): void => {
    const abort = (running.current = new AbortController());
    setError(undefined);
    setShare(0);
    upload(file, setShare, abort.signal)
      .then(uploaded, (reason: unknown) => {
        if (!abort.signal.aborted) setError(reason as ApiError);
      })
      .finally(() => setShare(undefined));
  };
  return (
    <Card title={t('Import a file')}>
      <Flex vertical gap={16}>
        <Upload.Dragger
          accept={ENDINGS.join(',')}
          disabled={share !== undefined}
          showUploadList={false}
          beforeUpload={(file) => {
            send(file);
            return false;
          }}
        >
          <p style={{ margin: 0, fontWeight: 600 }}>{t('Drop a file here, or click to choose one')}</p>
          <p style={{ margin: '8px 0 0' }}>
            {t(
              'CSV, TSV, NDJSON, JSON, Parquet or Excel (XLSX), at most 2 GiB. Text files may be compressed with gzip.',
            )}
          </p>
        </Upload.Dragger>
        {share !== undefined && (
          <Flex gap={12} align="center" wrap>
            <div style={{ flex: 1, minWidth: 160 }}>
              <Progress percent={Math.floor(share * 100)} aria-label={t('Upload')} />
            </div>
            <Button onClick={() => running.current?.abort()}>{t('Cancel')}</Button>
          </Flex>
        )}
        {error && <Alert type="error" showIcon title={say(error)} />}
      </Flex>
    </Card>
  );
}
