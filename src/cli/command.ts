/** The interface of a subcommand, and the client with which a subcommand calls the running server. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { StrataClient } from '../client/client.js';
import { StrataError, Unreachable } from '../client/error.js';
import { baseUrl, commandLine, keptAddress } from '../address.js';
import { readConfig, unknownSettings, type Config } from '../config.js';
import type { KeyClass } from '../engine/types.js';
import { createTokens } from '../tokens.js';

/**
 * A subcommand of `strata`. It throws `CliError` for an error that the terminal shows as one message.
 *
 * @example
 * export const version: Command = {
 *   help: 'strata version: prints the version',
 *   run: async () => (process.stdout.write(`${VERSION}\n`), 0),
 * };
 */
export interface Command {
  readonly help: string;
  /** Runs the command and returns its exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** An error that the terminal shows as a message and without a stack trace. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** An API client that uses one token. It converts client errors to the messages that the terminal shows. */
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

  /** Sends a document once, without retries. Client errors are thrown unchanged and not converted for the terminal. */
  once<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    return super.request(document, variables);
  }

  /**
   * Checks that the API responds and accepts the token. Throws the client error otherwise. Commands call this method
   * before they subscribe, because a subscription alone would retry forever.
   */
  async reach(): Promise<void> {
    await this.once(REACH, {});
  }
}

/** The smallest query, which checks that the API responds and accepts the token. */
const REACH = parse('query Reach { __typename }') as TypedDocumentNode<{ readonly __typename: string }, object>;

/** Converts a client error to the text that the terminal shows. */
export function shown(error: unknown, url: string): Error {
  if (!(error instanceof StrataError)) return error instanceof Error ? error : new Error(String(error));
  return new CliError(
    error instanceof Unreachable
      ? `There is no server at ${url}. Start it with: ${commandLine(localConfig(), 'npm start')}`
      : error.message,
  );
}

export function localConfig(): Config {
  return readConfig(process.env);
}

/** Returns warnings about environment variables that look like settings but have no effect. */
export const strangeSettings = (): readonly string[] => unknownSettings(process.env);

/**
 * Returns the endpoint that a command uses. The first that exists is used: the given URL, the configured port, or the
 * last address of the server on this data directory. A URL without a path is completed with the path of the endpoint.
 */
function serverUrl(config: Config, given: string | undefined): string {
  const named = given ?? process.env.STRATA_URL;
  if (named !== undefined) return endpointOf(named, given === undefined ? 'STRATA_URL' : '--url');
  const isPortKnown = !config.isDefaultPort && config.port !== 0;
  const kept = isPortKnown ? undefined : keptAddress(config.dataDir);
  return kept ?? `${baseUrl(config.host, config.port)}/graphql`;
}

/** Returns the endpoint of a URL. Throws CliError with the name of the setting if the text is not an HTTP URL. */
function endpointOf(text: string, setting: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(`${setting} is the address of a server, such as http://localhost:4000/graphql.`);
  if (url.pathname === '/') url.pathname = '/graphql';
  return url.href;
}

/** Returns the command line that issues a token with all scopes in a workspace under the current settings. */
export function tokenCommand(config: Config, workspace: string): string {
  return commandLine(config, `npm run --silent strata -- token --workspace ${workspace} --scopes admin`);
}

/** Creates a client whose token is signed with the secret of this installation. */
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
