/** Tokens for others, issued by whoever runs a workspace. */
import { isScope, requireScope, SUBJECT, type Principal } from './access.js';
import { enter, type Services } from './context.js';
import { conflict, invalid } from './errors.js';

/** Signs a token; absent where somebody else holds the key. */
export type IssueToken = (p: {
  readonly workspace: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
}) => string;

const MAX_HOURS = 8784;

/** A token for the caller's own workspace. It is answered once and kept nowhere; that it was issued is in the audit log. */
export async function issueToken(
  s: Services,
  p: Principal,
  issue: IssueToken | undefined,
  input: { readonly subject: string; readonly scopes: readonly string[]; readonly hours: number },
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  requireScope(p, 'admin');
  if (!issue)
    throw conflict(
      'TOKENS_ISSUED_ELSEWHERE',
      'this server only checks tokens; issue them where their private key is kept',
    );
  if (p.once)
    throw invalid(
      'IDEMPOTENCY_KEY_NOT_ALLOWED',
      'a token is issued without an idempotency key: its answer would be kept',
      'idempotencyKey',
    );
  if (!SUBJECT.test(input.subject))
    throw invalid('SOURCE_INVALID', 'a subject is letters, digits and _ . : @ -, at most 64', 'input.subject');
  if (input.scopes.length === 0 || input.scopes.length > 100)
    throw invalid('LIST_SIZE_INVALID', 'give 1 to 100 scopes', 'input.scopes');
  input.scopes.forEach((scope, i) => {
    if (!isScope(scope)) throw invalid('SCOPE_UNKNOWN', 'no such scope exists', `input.scopes[${i}]`);
  });
  if (!(input.hours > 0 && input.hours <= MAX_HOURS))
    throw invalid('NUMBER_INVALID', `hours lie between 0 and ${MAX_HOURS}`, 'input.hours');
  const { workspace, now } = await enter(s, p.workspace);
  const lifetimeSeconds = Math.max(1, Math.round(input.hours * 3600));
  await s.stores.transact((tx) =>
    s.stores.audit.insert(
      [
        {
          workspace: workspace.id,
          actor: p.subject,
          operation: 'issueToken',
          target: `${input.subject}: ${input.scopes.join(' ')}`.slice(0, 500),
          at: now,
        },
      ],
      tx,
    ),
  );
  // Tokens run out by the wall's clock, also in a sandbox.
  return {
    token: issue({ workspace: workspace.id, subject: input.subject, scopes: input.scopes, lifetimeSeconds }),
    expiresAt: s.stores.now() + lifetimeSeconds * 1000,
  };
}
