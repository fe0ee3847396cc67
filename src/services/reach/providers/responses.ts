/** Interprets the responses of providers. */
import type { ResponseTest, ProviderResponse, ProviderDefinition } from '../../../engine/reach/provider.js';
import { verdictOf, type Exchange, type Verdict } from '../../../engine/reach/verdict.js';
import { atOnce, cellsOfObject } from '../../mapping/json-cells.js';
import { ColumnNames, MappingWork } from '../../mapping/mapping-work.js';
import { RowError, type Row } from '../../mapping/shape.js';

const STATUS = '#status';

/**
 * The meaning of a response. If the access token has expired, the message was not accepted and can be sent with a new
 * token.
 */
export type ResponseMeaning = Verdict | { readonly kind: 'TOKEN_EXPIRED' };

/** Returns the values at the given paths of a JSON response. All digits of long numbers are kept. */
export function cellsOfResponse(body: string, paths: readonly string[]): Row {
  try {
    JSON.parse(body);
    return atOnce(cellsOfObject(body, new ColumnNames(paths, new MappingWork()))) ?? {};
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RowError) return {};
    throw error;
  }
}

/** Returns every path that the tests of a response read. */
const pathsOfResponse = (response: ProviderResponse): string[] => [
  ...[response.sent, response.refused, response.later, response.tokenExpired].flatMap((tests) =>
    (tests ?? []).flatMap(Object.keys),
  ),
  ...(response.messageId === undefined ? [] : [response.messageId]),
];

/**
 * Returns the meaning of an exchange with a provider. The tests of the definition come first. If a response with a 2xx
 * status matches no test, the outcome is unknown, because the provider may have accepted the message. Any other status
 * means the same as for a webhook, except that 410 does not disable the endpoint.
 */
export function meaningOf({ response }: ProviderDefinition, exchange: Exchange, at: number): ResponseMeaning {
  if (exchange.kind !== 'ANSWERED') return exchange;
  const { status, retryAfter, body } = exchange;
  const row: Row = { ...cellsOfResponse(body, pathsOfResponse(response)), [STATUS]: String(status) };
  const fits = (tests: readonly ResponseTest[] = []): boolean => tests.some((test) => fitsTest(test, row));
  const byStatus = verdictOf(status, retryAfter, at);
  if (fits(response.tokenExpired)) return { kind: 'TOKEN_EXPIRED' };
  if (fits(response.refused) || byStatus.kind === 'GONE') return { kind: 'REFUSED', status };
  if (fits(response.later)) {
    const wait = 'retryAfterMs' in byStatus ? { retryAfterMs: byStatus.retryAfterMs } : {};
    return { kind: 'NOT_SENT', cause: 'PUT_OFF', ...wait };
  }
  if (byStatus.kind !== 'DELIVERED') return byStatus;
  if (!fits(response.sent)) return { kind: 'UNKNOWN', cause: 'STATUS', status };
  const id = response.messageId === undefined ? undefined : row[response.messageId];
  return { kind: 'DELIVERED', ...(id ? { providerId: id.slice(0, MAX_ID) } : {}) };
}

/** Maximum length of a provider's message id. Receipts contain the id as an event property. */
const MAX_ID = 128;

function fitsTest(test: ResponseTest, row: Row): boolean {
  return Object.entries(test).every(([path, values]) => {
    const cell = Object.hasOwn(row, path) ? row[path] : undefined;
    return cell !== undefined && [values].flat().some((value) => fitsValue(value, cell));
  });
}

const fitsValue = (value: string, cell: string): boolean =>
  value.endsWith('*') ? cell.startsWith(value.slice(0, -1)) && cell.length >= value.length : cell === value;
