/** Types of responses about observed names and values, and the facts that the tests send. */

export interface Warning {
  readonly reason: string;
  readonly path: string;
  readonly message: string;
  readonly subject: string | null;
  readonly given: readonly string[];
  readonly nearest: readonly string[];
  readonly commonest: readonly { readonly value: unknown; readonly count: number }[];
  readonly types: readonly { readonly type: string; readonly count: number }[];
}

export interface SeenValues {
  readonly values: readonly { readonly value: unknown; readonly count: number }[];
  readonly distinct: number;
  readonly exact: boolean;
}

/** Identities of the customer with a number. */
export const member = (customer: number): { namespace: string; value: string }[] => [
  { namespace: 'member_id', value: `S${customer}` },
];

/** An event of the customer with a number, on the day before the tests. */
export const event = (customer: number, type: string, more: object): object => ({
  messageId: `${type}-${customer}`,
  type,
  occurredAt: '2026-03-19T00:00:00Z',
  identities: member(customer),
  ...more,
});
