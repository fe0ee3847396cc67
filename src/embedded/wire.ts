/**
 * Reads and writes the wire protocol of MongoDB. It supports OP_MSG and the legacy OP_QUERY, with which drivers open a
 * connection.
 */
import { decode, type Doc, encode } from './value/bson.js';
import { decodeArrived, decodeInserted, decodeUpdate } from './value/arrived.js';
import { MongoError } from './value/errors.js';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;
const CHECKSUM_PRESENT = 1;
const MAX_MESSAGE = 48_000_000;

/**
 * Functions that decode the documents of a sequence, by the name of the sequence. Other sequences are decoded
 * completely.
 */
const DECODERS: Readonly<Record<string, ((raw: Buffer) => Doc) | undefined>> = {
  updates: decodeUpdate,
  documents: decodeInserted,
};

export interface Request {
  readonly requestId: number;
  readonly legacy: boolean;
  /** Whether the client expects no reply (w: 0). */
  readonly silent: boolean;
  /** The command. Its document sequences are included as arrays. */
  readonly body: Doc;
}

/** Splits a stream of bytes into messages. */
export class MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;

  /** Adds bytes. Returns the messages that are now complete. Throws if the bytes violate the wire protocol. */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const out: Buffer[] = [];
    while (this.size >= 4) {
      if (this.chunks[0].length < 4) this.chunks = [Buffer.concat(this.chunks)];
      const length = this.chunks[0].readInt32LE(0);
      if (length < 16 || length > MAX_MESSAGE)
        throw new MongoError('BadValue', `message length ${length} is out of bounds`);
      if (this.size < length) break;
      const all = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
      out.push(all.subarray(0, length));
      this.chunks = all.length > length ? [all.subarray(length)] : [];
      this.size -= length;
    }
    return out;
  }
}

export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const op = message.readInt32LE(12);
  if (op === OP_QUERY) {
    const end = message.indexOf(0, 20);
    return { requestId, legacy: true, silent: false, body: decode(message.subarray(end + 9)) };
  }
  if (op !== OP_MSG) throw new MongoError('BadValue', `opcode ${op} is not supported`);
  const flags = message.readUInt32LE(16);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let body: Doc | undefined;
  const sequences: Doc = {};
  let at = 20;
  while (at < end) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw new MongoError('BadValue', 'a section runs past its message');
    if (kind === 0) body = decode(message.subarray(at, at + size));
    else if (kind === 1) {
      const nameEnd = message.indexOf(0, at + 4);
      const name = message.toString('utf8', at + 4, nameEnd);
      const decodeOne = DECODERS[name] ?? decodeArrived;
      const docs: Doc[] = [];
      for (let p = nameEnd + 1; p < at + size;) {
        const length = message.readInt32LE(p);
        docs.push(decodeOne(message.subarray(p, p + length)));
        p += length;
      }
      sequences[name] = docs;
    } else throw new MongoError('BadValue', `section kind ${kind} is not supported`);
    at += size;
  }
  if (!body) throw new MongoError('BadValue', 'the message has no body');
  return { requestId, legacy: false, silent: (flags & MORE_TO_COME) !== 0, body: { ...body, ...sequences } };
}

let nextId = 1;

/** Encodes a reply message. The reply is a document or already encoded as BSON. */
export function replyMessage(
  request: { readonly requestId: number; readonly legacy: boolean },
  reply: Doc | Buffer,
): Buffer {
  const body = Buffer.isBuffer(reply) ? reply : encode(reply);
  const head = Buffer.alloc(request.legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(nextId++ & 0x7fffffff, 4);
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}

/**
 * Builds the reply `{cursor: {id, ns, [field]: docs}, ...rest}`. The documents are already encoded, and their bytes are
 * copied.
 */
export function cursorBody(
  field: 'firstBatch' | 'nextBatch',
  docs: readonly Uint8Array[],
  cursor: Doc,
  rest: Doc,
): Buffer {
  let arrayBytes = 5;
  const keys = docs.map((_, i) => Buffer.from(String(i)));
  docs.forEach((d, i) => (arrayBytes += 2 + keys[i].length + d.length));
  const array = Buffer.allocUnsafe(arrayBytes);
  array.writeInt32LE(arrayBytes, 0);
  let at = 4;
  docs.forEach((d, i) => {
    array[at++] = 3;
    keys[i].copy(array, at);
    at += keys[i].length;
    array[at++] = 0;
    array.set(d, at);
    at += d.length;
  });
  array[at] = 0;
  const withField = appendElement(encode(cursor), 4, field, array);
  return prependElement(encode(rest), 3, 'cursor', withField);
}

function element(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(name), Buffer.from([0]), value]);
}
export function appendElement(doc: Buffer, type: number, name: string, value: Buffer): Buffer {
  return sized(Buffer.concat([doc.subarray(0, doc.length - 1), element(type, name, value), Buffer.from([0])]));
}
function prependElement(doc: Buffer, type: number, name: string, value: Buffer): Buffer {
  return sized(Buffer.concat([doc.subarray(0, 4), element(type, name, value), doc.subarray(4)]));
}
/** Concatenates the elements of two documents into one. */
export function joined(left: Buffer, right: Buffer): Buffer {
  return sized(Buffer.concat([left.subarray(0, left.length - 1), right.subarray(4)]));
}
function sized(doc: Buffer): Buffer {
  doc.writeInt32LE(doc.length, 0);
  return doc;
}
