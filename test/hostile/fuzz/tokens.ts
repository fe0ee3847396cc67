/** Creates valid tokens, and tokens that are invalid in every way that the server checks. */
import { createHmac } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { SECRET } from '../../support/process.js';
import type { OtherDoors } from './other-doors.js';
import type { Tokens } from './shapes.js';
import type { SignIns } from './sign-in-shapes.js';

const YEAR_S = 365 * 86_400;

/** Returns a token with the given header and payload and a valid signature. */
function raw(header: string, payload: string): string {
  const text = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

const unsoundKeys = (workspace: string): string[] => [
  `wk.${workspace}.0123abc.secret`,
  'wk.nowhere.0123abc.secret',
  'wk.',
  `wk.${'x'.repeat(300)}`,
];

type Sign = (more: Record<string, unknown>, key?: string) => string;

/** Returns tokens that are invalid in every way. `claims` are those of a valid token. */
function badTokens(sign: Sign, claims: { readonly iat: number }): string[] {
  const now = claims.iat;
  return [
    '',
    'x',
    'x.y.z',
    'y'.repeat(9000),
    sign({ exp: now - 1000 }),
    sign({ exp: 1e15 }),
    sign({ exp: now + 0.5 + YEAR_S }),
    sign({ iat: now + 9999 }),
    sign({ iss: 'other' }),
    sign({ aud: 'other' }),
    sign({ sub: 'Strata' }),
    sign({ sub: '../x y' }),
    sign({ workspace: 'No Such' }),
    sign({ workspace: undefined }),
    sign({ workspace_created: 'x' }),
    sign({ workspace_created: 1 }),
    sign({ scope: 'x'.repeat(65) }),
    sign({ scope: Array.from({ length: 101 }, (_, i) => `s${i}`) }),
    sign({ jti: '' }),
    sign({ keyClass: 'nope' }),
    sign({}, 'another-secret-another-secret-another-secret'),
    raw('{"alg":"HS256","crit":["x"]}', JSON.stringify(claims)),
    raw('{"alg":"HS256","b64":false}', JSON.stringify(claims)),
    raw('{"alg":"HS256"}', JSON.stringify(claims).replace('{', '{"sub":"other",')),
    raw('{"alg":"HS256"}', '[]'),
    jwt.sign(claims, '', { algorithm: 'none' }),
    `${Buffer.from('{"alg":"HS256","alg":"none"}').toString('base64url')}.e30.x`,
    `${Buffer.from('[]').toString('base64url')}.W10.x`,
  ];
}

/** What exists in the workspace: its write keys, webhook paths, cookies and links, and what the other doors need. */
interface Existing {
  readonly keys: readonly string[];
  readonly hooks: readonly string[];
  readonly signIns: SignIns;
  readonly others: OtherDoors;
}

/** Returns valid and invalid tokens for a workspace. */
export function fuzzTokens(workspace: string, nowMs: number, { keys, hooks, signIns, others }: Existing): Tokens {
  const now = Math.floor(nowMs / 1000);
  const claims = {
    iss: 'strata',
    aud: 'strata',
    sub: 'fuzz',
    iat: now,
    exp: now + YEAR_S,
    workspace,
    scope: 'admin',
    jti: 'fuzz',
  };
  const sign: Sign = (more, key = SECRET) => jwt.sign({ ...claims, ...more }, key, { algorithm: 'HS256' });
  return {
    workspace,
    signIns,
    others,
    hooks: [...hooks, `/hooks/hk.${workspace}.shop.${'x'.repeat(32)}`, `/hooks/${'y'.repeat(400)}`],
    keys: [...keys, ...keys, ...unsoundKeys(workspace)],
    good: [
      ...Array.from({ length: 8 }, (_, i) => sign({ sub: `fuzz${i}` })),
      sign({ scope: '' }),
      sign({ scope: 'profiles:read events:write', sub: 'reader' }),
      sign({ workspace: 'elsewhere' }),
    ],
    bad: badTokens(sign, claims),
  };
}
