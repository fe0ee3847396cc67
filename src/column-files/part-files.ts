/** Reads and writes one part of the columns as a file. Checksums detect damaged files. */
import { open, type FileHandle } from 'node:fs/promises';
import { HEAD_BYTES, headOf, partOf, sizesOf } from '../engine/columns/part-file.js';
import type { ColumnPart } from '../engine/columns/part.js';
import { checksumOf } from './checksum.js';

/** File mode for personal data: only the user who runs the process may read and write the file. */
export const PRIVATE_FILE = 0o600;

export interface PartFile {
  readonly file: string;
  readonly bytes: number;
  readonly checksum: number;
}

/** Returns the size of a part's file, in bytes. */
export function bytesOf(part: ColumnPart): number {
  return HEAD_BYTES + headOf(part).layout.length + part.block.byteLength;
}

/** Writes a part to a new file. Resolves when the file is flushed to disk. */
export async function writePart(path: string, file: string, part: ColumnPart): Promise<PartFile> {
  const { head, layout } = headOf(part);
  const block = new Uint8Array(part.block);
  const handle = await open(path, 'wx', PRIVATE_FILE);
  try {
    for (const piece of [head, layout, block]) await writeWhole(handle, piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file, bytes: head.length + layout.length + block.length, checksum: checksumOf(head, layout, block) };
}

/** Reads a part into shared memory. Returns undefined if the file has a wrong size or a wrong checksum. */
export async function readPart(path: string, { bytes, checksum }: PartFile): Promise<ColumnPart | undefined> {
  const handle = await open(path, 'r');
  try {
    if ((await handle.stat()).size !== bytes) return undefined;
    const head = await readWhole(handle, new Uint8Array(HEAD_BYTES), 0);
    const sizes = head && sizesOf(head);
    if (!head || !sizes || HEAD_BYTES + sizes.layoutBytes + sizes.blockBytes !== bytes) return undefined;
    const layout = await readWhole(handle, new Uint8Array(sizes.layoutBytes), HEAD_BYTES);
    const block = new SharedArrayBuffer(sizes.blockBytes);
    const content = await readWhole(handle, new Uint8Array(block), HEAD_BYTES + sizes.layoutBytes);
    if (!layout || !content || checksumOf(head, layout, content) !== checksum) return undefined;
    return partOf(layout, block);
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
}

async function readWhole(handle: FileHandle, into: Uint8Array, position: number): Promise<Uint8Array | undefined> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return into;
}
