/** Uploads a file in parts. A part that breaks off is sent again. */
import { CreateUploadDocument, ImportOfDocument } from '../../../../schema/generated/operations.js';
import { ApiError, ask, PAGE_HEADERS, tokenOfTab, UNKEPT } from '../../data/client.js';
import { errorOf } from '../../data/download.js';

/** A part must arrive within 20 seconds, also on a slow connection. */
const PART_BYTES = 1024 * 1024;
/** Number of times that a broken part is sent again in a row. */
const ATTEMPTS = 4;
const WAIT_MS = 1000;

/** Uploads a file and returns the id of the upload. `progress` receives the share that has arrived, from 0 to 1. */
export async function upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<string> {
  const { createUpload } = await ask(
    CreateUploadDocument,
    { input: { name: file.name.slice(-200), bytes: file.size } },
    UNKEPT,
  );
  const { id } = createUpload;
  let received = 0;
  for (let failures = 0; received < file.size;) {
    signal.throwIfAborted();
    try {
      received = await sendPart(id, file, received, signal);
      failures = 0;
      progress(received / file.size);
    } catch (error) {
      const isFinal = error instanceof ApiError && error.code !== 'UNAVAILABLE' && error.code !== 'CONFLICT';
      if (signal.aborted || isFinal || ++failures >= ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS * failures));
      received = (await ask(ImportOfDocument, { id })).import.received;
    }
  }
  return id;
}

/** Sends the part that begins at an offset. Returns the number of bytes that have arrived. */
async function sendPart(id: string, file: File, offset: number, signal: AbortSignal): Promise<number> {
  const token = tokenOfTab();
  const response = await fetch(`/imports/${id}?offset=${offset}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/octet-stream',
      ...(token === undefined ? PAGE_HEADERS : { authorization: `Bearer ${token}` }),
    },
    body: file.slice(offset, offset + PART_BYTES),
    signal,
  });
  if (!response.ok) throw await errorOf(response);
  return ((await response.json()) as { readonly received: number }).received;
}
