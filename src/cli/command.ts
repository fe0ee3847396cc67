/** What a subcommand is, and how it reaches the running server. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { StrataClient } from '../client/client.js';
import { StrataError, Unreachable } from '../client/error.js';
import { readConfig, type Config } from '../config.js';
import type { KeyClass } from '../engine/model.js';
import { createTokens } from '../tokens.js';

export interface Command {
  readonly help: string;
  /** Answers the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** A failure to be shown as its message alone. */
export class CliError extends Error {}

/** A client of the server at `url` with one token, whose failures are shown as their message. */
export class ApiClient extends StrataClient {
  constructor(
    readonly url: string,
    token: string,
  ) {
    super({ url, token, retries: 0 });
  }

  override async request<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    try {
      return await super.request(document, variables);
    } catch (error) {
      throw shown(error, this.url);
    }
  }
}

/** A refusal or a silence as the terminal shows it. */
export function shown(error: unknown, url: string): Error {
  if (!(error instanceof StrataError)) return error instanceof Error ? error : new Error(String(error));
  return new CliError(
    error instanceof Unreachable ? `There is no server at ${url}. Start it with: npm start` : error.message,
  );
}

export function localConfig(): Config {
  return readConfig(process.env);
}

function serverUrl(config: Config, given: string | undefined): string {
  return given ?? process.env.STRATA_URL ?? `http://127.0.0.1:${config.port}/graphql`;
}

/** A client whose token this installation issues itself. */
export function localClient(
  config: Config,
  workspace: string,
  scopes: readonly string[],
  subject: string,
  url?: string,
  keyClass?: KeyClass,
): ApiClient {
  return new ApiClient(
    serverUrl(config, url),
    createTokens(config).issue({ workspace, subject, scopes, lifetimeSeconds: 86_400, keyClass }),
  );
}
