// GraphiQL with subscriptions over graphql-ws, the token taken from the link's fragment, and example tabs.
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import { createClient } from 'graphql-ws';
import React from 'react';
import { createRoot } from 'react-dom/client';
import './page.css';

const KEY = 'strata-token';
const fragment = new URLSearchParams(location.hash.slice(1));
const given = fragment.get('token');
if (given) {
  const kept = sessionStorage.getItem(KEY);
  history.replaceState(null, '', location.pathname);
  // A link must not change who somebody is without a question.
  if (!kept || kept === given || confirm('Replace the token of this tab with the one of the link?'))
    sessionStorage.setItem(KEY, given);
}
const token = sessionStorage.getItem(KEY) ?? '';

const tabs = [
  `# A customer by any identity: what is known, what it is in, and until when
query Customer {
  profile(identity: { namespace: "member_id", value: "M000001" }) {
    id
    identities { namespace value }
    tags { key value source observedAt }
    segments { segment { key name } since nextFlipAt }
    events(first: 5) { edges { node { type occurredAt amount } } }
  }
}`,
  `# Every membership change as it is committed: press play, then send the event in the next tab
subscription Live {
  membershipChanged {
    cursor
    change { kind segmentKey cause effectiveAt profileId }
  }
}`,
  `# An order comes in. Change messageId to send another one.
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

const order = () => ({
  events: [
    {
      messageId: `try-${Math.random().toString(36).slice(2, 8)}`,
      type: 'order_paid',
      occurredAt: new Date().toISOString(),
      identities: [{ namespace: 'member_id', value: 'M000001' }],
      order: {
        orderId: `T-${Math.random().toString(36).slice(2, 8)}`,
        lines: [{ sku: 'SKU-1', brand: 'Shiseido', category: 'Skincare', quantity: 1, amount: '399' }],
      },
    },
  ],
});

async function start() {
  // Events of the demo shop happen on its own clock.
  const variables = order();
  try {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ workspace { now } }' }),
    });
    const { data } = await answer.json();
    if (data?.workspace) variables.events[0].occurredAt = data.workspace.now;
  } catch {
    // Without a token the editor still opens and says what is missing.
  }
  const wsClient = createClient({
    url: location.href.replace(/^http/, 'ws').replace(/#.*$/, ''),
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const fetcher = createGraphiQLFetcher({ url: '/graphql', wsClient, headers: { authorization: `Bearer ${token}` } });
  const memory = new Map<string, string>();
  createRoot(document.getElementById('root')!).render(
    React.createElement(GraphiQL, {
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
      defaultTabs: tabs.map((query, i) => ({
        query,
        ...(i === 2 ? { variables: JSON.stringify(variables, null, 2) } : {}),
      })),
    }),
  );
}
void start();
