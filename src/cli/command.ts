/** What a subcommand is, and how it reaches the running server. */
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { readConfig, type Config } from '../config.js';
import { createTokens } from '../server.js';

export interface Command {
  readonly help: string;
  /** Answers the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** A failure to be shown as its message alone. */
export class CliError extends Error {}

export interface RequestError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly inputPath?: string };
}

export class RequestFailed extends CliError {
  constructor(readonly errors: readonly RequestError[]) {
    super(errors.map((e) => `${e.extensions?.code ?? 'ERROR'}: ${e.message}${e.extensions?.inputPath ? ` (${e.extensions.inputPath})` : ''}`).join('\n'));
  }
}

/** A client of the server at `url` with one token. */
export class ApiClient {
  constructor(readonly url: string, readonly token: string) {}

  async request<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    let res: Response;
    try {
      res = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` }, body: JSON.stringify({ query: print(document), variables }) });
    } catch {
      throw new CliError(`There is no server at ${this.url}. Start it with: npm start`);
    }
    const body = (await res.json()) as { data?: R; errors?: RequestError[] };
    if (body.errors) throw new RequestFailed(body.errors);
    return body.data!;
  }

  ws(options: { readonly retry?: number } = {}): Client {
    return createClient({ url: this.url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${this.token}` }, retryAttempts: options.retry ?? 0, shouldRetry: () => true });
  }
}

export function localConfig(): Config {
  return readConfig(process.env);
}

export function serverUrl(config: Config, given: string | undefined): string {
  return given ?? process.env.STRATA_URL ?? `http://127.0.0.1:${config.port}/graphql`;
}

/** A client whose token this installation issues itself. */
export function localClient(config: Config, workspace: string, scopes: readonly string[], subject: string, url?: string): ApiClient {
  return new ApiClient(serverUrl(config, url), createTokens(config).issue({ workspace, subject, scopes, lifetimeSeconds: 86_400 }));
}
