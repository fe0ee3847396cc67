/**
 * Runs the fuzzer once. It starts a server, sends bursts of random connections, and queries the server as another
 * caller during and after each burst.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice, random } from '../../support/dice.js';
import { KeptCaller } from '../../support/kept-caller.js';
import { TestOpenIdProvider } from '../../support/openid-provider.js';
import { patience } from '../../support/patience.js';
import { serverProcess, tokenFor } from '../../support/process.js';
import { refusingBranches, type Branch } from './branches.js';
import { Fuzz, noFindings, type Findings } from './fuzz.js';
import { openOtherDoors } from './other-doors.js';
import type { Tokens } from './shapes.js';
import type { SignIns } from './sign-in-shapes.js';
import { fuzzTokens } from './tokens.js';

export interface FuzzRun extends Findings {
  /** Time in ms that the other caller waited during and after each burst, in order. */
  readonly waitedMs: number[];
  /** Requests of the other caller during the bursts, and how many of them were refused because the server was busy. */
  readonly during: { asked: number; refused: number };
  readonly branches: readonly Branch[];
  /** Reason why the run ended early. */
  readonly died?: string;
}

/** Small limits, so that a run reaches each of them. */
const BOUNDS = {
  STRATA_MAX_RUNNING: '16',
  STRATA_MAX_CONNECTIONS: '150',
  STRATA_SOCKETS_PER_SUBJECT: '12',
  STRATA_RATE_LIMIT: '400',
  STRATA_JUDGING_MS: '250',
} as const;
const AT_ONCE = 16;
const BURST = 100;
/** Number of simultaneous connections in some bursts, more than the server accepts. */
const CROWD = 170;
const PATIENCE_MS = 60;

/** Creates two write keys: one for pages of every origin, and one for a single origin. */
function writeKeys(other: KeptCaller): Promise<string[]> {
  return Promise.all(
    ['', ',origins:["https://shop.example"]'].map(async (more) => {
      const made = await other.ask(
        `mutation{createWriteKey(input:{source:"page",orders:["order_paid"],traits:["city"]${more}}){key}}`,
      );
      return (JSON.parse(made) as { data: { createWriteKey: { key: string } } }).data.createWriteKey.key;
    }),
  );
}

const HOOK_MAPPING = {
  source: 'shop',
  rules: [
    {
      eachLine: 'lines',
      identities: [{ namespace: 'member_id', value: '{who}' }],
      event: {
        type: 'order_paid',
        messageId: '{id}',
        occurredAt: { value: '{at}', as: 'instant' },
        order: { orderId: '{id}', amount: '{total}', lines: [{ sku: '{lines.sku}', quantity: '{lines.pieces}' }] },
      },
    },
    {
      identities: [{ namespace: 'device_id', value: '{who.id}' }],
      tags: [{ tag: 'city', value: '{who.city}' }],
    },
  ],
};

/** Creates two webhooks, one without a signature and one with. Returns their paths. */
function hookPaths(other: KeptCaller): Promise<string[]> {
  return Promise.all(
    [{}, { signature: { header: 'x-sign', algorithm: 'sha256', encoding: 'hex' } }].map(async (more, i) => {
      const mapping = JSON.stringify(JSON.stringify({ ...HOOK_MAPPING, ...more }));
      const made = await other.ask(
        `mutation{defineHook(input:{key:"shop${i}",mapping:${mapping},signingSecret:"s"}){path}}`,
      );
      return (JSON.parse(made) as { data: { defineHook: { path: string } } }).data.defineHook.path;
    }),
  );
}

/** Creates two users. One signs in, and the invitation of the other stays open. Returns cookies and links. */
async function signIns(other: KeptCaller, port: number): Promise<SignIns> {
  const [used, open] = await Promise.all(
    ['anna', 'berta'].map(async (name) => {
      const made = await other.ask(
        `mutation{createUser(input:{email:"${name}@shop.example",roles:["analyst"]}){link}}`,
      );
      const { link } = (JSON.parse(made) as { data: { createUser: { link: string } } }).data.createUser;
      return link.slice(link.lastIndexOf('/') + 1);
    }),
  );
  const answer = await fetch(`http://127.0.0.1:${port}/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-strata-request': '1' },
    body: JSON.stringify({ link: used, password: 'a horse that is not in a list' }),
  });
  const cookie = /=([^;]+);/.exec(answer.headers.getSetCookie()[0])![1];
  return {
    cookies: [cookie, cookie, cookie, 'x', '', `${cookie}x`, 'y'.repeat(5000), 'fuzz.0123.secret'],
    links: [open, used, 'fuzz.x.y', '', 'z'.repeat(3000)],
  };
}

/**
 * Runs the fuzzer until it has sent at least the given number of requests, upgrades and frames. `progress` receives the
 * number sent.
 */
export async function fuzzDoors(
  requests: number,
  seed: number,
  progress: (sent: number) => void = () => undefined,
): Promise<FuzzRun> {
  const dir = mkdtempSync(join(tmpdir(), 'strata-doors-'));
  const coverage = join(dir, 'coverage');
  const provider = await TestOpenIdProvider.start();
  const server = await serverProcess({
    STRATA_DATA_DIR: join(dir, 'data'),
    NODE_V8_COVERAGE: coverage,
    ...BOUNDS,
    ...settingsOf(provider),
  });
  const other = new KeptCaller(server.port, `Bearer ${tokenFor('fuzz')}`);
  const findings = noFindings();
  const watch = new Watch(other, findings);
  let died: string | undefined;
  try {
    const tokens = await prepared(other, server.port);
    const fuzz = new Fuzz(server.port, tokens, findings, patience(PATIENCE_MS));
    const dice = new Dice(random(seed));
    while (findings.sent < requests && died === undefined) {
      const atOnce = dice.chance(0.02) ? CROWD : AT_ONCE;
      const connections = Math.min(BURST, Math.ceil((requests - findings.sent) / 4));
      await burst(fuzz, dice, { connections, atOnce, ended: () => watch.during() });
      await watch.after();
      if (server.child.exitCode !== null || server.child.signalCode !== null)
        died = `the process ended with ${server.child.exitCode ?? server.child.signalCode}:\n${server.output()}`;
      progress(findings.sent);
    }
    const unexpected = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"level"') && !EXPECTED.test(line));
    for (const what of unexpected) findings.faults.push({ what, sent: '' });
    await server.stop();
    const { waitedMs, counted } = watch;
    const branches = refusingBranches(coverage);
    return { ...findings, waitedMs, during: counted, branches, ...(died === undefined ? {} : { died }) };
  } finally {
    other.close();
    await server.kill();
    provider.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The server reports sign-ins at the provider that fail, because the operator may have to act. */
const EXPECTED = /"at OpenIdRoute\.returned /;

const settingsOf = (provider: TestOpenIdProvider): Readonly<Record<string, string>> => ({
  STRATA_OIDC_ISSUER: provider.issuer,
  STRATA_OIDC_CLIENT_ID: provider.clientId,
  STRATA_OIDC_CLIENT_SECRET: provider.clientSecret,
  STRATA_OIDC_WORKSPACE: 'fuzz',
  STRATA_OIDC_DEFAULT_ROLE: 'analyst',
});

/** Creates the workspace, and everything with which the fuzzer can get past a door. */
async function prepared(other: KeptCaller, port: number): Promise<Tokens> {
  await other.ask('mutation{createSandbox(input:{id:"fuzz",clock:"2026-03-10T00:00:00Z"}){id}}');
  await other.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  return fuzzTokens('fuzz', Date.now(), {
    keys: await writeKeys(other),
    hooks: await hookPaths(other),
    signIns: await signIns(other, port),
    others: await openOtherDoors(other, port),
  });
}

/** Asks the server as another caller, during the bursts and after each. */
class Watch {
  readonly waitedMs: number[] = [];
  readonly counted = { asked: 0, refused: 0 };
  private isAsking = false;

  constructor(
    private readonly other: KeptCaller,
    private readonly findings: Findings,
  ) {}

  /** Sends one request, unless an earlier one has no response yet. A full server may refuse it. */
  during(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    this.counted.asked++;
    void this.ask().then((answer) => {
      this.isAsking = false;
      if (/"code":"(?:UNAVAILABLE|RATE_LIMITED|LIMIT_EXCEEDED)"/.test(answer)) this.counted.refused++;
      else this.judge(answer);
    });
  }

  /** Sends one request. No other request is running, so the server must not refuse it. */
  async after(): Promise<void> {
    this.judge(await this.ask());
  }

  private async ask(): Promise<string> {
    const begun = performance.now();
    const answer = await this.other.ask('{__typename}').catch((error: unknown) => String(error));
    this.waitedMs.push(performance.now() - begun);
    return answer;
  }

  private judge(answer: string): void {
    if (answer !== '{"data":{"__typename":"Query"}}')
      this.findings.faults.push({ what: `another caller was answered ${answer.slice(0, 300)}`, sent: '' });
  }
}

interface Burst {
  readonly connections: number;
  readonly atOnce: number;
  /** Called after each connection. */
  readonly ended: () => void;
}

/**
 * Opens random connections, a fixed number at a time. Each connection has its own random generator, so the order in
 * which they run does not change their data.
 */
async function burst(fuzz: Fuzz, dice: Dice, { connections, atOnce, ended }: Burst): Promise<void> {
  let left = connections;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      await fuzz.connection(new Dice(random(dice.int(0, 2 ** 31))));
      ended();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
