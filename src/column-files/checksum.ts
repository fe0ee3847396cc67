/** CRC-32 checksums that detect damaged files. */
// Older versions of Node do not export `crc32`. A named import would therefore fail before the program can report that
// the Node version is too old.
import zlib from 'node:zlib';

export const checksumOf = (...pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, piece) => zlib.crc32(piece, sum), 0);

const DIGITS = 8;

/** Returns the content as JSON, preceded by a line with the checksum of the JSON. */
export function signed(content: unknown): string {
  const json = JSON.stringify(content);
  return `${digits(json)}\n${json}`;
}

/** Returns the content of a signed text, or undefined if any byte of it is damaged. */
export function contentOf(text: string): unknown {
  const json = text.slice(DIGITS + 1);
  return text.slice(0, DIGITS + 1) === `${digits(json)}\n` ? (JSON.parse(json) as unknown) : undefined;
}

const digits = (json: string): string => checksumOf(Buffer.from(json)).toString(16).padStart(DIGITS, '0');
