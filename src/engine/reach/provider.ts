/**
 * Providers of channels, described as data. A definition specifies the HTTP request that sends a message, and how the
 * response is interpreted.
 */

/**
 * A value of a JSON body. Texts and names in it are templates. `{"$number": "..."}` is a template whose text becomes a
 * number.
 */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [name: string]: JsonTemplate };

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query, as a template. It begins with a slash and follows the address of the endpoint. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: JsonTemplate;
  /** Fields of a form. A request has a JSON body, a form or no body. */
  readonly form?: Readonly<Record<string, string>>;
}

/**
 * A test of a response. It has an expected value, or a list of possible values, for each path, and all paths must
 * match. The path `#status` is the HTTP status. A value that ends in `*` matches every longer text with the same
 * beginning. A path that the response lacks matches nothing.
 */
export type ResponseTest = Readonly<Record<string, string | readonly string[]>>;

export interface ProviderResponse {
  readonly sent: readonly ResponseTest[];
  /** The message was permanently rejected, for example because the address does not exist. */
  readonly refused?: readonly ResponseTest[];
  /** The message was certainly not accepted. It may be sent again later. */
  readonly later?: readonly ResponseTest[];
  /** The access token is no longer valid. The message was not accepted. */
  readonly tokenExpired?: readonly ResponseTest[];
  /** Path in the response of the id that the provider gave to the message. */
  readonly messageId?: string;
}

/** Defines how the access token for requests is obtained. */
interface ProviderToken {
  readonly request: ProviderRequest;
  /** Path of the token in the response. */
  readonly read: string;
  /** Path of the number of seconds for which the token is valid. */
  readonly lifetime: string;
}

export interface ProviderDefinition {
  /** Names of the values that each endpoint must set, such as the signature of text messages. */
  readonly settings?: readonly string[];
  /** Names of the secrets that each endpoint must set. */
  readonly credentials?: readonly string[];
  readonly token?: ProviderToken;
  readonly request: ProviderRequest;
  readonly response: ProviderResponse;
}

/** The provider of an endpoint, with the values of its settings and credentials. */
export interface EndpointProvider {
  /** Name of the built-in provider. Absent for a custom definition. */
  readonly preset?: string;
  readonly definition: ProviderDefinition;
  readonly settings: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
}
