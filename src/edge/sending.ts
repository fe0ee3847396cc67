/** What is sent to one WebSocket: counted until the client takes it. */
import type { WebSocket } from 'ws';
import type { Holder } from './holders.js';
import type { Outbox, Unsent } from './unsent.js';

/** Bytes that may wait for one client. */
const MAX_WAITING = 16 * 1024 * 1024;
/** A client with less than this waiting keeps up. */
const FAIR_WAITING = 64 * 1024;
/** Heap that a message takes beside its bytes, as measured. */
const BYTES_PER_MESSAGE = 512;
/** How often in a row a client may be found to have taken nothing since the look before. */
const MAX_IDLE_LOOKS = 8;

export class Sending {
  private readonly outbox: Outbox;
  /** A message was taken since the last look. */
  private isMoving = false;
  private idleLooks = 0;
  /** A pong waits, and what the client's last ping had, which came after it. */
  private isPongWaiting = false;
  private nextPong: Buffer | undefined;

  constructor(
    private readonly ws: WebSocket,
    unsent: Unsent,
    holder: Holder,
  ) {
    this.outbox = unsent.open(holder, () => ws.terminate());
    ws.on('ping', (data: Buffer) => this.pong(data));
    ws.once('close', () => this.outbox.close());
  }

  /** Whose bytes wait is known now. */
  belongsTo(holder: Holder): void {
    this.outbox.passTo(holder);
  }

  /** Resolves once there is room for more: at once for a client that keeps up, when it was written for others. */
  send(text: string): Promise<void> {
    const { ws } = this;
    if (ws.readyState !== ws.OPEN) return Promise.resolve();
    if (ws.bufferedAmount > MAX_WAITING) {
      ws.terminate();
      return Promise.resolve();
    }
    const bytes = Buffer.byteLength(text) + BYTES_PER_MESSAGE;
    this.outbox.add(bytes);
    return new Promise((resolve) => {
      // A client that is gone is noticed by its close.
      ws.send(text, () => {
        this.outbox.take(bytes);
        this.isMoving = true;
        resolve();
      });
      // An operation that ended must not wait for its last item: its id may be used again.
      if (ws.bufferedAmount < FAIR_WAITING) resolve();
    });
  }

  /** Asks whether the client is there. */
  ping(): void {
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  /** A look, taken at intervals: whether the client has long taken no message of those that wait for it. */
  isStalled(): boolean {
    this.idleLooks = this.outbox.bytes > 0 && !this.isMoving ? this.idleLooks + 1 : 0;
    this.isMoving = false;
    return this.idleLooks > MAX_IDLE_LOOKS;
  }

  /** RFC 6455, 5.5.3: of pings that came while a pong waits, only the last is answered. */
  private pong(data: Buffer): void {
    if (this.isPongWaiting) {
      this.nextPong = data;
      return;
    }
    this.isPongWaiting = true;
    this.ws.pong(data, false, () => {
      this.isPongWaiting = false;
      const next = this.nextPong;
      this.nextPong = undefined;
      if (next && this.ws.readyState === this.ws.OPEN) this.pong(next);
    });
  }
}
