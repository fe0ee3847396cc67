/** Finds a customer by profile id or by any identity. The user need not specify the kind of identity. */
import { App as AntApp, Card, Input, List } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CustomerByIdDocument,
  CustomerByIdentityDocument,
  OverviewDocument,
  type FoundCustomerFragment,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { nameOf } from '../../components/customer-name.js';
import { ask, ApiError } from '../../data/client.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';

const PROFILE_ID = /^[0-9a-f]{24}$/;

export function FindCustomer(): ReactNode {
  const t = useWords();
  const names = useNames();
  const act = useActionFeedback();
  const { message } = AntApp.useApp();
  const workspace = useAsk(OverviewDocument, {}).data?.workspace;
  const [several, setSeveral] = useState<readonly FoundCustomerFragment[]>([]);
  const kinds = workspace?.identityNamespaces.map(({ name }) => name) ?? [];
  const find = (typed: string): void => {
    const value = typed.trim();
    if (value === '') return;
    act(customersOf(value, kinds), (found) => {
      setSeveral(found.length > 1 ? found : []);
      if (found.length === 1) location.hash = `#/customer/${found[0].id}`;
      if (found.length === 0) void message.info(t('No customer has this identity.'));
    });
  };
  return (
    <>
      <Input.Search
        aria-label={t('Find a customer')}
        placeholder={t('Member number, phone, email, card or any other identity')}
        enterButton={t('Find')}
        style={{ maxWidth: 520 }}
        disabled={!workspace}
        onSearch={find}
      />
      {several.length > 0 && (
        <Card size="small" title={t('Several customers have this identity.')} data-several>
          <List
            size="small"
            dataSource={[...several]}
            rowKey="id"
            renderItem={(customer) => (
              <List.Item>
                <a href={`#/customer/${customer.id}`} onClick={() => setSeveral([])}>
                  {nameOf(customer)}
                </a>
                <span>{customer.identities.map((i) => names.namespace(i.namespace)).join(t(', '))}</span>
              </List.Item>
            )}
          />
        </Card>
      )}
    </>
  );
}

/**
 * Returns the customers that have this identity value in any of the given namespaces (`kinds`). A namespace that cannot
 * contain the value, or that the token may not query, yields no customer. Throws an error if all queries failed.
 */
async function customersOf(value: string, kinds: readonly string[]): Promise<readonly FoundCustomerFragment[]> {
  const queries = kinds.map((namespace) => ask(CustomerByIdentityDocument, { identity: { namespace, value } }));
  if (PROFILE_ID.test(value)) queries.push(ask(CustomerByIdDocument, { id: value }));
  const answers = await Promise.allSettled(queries);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? (answer.value.profile ?? []) : []));
  const failed = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : []));
  const isInput = (error: Error): boolean => error instanceof ApiError && error.code === 'BAD_USER_INPUT';
  const serious = failed.find((error) => !isInput(error));
  if (serious && failed.length === answers.length) throw serious;
  return [...new Map(found.map((customer) => [customer.id, customer])).values()];
}
