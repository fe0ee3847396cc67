/** Sends random requests, upgrades and frames to a running server, and records responses that must never occur. */
import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import type { Dice } from '../../support/dice.js';
import { reset } from '../raw.js';
import { FAULTY, initBytes, messageBytes, requestBytes, upgradeBytes, type Tokens } from './shapes.js';

/** Maximum number of sockets that are left open until the server closes them on a timeout. */
const MAX_LINGERING = 60;
/** Time in ms after which a connection is dropped. It is longer than any timeout of the server. */
const LONGEST_MS = 90_000;
const ANSWER_KEPT = 4 * 1024 * 1024;

export interface Findings {
  /** Number of requests, upgrades and frames sent. */
  sent: number;
  readonly statuses: Map<number, number>;
  readonly reasons: Map<string, number>;
  readonly closes: Map<number, number>;
  /** Responses that must never occur, with the bytes that were sent. */
  readonly faults: { readonly what: string; readonly sent: string }[];
}

export const noFindings = (): Findings => ({
  sent: 0,
  statuses: new Map(),
  reasons: new Map(),
  closes: new Map(),
  faults: [],
});

const count = <K>(map: Map<K, number>, key: K): void => void map.set(key, (map.get(key) ?? 0) + 1);

export class Fuzz {
  private lingering = 0;

  constructor(
    private readonly port: number,
    private readonly tokens: Tokens,
    private readonly findings: Findings,
    /** Time in ms after which a connection is dropped without waiting for responses. */
    private readonly patienceMs: number,
  ) {}

  /** Opens one connection, sends consecutive requests or an upgrade with frames, and ends it in a random way. */
  connection(d: Dice): Promise<void> {
    return d.chance(0.6) ? this.requests(d) : this.upgrade(d);
  }

  private async requests(d: Dice): Promise<void> {
    // Sometimes sends more requests than a connection may have in progress.
    const list = d.chance(0.03)
      ? Array<Buffer>(40).fill(requestBytes(d, this.tokens))
      : Array.from({ length: d.pick([1, 2, 4, 12]) }, () => requestBytes(d, this.tokens));
    this.findings.sent += list.length;
    let bytes = Buffer.concat(list);
    const cut = d.chance(0.1);
    if (cut) bytes = bytes.subarray(0, d.int(0, bytes.length));
    await this.talk(d, [bytes], cut);
  }

  private async upgrade(d: Dice): Promise<void> {
    const parts = [upgradeBytes(d)];
    if (d.chance(0.95)) parts.push(initBytes(d, this.tokens));
    for (let i = d.pick([0, 3, 10, 40]); i > 0; i--) parts.push(messageBytes(d));
    this.findings.sent += parts.length;
    // Sends everything at once, or the upgrade request first, as a real client does.
    await this.talk(d, d.chance(0.5) ? [Buffer.concat(parts)] : [parts[0], Buffer.concat(parts.slice(1))], true);
  }

  /** Sends parts, reads the responses, and then waits, closes or resets the connection. */
  private async talk(d: Dice, parts: readonly Buffer[], endless: boolean): Promise<void> {
    const { socket, closed } = await opened(this.port);
    const linger = endless && d.chance(0.05) && this.lingering < MAX_LINGERING;
    const ending = d.int(0, 9);
    const chunks: Buffer[] = [];
    let size = 0;
    let answered = 0;
    const wanted = endless ? Infinity : answers(Buffer.concat([...parts]), ' HTTP/1.1\r\n');
    socket.on('data', (chunk: Buffer) => {
      if (size < ANSWER_KEPT) chunks.push(chunk);
      size += chunk.length;
      // When every request has its response, nothing more will arrive.
      answered += endless ? 0 : answers(chunk, 'HTTP/1.1 ');
      if (answered >= wanted) socket.destroy();
    });
    // The timer is set before anything is sent, because a write stays pending if the server does not read.
    let timer = setTimeout(() => socket.destroy(), LONGEST_MS);
    for (const part of parts) {
      if (socket.destroyed) break;
      const written = new Promise<void>((resolve) => socket.write(part, () => resolve()));
      await Promise.race([written, closed]);
    }
    const whole = (): void => this.judge(Buffer.concat(chunks), parts);
    if (linger) {
      this.lingering++;
      void closed.then(() => {
        clearTimeout(timer);
        this.lingering--;
        whole();
      });
      return;
    }
    if (ending === 0) reset(socket);
    else if (ending === 1) socket.end();
    clearTimeout(timer);
    timer = setTimeout(() => socket.destroy(), endless ? d.int(0, this.patienceMs) : this.patienceMs * 10);
    await closed;
    clearTimeout(timer);
    whole();
  }

  /** Counts the statuses, reasons and close codes in the responses, and records forbidden responses. */
  private judge(answer: Buffer, sent: readonly Buffer[]): void {
    const { statuses, reasons, closes, faults } = this.findings;
    const text = answer.toString('latin1');
    for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) count(statuses, Number(status));
    for (const [, reason] of text.matchAll(/"reason":"(\w+)"/g)) count(reasons, reason);
    const fault = (what: string): void =>
      void faults.push({
        what,
        sent: Buffer.concat([...sent])
          .toString('latin1')
          .slice(0, 20_000),
      });
    if (/HTTP\/1\.1 500 |INTERNAL_SERVER_ERROR/.test(text)) fault('an internal error');
    if (text.startsWith('HTTP/1.1 101 ')) {
      const code = closeCode(answer.subarray(answer.indexOf('\r\n\r\n') + 4));
      if (code !== undefined) {
        count(closes, code.code);
        const named = /^([A-Z_]+): /.exec(code.reason)?.[1];
        if (named) count(reasons, named);
        if (FAULTY.has(code.code)) fault(`a socket closed with ${code.code} ${code.reason}`);
      }
    } else if (text !== '' && !text.startsWith('HTTP/1.1 ')) fault('an answer that is not HTTP');
  }
}

/**
 * Opens a socket and resolves when it is connected or has failed. `closed` listens from the beginning, because a socket
 * can close at the moment it fails.
 */
function opened(port: number): Promise<{ readonly socket: Socket; readonly closed: Promise<void> }> {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return new Promise((resolve) => {
    socket.once('connect', () => resolve({ socket, closed }));
    socket.on('error', () => resolve({ socket, closed }));
  });
}

const answers = (bytes: Buffer, mark: string): number => bytes.toString('latin1').split(mark).length - 1;

/** Returns the first close frame among the unmasked frames of a server. */
function closeCode(bytes: Buffer): { readonly code: number; readonly reason: string } | undefined {
  for (let at = 0; at + 2 <= bytes.length;) {
    const opcode = bytes[at] & 15;
    let length = bytes[at + 1] & 127;
    let head = 2;
    if (length === 126) {
      if (at + 4 > bytes.length) return undefined;
      length = bytes.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) {
      if (at + 10 > bytes.length) return undefined;
      length = Number(bytes.readBigUInt64BE(at + 2));
      head = 10;
    }
    const body = bytes.subarray(at + head, at + head + length);
    if (opcode === 8)
      return body.length < 2
        ? { code: 1005, reason: '' }
        : { code: body.readUInt16BE(0), reason: body.subarray(2).toString('utf8') };
    at += head + length;
  }
  return undefined;
}
