/** Downloads files with the token of this tab or with the session. */
import { ApiError, PAGE_HEADERS, tokenOfTab } from './client.js';
import type { StrataError } from '../../../src/client/error.js';

interface Refusal {
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly reason: StrataError['reason'] };
  }[];
}

/** Returns the error of a rejected request as the pages show it. */
export async function errorOf(response: Response): Promise<ApiError> {
  const [{ message, extensions }] = ((await response.json()) as Refusal).errors;
  return new ApiError(message, extensions.code, extensions.reason);
}

/**
 * Downloads a file of `/exports` and saves it under the given name. Throws an `ApiError` if the server rejects the
 * request.
 */
export async function download(path: string, name: string): Promise<void> {
  const token = tokenOfTab();
  const headers = token === undefined ? PAGE_HEADERS : { authorization: `Bearer ${token}` };
  const response = await fetch(path, { headers });
  if (!response.ok) throw await errorOf(response);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
