/**
 * Reconstructs from a log of disk writes every state in which a killed process or a power loss can leave the data file.
 */
import { readFileSync } from 'node:fs';

export type Entry =
  | { readonly kind: 'write'; readonly through: boolean; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'flush' }
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'truncate'; readonly length: number };

const KINDS = ['', 'write', 'through', 'flush', 'mark', 'truncate', 'unknown'] as const;
/** Sector size in bytes. A disk writes a sector completely or not at all. */
const SECTOR = 512;

/**
 * Reads a log.
 * @throws Error when the process wrote through a memory map, because such writes are not in the log.
 */
export function readLog(path: string): Entry[] {
  const log = readFileSync(path);
  const entries: Entry[] = [];
  for (let at = 0; at < log.length;) {
    const kind = KINDS[log[at]];
    const offset = Number(log.readBigUInt64LE(at + 1));
    const length = log.readUInt32LE(at + 9);
    const bytes = log.subarray(at + 13, at + 13 + length);
    at += 13 + length;
    if (kind === 'write' || kind === 'through')
      entries.push({ kind: 'write', through: kind === 'through', offset, bytes });
    else if (kind === 'flush') entries.push({ kind });
    else if (kind === 'truncate') entries.push({ kind, length: offset });
    else if (kind === 'mark') entries.push({ kind, text: bytes.toString().trim() });
    else throw new Error('the data file was written through memory, which cannot be recorded');
  }
  return entries;
}

class Image {
  private bytes = Buffer.alloc(1 << 20);
  length = 0;

  private reserve(end: number): void {
    while (this.bytes.length < end) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(this.bytes.length)]);
    this.length = Math.max(this.length, end);
  }

  write(offset: number, bytes: Buffer): void {
    this.reserve(offset + bytes.length);
    bytes.copy(this.bytes, offset);
  }

  truncate(length: number): void {
    if (length < this.length) this.bytes.fill(0, length, this.length);
    this.reserve(length);
    this.length = length;
  }

  contents(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}

/**
 * Returns the file after a process was killed before entry `at`. It contains everything the process had written,
 * because the operating system keeps completed writes.
 */
export function killed(entries: readonly Entry[], at: number): Buffer {
  const image = new Image();
  for (const e of entries.slice(0, at)) {
    if (e.kind === 'write') image.write(e.offset, e.bytes);
    else if (e.kind === 'truncate') image.truncate(e.length);
  }
  return image.contents();
}

/**
 * Returns the file after a power loss before entry `at`. It contains everything that was flushed or written through.
 * Any sectors of the remaining writes, including the current one, may be present, in any order.
 */
export function powerLost(entries: readonly Entry[], at: number, random: () => number): Buffer {
  const image = new Image();
  let lastFlush = -1;
  for (let i = 0; i < at; i++) if (entries[i].kind === 'flush') lastFlush = i;
  const loose: { offset: number; bytes: Buffer }[] = [];
  for (let i = 0; i <= Math.min(at, entries.length - 1); i++) {
    const e = entries[i];
    if (e.kind === 'truncate' && i < at) image.truncate(e.length);
    if (e.kind !== 'write') continue;
    if (i < lastFlush || (e.through && i < at)) image.write(e.offset, e.bytes);
    else loose.push(e);
  }
  const keep = random();
  for (const { offset, bytes } of loose) {
    for (let from = 0; from < bytes.length; from += SECTOR)
      if (random() < keep) image.write(offset + from, bytes.subarray(from, from + SECTOR));
  }
  return image.contents();
}

/** Returns the acknowledgements that the process had received before entry `at`. */
export function marksBefore(entries: readonly Entry[], at: number): string[] {
  return entries.slice(0, at).flatMap((e) => (e.kind === 'mark' ? e.text.split('\n') : []));
}
