// The GraphiQL page. It supports subscriptions over graphql-ws, reads a token from the fragment of the link, and opens
// example tabs.
import { createGraphiQLFetcher, isAsyncIterable, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import { createClient } from 'graphql-ws';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { claimsOf } from '../token.js';
import './page.css';

/** The dashboard has the same storage key, so a signed-in user keeps the token on this page. */
const KEY = 'strata.token';
const fragment = new URLSearchParams(location.hash.slice(1));
const given = fragment.get('token');
/**
 * Whether the browser has a session of the dashboard. Scripts cannot read the session cookie, so a mark in the storage
 * is checked.
 */
const hasSession = localStorage.getItem('strata.session') !== null;
if (given) {
  const kept = sessionStorage.getItem(KEY);
  history.replaceState(null, '', location.pathname);
  // A link must not change the signed-in subject without confirmation.
  const isFree = kept ? kept === given : !hasSession;
  const question = kept
    ? 'Replace the token of this tab with the one of the link?'
    : 'Use the token of the link in this tab, instead of your session?';
  if (isFree || confirm(question)) sessionStorage.setItem(KEY, given);
}
const token = sessionStorage.getItem(KEY) ?? '';

/** Whether the page uses the session of the dashboard. */
const usesSession = token === '' && hasSession;
const credentials: Record<string, string> = usesSession
  ? { 'x-strata-request': '1' }
  : { authorization: `Bearer ${token}` };

/**
 * Whether the caller may send events, according to the scopes of its token or roles. The server makes the final
 * decision.
 */
const scopes = (claimsOf(token).scope ?? '').split(' ');
let maySendEvents = scopes.includes('events:write') || scopes.includes('admin');

/** Key of the segment that the server suggests watching when it starts. */
const WATCHED = 'beijing_regulars';

interface Customer {
  readonly member: string;
  /** Whether the customer is in the watched segment. */
  readonly inside: boolean;
}

interface CustomerPage {
  readonly edges: readonly {
    readonly node: { readonly identities: readonly { readonly namespace: string; readonly value: string | null }[] };
  }[];
}

/** Combined result type of the queries in this file. */
interface Data {
  readonly workspace?: { readonly now: string } | null;
  readonly me?: { readonly scopes: readonly string[] } | null;
  readonly segment?: { readonly members: CustomerPage } | null;
  readonly profiles?: CustomerPage | null;
}

/** Returns the example documents, which the page opens as tabs. */
const examples = ({ member, inside }: Customer): string[] => [
  `# A customer by any identity: what is known,
# what it is in, and until when
query Customer {
  profile(identity: { namespace: "member_id", value: ${JSON.stringify(member)} }) {
    id
    identities { namespace value }
    tags { key value source observedAt }
    segments { segment { key name } since nextFlipAt }
    events(first: 5) { edges { node { type occurredAt amount } } }
  }
}`,
  `# Membership changes as they are committed.
# Press play and leave it running, then send
# the order of the next tab from a second
# window (top right).
subscription Live {
  membershipChanged${inside ? `(segments: ["${WATCHED}"])` : ''} {
    cursor
    change { kind segmentKey cause effectiveAt profileId }
  }
}`,
  `${maySendEvents ? '' : "# This token may not send events: open the\n# internal app's link, which the start prints.\n"}# An order comes in.${inside ? ` It takes ${member} out of\n# the segment ${WATCHED} for 7 days.` : ''}
# The same messageId again counts once; load
# the page again for another customer.
mutation Order($events: [EventInput!]!) {
  ingestEvents(events: $events) { accepted duplicates rejected results { status code reason message path profile } }
}`,
  `# Segments with their exact sizes
query Segments {
  segments(first: 50) { edges { node { key name size expression } } }
}`,
  `# An ad-hoc question about all customers
query Question {
  profiles(first: 3, expression: "count(order_paid, last 90d) >= 5 and sum(order_paid.amount, last 90d) < 1000.0") {
    totalCount
    edges { node { id tags(keys: ["orders_90d"]) { value } } }
  }
  statistics(metric: "sum(order_paid.amount, last 90d)") { profiles withValue sum average }
}`,
];
const ORDER = 2;

const order = (member: string, occurredAt: string) => ({
  events: [
    {
      messageId: `try-${Math.random().toString(36).slice(2, 8)}`,
      type: 'order_paid',
      occurredAt,
      identities: [{ namespace: 'member_id', value: member }],
      order: {
        orderId: `T-${Math.random().toString(36).slice(2, 8)}`,
        lines: [{ sku: 'SKU-1', brand: 'Shiseido', category: 'Skincare', quantity: 1, amount: '399' }],
      },
    },
  ],
});

/** Sends a query to the server. `data` is absent if the request is rejected or no server responds. */
async function ask(query: string): Promise<{ readonly data?: Data; readonly date?: string | null }> {
  try {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials },
      body: JSON.stringify({ query }),
    });
    const { data } = (await answer.json()) as { readonly data?: Data | null };
    return { data: data ?? undefined, date: answer.headers.get('date') };
  } catch {
    return {};
  }
}

/**
 * Returns the time of the workspace, because the clock of the browser may be wrong. If the token may not query it,
 * returns the time of the server.
 */
async function serverNow(): Promise<string> {
  const { data, date } = await ask('{ workspace { now } }');
  return data?.workspace?.now ?? (date ? new Date(date).toISOString() : '');
}

/**
 * Returns a random member of the watched segment. The member's next order makes it leave the segment. If the segment
 * has no members, returns any known customer.
 */
async function chooseCustomer(): Promise<Customer> {
  const shape = 'edges { node { identities { namespace value } } }';
  const pick = (page: CustomerPage | null | undefined): string | undefined => {
    const all = page?.edges.flatMap(({ node }) => node.identities.filter((i) => i.namespace === 'member_id')) ?? [];
    return all[Math.floor(Math.random() * all.length)]?.value ?? undefined;
  };
  const { data } = await ask(`{ segment(key: "${WATCHED}") { members(first: 50) { ${shape} } } }`);
  const member = pick(data?.segment?.members);
  if (member) return { member, inside: true };
  return {
    member: pick((await ask(`{ profiles(first: 50) { ${shape} } }`)).data?.profiles) ?? 'M000001',
    inside: false,
  };
}

/**
 * A button that opens this page in a second window with the same token, because the editor runs only one operation per
 * window.
 */
function SecondWindow(): React.ReactNode {
  return React.createElement(
    'button',
    { type: 'button', className: 'graphiql-un-styled strata-window', onClick: () => window.open(location.pathname) },
    'Second window ↗',
  );
}

/**
 * Returns whether a subscription item is only a heartbeat. In a heartbeat, at least one field is null, and all other
 * fields are text.
 */
function isHeartbeat(payload: unknown): boolean {
  const data = Object.values((payload as { readonly data?: object | null } | null)?.data ?? {}) as unknown[];
  const step = data[0];
  if (data.length !== 1 || typeof step !== 'object' || step === null || Array.isArray(step)) return false;
  const fields = Object.values(step) as unknown[];
  return fields.includes(null) && fields.every((value) => value === null || typeof value === 'string');
}

/**
 * Removes heartbeats from a subscription. The editor shows only the latest item, and a heartbeat must not replace a
 * change. The first item is always kept, because it shows that the subscription works.
 */
async function* withoutHeartbeats<Step>(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  let first = true;
  for await (const step of steps) {
    if (first || !isHeartbeat(step)) yield step;
    first = false;
  }
}

async function start(): Promise<void> {
  const own = usesSession ? (await ask('{ me { scopes } }')).data?.me?.scopes : undefined;
  maySendEvents ||= own?.some((scope) => scope === 'events:write' || scope === 'admin') ?? false;
  const [now, customer] = await Promise.all([serverNow(), chooseCustomer()]);
  const wsClient = createClient({
    url: location.href.replace(/^http/, 'ws').replace(/#.*$/, ''),
    connectionParams: credentials,
  });
  const send = createGraphiQLFetcher({ url: '/graphql', wsClient, headers: credentials });
  const fetcher: Fetcher = async (parameters, options) => {
    const answer = await send(parameters, options);
    return isAsyncIterable(answer) ? withoutHeartbeats(answer) : answer;
  };
  const memory = new Map<string, string>();
  const root = document.getElementById('root')!;
  root.classList.remove('strata-loading');
  createRoot(root).render(
    React.createElement(
      GraphiQL,
      {
        fetcher,
        shouldPersistHeaders: false,
        storage: {
          getItem: (k) => memory.get(k) ?? null,
          setItem: (k, v) => void memory.set(k, v),
          removeItem: (k) => void memory.delete(k),
          clear: () => memory.clear(),
          get length() {
            return memory.size;
          },
        },
        defaultEditorToolsVisibility: 'variables',
        defaultTabs: examples(customer).map((query, i) => ({
          query,
          ...(i === ORDER ? { variables: JSON.stringify(order(customer.member, now), null, 2) } : {}),
        })),
      },
      React.createElement(GraphiQL.Logo, null, React.createElement(SecondWindow)),
    ),
  );
}
void start();
