/**
 * Reads the text of a plain or gzip file in any supported encoding. Invalid bytes cause an error and are not replaced.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from './records.js';

export interface TextFile {
  readonly file: string;
  readonly encoding: string;
  /** Number of characters in the whole text. */
  readonly size: number;
  /** Digest of the bytes of the file. */
  readonly digest: string;
}

/** Returns up to `length` bytes from the beginning of a file. */
export function firstBytes(file: string, length: number): Buffer {
  const first = Buffer.alloc(length);
  const handle = openSync(file, 'r');
  try {
    return first.subarray(0, readSync(handle, first));
  } finally {
    closeSync(handle);
  }
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const BYTE_ORDER_MARKS: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' };

export const isPacked = (file: string): boolean => firstBytes(file, GZIP.length).equals(GZIP);

/**
 * Reads a file completely and returns its digest and its length in characters. Throws UnreadableFile if a byte is
 * invalid in the encoding. This check happens before any record is loaded.
 */
export async function examineText(file: string, encoding: string | undefined): Promise<TextFile> {
  const hash = createHash('sha256');
  let used = encoding;
  let size = 0;
  let lines = 1;
  let decoder: TextDecoder | undefined;
  for await (const bytes of bytesOf(file, (packed) => hash.update(packed))) {
    used ??= BYTE_ORDER_MARKS[bytes.subarray(0, 2).toString('hex')] ?? 'utf-8';
    decoder ??= new TextDecoder(used, { fatal: true });
    try {
      const text = decoder.decode(bytes, { stream: true });
      size += text.length;
      lines += countLines(text);
    } catch {
      throw notText(file, used, lines + faultyLine(bytes, used));
    }
  }
  try {
    size += decoder?.decode().length ?? 0;
  } catch {
    throw notText(file, used!, lines);
  }
  return { file, encoding: used ?? 'utf-8', size, digest: hash.digest('hex') };
}

const countLines = (text: string): number => text.split('\n').length - 1;

/** Returns the number of line breaks in a chunk before its first invalid character. */
function faultyLine(bytes: Uint8Array, encoding: string): number {
  // The first bytes of a chunk may belong to the last character of the previous chunk, so an invalid character at the
  // very start does not count.
  const text = new TextDecoder(encoding).decode(bytes);
  const at = text.indexOf('\ufffd', 4);
  return countLines(at < 0 ? '' : text.slice(0, at));
}

const notText = (file: string, encoding: string, line: number): UnreadableFile =>
  new UnreadableFile(
    `${file} is not ${encoding} text: the first fault is near line ${line.toLocaleString('en')}. ` +
      'Name its encoding in the mapping, such as "encoding": "gbk". Nothing was loaded.',
  );

/** Yields the decoded text of a file in chunks. */
export async function* textOf({ file, encoding }: Pick<TextFile, 'file' | 'encoding'>): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const bytes of bytesOf(file)) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

async function* bytesOf(file: string, seen?: (packed: Buffer) => void): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  if (seen) raw.on('data', (chunk) => seen(chunk as Buffer));
  let input: Readable = raw;
  if (isPacked(file)) {
    const gunzip = createGunzip();
    raw.on('error', (error) => gunzip.destroy(error));
    input = raw.pipe(gunzip);
  }
  try {
    for await (const chunk of input) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new UnreadableFile(
      code.startsWith('Z_')
        ? `${file} cannot be unpacked: it is damaged or cut off. Nothing was loaded.`
        : `${file} cannot be read (${code}).`,
      { cause: error },
    );
  } finally {
    raw.destroy();
  }
}

/** Yields the lines of a text without their line endings. Each line comes with the offset of its end. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<{ line: string; position: number }> {
  let rest = '';
  let position = 0;
  for await (const piece of text) {
    rest += piece;
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      position += end + 1 - start;
      yield { line: rest.slice(start, rest[end - 1] === '\r' && end > start ? end - 1 : end), position };
      start = end + 1;
    }
    rest = rest.slice(start);
    if (rest.length > LONGEST_LINE)
      throw new UnreadableFile(
        `a line has more than ${LONGEST_LINE.toLocaleString('en')} characters; is the format right?`,
      );
  }
  if (rest !== '') yield { line: rest.replace(/\r$/, ''), position: position + rest.length };
}

const LONGEST_LINE = 8 * 1024 * 1024;
