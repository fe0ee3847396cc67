/** What a subcommand is, and how it reaches the running server. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { StrataClient } from '../client/client.js';
import { StrataError, Unreachable } from '../client/error.js';
import { baseUrl, commandLine, keptAddress } from '../address.js';
import { readConfig, type Config } from '../config.js';
import type { KeyClass } from '../engine/model.js';
import { createTokens } from '../tokens.js';

export interface Command {
  readonly help: string;
  /** Runs the command and returns its exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** A failure to be shown as its message alone. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

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

  /** Sends a document once and throws the refusal as it came. */
  once<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    return super.request(document, variables);
  }

  /** Throws the refusal as it came where no API answers; a subscription alone would wait for a server for ever. */
  async reach(): Promise<void> {
    await this.once(REACH, {});
  }
}

/** The smallest question: whether the API is there and takes the token. */
const REACH = parse('query Reach { __typename }') as TypedDocumentNode<{ readonly __typename: string }, object>;

/** A refusal or a silence as the terminal shows it. */
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

/**
 * The endpoint that a command talks to: the one named, else the port that is set, else where the server on this data
 * directory started last. An address without a path is that of a server, and gets its endpoint.
 */
function serverUrl(config: Config, given: string | undefined): string {
  const named = given ?? process.env.STRATA_URL;
  if (named !== undefined) return endpointOf(named, given === undefined ? 'STRATA_URL' : '--url');
  const isPortKnown = !config.isDefaultPort && config.port !== 0;
  const kept = isPortKnown ? undefined : keptAddress(config.dataDir);
  return kept ?? `${baseUrl(config.host, config.port)}/graphql`;
}

/** Throws CliError where a text is no address of HTTP, by the name of its setting. */
function endpointOf(text: string, setting: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(`${setting} is the address of a server, such as http://localhost:4000/graphql.`);
  if (url.pathname === '/') url.pathname = '/graphql';
  return url.href;
}

/** The command that issues a token of everything in a workspace, with the settings of this one. */
export function tokenCommand(config: Config, workspace: string): string {
  return commandLine(config, `npm run --silent strata -- token --workspace ${workspace} --scopes admin`);
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
