/**
 * Performs the first start as a new user sees it: the server process, the demo shop it creates, and the links and
 * tokens that it prints.
 */
import { readConfig } from '../../src/config.js';
import { createTokens } from '../../src/tokens.js';
import { serverProcess, type Process } from './process.js';
import { eventually, type TestServer } from './server.js';

export interface FirstStart {
  readonly process: Process;
  readonly url: string;
  /**
   * Link to the dashboard that signs in once. `operator` is a link with a token, for further browsers. `editor` is the
   * link to the query editor.
   */
  readonly dashboard: string;
  readonly operator: string;
  readonly editor: string;
  readonly tokens: { readonly internal: string; readonly partner: string; readonly dashboard: string };
  /** Environment variables for a command run against this server. */
  readonly env: Readonly<Record<string, string>>;
}

const CUSTOMERS = 150;
/** Deadline for filling the shop, in ms. */
const FILLED_MS = 60_000;

/**
 * Starts the server with a small demo shop in the data folder of a closed test server, and waits for its welcome
 * message, and on a first start until the shop is filled.
 */
export async function startDemo(folder: TestServer): Promise<FirstStart> {
  // An empty secret makes the server generate its own.
  const env = { STRATA_JWT_SECRET: '', ...folder.env };
  const process = await serverProcess({ ...env, STRATA_DEMO: 'on', STRATA_DEMO_CUSTOMERS: String(CUSTOMERS) });
  await eventually(() => /npm run demo\n/.test(process.output()), 'the welcome');
  const isFirst = (): boolean => /First start/.test(process.output());
  await eventually(() => !isFirst() || /demo shop ready/.test(process.output()), 'the demo shop', FILLED_MS);
  const output = process.output();
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1];
    if (!found) throw new Error(`the welcome has no ${pattern}: ${output}`);
    return found;
  };
  return {
    process,
    url: find(/ready at (\S+)/),
    dashboard: find(/(http:\S+\/#\/sign-in\/\S+)/),
    operator: `${find(/(http:\S+)#\/sign-in/)}#token=${operatorToken(env)}`,
    editor: find(/(http:\S+\/graphql#token=\S+)/),
    tokens: {
      internal: find(/internal app {2}(\S+)/),
      partner: find(/partner {7}(\S+)/),
      dashboard: find(/dashboard {5}(\S+)/),
    },
    env: { ...env, STRATA_URL: find(/ready at (\S+)/) },
  };
}

/** Returns a token for the demo shop, signed with the secret of the installation. */
const operatorToken = (env: Readonly<Record<string, string>>): string =>
  createTokens(readConfig(env)).issue({
    workspace: 'demo',
    subject: 'operator',
    scopes: ['admin'],
    lifetimeSeconds: 3600,
  });

/** Sends a document that must succeed. Returns its data in the type the caller gives. */
export async function askAt<Data>(url: string, token: string, query: string, variables?: object): Promise<Data> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { readonly data: Data; readonly errors?: unknown };
  if (errors) throw new Error(`${query}\n${JSON.stringify(errors, null, 2)}`);
  return data;
}

interface MembersAnswer {
  readonly segment: {
    readonly members: {
      readonly edges: readonly {
        readonly node: { readonly identities: readonly { readonly namespace: string; readonly value: string }[] };
      }[];
    };
  };
}

/** Returns at most 50 member numbers of a segment. */
export async function membersOf(url: string, token: string, segment: string): Promise<string[]> {
  const data = await askAt<MembersAnswer>(
    url,
    token,
    'query($k:String!){segment(key:$k){members(first:50){edges{node{identities{namespace value}}}}}}',
    { k: segment },
  );
  return data.segment.members.edges.flatMap(({ node }) =>
    node.identities.filter((i) => i.namespace === 'member_id').map((i) => i.value),
  );
}
