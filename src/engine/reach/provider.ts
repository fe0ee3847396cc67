/**
 * Providers of channels, described as data. A definition says which HTTP request sends a message, and how the response
 * is read.
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
 * A test of a response: values by path, all of which must fit. `#status` is the HTTP status. A value that ends in `*`
 * fits every longer text, and a path that the response lacks fits nothing.
 */
export type ResponseTest = Readonly<Record<string, string | readonly string[]>>;

export interface ProviderResponse {
  readonly sent: readonly ResponseTest[];
  /** The message was refused for good, for example because the address does not exist. */
  readonly refused?: readonly ResponseTest[];
  /** The message was certainly not taken, and may be sent again later. */
  readonly later?: readonly ResponseTest[];
  /** The access token is no longer valid. The message was not taken. */
  readonly tokenExpired?: readonly ResponseTest[];
  /** Path of the provider's id of the message. */
  readonly messageId?: string;
}

/** How an access token is fetched, which requests need. */
interface ProviderToken {
  readonly request: ProviderRequest;
  /** Path of the token in the response. */
  readonly read: string;
  /** Path of the number of seconds for which the token is valid. */
  readonly lifetime: string;
}

export interface ProviderDefinition {
  /** Names of the values that an endpoint gives, such as the signature of text messages. */
  readonly settings?: readonly string[];
  /** Names of the secrets that an endpoint gives. */
  readonly credentials?: readonly string[];
  readonly token?: ProviderToken;
  readonly request: ProviderRequest;
  readonly response: ProviderResponse;
}

/** The provider of an endpoint, with the values of its settings and credentials. */
export interface EndpointProvider {
  /** Name of the ready provider, if the definition is one. */
  readonly preset?: string;
  readonly definition: ProviderDefinition;
  readonly settings: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
}
